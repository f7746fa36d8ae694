"""Symbolic formulas for convolutional networks.

>>> import symcnn
>>> net = symcnn.parse("input(W, H, D); C1: conv(F, K, stride=S, padding=P)")
>>> net.output
(floor((-F + 2*P + W)/S) + 1, floor((-F + H + 2*P)/S) + 1, K)
>>> net.params
K*(D*F**2 + 1)
>>> symcnn.load("lenet5").numbers().connections
340908
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from symcnn.api import (
        blocks,
        check_torch,
        compare,
        family,
        from_code,
        from_keras,
        from_onnx,
        from_torch,
        leading,
        load,
        parse,
        plot,
        sheet,
        sizes,
        solve,
        sweep,
        zoo,
    )
    from symcnn.errors import SymcnnError, TextError
    from symcnn.limits import Limits
    from symcnn.network.composite import Composite
    from symcnn.network.layer import Layer
    from symcnn.network.network import Network
    from symcnn.notebook import Shell

__all__ = [
    "Composite",
    "Layer",
    "Limits",
    "Network",
    "SymcnnError",
    "TextError",
    "blocks",
    "check_torch",
    "compare",
    "family",
    "from_code",
    "from_keras",
    "from_onnx",
    "from_torch",
    "leading",
    "load",
    "parse",
    "plot",
    "sheet",
    "sizes",
    "solve",
    "sweep",
    "zoo",
]

__version__ = "0.2.0"

_HOMES = {"SymcnnError": "symcnn.errors", "TextError": "symcnn.errors", "Limits": "symcnn.limits"}


def __getattr__(name: str) -> Any:
    """Load a name on first use, so that ``import symcnn`` costs next to nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'symcnn' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES.get(name, "symcnn.api")), name)


def __dir__() -> list[str]:
    """The public names, loaded or not: completion in a shell offers these names."""
    return sorted([*__all__, "__version__"])


def load_ipython_extension(shell: Shell) -> None:
    """What IPython calls for ``%load_ext symcnn``."""
    from symcnn.notebook import register

    register(shell)
