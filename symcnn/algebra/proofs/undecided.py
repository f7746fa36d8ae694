"""The exception that a method raises when it cannot decide a question."""

from __future__ import annotations


class Unable(Exception):  # noqa: N818 - no mistake of anybody's
    """A method that does not come through; the message says why."""
