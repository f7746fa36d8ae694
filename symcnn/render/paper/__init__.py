"""Pages for a paper: LaTeX fragments that go into it unchanged, and whole documents made of them."""
