"""A network with its defaults, where they leave no symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import symcnn
    from symcnn.derive.derivation import Derivation


def with_all_defaults(net: symcnn.Network) -> Derivation | None:
    """The derivation with every default put in; None if a symbol has none."""
    has_all = {symbol.name for symbol in net.free_symbols} <= {*net.defaults}
    return net.numbers().derivation if has_all else None
