"""Anti-unification: lines that are alike but for their numbers become one block, whose parameters are what differs.

A number that follows from the depth that enters, or from a parameter before it, is written as a formula of that.
"""

from __future__ import annotations

from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.rounded_shares import TO_NEAREST, TO_WIDTHS, Rounding, times
from symcnn.bridges.skeleton import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symcnn.bridges.skeleton import Place, PlainNumber


ROLES: Mapping[str, str] = {
    "filters": "width",
    "out_features": "width",
    "depth": "width",
    "length": "width",
    "kernel_size": "kernel",
    "stride": "stride",
    "padding": "padding",
    "padding_end": "padding",
    "groups": "groups",
    "heads": "groups",
    "count": "count",
    "size": "size",
    "sizes": "size",
    "scale": "size",
}
"""What each argument is about; others stand for themselves."""

_LETTERS: Mapping[str, str] = {
    "width": "KECJQ",
    "kernel": "F",
    "stride": "S",
    "padding": "P",
    "groups": "G",
    "count": "n",
    "size": "T",
    "share": "t",
    "other": "A",
}


class BlockParameter(NamedTuple):
    """A parameter of a block: its symbol, what it is about, and what it is in each instance."""

    symbol: str
    role: str
    values: tuple[PlainNumber, ...]
    at: int = 0
    """Which of the numbers it stands for first."""
    rounding: Rounding | None = None
    """How the number is rounded, where the parameter is its share of the depth that enters."""
    shares: tuple[Fraction, ...] = ()

    @property
    def formula(self) -> str:
        """What stands in the place of the number."""
        return self.rounding.text(Fraction(1), f"{self.symbol}*D") if self.rounding else self.symbol

    @property
    def kind(self) -> str:
        """What its header has to declare: a parameter is a positive whole number otherwise."""
        if self.rounding:
            return "real > 0" if any(share.denominator > 1 for share in self.shares) else ""
        if any(isinstance(value, Fraction) for value in self.values):
            return "real >= 0"
        return "integer >= 0" if min(self.values) == 0 else ""


class Unified(NamedTuple):
    """The text of several modules as one: what stands at each place, and the parameters that it takes."""

    formulas: tuple[str | PlainNumber, ...]
    parameters: tuple[BlockParameter, ...]


class Samples(NamedTuple):
    """In how many samples each instance was seen, and whether a formula gives a number in all of them."""

    times: int
    is_known: Callable[[tuple[PlainNumber, ...]], bool]


def unified(
    places: Sequence[Place],
    columns: Sequence[tuple[PlainNumber | None, ...]],
    depths: tuple[PlainNumber, ...],
    roles: Mapping[Place, str] | None = None,
    samples: Samples | None = None,
) -> Unified | None:
    """Formulas for the numbers of several instances, or None where an instance would lack a parameter's value.

    >>> from symcnn.bridges.skeleton import Place
    >>> places = [Place("conv", name) for name in ("kernel_size", "filters", "padding", "filters")]
    >>> unified(places, [(3, 5), (32, 48), (1, 2), (64, 128)], (16, 24)).formulas
    ('F', '2*D', '(F - 1)/2', 'K')

    Args:
        places: Where each number stands.
        columns: For each place, its number in every instance.
        depths: The depth that enters each instance.
        roles: What the arguments of blocks are about.
        samples: A width that no formula gives in all of them is a share of the depth that enters, if it can be.
    """
    known: list[BlockParameter] = []
    formulas: list[str | PlainNumber] = []
    about = [(roles or {}).get(place) or ROLES.get(place.argument, "other") for place in places]
    last = next((column for role, column in zip(about[::-1], columns[::-1], strict=True) if role == "width"), None)
    for at, column in enumerate(columns):
        role = about[at]
        formula = _formula(role, column, depths, known, leaves=column == last)
        if formula is None:
            if None in column:
                return None
            values = tuple(value for value in column if value is not None)
            shares = _shares(values, depths, samples) if role == "width" and samples else None
            symbol = _symbol("share" if shares else role, known)
            known.append(BlockParameter(symbol, role, values, at, *(shares or ())))
            formula = known[-1].formula
        formulas.append(formula)
    return Unified(tuple(formulas), tuple(known))


def _symbol(role: str, known: Iterable[BlockParameter]) -> str:
    taken = {parameter.symbol for parameter in known}
    letters = _LETTERS.get(role, _LETTERS["other"])
    candidates = [*letters, *(f"{letters[0]}_{number}" for number in range(2, len(taken) + 3))]
    return str(next(symbol for symbol in candidates if symbol not in taken))


def _formula(
    role: str,
    column: tuple[PlainNumber | None, ...],
    depths: tuple[PlainNumber, ...],
    known: Sequence[BlockParameter],
    *,
    leaves: bool,
) -> str | PlainNumber | None:
    """What a column is, by what is known, or None. ``leaves``: it is the depth that leaves the block."""
    present = {value for value in column if value is not None}
    if None in column:
        for parameter in known:
            if parameter.role == role and _fits(column, parameter.values):
                return parameter.formula
    if len(present) == 1 and (len(set(depths)) > 1 or role not in {"width", "groups"} or len(column) == 1):
        return present.pop()
    for parameter in known:
        if parameter.role == role and _fits(column, parameter.values):
            return parameter.formula
    if role in {"width", "groups"} and (
        found := _of_widths(column, depths, known, leaves=leaves and None not in column)
    ):
        return found
    if role == "padding" and (found := _of_kernels(column, known)):
        return found
    return present.pop() if len(present) == 1 else None


def _fits(column: tuple[PlainNumber | None, ...], values: Iterable[PlainNumber]) -> bool:
    return all(own is None or own == value for own, value in zip(column, values, strict=True))


_LARGEST_FACTOR = 32


def _of_widths(
    column: tuple[PlainNumber | None, ...],
    depths: tuple[PlainNumber, ...],
    known: Sequence[BlockParameter],
    *,
    leaves: bool,
) -> str | None:
    """A column as a multiple or a part of the depth that enters, unless it leaves the block; or of a width."""
    widths = [parameter for parameter in known if parameter.role == "width" and not parameter.rounding]
    bases = [
        ("D", () if UNKNOWN in depths else depths),
        *((parameter.symbol, parameter.values) for parameter in widths),
    ]
    for symbol, values in filter(itemgetter(1), bases):
        ratios = {Fraction(own) / value for own, value in zip(column, values, strict=True) if own is not None and value}
        if len(ratios) != 1 or (leaves and symbol == "D" and ratios != {1}):
            continue
        ratio = ratios.pop()
        if ratio <= _LARGEST_FACTOR and ratio.denominator <= _LARGEST_FACTOR:
            return times(ratio, symbol)
    return next((found for symbol, values in bases if (found := _rounded(column, symbol, values))), None)


_DIFFERENT = 4
"""Widths that make it more than chance that they are one share of something, rounded."""


def _rounded(column: tuple[PlainNumber | None, ...], symbol: str, bases: tuple[PlainNumber, ...]) -> str | None:
    """A column as a share of a width, rounded to a multiple: as within squeeze-and-excitation."""
    pairs = dict.fromkeys((base, own) for own, base in zip(column, bases, strict=False) if own is not None)
    if len({own for _, own in pairs}) < _DIFFERENT:
        return None
    for rounding in TO_WIDTHS:
        share = rounding.share(*zip(*pairs, strict=True))
        if share and share <= _LARGEST_FACTOR and share.denominator <= _LARGEST_FACTOR:
            return rounding.text(share, symbol)
    return None


def _shares(
    values: tuple[PlainNumber, ...], depths: tuple[PlainNumber, ...], samples: Samples
) -> tuple[Rounding, tuple[Fraction, ...]] | None:
    """How widths are rounded that are one share of the depth that enters in all samples of an instance, and which."""
    steps = [slice(start, start + samples.times) for start in range(0, len(values), samples.times)]
    if UNKNOWN in depths or all(samples.is_known(values[step]) for step in steps):
        return None
    for rounding in (*TO_WIDTHS, TO_NEAREST):
        shares = [rounding.share(depths[step], values[step]) for step in steps]
        known = tuple(share for share in shares if share is not None)
        if len(known) == len(steps):
            return rounding, known
    return None


def _of_kernels(column: tuple[PlainNumber | None, ...], known: Sequence[BlockParameter]) -> str | None:
    """A padding that keeps the size."""
    kernels = [parameter for parameter in known if parameter.role == "kernel"]
    for parameter in kernels:
        if _fits(column, (Fraction(value - 1, 2) for value in parameter.values)):
            return f"({parameter.symbol} - 1)/2"
    return None
