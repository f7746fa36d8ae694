"""One call of a layer in pasted code, and what is known of what enters it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.bridges.model_lines import CallArguments
    from symcnn.bridges.traced import ArgumentValue

CodeCalls: TypeAlias = "list[tuple[str, CallArguments]]"
PastedRow: TypeAlias = "Callable[[PastedCall], CodeCalls]"


LAZY = "Lazy"
"""Before the name of a layer that does not say how many maps it takes."""


class UnreadArgumentError(ValueError):
    """An argument of a call that cannot be read, and those that can."""

    def __init__(self, words: str, name: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.name, self.known = name, known


class PastedCall(NamedTuple):
    """A call, and what is known of what enters it: its depth, or None; whether it has no axes any more."""

    word: str
    given: Mapping[str, ArgumentValue]
    depth: int | None = None
    flat: bool = False
    is_first: bool = True
    axes: int = 0
    """How many axes the input has."""
    single: bool = False
    """Whether each axis has one place left."""

    def argument(self, name: str, *default: ArgumentValue) -> ArgumentValue:
        """An argument, or its default; without a default it has to be there."""
        if name in self.given or default:
            return self.given.get(name, *default)
        raise ValueError(f"{self.word} needs {name}")

    def only(self, *names: str) -> None:
        """Refuse every other argument: it might change what is counted."""
        strange = [name for name in self.given if name not in names]
        if self.given.get("data_format") == "channels_first":  # its axes would be taken for others
            strange.append("channels_first")
        if strange:
            raise UnreadArgumentError(f"{self.word}: {strange[0]} cannot be read", strange[0], names)

    def goes_along_its_axes(self) -> None:
        """Refuse a layer along one number of axes where the input has another."""
        along = _ALONG.search(self.word)
        if along and self.axes and not self.flat and int(along[1]) != self.axes and "Dropout" not in self.word:
            raise ValueError(f"{self.word} goes along {along[1]} axes, and the input has {self.axes}")

    def takes_its(self, name: str) -> None:
        """The same for an argument, which a layer that is called lazy has not."""
        if not self.word.startswith(LAZY):
            self.takes(self.argument(name))

    def takes(self, depth: ArgumentValue) -> None:
        """Hold what a layer says it takes against what it gets."""
        if self.depth is not None and depth != self.depth:
            raise ValueError(f"{self.word} takes {depth} maps and gets {self.depth}")

    def after(self, calls: CodeCalls) -> PastedCall:
        """What is known behind its calls."""
        depth, flat, single = self.depth, self.flat, self.single
        for word, arguments in calls:
            own = dict(arguments)
            width = own.get("filters", own.get("out_features"))
            known = width if isinstance(width, int) else depth
            lost = (word == "flatten" and not flat and not single) or own.get("multiplier", 1) != 1
            lost = lost or word in {"pixel_shuffle", "pixel_unshuffle"}
            depth = None if lost else known
            stays = own.get("kernel_size", 1) == 1 and not {own.get("padding", 0), own.get("padding_end", 0)} - {0}
            stays = stays and "scale" not in own and not word.startswith("interpolate")
            single = (word in _ADAPTIVE and own["size"] == 1) or (single and stays)
            flat = flat or word in {"flatten", "gap", "gmp", "dense"}
        return self._replace(depth=depth, flat=flat, single=single, is_first=False)


_ADAPTIVE = ("adaptive_avgpool", "adaptive_maxpool")
_ALONG = re.compile(r"([123])[dD](?:Transpose)?$")


def entry_of(call: PastedCall) -> list[str]:
    """What the input is, as far as the first layer says."""
    shape = call.given.get("input_shape", call.given.get("shape"))
    if isinstance(shape, tuple):
        *sizes, depth = shape
        return [*map(_shown, reversed(sizes), "WHT"), _shown(depth, "D")]
    taken = next((call.given[name] for name in ("in_channels", "in_features", "input_dim") if name in call.given), None)
    axes = (
        ""
        if call.word in _FLAT_FIRST or "input_dim" in call.given
        else "WHT"[: int(call.word[-2])]
        if call.word.endswith("d")
        else "WH"
    )
    return [*axes, str(taken) if taken is not None else "D"]


_FLAT_FIRST = ("Linear", "LazyLinear")


def _shown(size: ArgumentValue, name: str) -> str:
    return name if size is None else str(size)
