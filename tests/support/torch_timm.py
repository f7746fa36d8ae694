"""The models of timm, also beside a PyTorch whose torchvision does not import: only its names are needed then."""

from __future__ import annotations

import sys
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableSequence

_MISSING = "torchvision"


class _AnyName(type):
    """A class that has whatever is asked for: names of a library that is only mentioned."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(name)

    def __iter__(cls) -> Any:
        return iter(())


@cache
def _named(name: str) -> _AnyName:
    return _AnyName(name, (), {})


class _Mentioned(ModuleType):
    __path__: MutableSequence[str] = []  # noqa: RUF012 - no module of it lies anywhere

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(name)


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        return ModuleSpec(fullname, self, is_package=True) if fullname.split(".", maxsplit=1)[0] == _MISSING else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Mentioned(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: a name is made when it is asked for."""


@cache
def timm() -> Any:
    """The library timm, whether torchvision imports or not."""
    try:
        import torchvision  # noqa: F401
    except (ImportError, RuntimeError):  # operators that a PyTorch for the processor alone lacks
        for name in [name for name in sys.modules if name.split(".")[0] == _MISSING]:
            del sys.modules[name]
        sys.meta_path.append(_Finder())
    import timm as library

    return library


def timm_model(name: str, **arguments: Any) -> Any:
    """A model of timm without weights, on the meta device where its constructor allows that."""
    import torch

    try:
        with torch.device("meta"):
            return timm().create_model(name, **arguments)
    except (NotImplementedError, RuntimeError):
        return timm().create_model(name, **arguments)


def first_and_last() -> list[str]:
    """The first and the last registered model of each of timm's model files."""
    timm()
    from timm.models import _registry

    names = [
        ordered[place]
        for module in sorted(_registry._module_to_models)  # noqa: SLF001 - nothing public keeps their order
        if (ordered := in_order(module))
        for place in (0, -1)
    ]
    return list(dict.fromkeys(names))


def in_order(module: str) -> list[str]:
    """The models of a file in the order in which it registers them."""
    timm()
    from timm.models import _registry

    mine = _registry._module_to_models[module]  # noqa: SLF001
    return [name for name in _registry._model_entrypoints if name in mine]  # noqa: SLF001
