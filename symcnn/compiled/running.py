"""Makes Python functions of the source that this room writes; no word of a user's is in it but as an identifier."""

from __future__ import annotations

from fractions import Fraction
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType, SimpleNamespace


def functions_of(source: str, known: Mapping[str, ModuleType | SimpleNamespace], where: str) -> dict[str, FunctionType]:
    r"""The functions that a source defines, by name; nothing else of it is carried out.

    >>> functions_of("def twice(a):\n    return 2*a\n", {}, "example")["twice"](4)
    8
    """
    space: dict[str, Any] = {"Fraction": Fraction, **known}
    code = compile(source, f"<symcnn {where}>", "exec")
    found = {
        part.co_name: FunctionType(part, space, part.co_name) for part in code.co_consts if isinstance(part, CodeType)
    }
    space.update(found)
    return found
