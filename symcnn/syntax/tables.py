"""The LALR parser made from ``grammar/symcnn.lark``.

Building the tables takes ten times as long as loading them, so the wheel carries them ready-made; where they are
missing or were made from another grammar or by another Lark, they are built on the spot.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import lark

from symcnn.readymade import begin, key_of, open_ready
from symcnn.syntax.sources import grammar_path

_TABLES = Path(__file__).with_name("tables.bin")


@cache
def load_parser() -> lark.Lark:
    """The parser, from the ready-made tables if they are this grammar's and this Lark's."""
    file = open_ready(_TABLES, _key())
    return _build() if file is None else lark.Lark.load(file)


def compile_tables() -> bytes:
    """What ``tables.bin`` holds."""
    file = begin(_key())
    _build().save(file)
    return file.getvalue()


def _key() -> str:
    return key_of([grammar_path()], lark.__version__)


def _build() -> lark.Lark:
    grammar = grammar_path().read_text(encoding="utf-8")
    return lark.Lark(grammar, parser="lalr", propagate_positions=True, maybe_placeholders=True)
