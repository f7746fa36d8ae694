"""The mark ``slow``: few tests bear it, each where it is defined, and the commands that are told leave none out."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
MOST = 95
"""Slow tests, the parameters of a test together, and modules of which all are."""


def bears_the_mark(node: ast.stmt) -> bool:
    """Whether a test, a row of one or a module is marked."""
    if isinstance(node, ast.FunctionDef):
        return any("mark.slow" in ast.unparse(decorator) for decorator in node.decorator_list)
    return isinstance(node, ast.Assign) and "mark.slow" in ast.unparse(node.value)


def marked() -> Iterator[str]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if bears_the_mark(node):
                yield f"{path.name}:{node.lineno}"


def test_few_tests_are_slow() -> None:
    assert 0 < len(list(marked())) <= MOST


def test_the_readme_runs_the_fast_tests_and_names_the_command_for_all() -> None:
    found = re.search(r"<!-- test -->\n```sh\n(.*)\n```\n\n(.*)\n", (ROOT / "README.md").read_text("utf-8"))
    assert found
    assert found[1].endswith('.venv/bin/python -m pytest -n auto -m "not slow"')
    assert found[2].startswith("`.venv/bin/python -m pytest -n auto` runs all")


def test_both_halves_are_run_before_a_change_is_proposed() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert "<!-- test -->" in "".join(lines)  # the README's own command
    assert ".venv/bin/python -m pytest -n auto -m slow" in lines
