"""The blocks that are being unrolled, outermost first, and for those used again where their weights come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class OpenBlock(NamedTuple):
    """A block whose body is under way: its name, its path, and if it is used again the path of its first use."""

    name: str
    path: str = ""
    first: str = ""


class OpenBlocks:
    """Entered and left like brackets.

    >>> blocks = OpenBlocks()
    >>> blocks.enter(OpenBlock("stem", "E/stem2", "E/stem1"))
    >>> blocks.weights_of("E/stem2/conv1", ""), blocks.weights_of("E/conv2", "E/conv1")
    ('E/stem1/conv1', 'E/conv1')
    """

    def __init__(self) -> None:
        self._open: list[OpenBlock] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def enter(self, block: OpenBlock) -> None:
        """Begin with the body of a block."""
        self._open.append(block)

    def leave(self) -> None:
        """End with the innermost body."""
        self._open.pop()

    def keeping(self) -> Callable[[], None]:
        """A function that leaves all blocks entered from here on, for going on behind an error inside them."""
        depth = len(self._open)

        def leave() -> None:
            del self._open[depth:]

        return leave

    def weights_of(self, name: str, otherwise: str) -> str:
        """The layer whose weights a layer has: inside a block that is used again, that of the first use."""
        for block in reversed(self._open):
            if block.first and name.startswith(f"{block.path}/"):
                return block.first + name[len(block.path) :]
        return otherwise

    def cycle(self, name: str) -> str:
        """The names from the last block of that name back to it; empty if there is none."""
        names = [block.name for block in self._open]
        if name not in names:
            return ""
        last = len(names) - 1 - names[::-1].index(name)
        return " → ".join([*names[last:], name])
