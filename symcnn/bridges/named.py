"""What ``module:callable`` names. Its module is imported, so its code runs: only ever for a name given in that form."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING

from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.nn import Module

_NAMED = re.compile(r"[\w.]+:[\w.]+")
_FORMS = "such as torchvision.models:resnet18, or a file: .onnx, .keras, .json, .py"
_WEIGHTS = (".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".bin")


def found(name: str) -> Callable[..., Module]:
    """The object that a name such as ``torchvision.models:resnet18`` stands for.

    >>> found("fractions:Fraction")
    <class 'fractions.Fraction'>

    Raises:
        ImportRefused: It is no such name, the module does not import, or holds no such object.
    """
    if name.endswith(_WEIGHTS):
        raise ImportRefused(
            f"{name} holds pickled weights, which are never loaded", "name what makes the model: module:callable"
        )
    if not _NAMED.fullmatch(name):
        raise ImportRefused(f'"{name}" is not of the form module:callable', _FORMS)
    module, _, path = name.partition(":")
    sys.path.insert(0, "")
    try:
        thing: Callable[..., Module] = attrgetter(path)(import_module(module))
    except AttributeError:
        raise ImportRefused(f'the module {module} has no "{path}"') from None
    except ModuleNotFoundError as failure:
        help_ = ("pip install symcnn[torch]",) if failure.name == "torch" else ()
        raise ImportRefused(f"importing {module} failed: {failure.msg}", *help_) from failure
    except (Exception, SystemExit) as failure:  # whatever its code raises
        raise ImportRefused(f"importing {module} failed: {type(failure).__name__}: {failure}") from failure
    finally:
        sys.path.remove("")
    return thing
