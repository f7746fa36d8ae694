"""What flows between layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from symcnn.algebra.exact import Scalar


class Volume(NamedTuple):
    """Spatial sizes, one per axis (none behind a dense layer), and the depth."""

    sizes: tuple[Scalar, ...]
    depth: Scalar
