"""A formula set for people: one walk, a style for each format."""
