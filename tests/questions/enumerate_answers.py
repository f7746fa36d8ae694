"""Tries every value of every question in ``asked.cases`` in plain arithmetic, and records what is right in the file.

Run as a program: ``PYTHONPATH=tests/support python tests/questions/enumerate_answers.py``.
"""

from __future__ import annotations

from asked_questions import FILE, with_answers

if __name__ == "__main__":
    FILE.write_text(with_answers(FILE.read_text("utf-8")), "utf-8")
