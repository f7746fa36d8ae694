"""What editors ask of a text: mistakes as one types, hovers, sizes behind lines, completion, renaming."""
