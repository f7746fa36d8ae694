"""The job that comments the difference of formulas: its steps, taken from the page, in a repository with a branch."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("docs/recipes/changes.md", "docs/zh/recipes/changes.md")
OLD = "network Net(W = 32, C = 16) { input(W, W, 3); conv(3, C, padding=1); gap; dense(10) }\n"
NEW = "network Net(W = 32, C = 16) { input(W, W, 3); depthwise(3, padding=1); conv(1, C); gap; dense(10) }\n"
PROGRAMS = {
    "pip": "exit 0",
    "symcnn": f'exec "{sys.executable}" -m symcnn "$@"',
    "gh": 'echo "$1 $2 $3 $4"; cat "$5"',
}
"""What a runner has: an installer, symcnn itself, and a program that says what it would comment."""


def steps(page: str) -> list[str]:
    (job,) = re.findall(r"```yaml\n(on: pull_request\n.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    return re.findall(r"- run: (.*)", job)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with another version of the network than where it comes from."""

    def git(*words: str, folder: Path) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)  # noqa: S607

    origin, clone = tmp_path / "origin", tmp_path / "clone"
    origin.mkdir()
    git("init", "-b", "main", folder=origin)
    (origin / "net.cnn").write_text(OLD, "utf-8")
    git("add", ".", folder=origin)
    git("commit", "-m", "A network", folder=origin)
    git("clone", str(origin), str(clone), folder=tmp_path)
    (clone / "net.cnn").write_text(NEW, "utf-8")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, script in PROGRAMS.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (programs / name).chmod(0o755)
    return clone


@pytest.mark.parametrize("page", PAGES)
def test_a_job_comments_the_difference(page: str, clone: Path) -> None:
    path = f"{clone.parent / 'programs'}{os.pathsep}{os.environ['PATH']}"
    known = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "GITHUB_BASE_REF": "main", "NUMBER": "7"}
    said = ""
    for step in steps(page):
        words = ["bash", "-e", "-c", step]
        done = subprocess.run(words, cwd=clone, env=known, check=True, stdout=subprocess.PIPE, encoding="utf-8")
        said += done.stdout
    assert said.startswith("pr comment 7 --body-file\n")
    assert "- first: $38 C + 10$" in said
    assert "- second: $14 C + 40$" in said
