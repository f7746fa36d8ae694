"""The exception that a method raises when it cannot decide a question."""

from __future__ import annotations

from symcnn.support.message import Reason


class Unable(Reason):
    """A method that does not come through; the message says why."""
