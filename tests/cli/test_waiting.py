"""Who waits at a terminal is told; a pipe or a file is not."""

from __future__ import annotations

import io
import time

import pytest

from symcnn.cli.streams import note
from symcnn.cli.waiting import Waiting


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def until(stream: io.StringIO, words: str) -> None:
    end = time.monotonic() + 5
    while words not in stream.getvalue() and time.monotonic() < end:
        time.sleep(0.01)


def test_a_line_appears_and_is_taken_away() -> None:
    terminal = Terminal()
    with Waiting("working", terminal, patience=0.02):
        until(terminal, "working … 0 s")
    shown = terminal.getvalue()
    assert shown.startswith("\rworking … 0 s")
    assert shown.endswith(f"\r{' ' * len('working … 0 s')}\r")
    assert Waiting.current is None


def test_what_is_fast_says_nothing() -> None:
    terminal = Terminal()
    with Waiting("working", terminal, patience=30):
        pass
    assert terminal.getvalue() == ""


def test_a_pipe_is_told_nothing() -> None:
    pipe = io.StringIO()
    with Waiting("working", pipe, patience=0.001):
        time.sleep(0.05)
    assert pipe.getvalue() == ""
    assert Waiting.current is None


def test_output_finds_a_clean_line(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal()
    with Waiting("working", terminal, patience=0.02):
        until(terminal, "working")
        note("said")
        before = terminal.getvalue()
        time.sleep(0.1)
        assert terminal.getvalue() == before
    assert before.endswith("\r")
    assert capsys.readouterr().err == "said\n"


def test_a_run_in_a_terminal_says_what_it_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from symcnn.cli import cli, group

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)

    class Slow(Waiting):
        """A run that is not over before the line has been shown, however fast the machine."""

        def __init__(self, words: str) -> None:
            super().__init__(words, terminal, patience=0.02)

        def stop(self) -> None:
            until(terminal, "working … ")
            super().stop()

    monkeypatch.setattr(group, "Waiting", Slow)
    with pytest.raises(SystemExit):
        cli.main(["memory", "-e", "input(W, H, 3); repeat n { conv(3, 3, padding=1) }; dense(M)"], "symcnn")
    assert "working … " in terminal.getvalue()
