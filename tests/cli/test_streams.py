"""Terminals and pipes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = [sys.executable, "-m", "symcnn"]
PLAIN = {
    name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "FORCE_COLOR", "NO_COLOR")
}
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(columns: int, *arguments: str) -> list[str]:
    """The lines that a run shows on a terminal of so many columns."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    environment = {**PLAIN, "TERM": "xterm-256color"}
    with subprocess.Popen([*COMMAND, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as child:
        os.close(theirs)
        data = b""
        while chunk := _chunk(ours):
            data += chunk
    os.close(ours)
    assert child.returncode == 0, data
    return ESCAPE.sub("", data.decode("utf-8")).replace("\r\n", "\n").splitlines()


def _chunk(stream: int) -> bytes:
    try:
        return os.read(stream, 65536)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_no_line_of_the_table_in_numbers_is_wider_than_the_terminal(columns: int) -> None:
    lines = on_terminal(columns, "derive", "lenet5", "--numbers")
    assert not [line for line in lines if cell_len(line) > columns]
    assert any("340,908" in line for line in lines)
    assert any(line.startswith("F6") for line in lines)


@pytest.mark.parametrize("columns", some_fast([60, 80]))
@pytest.mark.parametrize("arguments", [("derive", "lenet5"), ("explain", "lenet5"), ("formula",)], ids=" ".join)
def test_formulas_are_folded(columns: int, arguments: tuple[str, ...]) -> None:
    """A formula without spaces cannot be broken, but everything else is."""
    for line in on_terminal(columns, *arguments):
        assert cell_len(line) <= columns or len(line.split()) <= 3, line


@pytest.mark.parametrize("verb", ["derive", "explain"])
@pytest.mark.parametrize("columns", some_fast([1, 5]))
def test_a_very_narrow_terminal(verb: str, columns: int) -> None:
    assert on_terminal(columns, verb, "lenet5")


def test_a_terminal_of_unknown_width() -> None:
    assert on_terminal(0, "derive", "lenet5", "--numbers")


@pytest.mark.parametrize(
    "arguments",
    some_fast(
        [
            ("--help",),
            ("zoo",),
            ("derive", "lenet5"),
            ("derive", "lenet5", "--numbers"),
            ("explain", "lenet5"),
            ("formula",),
        ]
    ),
    ids=" ".join,
)
def test_a_pipe_gets_no_escape_codes(arguments: tuple[str, ...]) -> None:
    environment = {**PLAIN, "TERM": "xterm-256color", "FORCE_COLOR": "1"}
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, check=True, env=environment)
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


@pytest.mark.parametrize(
    "arguments", [("derive", "lenet5"), ("formula", "--format", "html"), ("zoo",), ("--help",)], ids=" ".join
)
def test_a_reader_that_leaves(arguments: tuple[str, ...]) -> None:
    """As in ``symcnn derive lenet5 | head -1``, at its worst: the reader is gone before the first word."""
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen([*COMMAND, *arguments], stdout=writing, stderr=subprocess.PIPE) as child:
        os.close(writing)
        _, said = child.communicate(timeout=60)
    assert said == b""
    assert child.returncode in (0, 1)


def test_head() -> None:
    words = " ".join(COMMAND)
    done = subprocess.run(["/bin/sh", "-c", f"{words} derive lenet5 | head -1"], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"LeNet5\n", b"")


@pytest.mark.parametrize("stream", ["stdout", "stderr", "stdin"])
def test_a_closed_stream(stream: str) -> None:
    number = {"stdin": 0, "stdout": 1, "stderr": 2}[stream]
    words = " ".join(COMMAND)
    line = f"{words} derive lenet5 {number}{'<' if number == 0 else '>'}&-"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["derive lenet5", "zoo lenet5", "fmt -", "check -"])
def test_an_answer_that_nobody_can_get_is_no_success(words: str) -> None:
    line = f"echo 'input(3, 3, 1); conv(3, 2)' | {' '.join(COMMAND)} {words} >&-"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(b"error: cannot write: there is no standard output")


@pytest.mark.slow
@pytest.mark.parametrize("words", ["derive nosuch", "derive -e 'input('", "derive --bogus", "check nosuch.cnn", ""])
@pytest.mark.parametrize("stream", ["closed", "unread", "full"])
def test_a_mistake_that_nobody_can_be_told(words: str, stream: str) -> None:
    target = {"closed": "2>&-", "unread": "2>&1 | true", "full": "2>/dev/full"}[stream]
    line = f"{' '.join(COMMAND)} {words} {target}"
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    assert done.returncode in ((0,) if stream == "unread" else (1, 2))


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["0", "1", "-5", "abc", "", "9" * 20])
@pytest.mark.parametrize("words", ["--help", "derive lenet5 --numbers", "reconcile lenet5 --numbers"])
def test_columns_of_any_kind(columns: str, words: str) -> None:
    environment = {**PLAIN, "COLUMNS": columns}
    done = subprocess.run([*COMMAND, *words.split()], capture_output=True, check=False, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk() -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        done = subprocess.run([*COMMAND, "derive", "lenet5"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"space" in done.stderr


@pytest.mark.parametrize("locale", some_fast(["C", "POSIX", "en_US.ISO-8859-1"]))
def test_a_terminal_without_unicode(locale: str) -> None:
    """A table is written in UTF-8, or in what the reader asks for, but never ends in a traceback."""
    environment = {**PLAIN, "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for extra in ({}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}):
        done = subprocess.run(
            [*COMMAND, "derive", "lenet5"], capture_output=True, check=False, env={**environment, **extra}
        )
        assert b"Traceback" not in done.stderr, extra
        assert done.stdout.startswith(b"LeNet5"), extra


def test_python_m(process: Callable[..., Any]) -> None:
    result = process("derive", "-e", "input(W")
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("error: -e:1:6")


def test_bytes_that_are_no_text(process: Callable[..., Any]) -> None:
    result = process("derive", "-", stdin=b"input(W, D) # \xff")
    assert result.status == 2
    assert "<stdin>:1:15" in result.err


def test_arguments_that_are_no_text() -> None:
    for arguments in ([b"derive", b"\xff"], [b"derive", b"-e", b"\xff"], [b"derive", b"lenet5", b"-o", b"/\xff/\xff"]):
        done = subprocess.run([*map(os.fsencode, COMMAND), *arguments], capture_output=True, check=False)
        assert done.returncode in (1, 2)
        assert b"Traceback" not in done.stderr, arguments
        assert done.stderr
