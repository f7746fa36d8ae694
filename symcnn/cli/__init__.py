"""The command line."""

from __future__ import annotations

from typing import NoReturn

from symcnn.cli import papers, questions, verbs
from symcnn.cli.group import cli

__all__ = ["cli", "main", "papers", "questions", "verbs"]


def main() -> NoReturn:
    """The script ``symcnn``."""
    cli.main()
