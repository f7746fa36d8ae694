"""How the totals of a network grow with one of its symbols."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from symcnn.algebra.forms.forms import to_form
from symcnn.algebra.growth.under_conditions import growth_under, leading_under
from symcnn.analysis.answer import Reportable
from symcnn.analysis.constraints import known_signs, network_constraints
from symcnn.analysis.subject import checked
from symcnn.derive.quantities import HEADINGS, QUANTITIES
from symcnn.errors import ArgumentMistake
from symcnn.model.given_values import refuse_unknown
from symcnn.render.content.report import Report, line
from symcnn.render.formula.apart import SymbolWord
from symcnn.render.formula.order import Arranger
from symcnn.render.languages.phrases import phrase, spelled
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sympy import Expr

    from symcnn.analysis.subject import Subject
    from symcnn.formula import Comparator, Formula
    from symcnn.render.content.report import Records, ReportLine


class Growth(Reportable):
    """The leading term of every total of a network as one symbol grows.

    >>> import symcnn
    >>> print(symcnn.leading(symcnn.parse("input(W, W, D); conv(3, K); conv(3, K)"), "K"))
    leading terms as K grows
      units: 2K(W(W − 6) + 10), grows as K
      parameters: 9K², grows as K²
      connections: 9K²(W − 4)², grows as K²
      MACs: 9K²(W − 4)², grows as K²
    >>> symcnn.leading(symcnn.parse("input(N); dense(K)"), "K")
    <Growth in K: units, params, connections, macs>
    """

    def __init__(self, network: Subject, symbol: str) -> None:
        self.symbol: Any = network.open_symbols.get(symbol)
        if self.symbol is None:
            if symbol in network.symbols:
                raise ArgumentMistake(f"{symbol} has a value already", hint="a symbol grows or is set, not both")
            refuse_unknown([symbol], [*network.symbols, *network.open_symbols])
        self.about = (network,)
        self._network = network
        self.totals = {quantity.key: network.quantity(quantity.key) for quantity in QUANTITIES}
        self._roles = network.derivation.roles

    @cached_property
    def _known(self) -> list[tuple[Comparator, Expr]]:
        return known_signs(row.relation for row in network_constraints(self._network).wanted)

    def brief(self) -> str:
        """The symbol that grows, and the totals that grow with it."""
        return f"in {self.symbol}: {', '.join(self.totals)}"

    def report(self) -> Report:
        """A line for every total."""
        rows, data = [line(phrase("leading terms as {} grows", SymbolWord(self.symbol)))], {}
        for key, total in self.totals.items():
            found = leading_under(total, self.symbol, self._known)
            words = spelled(growth_under(total, self.symbol, self._known), [self.symbol.name])
            shown = Arranger(self._roles).arrange(to_form(total if found is None else found.expr))
            heading = Message(HEADINGS[key])
            said = phrase("{}: not decided", heading) if found is None else phrase("{}: {}, {}", heading, shown, words)
            rows.append(line(said, level=1))
            data[key] = {"leading": None if found is None else shown, "growth": line(words)}
        return Report(tuple(rows), lambda: data, lambda: self._table(data))

    @staticmethod
    def _table(data: Mapping[str, Mapping[str, Formula | ReportLine | None]]) -> Records:
        """A row for each total."""
        rows = [(Message(HEADINGS[key]), row["leading"], row["growth"]) for key, row in data.items()]
        return [tuple(map(Message, ("quantity", "leading term", "growth"))), *rows]


@checks_arguments
def leading(network: Subject, symbol: str) -> Growth:
    """The leading term of every total as a symbol grows.

    >>> import symcnn
    >>> print(symcnn.leading(symcnn.parse("input(N); dense(M)"), "N").report().lines[2].parts[1].op)
    product

    Args:
        network: The network.
        symbol: The symbol that grows beyond all bounds; the others stay.

    Raises:
        TextError: The network has no such symbol.
    """
    return Growth(checked(network), str(symbol))
