"""The forms in which one formula can be written."""
