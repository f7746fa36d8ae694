"""Code from networks: readable programs for other frameworks."""
