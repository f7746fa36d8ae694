"""Networks of one layer: with a symbol for every size of the input, and in numbers."""

from __future__ import annotations


def network(shape: tuple[int, ...], call: str, more: str = "") -> tuple[str, dict[str, int]]:
    """A network for inputs of as many axes, with more parameters if wanted, and the values of its sizes."""
    names = "UVYZ"[: len(shape)]
    text = f"network one({', '.join(names)}{more}) {{ input({', '.join(names)}); {call} }}"
    return text, dict(zip(names, shape, strict=True))


def particular(shape: tuple[int, ...], call: str) -> str:
    """A snippet for an input of these sizes."""
    return f"input({', '.join(map(str, shape))}); {call}"
