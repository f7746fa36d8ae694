"""Pictures of quantities over a symbol, of one network or of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from symcnn.errors import ArgumentMistake, NotFound, SymcnnError, Unavailable
from symcnn.measures import read_measures
from symcnn.network import Network
from symcnn.render.plots.chart import Axis, Chart, Curve, Drawn, Panel
from symcnn.render.plots.curves import draw_curves
from symcnn.render.plots.labels import escape, symbol
from symcnn.render.plots.paper import needs_matplotlib, points_of
from symcnn.spans import read_values
from symcnn.sweeping import left_open, sweep

if TYPE_CHECKING:
    from fractions import Fraction

    from symcnn.measures import Measure
    from symcnn.sweeping import Point, Sweep

Networks = Network | Iterable[Network] | Mapping[str, Network]

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


def draw(
    nets: Networks,
    of: str = "macs",
    over: str = "W",
    values: str | Iterable[Any] = (),
    *,
    log: str = "",
    width: str | float = "onecolumn",
    labels: Iterable[str] = (),
) -> Drawn:
    """The picture of `symcnn.plot`, with what it leaves out."""
    points = points_of(width)
    if log not in LOG:
        raise NotFound(f'there is no logarithmic axis "{log}"', "there is x, y and xy")
    names, given = _over(over, values)
    measures = read_measures(of)
    named = _named(nets, tuple(labels))
    needs_matplotlib()
    numbers = read_values(names[0], given)
    ready = [left_open(_tied(net, names), names[0]) for net in named.values()]
    sweeps = [sweep(net, measures, names[0], numbers) for net in ready]
    title = " ".join(filter(None, (_meaning(ready, names), " = ".join(map(symbol, names)))))
    figure = draw_curves(_chart(list(named), measures, title, sweeps, log), points)
    return Drawn(figure, tuple(_remarks(list(named), names[0], sweeps, log)))


def _over(over: str, values: str | Iterable[Any]) -> tuple[list[str], str | Iterable[Any]]:
    """The symbols that go through the values together, and the values: ``W``, ``W,H``, ``W=32..512``."""
    word, equals, span = over.partition("=")
    names = [name.strip() for name in word.split(",")]
    if not all(name.isidentifier() for name in names):
        raise ArgumentMistake(f'"{over}" names no symbol', hint="such as W=32..512, or W,H=32..512 for both together")
    if bool(equals) == bool(values):
        raise ArgumentMistake(
            f"which values {names[0]} takes is said {'twice' if equals else 'nowhere'}", hint="such as W=32..512"
        )
    return names, span if equals else values


def _named(nets: Networks, labels: tuple[str, ...]) -> dict[str, Network]:
    """Each network by what the legend calls it."""
    if isinstance(nets, Mapping):
        return dict(nets)
    row = [nets] if isinstance(nets, Network) else list(nets)
    if labels and len(labels) != len(row):
        raise ArgumentMistake(f"{len(labels)} labels for {len(row)} networks")
    found: dict[str, Network] = {}
    for place, net in enumerate(row):
        word = labels[place] if labels else net.name or f"network {place + 1}"
        found[word if word not in found else f"{word} ({place + 1})"] = net
    if not found:
        raise ArgumentMistake("there is no network to draw")
    return found


def _tied(net: Network, names: list[str]) -> Network:
    """A network in which the other symbols are the first one."""
    return net.at(**dict.fromkeys(names[1:], names[0])) if len(names) > 1 else net


def _meaning(nets: list[Network], names: list[str]) -> str:
    """What the symbols are, if that is the same in every network: sizes of the input, or what a layer takes."""
    found = {_word(net, names[0]) for net in nets}
    return found.pop() if len(found) == 1 else ""


def _word(net: Network, name: str) -> str:
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


def _chart(names: list[str], measures: tuple[Measure, ...], title: str, sweeps: list[Sweep], log: str) -> Chart:
    units = dict.fromkeys(measure.unit for measure in measures)
    panels = tuple(_panel(names, measures, unit, sweeps, log) for unit in units)
    is_whole = all(point.at.denominator == 1 for found in sweeps for point in found.points)
    return Chart(Axis(title, is_whole, "x" in log, doubles=True), panels)


def _panel(names: list[str], measures: tuple[Measure, ...], unit: str, sweeps: list[Sweep], log: str) -> Panel:
    """The curves of what is counted in one unit: colours tell networks apart, dashes what is measured of them."""
    own = [column for column, measure in enumerate(measures) if measure.unit == unit]
    curves = tuple(
        Curve(
            escape(", ".join([name] * (len(names) > 1) + [measures[column].heading] * (len(own) > 1))),
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
    return Panel(Axis(escape(title), all(amount.denominator == 1 for amount in amounts), "y" in log), curves)


def _amount(point: Point, column: int, is_log: bool) -> int | Fraction | None:  # noqa: FBT001 - read by one caller
    """What is drawn at a point; None where there is nothing."""
    amount: int | Fraction | None = None if point.reason else point.amounts[column]
    return None if amount is None or (is_log and amount <= 0) else amount


def _remarks(names: list[str], over: str, sweeps: list[Sweep], log: str) -> Iterable[str]:
    for name, found in zip(names, sweeps, strict=True):
        if found.gaps:
            where = f"{len(found.gaps)} of {len(found.points)} values of {over} left out"
            yield f"{name}: {where}, where it cannot be: {'; '.join(found.reasons)}"
        low = sum(amount <= 0 for point in found.points for amount in point.amounts) if "y" in log else 0
        if low:
            yield f"{name}: {low} points are not above 0, and left out on a logarithmic axis"
