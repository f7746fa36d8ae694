"""Counts one network under every convention and explains each difference term by term."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.analysis.answer import Reportable
from symcnn.derive.conventions import CONVENTIONS, NO_MODULE, TOOLS, convention
from symcnn.derive.counting import count
from symcnn.errors import Unavailable
from symcnn.formula import ONE, negative, product
from symcnn.render.content.report import Report, ReportLine, in_full, line
from symcnn.render.formula.in_units import in_unit
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.render.languages.phrases import conjoined, phrase
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.analysis.subject import Subject
    from symcnn.derive.conventions import Convention
    from symcnn.derive.counting import Amount
    from symcnn.formula import Formula
    from symcnn.render.content.report import Records
    from symcnn.render.languages.phrases import Content


class Widths(NamedTuple):
    """The columns that names, totals and amounts take, so that they stand below one another."""

    names: int
    totals: int
    amounts: int


_HEAD = tuple(map(Message, ("convention", "row", "amount", "layers", "remark")))


class Counting(Reportable):
    """A network under one convention.

    >>> import symcnn
    >>> net = symcnn.parse("input(8, 8, 3); conv(3, 4, padding=1); relu")
    >>> print(net.count("torch"))
    torch  13,824  "FLOPs", 2 per multiply-accumulate
      PyTorch 2.14.1, FlopCounterMode (torch/utils/flop_counter.py)
      + 6,912  the sums: 1 per multiply-accumulate (1 layer)
      not counted: relu
    >>> net.count("torch")
    <Counting torch: 13824 "FLOPs", 2 per multiply-accumulate>
    """

    def __init__(self, network: Subject, row: Convention) -> None:
        self.convention = row
        self.about = (network,)
        self._network = network
        if network.derivation.batch != 1:
            raise Unavailable("counting conventions are for one example", "without a batch")
        self._counted = count(network.derivation, row)

    @property
    def total(self) -> Any:
        """The sum over the layers; Unavailable where the convention says nothing of some layer."""
        if self._counted.unknown:
            message = f"{self.convention.name} says nothing of {', '.join(self._counted.unknown)}"
            raise Unavailable(message, self._hint)
        return self._network.closed(self._counted.total)

    @property
    def _hint(self) -> str:
        if all(kind in NO_MODULE for kind in self._counted.unknown):
            return "PyTorch has no such module: the count depends on how it is written"
        return f"a layer of your own can state a rule called {self.convention.rule}"

    @property
    def difference(self) -> dict[str, Any]:
        """The terms of the difference from multiply-accumulates, by their words."""
        return {amount.words: self._network.closed(amount.value) for amount in self._counted.amounts}

    @property
    def layers(self) -> dict[str, Any]:
        """What each layer counts; None where the convention says nothing of it."""
        found = zip(self._network.derivation.layers, self._counted.layers, strict=True)
        return {layer.name: None if value is None else self._network.closed(value) for layer, value in found}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The kinds of layers of the network that compute and count as nothing."""
        return tuple(self._counted.ignored)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The kinds of layers of which the convention says nothing."""
        return tuple(self._counted.unknown)

    def brief(self) -> str:
        """The total."""
        total = "not known" if self.shown_total is None else to_text(self.shown_total)
        return f"{self.convention.name}: {total} {self.convention.unit}"

    def report(self) -> Report:
        """The total, how it comes about, and what is left out."""
        return self.report_in("")

    def report_in(self, unit: str) -> Report:
        """The same with numbers in a unit."""
        lines = tuple(self.lines(Widths(0, 0, self.widths(unit).amounts), unit))
        return Report(lines, self.data, lambda: [_HEAD, *self.rows()])

    def rows(self) -> Records:
        """The total, what is counted besides, and what is left out, a row each."""
        name, data = self.convention.name, self.data()
        rows: Records = [(name, Message("total"), data["total"], None, Message(self.convention.unit))]
        rows += [
            (name, Message("difference"), row["amount"], row["layers"], row["words"]) for row in data["difference"]
        ]
        rows += [(name, Message("not counted"), None, many, kind) for kind, many in data["not_counted"].items()]
        return rows + [(name, Message("not known"), None, many, kind) for kind, many in data["unknown"].items()]

    @cached_property
    def shown_total(self) -> Formula | None:
        """The total as a formula; None where it is not known."""
        return None if self._counted.unknown else self._shown(self._counted.total)

    @cached_property
    def _signed(self) -> list[tuple[str, Formula, Amount]]:
        """Each amount with its sign apart."""
        return [(*_signed(self._shown(amount.value)), amount) for amount in self._counted.amounts]

    def widths(self, unit: str = "") -> Widths:
        """The room that its numbers need in a unit."""
        amounts = [_width(in_unit(value, unit)) for _, value, _ in self._signed]
        total = 0 if self.shown_total is None else _width(in_unit(self.shown_total, unit))
        return Widths(len(self.convention.name), total, max(amounts, default=0))

    def lines(self, widths: Widths, unit: str = "") -> Iterable[ReportLine]:
        """The lines, with room for names and numbers."""
        name = f"{self.convention.name:<{widths.names}}  "
        if self.shown_total is None:
            start = f"{name}{' ' * (widths.totals - len('not known'))}"
            yield line(phrase("{}not known  {}", start, Message(self.convention.unit)))
        else:
            total = in_unit(self.shown_total, unit)
            start = f"{name}{_room(total, widths.totals)}"
            yield line(phrase("{}{}  {}", start, total, Message(self.convention.unit)))
        yield line(self.convention.source, level=1)
        for sign, exact, amount in self._signed:
            value = in_unit(exact, unit)
            start, layers = f"{sign} {_room(value, widths.amounts)}", in_full(self._shown(amount.layers))
            key = "{}{}  {} ({} layer)" if amount.layers == 1 else "{}{}  {} ({} layers)"
            yield line(phrase(key, start, value, amount.words, layers), level=1)
        yield from self._left_out()

    def _left_out(self) -> Iterable[ReportLine]:
        ignored, unknown = self._counted.ignored, self._counted.unknown
        if ignored:
            yield line(phrase("not counted: {}", self._listed(ignored)), level=1)
        if unknown:
            yield line(phrase("says nothing of {}", self._listed(unknown)), level=1)
        if self.convention in TOOLS and any(kind in NO_MODULE for kind in unknown):
            words = ", ".join(kind for kind in unknown if kind in NO_MODULE)
            yield line(phrase("PyTorch has no module for {}: it depends on how they are written", words), level=1)

    def _listed(self, kinds: Mapping[str, Any]) -> Content:
        """Kinds of layers, each with how many there are where they are more than one."""
        found = (
            kind if many == 1 else phrase("{0} ({1})", kind, in_full(self._shown(many))) for kind, many in kinds.items()
        )
        return conjoined("{0}, {1}", found)

    def _shown(self, value: Any) -> Formula:
        derivation = self._network.derivation
        closed = self._network.closed(value) if derivation.definitions else value
        return arranger_of(derivation).arrange(derivation.domain.formed(closed))

    def data(self) -> dict[str, Any]:
        """The counts, for programs."""
        counted = self._counted
        return {
            "name": self.convention.name,
            "unit": self.convention.unit,
            "source": self.convention.source,
            "total": self.shown_total,
            "base": self.convention.base,
            "difference": [
                {
                    "words": amount.words,
                    "amount": self._shown(amount.value),
                    "layers": self._shown(amount.layers),
                }
                for amount in counted.amounts
            ],
            "not_counted": {kind: self._shown(number) for kind, number in counted.ignored.items()},
            "unknown": {kind: self._shown(number) for kind, number in counted.unknown.items()},
        }


class Reconciliation(Reportable):
    """A network under every convention, or under some.

    >>> import symcnn
    >>> print(symcnn.parse("input(8, 8, 3); conv(3, 4)").reconcile("macs", "torchinfo"))
    multiply-accumulates, and what counting conventions make of them
    macs       3,888  multiply-accumulates
      products of a weight and an input, added up
    torchinfo  4,032  "mult-adds"
      torchinfo 1.8.0, summary (calculate_macs in layer_info.py)
      + 144  bias: 1 per value (1 layer)
    >>> symcnn.load("lenet5").reconcile("macs", "flops")
    <Reconciliation of LeNet5 under macs, flops>
    """

    def __init__(self, network: Subject, names: Iterable[str] = ()) -> None:
        rows = [convention(name) for name in names] or CONVENTIONS
        self.about = (network,)
        self._network = network
        self.countings = tuple(Counting(network, row) for row in rows)

    def __getitem__(self, name: str) -> Counting:
        """The network under one convention."""
        return next(found for found in self.countings if found.convention is convention(name))

    def brief(self) -> str:
        """What is counted, and how."""
        name = self._network.derivation.name
        return f"of {name or 'a snippet'} under {', '.join(found.convention.name for found in self.countings)}"

    def report(self) -> Report:
        """The conventions one after another, their numbers below one another."""
        return self.report_in("")

    def report_in(self, unit: str) -> Report:
        """The same with numbers in a unit."""
        widths = Widths(*map(max, zip(*(found.widths(unit) for found in self.countings), strict=True)))
        rows = [row for found in self.countings for row in found.lines(widths, unit)]
        return Report((self._heading(), *rows), lambda: [found.data() for found in self.countings], self._table)

    def _table(self) -> Records:
        return [_HEAD, *(row for found in self.countings for row in found.rows())]

    def _heading(self) -> ReportLine:
        name = self._network.derivation.name
        if not name:
            return line(phrase("multiply-accumulates, and what counting conventions make of them"))
        return line(phrase("{}: multiply-accumulates, and what counting conventions make of them", name))


def _signed(value: Formula) -> tuple[str, Formula]:
    """The sign of a formula, and the formula without it."""
    if not value.negated:
        return "+", value
    if value.op == "product":
        return "−", product([*_absolute(value.args[0]), *value.args[1:]])
    return "−", negative(value)


def _absolute(value: Formula) -> list[Formula]:
    """A negative number without its sign, as a factor."""
    positive = negative(value)
    return [] if positive == ONE else [positive]


def _width(value: Formula) -> int:
    """How many columns a number takes; formulas are not lined up."""
    if value.op == "text":
        return len(str(value.value))
    return len(f"{value.value:,}") if isinstance(value.value, int) else 0


def _room(value: Formula, width: int) -> str:
    """The spaces that move a number to the right end of its column."""
    taken = _width(value)
    return " " * (width - taken) if taken else ""
