"""The glossary is in order, and names files that are there and use the word; modules say plainly what they are for."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from package_trees import nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ENTRY = re.compile(r"^(?P<term>\w.*)\n(?P<body>(?:  .*\n)+)", re.MULTILINE)
MODULES = sorted((ROOT / "symcnn").rglob("*.py"))
RIDDLES = {"told", "said", "saying", "granted", "gist", "peel", "bare", "wish", "brick", "mason", "twin"}
"""Words that once stood in for a standard term; in double backquotes they are names of the code."""


class Entry(NamedTuple):
    """A word, and the files in which it is at home."""

    term: str
    files: tuple[str, ...]


def entries() -> list[Entry]:
    text = PAGE.split("```{glossary}\n")[1]
    return [Entry(m["term"], tuple(re.findall(r"`([\w/]+\.py)`", m["body"]))) for m in ENTRY.finditer(text)]


def path_of(file: str) -> Path:
    return ROOT / file if file.startswith("tests/") else ROOT / "symcnn" / file


def test_terms_stand_in_alphabetical_order_and_once() -> None:
    terms = [entry.term.lower() for entry in entries()]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.term)
def test_the_files_of_a_term_are_there_and_use_it(entry: Entry) -> None:
    assert entry.files, "no file is named"
    assert not [file for file in entry.files if not path_of(file).is_file()]
    stem = entry.term.split()[0].lower()[:5]
    assert stem in entry.files[0] or stem in path_of(entry.files[0]).read_text("utf-8").lower()


def docstrings(path: Path) -> Iterator[str]:
    """The docstrings of a module and of all that is in it, those of fields as well."""
    for node in nodes_of(path):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_docstrings_are_plain(path: Path) -> None:
    for text in docstrings(path):
        words = set(re.findall(r"[a-z]+", re.sub(r"``.*?``|\*\*\w+", "", text)))
        assert not RIDDLES & words, text
