"""How a formula grows with one symbol: its leading term, and its derivative.

The rounding of a quotient that grows is ignored, since it changes the value by less than 1: ``⌊(n - 1)/2⌋`` grows as
``n/2``. A leading term is given only where its coefficient is proved not to be 0.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sympy import Add, Dummy, Expr, Integer, Max, Min, Mod, Mul, Pow, Symbol, preorder_traversal

from symcnn.algebra.forms.forms import as_expr
from symcnn.algebra.proofs.signs import sign_of
from symcnn.algebra.quotients.construct import add, multiply, subtract
from symcnn.algebra.quotients.multiplying_out import expanded
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.exponential import linear
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Leading(NamedTuple):
    """``coefficient * symbol^exponent * base^symbol``; the whole formula divided by it tends to 1."""

    coefficient: Expr
    exponent: Expr
    base: Expr
    expr: Expr

    @property
    def order(self) -> tuple[Expr, Expr]:
        """The order of growth: the greater base wins, then the greater exponent."""
        return self.base, self.exponent


class Derivative(NamedTuple):
    """A derivative, and the quotients that were treated as constant between their jumps."""

    expr: Expr
    constant: tuple[Expr, ...]


class _NoLeadingTerm(Exception):  # noqa: N818 - an answer, not a mistake
    """The leading term cannot be determined."""


_ZERO, _ONE = Integer(0), Integer(1)
_FLAT = (_ONE, _ZERO)
_BOUNDED = Leading(_ZERO, _ZERO, _ONE, _ZERO)
"""Stands for a bounded expression without a leading term; compared with ``is``."""


def leading(expr: Expr, symbol: Symbol) -> Leading | None:
    """The leading term as a symbol grows, all others fixed; None if it is not decided, or the value stays bounded.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n, C = make_symbol("n"), make_symbol("C")
    >>> leading(C*n*(3*n - 1) + 2*n, symbol=n).expr
    3*C*n**2
    """
    found = _first(expr, symbol)
    return None if found is _BOUNDED else found


def growth(expr: Expr, symbol: Symbol) -> str:
    """How a formula grows, in words.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> n = make_symbol("n")
    >>> growth(n**2 + 1, n), growth(3 * 2**n + n**2, n), growth(n/n, n)
    ('grows as n²', 'grows as 2^n', 'constant')
    """
    if not expr.has(symbol):
        return Message("constant")
    found = _first(expr, symbol)
    if found is None:
        return Message("not decided")
    if found is _BOUNDED:
        return Message("stays between bounds")
    if found.order == _FLAT or found.coefficient == 0:
        return Message("tends to a constant")
    power = _power_words(symbol.name, abs(found.exponent))
    exponential = f"{_number(found.base)}^{symbol.name}" if found.base != 1 else ""
    sign = sign_of(found.coefficient)
    if found.order < _FLAT:
        falling = _falling(found, symbol.name, power)
        return Message("falls to 0 as {}", falling) if sign == 1 else Message("rises to 0 as {}", f"-{falling}")
    over = f"{exponential}/{power}" if found.exponent < 0 else "·".join(filter(None, [power, exponential]))
    return Message("grows as {}", over) if sign == 1 else Message("falls below every bound as {}", f"-{over}")


def derivative(expr: Expr, symbol: Symbol) -> Derivative | None:
    """The derivative, quotients treated as constant between their jumps; None for a minimum or a maximum of the symbol.

    >>> from symcnn.algebra.quotients.symbol import make_symbol
    >>> W, K = make_symbol("W"), make_symbol("K")
    >>> derivative(K*W**2 + Quotient(W, 2), W)
    Derivative(expr=2*K*W, constant=(floor(W/2),))
    """
    expr = _without_remainders(expr, symbol)
    fixed = {node: Dummy("node") for node in _outermost(expr, symbol)}
    smooth = expr.xreplace(fixed)
    if any(_is_unknown(node) and node.has(symbol) for node in preorder_traversal(smooth)):
        return None
    return Derivative(smooth.diff(symbol).xreplace({dummy: node for node, dummy in fixed.items()}), tuple(fixed))


def _outermost(expr: Expr, symbol: Symbol) -> Iterator[Expr]:
    """Quotients with a symbol in them that stand in no other such quotient."""
    if isinstance(expr, Quotient):
        if expr.has(symbol):
            yield expr
        return
    for part in expr.args:
        yield from _outermost(part, symbol)


def _first(expr: Expr, symbol: Symbol) -> Leading | None:
    """The leading term from the first form that yields one: as given, expanded, factored."""
    for form in ("given", "expanded", "factored"):
        try:
            found = _lead(as_expr(expr, form), symbol)
        except _NoLeadingTerm:
            continue
        if found is _BOUNDED or found.coefficient == 0 or sign_of(found.coefficient):
            return found
    return None


def _lead(expr: Expr, symbol: Symbol) -> Leading:
    if not expr.has(symbol):
        return Leading(expr, _ZERO, _ONE, expr)
    if expr == symbol:
        return Leading(_ONE, _ONE, _ONE, expr)
    rule = next((_RULES[kind] for kind in type(expr).__mro__ if kind in _RULES), None)
    if rule is None:
        raise _NoLeadingTerm
    return rule(expr, symbol)


def _built(coefficient: Expr, exponent: Expr, base: Expr, symbol: Symbol) -> Leading:
    return Leading(coefficient, exponent, base, multiply(coefficient, symbol**exponent, base**symbol))


def _sum(expr: Expr, symbol: Symbol) -> Leading:
    found = [lead for lead in (_lead(term, symbol) for term in expr.args) if lead is _BOUNDED or lead.coefficient != 0]
    highest = max(lead.order for lead in found) if found else _FLAT
    top = [lead for lead in found if lead.order == highest]
    if any(lead is _BOUNDED for lead in found) and highest <= _FLAT:
        return _BOUNDED
    coefficient = add(*(lead.coefficient for lead in top))
    if not sign_of(coefficient):
        raise _NoLeadingTerm
    return _built(coefficient, highest[1], highest[0], symbol)


def _product(expr: Expr, symbol: Symbol) -> Leading:
    found = [_lead(factor, symbol) for factor in expr.args]
    if any(lead is _BOUNDED for lead in found):
        if all(lead.order <= _FLAT for lead in found):
            return _BOUNDED
        raise _NoLeadingTerm
    coefficient = Mul(*(lead.coefficient for lead in found))
    return _built(coefficient, add(*(lead.exponent for lead in found)), Mul(*(lead.base for lead in found)), symbol)


def _power(expr: Expr, symbol: Symbol) -> Leading:
    base, exponent = expr.args
    if exponent.is_Integer:
        lead = _lead(base, symbol)
        if lead is _BOUNDED or (exponent < 0 and not sign_of(lead.coefficient)):
            raise _NoLeadingTerm
        return _built(lead.coefficient**exponent, lead.exponent * exponent, lead.base**exponent, symbol)
    slope, rest = _line(exponent, symbol)
    if not base.is_Rational or base <= 0:
        raise _NoLeadingTerm
    return _built(Pow(base, rest), _ZERO, base**slope, symbol)


def _line(exponent: Expr, symbol: Symbol) -> tuple[Expr, Expr]:
    """The whole slope and the constant part of an exponent that is linear in the symbol."""
    line = linear(expanded(exponent), symbol)
    if line is None or not line.slope.is_Integer or line.slope == 0:
        raise _NoLeadingTerm
    return line.slope, line.constant


def _quotient(expr: Expr, symbol: Symbol) -> Leading:
    above, below = (_first(part, symbol) for part in expr.args)
    if above is None or below is None or above is _BOUNDED or below is _BOUNDED or below.coefficient == 0:
        raise _NoLeadingTerm
    lead = _built(
        above.coefficient / below.coefficient, above.exponent - below.exponent, above.base / below.base, symbol
    )
    if lead.order == _FLAT:
        return _BOUNDED
    if lead.order > _FLAT:
        return lead
    sign = sign_of(lead.coefficient)
    if sign is None:
        raise _NoLeadingTerm
    value = _ZERO if sign >= 0 else Integer(-1)
    return Leading(value, _ZERO, _ONE, value)


def _remainder(expr: Expr, symbol: Symbol) -> Leading:
    if expr.args[1].has(symbol):
        raise _NoLeadingTerm
    return _BOUNDED


def _extremum(expr: Expr, symbol: Symbol) -> Leading:
    """The argument that decides for large values; of equal orders, the least or greatest coefficient."""
    found = [_first(arg, symbol) for arg in expr.args]
    signs = [sign_of(lead.coefficient) if lead and lead is not _BOUNDED else None for lead in found]
    if any(lead is None or not sign for lead, sign in zip(found, signs, strict=True)):
        raise _NoLeadingTerm
    ranks = [
        tuple(sign * part for part in lead.order) if lead.order > _FLAT else (_ZERO, _ZERO)
        for lead, sign in zip(found, signs, strict=True)
        if lead and sign
    ]
    pick = min(ranks) if isinstance(expr, Min) else max(ranks)
    top = [lead for lead, rank in zip(found, ranks, strict=True) if lead and rank == pick]
    if len({lead.order for lead in top}) > 1:
        raise _NoLeadingTerm
    coefficient = type(expr)(*(lead.coefficient for lead in top))
    return _built(coefficient, top[0].exponent, top[0].base, symbol)


def _without_remainders(expr: Expr, symbol: Symbol) -> Expr:
    """``a mod b`` is ``a - b⌊a/b⌋``."""
    put_in: dict[Expr, Expr] = {
        node: subtract(node.args[0], multiply(node.args[1], Quotient(*node.args)))
        for node in preorder_traversal(expr)
        if isinstance(node, Mod) and node.has(symbol)
    }
    return expr.xreplace(put_in)


def _is_unknown(node: Expr) -> bool:
    return not (node.is_Number or node.is_Symbol or isinstance(node, Add | Mul | Pow))


def _number(number: Expr) -> str:
    return str(number) if number.is_Integer else f"({number})"


def _power_words(name: str, exponent: Expr) -> str:
    if exponent == 0:
        return ""
    if exponent == 1:
        return name
    return name + str(exponent).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _falling(found: Leading, name: str, power: str) -> str:
    exponential = f"{_number(1 / found.base)}^{name}" if found.base != 1 else ""
    if found.exponent > 0:
        return f"{power}/{exponential}"
    both = [part for part in (power, exponential) if part]
    return f"1/({'·'.join(both)})" if len(both) > 1 else f"1/{both[0]}"


_RULES: Mapping[type, Callable[[Expr, Symbol], Leading]] = MappingProxyType(
    {Add: _sum, Mul: _product, Pow: _power, Quotient: _quotient, Mod: _remainder, Min: _extremum, Max: _extremum}
)
