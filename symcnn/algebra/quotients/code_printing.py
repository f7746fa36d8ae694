"""How SymPy's printers to code write the nodes of this room: with whole numbers, rounded down, in every language.

JavaScript, Octave, R and Maple compute with floating point, exactly up to 2⁵³; the others as far as their whole numbers
go.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial, reduce
from typing import TYPE_CHECKING, NamedTuple

from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sympy import Expr
    from sympy.printing.printer import Printer

    from symcnn.support.scalar import Sides


COMPILED = 'net.function("macs", to="c") compiles it, to="js" and to="sql" as well'


class CodeSpelling(NamedTuple):
    """A language that prints code: how it writes a node from its operands; a divisor is above 0."""

    floor: str
    remainder: str
    exact: str
    """A quotient of which it is known that nothing is left over."""
    choice: str
    """Of a difference, a comparison with 0, and two values."""
    equal: str = "=="
    extreme: str = ""
    """Of two values and a comparison, where the language's own least and greatest values are floating point, as its
    powers are; empty where whole numbers stay whole."""


_OVER = "(({0})/({1}))"
_LAZY = "(({0}) {3} 0 ? ({1}) : ({2}))"
_REST = "((({0}) % ({1}) + ({1})) % ({1}))"
_PYTHON = CodeSpelling("(({0}) // ({1}))", "(({0}) % ({1}))", "(({0}) // ({1}))", "(({1}) if ({0}) {3} 0 else ({2}))")
_NUMPY = _PYTHON._replace(choice="{4}(({0}) {3} 0, {1}, {2})")
_C = CodeSpelling(f"((({{0}}) - {_REST})/({{1}}))", _REST, _OVER, _LAZY, extreme="(({0}) {2} ({1}) ? ({0}) : ({1}))")
_RUST = CodeSpelling(
    "i64::div_euclid({0}, {1})",
    "i64::rem_euclid({0}, {1})",
    _OVER,
    "(if ({0}) {3} 0 {{ {1} }} else {{ {2} }})",
    extreme="(if ({0}) {2} ({1}) {{ {0} }} else {{ {1} }})",
)
_OCTAVE = "((({0}) {3} 0).*({1}) + (~(({0}) {3} 0)).*({2}))"

CODE_ROWS: Mapping[str, CodeSpelling] = {
    **dict.fromkeys(("_pythoncode", "_numpycode", "_mpmathcode", "_lambdacode"), _PYTHON),
    **dict.fromkeys(("_cupycode", "_jaxcode", "_torchcode", "_tensorflowcode"), _NUMPY),
    **dict.fromkeys(("_ccode", "_cxxcode"), _C),
    "_javascript": CodeSpelling("Math.floor(({0})/({1}))", _REST, _OVER, _LAZY),
    "_rust_code": _RUST,
    "_julia": CodeSpelling("fld({0}, {1})", "mod({0}, {1})", "div({0}, {1})", _LAZY),
    "_octave": CodeSpelling("floor(({0})/({1}))", "mod({0}, {1})", _OVER, _OCTAVE),
    "_maple": CodeSpelling("floor(({0})/({1}))", "modp({0}, {1})", _OVER, "piecewise({0} {3} 0, {1}, {2})", "="),
    "_fcode": CodeSpelling(
        "((({0}) - modulo({0}, {1}))/({1}))", "modulo({0}, {1})", _OVER, "merge({1}, {2}, ({0}) {3} 0)"
    ),
    "_rcode": CodeSpelling("(({0}) %/% ({1}))", "(({0}) %% ({1}))", _OVER, "ifelse(({0}) {3} 0, {1}, {2})"),
    "_mcode": CodeSpelling("Quotient[{0}, {1}]", "Mod[{0}, {1}]", "Quotient[{0}, {1}]", "If[{0} {3} 0, {1}, {2}]"),
    "_smtlib": CodeSpelling("(div {0} {1})", "(mod {0} {1})", "(div {0} {1})", "(ite ({3} {0} 0) {1} {2})", "="),
}
"""By the method that a printer of SymPy's asks a node for."""

FLOATING = ("_glsl", "_numexprcode")
"""Printers to languages in which a quotient of whole numbers is floating point, or rounded towards 0."""

CODE_METHODS = (*CODE_ROWS, *FLOATING)
"""What printers to code ask a node for."""


def unwritten_in_code(kind: type) -> type:
    """A node that refuses printers to code, but those for which it has a method, by one that says what to do."""
    for method in CODE_METHODS:
        if method not in vars(kind):
            setattr(kind, method, vars(kind)["_not_written"])
    return kind


def written_in_code(operation: str, parts: Callable[..., Sides] | None = None) -> Callable[[type], type]:
    """A node that printers write as an operation of a row, on its numerator and denominator.

    >>> from sympy import Symbol, rust_code
    >>> from symcnn.algebra.quotients.quotient import Quotient
    >>> W = Symbol("W", integer=True)
    >>> rust_code(Quotient(W**2, 7))
    'i64::div_euclid((W*W), 7)'
    """

    def write(row: CodeSpelling, node: Expr, printer: Printer) -> str:
        above, below = over_whole_numbers(*(node.args if parts is None else parts(node)))
        with _whole_numbers(printer, row):
            written: str = getattr(row, operation).format(*map(printing(printer), (above, below)))
        return written

    return partial(_added, write)


def chosen_in_code(kind: type) -> type:
    """A node for one of two values, with a ``relation`` to 0, that printers write as a choice."""

    def write(row: CodeSpelling, node: Expr, printer: Printer) -> str:
        module, named = getattr(printer, "_module", ""), getattr(printer, "_module_format", str)
        where = named(f"{module}.where") if module else ""
        relation: str = getattr(node, "relation", row.equal)
        relation = row.equal if relation == "==" else relation
        with _whole_numbers(printer, row):
            return (_NUMPY if where else row).choice.format(*map(printing(printer), node.args), relation, where)

    return _added(write, kind)


def _added(write: Callable[[CodeSpelling, Expr, Printer], str], kind: type) -> type:
    for method, row in CODE_ROWS.items():
        setattr(kind, method, lambda node, printer, row=row: write(row, node, printer))
    for method in FLOATING:
        setattr(kind, method, _refused)
    return kind


def _refused(node: Expr, _printer: Printer) -> str:
    raise Unavailable(f"{node} needs whole numbers, which this printer turns into floating point", COMPILED)


def printing(printer: Printer) -> Callable[[Expr], str]:
    """How a printer of SymPy's writes the parts of a node."""
    write: Callable[[Expr], str] = printer._print  # noqa: SLF001 - SymPy's own protocol for printers
    return write


@contextmanager
def _whole_numbers(printer: Printer, row: CodeSpelling) -> Iterator[None]:
    """Inside of a node, powers are products and extremes are choices where the language's own are floating point."""
    if not row.extreme or "_print_Pow" in vars(printer):
        yield
        return
    written = printing(printer)
    own: dict[str, Callable[[Expr], str]] = {
        "_print_Pow": lambda power: _product(power, written),
        "_print_Min": lambda least: _extreme(least, "<", row, written),
        "_print_Max": lambda greatest: _extreme(greatest, ">", row, written),
    }
    vars(printer).update(own)
    try:
        yield
    finally:
        for word in own:
            delattr(printer, word)


def _product(power: Expr, written: Callable[[Expr], str]) -> str:
    if not (power.exp.is_Integer and power.exp > 0):
        raise Unavailable(f"{power} as a whole number needs a loop", COMPILED)
    base = written(power.base) if power.base.is_Atom else f"({written(power.base)})"
    return f"({'*'.join([base] * int(power.exp))})"


def _extreme(node: Expr, sign: str, row: CodeSpelling, written: Callable[[Expr], str]) -> str:
    return reduce(lambda one, other: row.extreme.format(one, other, sign), map(written, node.args))


def over_whole_numbers(above: Expr, below: Expr) -> Sides:
    """The same quotient without fractions in its parts.

    >>> from sympy import Rational, Symbol
    >>> W = Symbol("W", integer=True)
    >>> over_whole_numbers(W/2 + Rational(1, 3), Rational(1, 2))
    (3*W + 2, 3)
    """
    if not (has_quotients(above) or has_quotients(below)):
        return above, below
    numerator, denominator = (above / below).as_numer_denom()
    return numerator.expand(), denominator.expand()


def has_quotients(expr: Expr) -> bool:
    """Whether a fraction, or one over something, stands in an expression outside of its nodes for quotients.

    >>> from sympy import Symbol
    >>> W = Symbol("W")
    >>> has_quotients(W**2/2), has_quotients(3*W**2)
    (True, False)
    """
    if expr.is_Rational:
        return not expr.is_Integer
    if expr.is_Pow and expr.exp.could_extract_minus_sign():
        return True
    return (expr.is_Add or expr.is_Mul or expr.is_Pow) and any(map(has_quotients, expr.args))
