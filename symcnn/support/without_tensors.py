"""Spares a process of its own SymPy's tensors, and with them its permutation groups: a tenth of a cold run.

``Add.flatten`` imports them whenever it is called, to ask of each addend whether it is a tensor. Whatever calls it, if
only SymPy itself where it is asked whether something is positive, loads them once in a process, for what no formula
here is. As long as nobody imports them by another name, nothing is a tensor, and a module that has no more than the two
names that are asked for answers this.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

NAME = "sympy.tensor.tensor"


class _Unloaded(ModuleType):
    """Stands for the module until anything but these two is asked of it; then it has all that the module has."""

    class TensExpr:
        """A stand-in for SymPy's class, of which no value is an instance."""

    class TensAdd:
        """A stand-in for SymPy's class of sums of such values."""

    def __getattr__(self, name: str) -> Hashable:
        if name.startswith("__"):  # what Python asks of any module
            raise AttributeError(name)
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        self.__dict__.update(vars(importlib.import_module(NAME)))
        found: Hashable = getattr(sys.modules[NAME], name)
        return found


def spare_tensors() -> None:
    """From now on SymPy's tensors are loaded only by who asks for more than whether something is one.

    To be called before SymPy is imported, and only in a process that is symcnn's own: whoever holds a tensor from
    elsewhere would get the answer that it is none.

    >>> import sys
    >>> known = sys.modules.pop(NAME, None)
    >>> spare_tensors()
    >>> sys.modules[NAME].TensExpr
    <class 'symcnn.support.without_tensors._Unloaded.TensExpr'>
    >>> if known:
    ...     sys.modules[NAME] = known
    """
    sys.modules.setdefault(NAME, _Unloaded(NAME))
