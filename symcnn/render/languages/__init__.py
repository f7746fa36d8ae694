"""The words of pages in other languages than English, one module each: an English phrase, and the phrase for it."""
