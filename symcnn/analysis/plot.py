"""Plots quantities over a symbol, of one network or of several."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from symcnn.analysis.measures import TOTALS, read_measures
from symcnn.analysis.reader import presentation
from symcnn.analysis.subject import Subject, checked, each_of
from symcnn.analysis.sweep import left_open, sweep
from symcnn.analysis.value_ranges import read_values
from symcnn.errors import ArgumentMistake, NotFound, SymcnnError, Unavailable
from symcnn.formula import Formula
from symcnn.render.formula.apart import renamed_apart
from symcnn.render.formula.order import TEXTBOOK
from symcnn.render.formula.symbols import names_of, renamed_words
from symcnn.render.formula.text import to_text
from symcnn.render.languages.translate import words as said_words
from symcnn.render.matplotlib_style import needs_matplotlib, points_of
from symcnn.render.paper.published_names import published_name
from symcnn.render.plots.chart import Axis, Chart, Curve, Drawn, Panel
from symcnn.render.plots.curves import draw_curves
from symcnn.render.plots.label_escaping import escape, symbol
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.message import rewritten
from symcnn.support.names import is_symbol_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from matplotlib.figure import Figure

    from symcnn.analysis.measures import Measure
    from symcnn.analysis.sweep import Sweep, SweepPoint
    from symcnn.render.formula.order import Notation
    from symcnn.render.languages.translate import Phrasebook

Subjects = Subject | Iterable[Subject] | Mapping[str, Subject]

LOG = ("", "x", "y", "xy")

INPUTS = ("input width", "input height", "input length")

ROLES: Mapping[str, str] = {
    "F": "kernel size",
    "K": "filters",
    "S": "stride",
    "P": "padding",
    "L": "dilation",
    "G": "groups",
    "N": "outputs",
}
"""What a symbol is that goes by the letter which the layers' own rules use."""


@checks_arguments
def draw(
    nets: Subjects,
    of: str = "macs",
    over: str = "W",
    values: str | Iterable[Any] = (),
    *,
    log: str = "",
    width: str | float = "twocolumn",
    labels: Iterable[str] = (),
    **said: str,
) -> Drawn:
    """Quantities of one network or of several over a symbol, as a figure of matplotlib (``pip install symcnn[plot]``).

    ``of`` names quantities, sizes of layers, or formulas of these: ``"params, C1.W, macs/params"``. ``over`` names the
    symbol, or several that are equal (``"W, H"``), and ``values`` its values: numbers, or text such as
    ``"32..512:16"``, which may stand in ``over`` as well. ``log`` is ``x``, ``y`` or ``xy``; ``width`` is
    ``onecolumn``, ``twocolumn``, ``bothcolumns`` or points. A network goes by its name, by its label, or in a
    dictionary by its key. ``notation`` and ``language`` choose symbols and words. Where a network cannot be there are
    gaps, and a warning.

    >>> import symcnn
    >>> figure = symcnn.plot(symcnn.load("lenet5"), of="params, macs", over="W", values=range(32, 65))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['$10^{3}$ parameters', '$10^{6}$ MACs']

    Args:
        nets: A network, several, or several by what they are to be called.
        of: Quantities, a panel each: counts, or bytes where it is ``memory``.
        over: The symbol along the axis, or several that are equal.
        values: Its values: numbers, or text.
        log: The axes with a logarithmic scale: ``x``, ``y`` or ``xy``.
        width: ``onecolumn``, ``twocolumn``, ``bothcolumns``, or points (72 to an inch).
        labels: What the networks are called, in order.
        **said: ``notation`` and ``language``.

    Raises:
        SymcnnError: A name that is not there, a symbol without a value, or matplotlib is not installed.
    """
    points = points_of(width)
    if log not in LOG:
        raise NotFound(f'there is no logarithmic axis "{log}"', "there is x, y and xy")
    names, given = _over(over, values)
    named = _named(nets, tuple(labels), said_words(said.get("language", "en")))
    words, notated = presentation(own=[own for net in named.values() for own in net.notations], **said)
    shown = _shown(named.values(), notated)
    measures = read_measures(of, words, shown)
    needs_matplotlib()
    numbers = read_values(names[0], given)
    ready = [left_open(_tied(net, names), names[0]) for net in named.values()]
    sweeps = [sweep(net, measures, names[0], numbers) for net in ready]
    meaning, symbols = _meaning(ready, names), " = ".join(symbol(shown.get(name, name)) for name in names)
    title = f"{words(meaning)} {symbols}" if meaning else symbols
    legend = [published_name(name) if name == net.name else name for name, net in named.items()]
    figure = draw_curves(_chart(legend, measures, title, sweeps, log, words.language), points, words.language)
    remarks = [*_put_in(named, words), *_remarks(list(named), names[0], sweeps, log, _Wording(words, shown))]
    return Drawn(figure, tuple(remarks))


DrawArguments = ParamSpec("DrawArguments")


def _with_warnings(drawing: Callable[DrawArguments, Drawn]) -> Callable[DrawArguments, Figure]:
    """A function that returns only the figure; each remark is a warning."""

    @wraps(drawing, assigned=("__module__", "__doc__"))
    def plot(*given: DrawArguments.args, **named: DrawArguments.kwargs) -> Figure:
        drawn = drawing(*given, **named)
        for remark in drawn.remarks:
            warnings.warn(remark, stacklevel=2)
        return drawn.figure

    plot.__qualname__ = plot.__name__
    plot.__signature__ = signature(drawing).replace(return_annotation="Figure")  # type: ignore[attr-defined]
    return plot


plot = _with_warnings(draw)


def _put_in(nets: Mapping[str, Subject], words: Phrasebook) -> Iterable[str]:
    """Notes on the parameters of each network for which their default stands, since no symbol could."""
    for name, net in nets.items():
        for parameter, default in net.put_in:
            yield words("{}: with {} = {}", name, parameter, default)


def _shown(nets: Iterable[Subject], notation: Notation) -> dict[str, str]:
    """What symbols are called in a notation, where that is the same in every network, and where they look alike."""
    found: dict[str, set[str]] = {}
    for net in nets if notation is not TEXTBOOK else ():
        try:
            derivation = net.derivation
        except SymcnnError:
            continue  # it is reported where the network is drawn
        names = names_of([derivation], notation)
        for name in derivation.roles:
            found.setdefault(name, set()).add(names.get(name, name))
    shown = {name: new.pop() for name, new in found.items() if len(new) == 1}
    symbols = dict.fromkeys(name for net in nets for name in net.symbols)
    apart = renamed_apart(shown.get(name, name) for name in symbols)
    own = {name: apart.get(new, new) for name in symbols if (new := shown.get(name, name)) in apart or name in TOTALS}
    return {**shown, **own}


def _over(over: str, values: str | Iterable[Any]) -> tuple[list[str], str | Iterable[Any]]:
    """The symbols that go through the values together, and the values: ``W``, ``W,H``, ``W=32..512``."""
    word, equals, span = over.partition("=")
    names = [name.strip() for name in word.split(",")]
    if not all(map(is_symbol_name, names)):
        raise ArgumentMistake(f'"{over}" names no symbol', hint="such as W=32..512, or W,H=32..512 for both together")
    if bool(equals) == bool(values):
        raise ArgumentMistake(
            f"which values {names[0]} takes is said {'twice' if equals else 'nowhere'}", hint="such as W=32..512"
        )
    return names, span if equals else values


def _named(nets: Subjects, labels: tuple[str, ...], words: Phrasebook) -> dict[str, Subject]:
    """The networks by their names in the legend."""
    if isinstance(nets, Mapping):
        return {name: checked(net) for name, net in nets.items()}
    row = each_of(nets)
    if labels and len(labels) != len(row):
        raise ArgumentMistake(f"{len(labels)} labels for {len(row)} networks")
    found: dict[str, Subject] = {}
    for place, net in enumerate(row):
        word = labels[place] if labels else net.name or words("network {}", place + 1)
        found[word if word not in found else f"{word} ({place + 1})"] = net
    if not found:
        raise ArgumentMistake("there is no network to draw")
    return found


def _tied(net: Subject, names: list[str]) -> Subject:
    """A network in which the other symbols are the first one."""
    return net.at(**dict.fromkeys(names[1:], names[0])) if len(names) > 1 else net


def _meaning(nets: list[Subject], names: list[str]) -> str:
    """The meaning of the symbols, such as a size of the input, where it is the same in every network; else empty."""
    found = {_word(net, names[0]) for net in nets}
    return found.pop() if len(found) == 1 else ""


def _word(net: Subject, name: str) -> str:
    """A word for one symbol, or nothing."""
    try:
        derivation = net.derivation
    except SymcnnError:
        return ""
    sizes = [str(size) for size in derivation.input.sizes]
    if name in sizes:
        return "input size" if sizes.count(name) > 1 else INPUTS[sizes.index(name)]
    if str(derivation.input.depth) == name:
        return "input depth"
    return ROLES.get(name, "") if derivation.roles.get(name) == name else ""


def _chart(
    names: list[str], measures: tuple[Measure, ...], title: str, sweeps: list[Sweep], log: str, language: str
) -> Chart:
    units = dict.fromkeys(measure.unit for measure in measures)
    panels = tuple(_panel(names, measures, unit, sweeps, log, language) for unit in units)
    is_whole = all(point.at.denominator == 1 for found in sweeps for point in found.points)
    return Chart(Axis(title, is_whole, "x" in log, doubles=True), panels)


def _panel(
    names: list[str], measures: tuple[Measure, ...], unit: str, sweeps: list[Sweep], log: str, language: str
) -> Panel:
    """The curves of what is counted in one unit: colours distinguish networks, dashes what is measured of them."""
    own = [column for column, measure in enumerate(measures) if measure.unit == unit]
    curves = tuple(
        Curve(
            escape(", ".join([name] * (len(names) > 1) + [measures[column].heading] * (len(own) > 1)), language),
            tuple((point.at, _amount(point, column, "y" in log)) for point in found.points),
            row if len(names) > 1 else place,
            place if len(own) > 1 else row,
        )
        for row, (name, found) in enumerate(zip(names, sweeps, strict=True))
        for place, column in enumerate(own)
    )
    amounts = [amount for curve in curves for _, amount in curve.points if amount is not None]
    if not amounts:
        raise Unavailable(f"no value of {unit} is above 0", "a logarithmic axis shows only such values")
    title = unit if len(own) > 1 else measures[own[0]].heading
    return Panel(Axis(escape(title, language), all(amount.denominator == 1 for amount in amounts), "y" in log), curves)


def _amount(point: SweepPoint, column: int, is_log: bool) -> int | Fraction | None:  # noqa: FBT001 - read by one caller
    """The amount to draw at a point; None where the network cannot be there, or a logarithmic axis cannot show it."""
    amount = None if point.reason else point.amounts[column]
    return None if amount is None or (is_log and amount <= 0) else amount  # type: ignore[return-value]  # a number


class _Wording(NamedTuple):
    """The words beside a picture: those of a language, and what symbols are called."""

    words: Phrasebook
    shown: Mapping[str, str]

    def sentence(self, text: str) -> str:
        """A sentence in which symbols stand."""
        names = {name: to_text(Formula("name", (), new)) for name, new in self.shown.items()}
        return self.words.sentence(rewritten(text, lambda part: renamed_words(part, names)))


def _remarks(names: list[str], over: str, sweeps: list[Sweep], log: str, said: _Wording) -> Iterable[str]:
    for name, found in zip(names, sweeps, strict=True):
        if found.gaps:
            counts, why = (len(found.gaps), len(found.points)), "; ".join(map(said.sentence, found.reasons))
            phrase = "{}: {} of {} values of {} left out, where it cannot be: {}"
            yield said.words(phrase, name, *counts, said.sentence(over), why)
        low = sum(amount <= 0 for point in found.points for amount in point.amounts) if "y" in log else 0
        if low:
            yield said.words("{}: {} points are not above 0, and left out on a logarithmic axis", name, low)
