"""What is raised where a way does not come through."""

from __future__ import annotations


class Unable(Exception):  # noqa: N818 - no mistake of anybody's
    """A method that does not come through; the message says why."""
