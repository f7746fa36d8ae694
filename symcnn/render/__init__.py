"""A derivation becomes text, Markdown, LaTeX, HTML or JSON."""
