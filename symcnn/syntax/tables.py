"""Makes the tables of the LALR parser from ``grammar/symcnn.lark``.

Building the tables takes ten times as long as loading them, so the wheel carries them ready-made; where they are
missing or were made from another grammar or by another Lark, they are built on the spot.
"""

from __future__ import annotations

from functools import cache

import lark

from symcnn.errors import NotFound
from symcnn.support.prebuilt import PACKAGE, begin, is_there, open_ready, seal_of, text_of
from symcnn.syntax.sources import grammar_path

_TABLES = PACKAGE / "syntax" / "tables.bin"


@cache
def load_parser() -> lark.Lark:
    """The parser, from the ready-made tables if they are this grammar's and this Lark's."""
    file = open_ready(_TABLES, _seal())
    return _build() if file is None else lark.Lark.load(file)


def compile_tables() -> bytes:
    """What ``tables.bin`` holds."""
    file = begin(_seal())
    _build().save(file)
    return file.getvalue()


def _seal() -> dict[str, str]:
    return seal_of([grammar_path()], lark=lark.__version__)


def _build() -> lark.Lark:
    if not is_there(grammar_path()):
        reason = f"symcnn came without its grammar, and without tables for lark {lark.__version__}"
        raise NotFound(reason, "its wheel holds grammar/symcnn.lark")
    return lark.Lark(text_of(grammar_path()), parser="lalr", propagate_positions=True, maybe_placeholders=True)
