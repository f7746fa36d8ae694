"""What is known, and what follows from it."""
