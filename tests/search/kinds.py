"""The kinds of search, as rows."""

from __future__ import annotations

from search import expressions, networks, programs, questions
from search.outcome import Kind

KINDS = (
    Kind("networks", "networks in symbols against the same in numbers", programs.program, networks.check),
    Kind("expressions", "formulas under facts against counting", expressions.text, expressions.check),
    Kind("questions", "solve, sizes, compare against trying every value", questions.text, questions.check),
)
BY_NAME = {kind.name: kind for kind in KINDS}
