"""Small helpers that every room stands on."""
