"""Code that somebody pasted: a literal ``Sequential`` of PyTorch or Keras, read as text and never run."""

from __future__ import annotations

import ast
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.axes_order import turned_arguments
from symcnn.bridges.lines_text import LineWriter
from symcnn.bridges.model_lines import CallLine
from symcnn.bridges.pasted_keras import KERAS, KERAS_ORDER
from symcnn.bridges.pasted_layers import TORCH, TORCH_ORDER, PastedCall, entry_of
from symcnn.bridges.whole_text import AXES
from symcnn.errors import ArgumentMistake, Source, Span, SyntaxMistake, nearest
from symcnn.limits import DEFAULT, Limits
from symcnn.network.load import parse
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.bridges.traced import ArgumentValue
    from symcnn.network.network import Network


class _LabelledCall(NamedTuple):
    label: str
    call: ast.Call


def from_code(
    text: str, *, sizes: Mapping[str, int] | None = None, name: str = "<pasted>", limits: Limits = DEFAULT
) -> Network:
    """The network that a pasted ``nn.Sequential(...)`` or Keras ``Sequential([...])`` is; nothing of it is run.

    >>> from_code("nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU(), nn.Conv2d(20, 64, 5), nn.ReLU())").params
    32584

    Imports and assignments around it are read over; every argument has to be a literal. Sizes that the code does not
    say are symbols.

    Args:
        text: Python code with one ``Sequential``.
        sizes: Defaults for the sizes that the code does not say: ``{"W": 32, "H": 32}``.
        name: What the text is called in errors.
        limits: How long the text may be.

    Raises:
        SyntaxMistake: It is no such code, or something in it is no literal call; with its place.
        ArgumentMistake: The code itself says another size than ``sizes`` does.
    """
    return parse(text_of_code(text, name, limits, sizes or {}), name=name)


def text_of_code(
    text: str, name: str = "<pasted>", limits: Limits = DEFAULT, sizes: Mapping[str, int] = MappingProxyType({})
) -> str:
    """The text in the language of a pasted ``Sequential``."""
    source = Source(name, text)
    if len(text) > limits.characters:
        raise SyntaxMistake(f"the code is longer than {limits.characters} characters", Span(source, 0, 1))
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
        line = getattr(failure, "lineno", None) or 1
        start = sum(len(row) + 1 for row in text.split("\n")[: line - 1])
        raise SyntaxMistake(
            f"this is no Python: {getattr(failure, 'msg', failure)}", Span(source, start, start + 1)
        ) from None
    reader = _Reader(source)
    sequential = reader.sequential(tree)
    layers = reader.layers(sequential)
    if not layers:
        raise reader.mistake(sequential, "the Sequential is empty")
    return format_text(reader.text(layers, sizes))


def with_defaults(entry: list[str], rows: list[str], sizes: Mapping[str, int]) -> str:
    """The text, with a header where sizes are given that the code does not say."""
    *axes, depth = entry
    said = {**dict(zip(AXES, axes, strict=False)), "D": depth}
    for axis, size in sizes.items():
        if said.get(axis) not in {axis, str(size)}:
            raise ArgumentMistake(f"{axis} = {size}, but the code says {said.get(axis, 'that there is no such axis')}")
    open_ones = [f"{axis} = {size}" for axis, size in sizes.items() if said[axis] == axis]
    body = [f"input({', '.join(entry)})", *rows]
    return "\n".join([f"network Net({', '.join(open_ones)}) {{", *body, "}", ""] if open_ones else [*body, ""])


_MOST_AXES = 3


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        lines = source.text.split("\n")
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def mistake(self, node: ast.AST, message: str, hint: str = "") -> SyntaxMistake:
        """An error at a node's place; Python counts columns in bytes."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        end_line, end_column = getattr(node, "end_lineno", line), getattr(node, "end_col_offset", column + 1)
        return SyntaxMistake(
            message, Span(self.source, self._offset(line, column), self._offset(end_line, end_column)), hint
        )

    def _offset(self, line: int, column: int) -> int:
        row = self.source.text.split("\n")[line - 1]
        return self._starts[line - 1] + len(row.encode()[:column].decode(errors="ignore"))

    def sequential(self, tree: ast.Module) -> ast.Call:
        """The one call of Sequential; imports and docstrings around it say nothing."""
        found: list[ast.Call] = []
        for statement in tree.body:
            match statement:
                case ast.Import() | ast.ImportFrom():
                    continue
                case (
                    ast.Expr(value=ast.Call() as call)
                    | ast.Assign(value=ast.Call() as call)
                    | ast.AnnAssign(value=ast.Call() as call)
                ):
                    found.append(call)
                case ast.Expr(value=ast.Constant()):
                    continue
                case _:
                    raise self.mistake(statement, "only imports and one Sequential can be read", _EXAMPLE)
        if len(found) != 1:
            raise self.mistake(
                tree.body[-1] if tree.body else tree,
                f"there are {len(found)} calls where one Sequential can be read",
                _EXAMPLE,
            )
        if self.word(found[0].func) != "Sequential":
            raise self.mistake(found[0], "a Sequential is expected here", _EXAMPLE)
        return found[0]

    def word(self, function: ast.expr) -> str:
        """The last name of what is called, such as ``Conv2d`` of ``torch.nn.Conv2d``."""
        node = function
        while isinstance(node, ast.Attribute):
            node = node.value
        if not isinstance(node, ast.Name):
            raise self.mistake(function, "what is called here is no plain name")
        return function.attr if isinstance(function, ast.Attribute) else node.id

    def layers(self, call: ast.Call, label: str = "") -> list[_LabelledCall]:
        """The layers of a Sequential, those of one inside it among them."""
        items: list[tuple[str, ast.expr]] = [("", argument) for argument in call.args]
        if len(items) == 1 and isinstance(items[0][1], ast.List | ast.Tuple):
            items = [("", item) for item in items[0][1].elts]
        elif len(items) == 1 and isinstance(items[0][1], ast.Call) and self.word(items[0][1].func) == "OrderedDict":
            items = self._ordered(items[0][1])
        strange = next((keyword for keyword in call.keywords if keyword.arg != "name"), None)
        if strange:
            raise self.mistake(strange, f"Sequential has no argument {strange.arg} here")
        found: list[_LabelledCall] = []
        for own, item in items:
            if not isinstance(item, ast.Call):
                raise self.mistake(item, "this is no literal call of a layer", _EXAMPLE)
            if self.word(item.func) == "Sequential":
                found += self.layers(item, own or label)
            else:
                found.append(_LabelledCall(own, item))
        return found

    def _ordered(self, call: ast.Call) -> list[tuple[str, ast.expr]]:
        rows = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.List | ast.Tuple) else None
        if rows is None:
            raise self.mistake(call, "an OrderedDict is read as a list of names with layers")
        pairs = []
        for row in rows:
            match row:
                case ast.Tuple(elts=[ast.Constant(value=str() as name), layer]):
                    pairs.append((name if name.isidentifier() else "", layer))
                case _:
                    raise self.mistake(row, "a name and a layer are expected here")
        return pairs

    def text(self, layers: list[_LabelledCall], sizes: Mapping[str, int]) -> str:
        """The layers as a text; the table that knows the first of them is the framework."""
        words = [self.word(one.call.func) for one in layers]
        is_keras = any(word in KERAS and word not in TORCH for word in words)
        table, orders = (KERAS, KERAS_ORDER) if is_keras else (TORCH, TORCH_ORDER)
        state = PastedCall("", {})
        lines: list[CallLine] = []
        entry: list[str] = []
        for word, one in zip(words, layers, strict=True):
            if word not in table:
                raise self.mistake(one.call.func, f'the layer "{word}" is not known', nearest(word, table))
            state = state._replace(word=word, given=self.arguments(one.call, orders.get(word, ()), word))
            entry = entry or self.entry(one.call, state)
            state = state._replace(axes=len(entry) - 1)
            try:
                calls = table[word](state)
            except ValueError as wrong:
                raise self.mistake(one.call, str(wrong)) from None
            depth, flat = state.after(calls)
            state = state._replace(depth=depth, flat=flat, is_first=False)
            labels = (one.label, *[""] * len(calls))
            turned = ((layer, turned_arguments(given)) for layer, given in calls)
            lines += (CallLine(*call, label=label) for call, label in zip(turned, labels, strict=False))
        lines = [
            line for line, then in pairwise([*lines, CallLine("")]) if (line.word, then.word) != ("flatten", "dense")
        ]
        rows = LineWriter({}, {}).body(tuple(lines))
        return with_defaults(entry, rows, sizes)

    def entry(self, call: ast.Call, first: PastedCall) -> list[str]:
        """What the input is, as far as the first layer says."""
        found = entry_of(first)
        if len(found) > _MOST_AXES + 1 or not all(size.isidentifier() or size.isdecimal() for size in found):
            raise self.mistake(call, "the shape of the input is up to three sizes and a depth")
        return found

    def arguments(self, call: ast.Call, order: tuple[str, ...], word: str) -> dict[str, ArgumentValue]:
        """The literal arguments of a call by name."""
        if len(call.args) > len(order):
            raise self.mistake(call.args[len(order)], f"{word} takes {len(order)} arguments without a name")
        named = [(keyword.arg, keyword.value) for keyword in call.keywords]
        pairs = [*zip(order, call.args, strict=False), *named]
        given: dict[str, ArgumentValue] = {}
        for name, node in pairs:
            if name is None:
                raise self.mistake(node, "** cannot be read: only literal arguments")
            if name in given:
                raise self.mistake(node, f"{name} is given twice")
            given[name] = self.literal(node)
        return given

    def literal(self, node: ast.expr) -> ArgumentValue:
        """A number, a word, a truth value, or a row of these."""
        match node:
            case ast.Constant(value=bool() | int() | str() | None as value):
                return value
            case ast.Constant(value=float() as value) if abs(value) != float("inf"):
                return Fraction(str(value))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)) if not isinstance(
                value, bool
            ):
                return -Fraction(str(value))
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return tuple(map(self.literal, items))
            case ast.Call(args=[], keywords=[]):
                return self.word(node.func)
        raise self.mistake(node, "only literals can be read: numbers, words, True, False, None, and rows of these")


_EXAMPLE = "such as nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU())"
