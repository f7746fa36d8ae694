"""What grows how fast."""
