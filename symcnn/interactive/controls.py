"""The controls of a page: a slider or a field for each symbol, with the value that it starts at."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from symcnn.compiled.grid_axes import GridAxis, read_axis
from symcnn.derive.meanings import parts
from symcnn.errors import ArgumentMistake, NameMistake, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from symcnn.analysis.subject import Subject
    from symcnn.compiled.wanted import Variable
    from symcnn.derive.meanings import SymbolRole
    from symcnn.support.scalar import Number

STARTS: Mapping[str, int] = {
    "axis W": 64, "axis H": 64, "axis T": 64, "depth": 3, "kernel_size": 3, "filters": 16, "out_features": 10,
    "stride": 1, "padding": 1, "dilation": 1, "groups": 1, "turns": 2,
}  # fmt: skip
"""Where a symbol without a default starts, by the part that it plays."""

ELSE = 2
"""The value at which any other symbol starts."""

MOST_STOPS = 1_000_000
"""The most values that a slider may have."""


ControlData = dict[str, str | int | list[str]]
"""The data of a control for the page's script."""


class PageControl(NamedTuple):
    """A symbol on a page: where it starts, and the values of its slider, if it has one."""

    variable: Variable
    start: Number
    axis: GridAxis | None
    role: SymbolRole | None
    """The part that it plays."""

    @property
    def data(self) -> ControlData:
        """The control for the page's script: numbers as text, since they may be fractions."""
        axis = self.axis
        stops: ControlData = {}
        if axis is not None:
            evenly = {"first": str(axis.first), "step": str(axis.step)}
            stops = {"stops": axis.length, **({"listed": list(map(str, axis.listed))} if axis.listed else evenly)}
        return {"name": self.variable.name, "whole": self.variable.is_whole, "start": str(self.start), **stops}


def controls_of(net: Subject, variables: Sequence[Variable], slide: Iterable[str]) -> list[PageControl]:
    """A control for each symbol; where nothing is asked for, every one has a slider.

    >>> import symcnn
    >>> from symcnn.compiled.wanted import Variable
    >>> net = symcnn.parse("input(W, W, 3); conv(F, 8)")
    >>> [(control.variable.name, control.start, control.axis and control.axis.last)
    ...  for control in controls_of(net, [Variable("W"), Variable("F")], ["W=32..512"])]
    [('W', 64, 512), ('F', 3, None)]

    Args:
        net: The network.
        variables: Its symbols.
        slide: Symbols that get a slider, each with its values or without: ``W=32..512:32``, ``C``.

    Raises:
        NameMistake: The network has no such symbol.
        ArgumentMistake: A range that is empty, or a symbol that is named twice.
    """
    wished = _slider_values(list(slide), [variable.name for variable in variables])
    roles = parts(net.derivation)
    return [_control(variable, roles.get(variable.name), wished) for variable in variables]


def _slider_values(slide: list[str], known: list[str]) -> dict[str, str]:
    """The symbols that get a slider, each with its values as written; empty for the usual ones."""
    wished: dict[str, str] = {}
    for wish in slide:
        name, _, values = (part.strip() for part in wish.partition("="))
        if name not in known:
            hint = nearest(name, known) or f"there is {', '.join(known) or 'no symbol without a value'}"
            raise NameMistake(f'no symbol "{name}" is there to slide', hint=hint)
        if name in wished:
            raise ArgumentMistake(f"{name} slides twice", hint=f"such as {name}=32..512 once")
        wished[name] = values
    return wished if slide else dict.fromkeys(known, "")


def _control(variable: Variable, role: SymbolRole | None, wished: Mapping[str, str]) -> PageControl:
    start = _start(variable, "" if role is None else role.word)
    if variable.name not in wished:
        return PageControl(variable, start, None, role)
    values = wished[variable.name]
    axis = read_axis(variable.name, values) if values else _usual(variable, start)
    if axis.length > MOST_STOPS:
        raise ArgumentMistake(
            f"{variable.name}={values}: a slider has no {axis.length:,} stops", hint=f"at most {MOST_STOPS:,}"
        )
    if variable.is_whole and axis.scale != 1:
        raise ArgumentMistake(f"{variable.name} is a whole number", hint=f"not {values}")
    return PageControl(variable, start if not values else _within(axis, variable.default, start), axis, role)


def _start(variable: Variable, word: str) -> Number:
    if variable.default is not None:
        return variable.default
    wanted = STARTS.get(word, ELSE)
    low, high = variable.low, variable.high
    return max(wanted if high is None else min(wanted, high), wanted if low is None else low)


def _within(axis: GridAxis, default: Number | None, start: Number) -> Number:
    """The value at which a slider with own values starts: a default wherever it lies, another only if it is reached."""
    return start if default is not None or axis.first <= start <= axis.last else axis.first


def _usual(variable: Variable, start: Number) -> GridAxis:
    """The usual values of a slider: from the symbol's least value to twice the one that it starts at."""
    if not variable.is_whole:
        step = Fraction(1, 16)
        low = step if variable.low is None or variable.low <= 0 else variable.low
        high = max(2 * start, 2 * low) if variable.high is None else variable.high
        return GridAxis(variable.name, low, step, int((Fraction(high) - low) / step) + 1)
    low = variable.low if variable.low is not None else min(0, start)
    high = variable.high if variable.high is not None else max(2 * start, start + 4)
    return read_axis(variable.name, range(int(low), int(high) + 1))
