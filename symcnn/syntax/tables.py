"""Makes the tables of the LALR parser from ``grammar/symcnn.lark``.

Building the tables takes ten times as long as loading them, so the wheel carries them ready-made; where they are
missing or were made from another grammar or by another Lark, they are built on the spot.
"""

from __future__ import annotations

from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

import lark

from symcnn.errors import NotFound
from symcnn.support.prebuilt import PACKAGE, begin, is_there, open_ready, seal_of, text_of
from symcnn.syntax.sources import grammar_path

if TYPE_CHECKING:
    from collections.abc import Callable

_TABLES = PACKAGE / "syntax" / "tables.bin"


@cache
def load_parser() -> lark.Lark:
    """The parser, from the ready-made tables if they are this grammar's and this Lark's."""
    file = open_ready(_TABLES, _seal())
    return _passing_on(_build() if file is None else lark.Lark.load(file))


def _passing_on(parser: lark.Lark) -> lark.Lark:
    """The parser, whose rules of one part hand that part on as it is: a number climbs through ten of them.

    Lark does the same, but sets the place of the part anew each time, from its own: half of the time of a text. A Lark
    that keeps its callbacks elsewhere is as right as before, and slower.
    """
    callbacks: dict[object, Callable[[list[object]], object]] = vars(parser).get("_callbacks", {})
    for rule in parser.rules:
        is_passed_on = rule.options.expand1 and not rule.alias and len(rule.expansion) == 1
        if rule in callbacks and is_passed_on and not rule.expansion[0].is_term:
            callbacks[rule] = itemgetter(0)
    return parser


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
