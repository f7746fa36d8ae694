"""How each language writes the operations of a program, as rows.

The level of a row says how tightly it binds: 4 a name or a call, 3 a product, 2 a sum, 1 a comparison, 0 anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Spelling(NamedTuple):
    """An operation: its text with a place for each operand, its level, and the level that each operand needs."""

    text: str
    level: int = 4
    needs: tuple[int, ...] = (0, 0, 0)


class Dialect(NamedTuple):
    """A language, with the rows by which it writes a program."""

    spellings: Mapping[str, Spelling]
    """By operation; ``floor`` and ``mod`` of what is not below 0, ``floor any`` and ``mod any`` of anything,
    ``floor zero`` and ``mod zero`` also by what may be 0."""
    number: Callable[[int], str] = str
    assign: str = "{} = {}"
    totals: Mapping[str, tuple[str, str]] = {"series": ("{} = 0", "{0} += {1}"), "factors": ("{} = 1", "{0} *= {1}")}
    """How a loop begins, and what it does with each term."""
    loop: str = "for {} in range({}):"
    end: str = ""
    indent: str = "    "


def _infix(sign: str, level: int, right: int | None = None) -> Spelling:
    return Spelling(f"{{}} {sign} {{}}", level, (level, level if right is None else right))


def _call(name: str, operands: int = 2) -> Spelling:
    return Spelling(f"{name}({', '.join(['{}'] * operands)})")


def _quotients(floor: Spelling, rest: Spelling, suffix: str = "") -> dict[str, Spelling]:
    """Integer division as the language has it where nothing is below 0; elsewhere functions that come with the text."""
    return {
        "floor": floor,
        "mod": rest,
        **{f"floor {kind}": _call(f"divided{suffix}") for kind in ("any", "zero")},
        **{f"mod {kind}": _call(f"remaining{suffix}") for kind in ("any", "zero")},
    }


_COMPARED = {sign: _infix(sign, 1, 2)._replace(needs=(2, 2)) for sign in ("==", "!=", "<", "<=", ">", ">=")}
_ARITHMETIC = {"add": _infix("+", 2), "sub": _infix("-", 2, 3), "mul": Spelling("{}*{}", 3, (3, 4))}
_FLOOR = {"floor": Spelling("{}//{}", 3, (3, 4)), "mod": Spelling("{} % {}", 3, (3, 4))}

PYTHON = Dialect(
    {
        **_ARITHMETIC,
        **_COMPARED,
        **_FLOOR,
        "floor any": _FLOOR["floor"],
        "mod any": _FLOOR["mod"],
        "floor zero": _call("divided"),
        "mod zero": _call("remaining"),
        "min": _call("min"),
        "max": _call("max"),
        "pow": Spelling("{}**{}", 3, (4, 4)),
        "where": Spelling("({1} if {0} else {2})", 4, (1, 1, 1)),
        "and": _infix("and", 0, 1)._replace(needs=(1, 1)),
        "or": _infix("or", 0, 1)._replace(needs=(1, 1)),
        "not": Spelling("not {}", 0, (1,)),
    },
    end="",
)

NUMPY = PYTHON._replace(
    spellings={
        **PYTHON.spellings,
        "shift": Spelling("({} >> {})", 4, (2, 4)),
        "min": _call("np.minimum"),
        "max": _call("np.maximum"),
        "where": _call("np.where", 3),
        "and": Spelling("({} & {})", 4, (2, 2)),
        "or": Spelling("({} | {})", 4, (2, 2)),
        "not": _call("np.logical_not", 1),
    },
    loop="for {} in range(int(np.max({}, initial=0))):",
    totals={
        "series": ("{} = 0", "{0} = {0} + np.where({2} < {3}, {1}, 0)"),
        "factors": ("{} = 1", "{0} = {0}*np.where({2} < {3}, {1}, 1)"),
    },
)


def _word(value: int) -> str:
    """A number that takes two words is put together from them."""
    high, low = divmod(abs(value), 1 << 62)
    text = str(low) if not high else f"((whole){high}*{1 << 62} + {low})"
    return text if value >= 0 else f"-{text}"


C = Dialect(
    {
        **_ARITHMETIC,
        **_COMPARED,
        **_quotients(Spelling("{}/{}", 3, (3, 4)), Spelling("{} % {}", 3, (3, 4))),
        "min": _call("least"),
        "max": _call("greatest"),
        "pow": _call("raised"),
        "where": Spelling("({} ? {} : {})", 4, (1, 1, 1)),
        "and": Spelling("({} & {})", 4, (4, 4)),
        "or": Spelling("({} | {})", 4, (4, 4)),
        "not": Spelling("!{}", 3, (4,)),
    },
    number=_word,
    assign="const whole {} = {};",
    totals={"series": ("whole {} = 0;", "{0} += {1};"), "factors": ("whole {} = 1;", "{0} *= {1};")},
    loop="for (whole {0} = 0; {0} < {1}; {0}++) {{",
    end="}",
)


def _big(value: int) -> str:
    return f"{value}n"


JAVASCRIPT = Dialect(
    {
        **_ARITHMETIC,
        **_COMPARED,
        "==": _infix("===", 1)._replace(needs=(2, 2)),
        "!=": _infix("!==", 1)._replace(needs=(2, 2)),
        **_quotients(Spelling("{}/{}", 3, (3, 4)), Spelling("{} % {}", 3, (3, 4))),
        "min": _call("least"),
        "max": _call("greatest"),
        "pow": _call("raised"),
        "where": Spelling("({} ? {} : {})", 4, (1, 1, 1)),
        "and": Spelling("({} && {})", 4, (1, 1)),
        "or": Spelling("({} || {})", 4, (1, 1)),
        "not": Spelling("!{}", 4, (4,)),
    },
    number=_big,
    assign="const {} = {};",
    totals={"series": ("let {} = 0n;", "{0} += {1};"), "factors": ("let {} = 1n;", "{0} *= {1};")},
    loop="for (let {0} = 0n; {0} < {1}; {0}++) {{",
    end="}",
)


_BELOW = "{0} % {1} <> 0 AND ({0} < 0) <> ({1} < 0)"
_IN_SQL = {
    "floor": f"({{0}} // {{1}} - CASE WHEN {_BELOW} THEN 1 ELSE 0 END)",
    "mod": f"({{0}} % {{1}} + CASE WHEN {_BELOW} THEN {{1}} ELSE 0 END)",
}
"""Rounded down, where the language rounds towards 0; nothing between is larger than what goes in."""


SQL = Dialect(
    {
        **_ARITHMETIC,
        **_COMPARED,
        "==": Spelling("{} = {}", 1, (2, 2)),
        "!=": Spelling("{} <> {}", 1, (2, 2)),
        "floor": Spelling("({} // {})", 4, (3, 4)),
        "mod": Spelling("({} % {})", 4, (3, 4)),
        **{f"{op} any": Spelling(text, 4, (4, 4)) for op, text in _IN_SQL.items()},
        **{
            f"{op} zero": Spelling(f"CASE WHEN {{1}} = 0 THEN 0 ELSE {text} END", 4, (4, 4))
            for op, text in _IN_SQL.items()
        },
        "min": _call("least"),
        "max": _call("greatest"),
        "pow": Spelling(
            "list_reduce(list_prepend(CAST(1 AS {{kind}}), list_transform(range(0, CAST(least({1}, 128 + ({1}) % 2) AS "
            "BIGINT)), lambda x: CAST({0} AS {{kind}}))), lambda x, y: x*y)",
            4,
            (0, 0),
        ),
        "where": Spelling("CASE WHEN {} THEN {} ELSE {} END", 4, (0, 0, 0)),
        "and": Spelling("({} AND {})", 4, (1, 1)),
        "or": Spelling("({} OR {})", 4, (1, 1)),
        "not": Spelling("(NOT {})", 4, (4,)),
    },
)
