"""The command line as its users meet it: a process with its own streams, and (faster) a run inside this one."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from symcnn.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOON = 20


class Run(NamedTuple):
    """What a run left behind."""

    status: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    """Run ``symcnn`` with these arguments in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)

    def runner(*arguments: str, stdin: str | bytes = "") -> Run:
        result = CliRunner().invoke(cli, list(arguments), input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Run(result.exit_code, result.stdout, result.stderr)

    return runner


@pytest.fixture
def process(tmp_path: Path) -> Callable[..., Run]:
    """Run ``symcnn`` as a process of its own in an empty folder."""

    def runner(*arguments: str, stdin: bytes = b"") -> Run:
        command = [sys.executable, "-m", "symcnn", *arguments]
        done = subprocess.run(command, cwd=tmp_path, input=stdin, capture_output=True, check=False, timeout=SOON)
        return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return runner


@pytest.fixture
def fails(run: Callable[..., Run]) -> Callable[..., str]:
    """Run what must fail with this status, and give what it says."""

    def runner(status: int, *arguments: str, stdin: str | bytes = "") -> str:
        result = run(*arguments, stdin=stdin)
        assert result.out == ""
        assert result.status == status, result.err
        assert "Traceback" not in result.err
        assert result.err.strip()
        return result.err

    return runner
