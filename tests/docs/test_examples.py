"""Every example in the README and in the docs runs, and prints what the page says it prints."""

from __future__ import annotations

import doctest
import re
import shlex
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from fast_rows import some_fast

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("README.md"), *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n(?:(?!\$ ).*\n)*", re.MULTILINE)
NO_PICTURES = "matplotlib is not installed: pip install symcnn[plot]"
SHELL = {"COLUMNS": "80", "NO_COLOR": "1", "FORCE_COLOR": None}


class Block(NamedTuple):
    """A fenced block; a name after the language, as in ``cnn net.cnn``, makes it a file for the page's commands."""

    page: Path
    line: int
    language: str
    name: str | None
    text: str

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(page, text.count("\n", 0, fence.start()) + 1, fence[1], fence[2], fence[3])
        for fence in FENCE.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
SESSIONS = [block for block in BLOCKS if block.language == "sh" and "\n$ symcnn " in f"\n{block.text}"]
TEXTS = [block for block in BLOCKS if block.language == "cnn"]


def run(command: re.Match[str]) -> str:
    """A command and what a terminal shows after it, errors included."""
    from symcnn.cli import cli

    program, *arguments = shlex.split(command[1].replace("\\\n", ""))
    if arguments[0] == "plot":
        pytest.importorskip("matplotlib", reason=NO_PICTURES)
    if {"onnx", "-o"} <= {*arguments}:
        pytest.importorskip("onnx", reason="onnx is not installed: pip install symcnn[onnx]")
    assert program == "symcnn", f"only symcnn is run here, not {program}"
    result = CliRunner().invoke(cli, arguments, prog_name="symcnn", env=SHELL, catch_exceptions=False)
    return f"$ {command[1]}\n{result.output}"


@pytest.mark.parametrize("block", some_fast(SESSIONS), ids=str)
def test_a_command_prints_what_the_page_shows(
    block: Block, update: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for other in BLOCKS:
        if other.page == block.page and other.name:
            Path(other.name).write_text(other.text, "utf-8")
    printed = COMMAND.sub(run, block.text)
    if update:
        page = block.page.read_text("utf-8")
        block.page.write_text(page.replace(f"```sh\n{block.text}```", f"```sh\n{printed}```"), "utf-8")
    else:
        assert printed == block.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_python_session_goes_as_the_page_shows(page: Path) -> None:
    if "symcnn.plot(" in page.read_text("utf-8"):
        pytest.importorskip("matplotlib", reason=NO_PICTURES)
    # All sessions of a page are one; blank lines in place of the rest keep the line numbers.
    lines = [""] * page.read_text("utf-8").count("\n")
    for block in blocks_of(page):
        if block.language == "pycon":
            lines[block.line : block.line + block.text.count("\n")] = block.text.splitlines()
    session = doctest.DocTestParser().get_doctest("\n".join(lines), {}, page.name, str(page), 0)
    report: list[str] = []
    doctest.DocTestRunner(verbose=False).run(session, out=report.append)
    assert not report, "".join(report)


@pytest.mark.parametrize("block", TEXTS, ids=str)
def test_a_text_in_the_language_parses(block: Block) -> None:
    import symcnn

    symcnn.parse(block.text)
