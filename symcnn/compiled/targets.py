"""Formulas of a network as functions in one of the languages that there are."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from symcnn.analysis.subject import as_layers_take
from symcnn.compiled.gathering import wanted_of
from symcnn.compiled.grid_axes import read_axis
from symcnn.compiled.language_rows import LANGUAGES
from symcnn.errors import NotFound, nearest
from symcnn.model.given_values import refuse_unknown

if TYPE_CHECKING:
    from symcnn.analysis.subject import Subject
    from symcnn.compiled.compiled_function import CompiledFunction
    from symcnn.compiled.grid_axes import ValuesBySymbol


def _made_by(to: str) -> type[CompiledFunction]:
    if to not in LANGUAGES:
        raise NotFound(
            f'formulas are not compiled to "{to}"', nearest(to, LANGUAGES) or f"there is {', '.join(LANGUAGES)}"
        )
    if to == "numpy":
        needs("numpy", "functions of arrays", "numpy")
    module, name = LANGUAGES[to].split(":")
    kind: type[CompiledFunction] = getattr(import_module(module), name)
    return kind


def needs(package: str, words: str, extra: str) -> None:
    """Say what to install where a package is not there.

    >>> needs("no_such_package", "sweeps", "scale")
    Traceback (most recent call last):
    symcnn.errors.NotFound: sweeps need no_such_package, which is not installed
      pip install symcnn[scale]
    """
    if find_spec(package) is None:
        raise NotFound(f"{words} need {package}, which is not installed", f"pip install symcnn[{extra}]")


def function(
    net: Subject, of: str = "params, macs", to: str = "python", over: ValuesBySymbol | None = None
) -> CompiledFunction:
    """Quantities of a network as a function.

    >>> import symcnn
    >>> function(symcnn.load("lenet5"), "params, macs")(W=32, H=32)
    (60000, 326520)

    Args:
        net: The network; what has a value in it is no argument of the function.
        of: Quantities, sizes of layers, or formulas of these, with commas between them.
        to: ``python``, ``numpy``, ``c``, ``js`` or ``sql``.
        over: The values of symbols, such as ``{"W": "32..512"}``, for which C and SQL are to be proved.

    Raises:
        NotFound: There is no such language.
        NameMistake: There is no such quantity, layer or symbol.
        Unavailable: Some layer states no rule for a quantity.
        LimitExceeded: For the ranges given, 128 bits are not enough.
    """
    kind = _made_by(to)
    wanted = wanted_of(as_layers_take(net), of)
    known = [variable.name for variable in wanted.variables]
    refuse_unknown(over or (), known)
    axes = tuple(read_axis(name, values) for name, values in (over or {}).items())
    return kind(wanted, axes)
