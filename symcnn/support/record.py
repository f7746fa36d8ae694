"""Frozen values with named fields, as light to define as a plain class.

``dataclass`` compiles its methods anew for every class, which made the tree's fifteen classes a tenth of a cold run.
Here they are written once, and type checkers know the fields all the same.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


def field(*, default: Any, kw_only: bool = False) -> Any:  # noqa: ARG001 - type checkers read it
    """A field that is given by its name; at run time just its default."""
    return default


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Record:
    """Base of a frozen value: its annotated names are its fields, class attributes their defaults.

    Fields in ``hidden`` do not count when two values are compared.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    hidden: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        own = (name for name, kind in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in kind)
        cls.fields = (*(name for name in own if name not in cls.fields), *cls.fields)

    def __init__(self, *values: Any, **named: Any) -> None:
        fields = self.fields
        if len(values) > len(fields) or not named.keys() <= set(fields[len(values) :]):
            raise TypeError(f"{type(self).__name__} takes {', '.join(fields)}")
        self.__dict__.update(zip(fields, values, strict=False), **named)
        missing = [name for name in fields[len(values) :] if name not in named and not hasattr(type(self), name)]
        if missing:
            raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")

    def replaced(self, **changed: Any) -> Self:
        """A copy with some fields changed."""
        return type(self)(**{**dict(self.given), **changed})

    @property
    def given(self) -> tuple[tuple[str, Any], ...]:
        """The fields that were given, with their values; the others have their defaults."""
        return tuple((name, value) for name, value in self.__dict__.items() if name in self.fields)

    def _compared(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.fields if name not in self.hidden)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and type(self) is type(other) and self._compared() == other._compared()

    def __hash__(self) -> int:
        return hash(self._compared())

    def __repr__(self) -> str:
        shown = (f"{name}={getattr(self, name)!r}" for name in self.fields if name not in self.hidden)
        return f"{type(self).__name__}({', '.join(shown)})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")
