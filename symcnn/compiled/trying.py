"""Solves an equation about a network; where the algebra does not decide, all values between bounds are tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.analysis.constraints import read_bounds
from symcnn.analysis.equation_text import equation_text
from symcnn.analysis.solution import Solution
from symcnn.analysis.solutions import Solutions
from symcnn.analysis.solve import solve as solve_by_algebra
from symcnn.analysis.solve import unknown_names, with_unknown
from symcnn.analysis.subject import checked
from symcnn.compiled.compiled_function import CompiledFunction
from symcnn.compiled.gathering import wanted_formulas, with_conditions
from symcnn.compiled.tried_grid import held_many, how_to_set, open_beside, tried_grid
from symcnn.errors import ManyChoices, SymcnnError, Unavailable
from symcnn.support.budget import worked
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.solving.problem import Answer
    from symcnn.analysis.constraints import Bound
    from symcnn.analysis.equation_text import EquationLike
    from symcnn.analysis.solution import Ends
    from symcnn.analysis.solve import Unknown
    from symcnn.analysis.subject import Subject

MOST_TRIED = 100_000
"""Values of an unknown that are tried one after another; more are tried many at once, where their size is bounded."""


@checks_arguments
def solve(
    network: Subject,
    equation: EquationLike,
    unknown: Unknown,
    *,
    bounds: Mapping[str, Bound] | None = None,
    seconds: float = 10,
) -> Solution | Solutions:
    """All values of a symbol for which an equation between sizes or quantities holds.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> print(symcnn.solve(net, "C1.W == W", "P"))
    P = (F − 1)/2 if F ≡ 1 (mod 2)

    Where the algebra does not decide and nothing but the unknown is open, every value between its bounds is tried, and
    the answer says so.

    So it is with more choices of several unknowns than are solved one by one: all points of a grid are tried at once.

    >>> net = symcnn.load("lenet5").at(D=1, M=10)
    >>> found = symcnn.solve(net, "macs == 326520", ["W", "H"], bounds={"W": (1, 3000), "H": (1, 40)})
    >>> print(found)
    W = 32: H = 32
      all 120,000 points within the bounds were tried

    Args:
        network: The network; its symbols without a value may stand in the answer.
        equation: A comparison in the language of sizes (``C1.W``), totals (``params``) and symbols; a number may have
            a prefix behind it that is no symbol, as in ``macs <= 1.5G``. Or a comparison of SymPy in the network's
            symbols, such as ``net.params <= 10**6`` and ``Eq(left, right)``.
        unknown: The symbol to solve for; several in a list, or parted by commas.
        bounds: For each of several unknowns but the last, its least and greatest value; for the last one if wanted.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Returns:
        One `Solution`, or `Solutions` where there are several unknowns; its ``kind`` may be ``undecided``.

    Raises:
        TextError: The equation cannot be read, or names what the network does not have.
        Unavailable: Some layer states no rule for a quantity in it.
    """
    names = unknown_names(unknown)
    equation = equation_text(equation, checked(network))
    try:
        found = solve_by_algebra(network, equation, unknown, bounds=bounds, seconds=seconds)
    except ManyChoices:
        tried = tried_grid(network, equation, names, bounds or {}, seconds)
        if tried is None:
            raise
        return tried
    if not bounds or names[-1] not in bounds:
        return found
    ends = read_bounds(bounds, names, network)
    if isinstance(found, Solution):
        return _decided(found, network, equation, ends, worked() + seconds)
    until = worked() + seconds
    return Solutions([_decided(row, network, equation, ends, until) for row in found.rows], ends)


def _decided(row: Solution, network: Subject, equation: str, bounds: Mapping[str, Ends], until: float) -> Solution:
    """The answer of the algebra, or if it has none, that of trying; else what was tried besides."""
    name = str(row.answer.unknown)
    low, high = bounds[name]
    if row.kind != "undecided" or not isinstance(low, int) or not isinstance(high, int):
        return row
    held = _held if high - low < MOST_TRIED else held_many
    try:
        numbers = held(network.at(**row.given) if row.given else network, equation, name, range(low, high + 1), until)
    except SymcnnError:
        return _untried(row, network, equation, name)
    if numbers is None:
        tried = (*row.answer.tried, Message("trying all values of {}: it took too long", name))
        return _with(row, row.answer._replace(tried=tried))
    reason = Message("none of its {} values within the bounds does", high - low + 1)
    kind = row.answer._replace(tried=(), kind="set" if numbers else "none", reason="" if numbers else reason)
    solution = _with(row, kind._replace(numbers=IntegerSet.points(numbers) if numbers else None))
    solution.tried_all = high - low + 1
    return solution


def _untried(row: Solution, network: Subject, equation: str, name: str) -> Solution:
    """The same answer, which names the symbols that would need a value; without any the formula has no steps."""
    net = network.at(**row.given) if row.given else network
    others = open_beside(with_unknown(net, name), equation, (name,))
    if not others:
        return row
    key = "trying all values of {}: not without values for {}, as by {}"
    words = Message(key, name, ", ".join(others), how_to_set(others))
    return _with(row, row.answer._replace(tried=(*row.answer.tried, words)))


def _with(row: Solution, answer: Answer) -> Solution:
    """The question with another answer."""
    solution = Solution(answer, row.roles, row.given, () if answer.kind != "undecided" else row.unread, row.about)
    solution.hidden, solution.new = row.hidden, row.new
    return solution


def _held(net: Subject, equation: str, name: str, values: range, until: float) -> list[int] | None:
    """The values for which the network is one and the equation holds; None where that takes too long."""
    net = with_unknown(net, name)
    made = CompiledFunction(with_conditions(net, wanted_formulas(net, ()), equation))
    if made.symbols != (name,):
        raise Unavailable(f"{', '.join(made.symbols)} have no values")
    found = []
    for value in values:
        if worked() > until:
            return None
        if made.legal(value):
            found.append(value)
    return found
