"""The formats that pages are printed in."""
