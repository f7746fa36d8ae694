"""The command line."""

from __future__ import annotations

from typing import NoReturn

from symcnn.cli import drawings, questions, verbs
from symcnn.cli.group import cli

__all__ = ["cli", "drawings", "main", "questions", "verbs"]


def main() -> NoReturn:
    """The script ``symcnn``."""
    cli.main()
