"""What a page says, before any format."""
