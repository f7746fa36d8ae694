"""Modules of one class and one shape as blocks, those inside others first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.grouped import label_of, named_after
from symcnn.bridges.model_lines import CallArguments, CallLine, ModuleLine, TextLine, TextLines, WhenLine, all_lines
from symcnn.bridges.skeleton import Place, PlainNumber, in_samples, mapped, skeleton_of, with_numbers
from symcnn.bridges.traced import Sampled
from symcnn.bridges.unified import ROLES, BlockParameter, Samples, unified
from symcnn.bridges.variants import Variant, condition_for, joined_shapes, shortcuts_outside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.bridges.skeleton import TextNumber


class MadeBlock(NamedTuple):
    """A block of the text: what it is called, its parameters and its lines."""

    name: str
    parameters: tuple[BlockParameter, ...]
    body: TextLines

    @property
    def defaults(self) -> dict[str, PlainNumber]:
        """The parameters that most often have one value by which they do nothing."""
        one = [p for p in self.parameters if p.role in {"stride", "groups"} and p.values.count(1) * 2 >= len(p.values)]
        return {parameter.symbol: 1 for parameter in one}

    @property
    def header(self) -> str:
        """The opening of its definition."""
        defaults = self.defaults
        ordered = sorted(self.parameters, key=lambda parameter: parameter.symbol in defaults)
        words = [
            parameter.symbol
            + (f": {parameter.kind}" if parameter.kind else "")
            + (f" = {defaults[parameter.symbol]}" if parameter.symbol in defaults else "")
            for parameter in ordered
        ]
        return f"block {self.name}({', '.join(words)})" if words else f"block {self.name}"

    @property
    def in_place(self) -> tuple[str, ...]:
        """The parameters that stand first and without a name where it is called."""
        free = [parameter.symbol for parameter in self.parameters if parameter.symbol not in self.defaults]
        return tuple(free)


class Folded(NamedTuple):
    """Lines, and the blocks that they call."""

    lines: TextLines
    blocks: tuple[MadeBlock, ...]


def with_blocks(lines: TextLines, taken: Iterable[str], samples: Samples) -> Folded:
    """The lines with modules that come at least twice as blocks; the others are dissolved.

    Args:
        lines: Lines with modules in them.
        taken: Names that no block may have.
        samples: In how many samples of the model each number has a value, and which numbers a formula gives.
    """
    names = set(taken)
    blocks: list[MadeBlock] = []
    roles: dict[Place, str] = {}
    while innermost := _innermost(lines := shortcuts_outside(lines)):
        made: dict[Hashable, _BlockMade] = {}
        for kind, shapes in innermost.items():
            for one in _blocks_of(_Naming(kind, names, samples), shapes, roles):
                names.add(one.block.name)
                blocks.append(one.block)
                made |= dict.fromkeys(one.shapes, one)
                roles |= {Place(one.block.name, p.symbol): p.role for p in one.block.parameters}
        lines = _called(lines, made, set(innermost))
    return Folded(lines, tuple(blocks))


class _Naming(NamedTuple):
    kind: str
    taken: set[str]
    samples: Samples

    def name(self) -> str:
        return block_name(self.kind, self.taken)


class _BlockMade(NamedTuple):
    """A block, and the shapes of modules that it stands for; the shorter of two lacks some of its numbers."""

    block: MadeBlock
    shapes: tuple[Hashable, ...]
    variant: Variant | None = None

    def arguments(self, line: ModuleLine) -> CallArguments:
        """What the block's parameters are for one module."""
        own = skeleton_of(line.body).numbers
        short = self.variant is not None and _key(line) == self.shapes[0]
        numbers = self.variant.aligned(own) if short and self.variant else own
        pairs = ((parameter, numbers[parameter.at]) for parameter in self.block.parameters)
        return tuple((one.symbol, _argument(one, number, line.depth)) for one, number in pairs if number is not None)


def _argument(parameter: BlockParameter, number: TextNumber, depth: TextNumber) -> TextNumber:
    """What a parameter is for one module: the number that it stands for, or its share of the depth that enters."""
    if not parameter.rounding:
        return number
    count = max(len(one.values) if isinstance(one, Sampled) else 1 for one in (number, depth))
    share = parameter.rounding.share(*zip(*in_samples((depth, number), count), strict=True))
    assert share is not None
    return share


_Shapes = dict[Hashable, list[ModuleLine]]


def _blocks_of(naming: _Naming, shapes: _Shapes, roles: Mapping[Place, str]) -> list[_BlockMade]:
    """The blocks of one class: first one for two of its shapes, if these can be one, then one for each other shape."""
    left = dict(shapes)
    found: list[_BlockMade] = []
    by_length = sorted(left, key=lambda key: len(all_lines(left[key][0].body)))
    for short, long in combinations(by_length, 2):
        both = _of_two(naming, (short, long), left, roles)
        if both:
            found.append(both)
            left = {key: group for key, group in left.items() if key not in {short, long}}
            naming = naming._replace(taken=naming.taken | {both.block.name})
            break
    for key, group in left.items():
        if len(group) > 1 and (block := _of_one(naming, group, roles)):
            found.append(_BlockMade(block, (key,)))
            naming = naming._replace(taken=naming.taken | {block.name})
    return found


class _Instances(NamedTuple):
    """Modules of one shape or of two, in every sample: their numbers and depths, and which are of the longer shape."""

    rows: list[tuple[PlainNumber | None, ...]]
    depths: tuple[PlainNumber, ...]
    longer: tuple[bool, ...]

    @property
    def columns(self) -> list[tuple[PlainNumber | None, ...]]:
        """What each place holds in every instance."""
        return list(zip(*self.rows, strict=True))


def _instances(
    short: list[ModuleLine], long: list[ModuleLine], variant: Variant | None, samples: Samples
) -> _Instances:
    found = _Instances([], (), ())
    for line in (*short, *long):
        own = skeleton_of(line.body).numbers
        is_long = line in long
        numbers = own if is_long or variant is None else variant.aligned(own)
        depths = [row[0] for row in in_samples((line.depth,), samples.times)]
        found = _Instances(
            [*found.rows, *in_samples(numbers, samples.times)],
            (*found.depths, *(depth for depth in depths if depth is not None)),
            (*found.longer, *[is_long] * samples.times),
        )
    return found


def _of_one(naming: _Naming, group: list[ModuleLine], roles: Mapping[Place, str]) -> MadeBlock | None:
    instances = _instances([], group, None, naming.samples)
    found = unified(skeleton_of(group[0].body).places, instances.columns, instances.depths, roles, naming.samples)
    if found is None:
        return None
    return MadeBlock(naming.name(), found.parameters, with_numbers(group[0].body, iter(found.formulas)))


def _of_two(
    naming: _Naming, keys: tuple[Hashable, Hashable], shapes: _Shapes, roles: Mapping[Place, str]
) -> _BlockMade | None:
    """One block for two shapes, where what only the longer one has follows from a condition on the parameters."""
    short, long = shapes[keys[0]], shapes[keys[1]]
    variant = joined_shapes(short[0].body, long[0].body)
    if variant is None:
        return None
    instances = _instances(short, long, variant, naming.samples)
    places = skeleton_of(variant.lines).places
    found = unified(places, instances.columns, instances.depths, roles, naming.samples)
    if found is None:
        return None
    widths = [
        (formula, tuple(number for number in column if number is not None))
        for place, formula, column in zip(places, found.formulas, instances.columns, strict=True)
        if isinstance(formula, str) and ROLES.get(place.argument) == "width" and None not in column
    ]
    condition = condition_for(found.parameters, widths, instances.depths, instances.longer)
    if condition is None:
        return None
    body = mapped(
        with_numbers(variant.lines, iter(found.formulas)),
        lambda line: (line._replace(condition=condition) if isinstance(line, WhenLine) else line,),
    )
    return _BlockMade(MadeBlock(naming.name(), found.parameters, body), keys, variant)


def _innermost(lines: TextLines) -> dict[str, dict[Hashable, list[ModuleLine]]]:
    """The modules that hold no other module, by class and shape; each instance once for every place in the text."""
    found: dict[str, dict[Hashable, list[ModuleLine]]] = {}
    modules = [line for line in all_lines(lines) if isinstance(line, ModuleLine)]
    holding = {line.kind for line in modules if _holds_modules(line)}
    ready = {line.kind for line in modules} - holding or holding
    for line in modules:
        if line.kind in ready and not _holds_modules(line):
            found.setdefault(line.kind, defaultdict(list))[_key(line)].append(line)
    return found


def _key(line: ModuleLine) -> Hashable:
    return line.kind, skeleton_of(line.body).shape


def _called(lines: TextLines, made: Mapping[Hashable, _BlockMade], kinds: set[str]) -> TextLines:
    """The lines with calls in the place of modules that became blocks, and the others of these classes dissolved."""

    def change(line: TextLine) -> TextLines:
        if not isinstance(line, ModuleLine) or line.kind not in kinds or _holds_modules(line):
            return (line,)
        one = made.get(_key(line))
        if one is None:
            return named_after(line.path, line.body)
        return (CallLine(one.block.name, one.arguments(line), "", (), line.depth, label_of(line.path)),)

    return mapped(lines, change)


def _holds_modules(line: ModuleLine) -> bool:
    return any(isinstance(one, ModuleLine) for one in all_lines(line.body))


def block_name(kind: str, taken: set[str]) -> str:
    """A class's name as a block's: ``BasicBlock`` is ``basic_block``, ``ConvNeXtStage`` is ``convnext_stage``.

    >>> block_name("timm.models.convnext.ConvNeXtStage", set())
    'convnext_stage'
    """
    words: list[str] = []
    for word in re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+", kind.rpartition(".")[2]):
        joins = words and (len(word) <= _SHORT or word.isdigit() or len(words[-1]) <= 1)
        words[-1:] = [words[-1] + word.lower()] if joins else [*words[-1:], word.lower()]
    name = "_".join(words)
    candidates = [
        name,
        *([f"{name}_block"] if "_" not in name else []),
        *(f"{name}_{number}" for number in range(2, len(taken) + 3)),
    ]
    return next(candidate for candidate in candidates if candidate not in taken)


_SHORT = 2
