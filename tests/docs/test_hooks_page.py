"""The hooks that pages name are those that the repository offers, and what they run is a verb."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symcnn.cli.group import cli

ROOT = Path(__file__).parents[2]
OFFERED = (ROOT / ".pre-commit-hooks.yaml").read_text("utf-8")


@pytest.mark.parametrize("page", ["recipes/changes.md", "zh/recipes/changes.md"])
def test_pages_name_the_hooks_that_are_offered(page: str) -> None:
    named = re.findall(r"- id: (\S+)", (ROOT / "docs" / page).read_text("utf-8"))
    assert named
    assert named == re.findall(r"- id: (\S+)", OFFERED)


def test_hooks_run_verbs() -> None:
    verbs = re.findall(r"entry: symcnn (\w+)", OFFERED)
    assert verbs == [verb for verb in verbs if cli.get_command(None, verb)]  # type: ignore[arg-type]
