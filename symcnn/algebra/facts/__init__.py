"""What is assumed, what follows from it, and the conditions of a result."""
