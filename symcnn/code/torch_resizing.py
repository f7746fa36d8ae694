"""Resizing in PyTorch: rows from a layer to the module that it is."""

from __future__ import annotations

from fractions import Fraction
from struct import pack, unpack
from typing import TYPE_CHECKING, cast

from symcnn.code.source_lines import PythonCall
from symcnn.code.torch_windows import MOST_AXES, TORCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.algebra.exact.values import Value
    from symcnn.code.layer_call import LayerCall
    from symcnn.support.scalar import Scalar

PLANE = 2
"""Axes of a picture."""

LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
"""The word for interpolation along so many axes."""


def _each(value: Value) -> tuple[Scalar, ...]:
    """The entries of a vector, or the only number."""
    return cast("tuple[Scalar, ...]", value if isinstance(value, tuple) else (value,))


def upsampled(option: str, word: str, *, between: str = "") -> Callable[[LayerCall], PythonCall]:
    """A row for a layer that resizes each map, by a factor or to a size."""

    def row(call: LayerCall) -> PythonCall:
        if call.axes > MOST_AXES or (between == "cubic" and call.axes != PLANE):
            raise call.refused(TORCH, f"along {call.axes} axes")
        entries = _each(call.value(word))
        is_whole = all(call.scope.domain.whole(entry) is True for entry in entries)
        if not is_whole and not all(map(_is_held, entries)):
            raise call.refused(TORCH, "by a factor that may not be whole")
        factor = call.whole(word) if is_whole else _floats(entries)
        how = LINEAR[call.axes] if between == "linear" else "bicubic"
        mode = (f'mode="{how}"', *call.flag("align_corners", default=False)) if between else ()
        return PythonCall("nn.Upsample", (f"{option}={factor}", *mode))

    return row


def _is_held(factor: Scalar) -> bool:
    """Whether floating point resizes exactly: it holds the factor, and the factor's inverse not too small."""
    if not isinstance(factor, int | Fraction) or factor.denominator & (factor.denominator - 1):
        return False
    (inverse,) = unpack("f", pack("f", 1 / factor))
    return Fraction(float(factor)) == factor and Fraction(inverse) >= 1 / Fraction(factor)


def _floats(factors: tuple[Scalar, ...]) -> str:
    texts = [str(float(factor)) for factor in reversed(factors)]
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
