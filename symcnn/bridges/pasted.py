"""Code that somebody pasted: a literal ``Sequential`` of PyTorch or Keras, read as text and never run."""

from __future__ import annotations

import ast
from contextlib import nullcontext, suppress
from math import prod
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from symcnn.bridges.axes_order import turned_arguments
from symcnn.bridges.lines_text import LineWriter
from symcnn.bridges.model_lines import CallLine
from symcnn.bridges.pasted_around import ADDS, READ_OVER, is_layer, leaves_alone
from symcnn.bridges.pasted_call import PastedCall, UnreadArgumentError, entry_of
from symcnn.bridges.pasted_keras import KERAS, KERAS_ORDER
from symcnn.bridges.pasted_layers import TORCH, TORCH_ORDER
from symcnn.bridges.pasted_lines import joined, uncounted, with_defaults
from symcnn.bridges.pasted_source import PastedSource
from symcnn.errors import Source, Span, SymcnnError, SyntaxMistake, nearest
from symcnn.limits import DEFAULT, Limits
from symcnn.network.load import parse
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.bridges.pasted_call import CodeCalls, PastedRow
    from symcnn.bridges.traced import ArgumentValue
    from symcnn.network.network import Network


class _LabelledCall(NamedTuple):
    label: str
    call: ast.Call


@checks_arguments
def from_code(
    text: str, *, sizes: Mapping[str, int] | None = None, name: str = "<pasted>", limits: Limits = DEFAULT
) -> Network:
    """The network that a pasted ``nn.Sequential(...)`` or Keras ``Sequential([...])`` is; nothing of it is run.

    >>> from_code("nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU(), nn.Conv2d(20, 64, 5), nn.ReLU())").params
    32584

    Around it stand imports, names of literals, and what is done with the model, such as ``model.summary()``; layers
    may be added one by one, or called line by line. Every argument has to be a literal, or arithmetic with numbers.
    Sizes that the code does not say are symbols.

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
    reader = _Reader(source)
    layers = list(reader.layers_of(reader.statements()))
    return format_text(reader.text(layers, sizes))


_MOST_AXES = 3
_OF_TRAINING = ("_initializer", "_regularizer", "_constraint")
"""Arguments that change nothing that is counted."""


class _Reader(PastedSource):
    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.model, self.state, self.calls = "", "", 0
        """What the Sequential is called, what the last line of a chain gave, and how many calls there were."""
        self.made = ""
        """What the model is called, once it is made."""
        self.named: dict[str, list[tuple[str, ast.expr]]] = {}
        """Layers that have a name and stand in no model yet, each with its label."""

    def layers_of(self, statements: list[ast.stmt]) -> Iterator[_LabelledCall]:
        """The layers of the one Sequential, or of lines that call a layer each with what the line before gave."""
        for statement in statements:
            match statement:
                case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant() | ast.Name()):
                    continue
                case ast.Expr(value=ast.Call() as call) if self._is_read_over(call):
                    continue
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=how)) as call) if (
                    name == self.model and how in ADDS
                ):
                    yield from self._added(call)
                case _ if self.made and leaves_alone(statement, self.made):
                    continue
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if self._is_kept(name, value):
                    continue
                case _:
                    yield from self._made(*self._assigned(statement))
        if not self.calls:
            raise self.mistake(ast.Pass(), "there are 0 calls where one Sequential can be read", _EXAMPLE)

    def _is_kept(self, name: str, value: ast.expr) -> bool:
        """Whether a name is given to what stands in no model yet: a layer, several, or what is no layer."""
        parts = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        if parts and all(is_layer(part) for part in parts):
            self.named[name] = [(name if part is value else "", part) for part in parts]
        elif isinstance(value, ast.Name) and value.id == self.state:
            self.state = name
        elif isinstance(value, ast.Call):
            return False
        else:
            self._learn(name, value)
        return True

    def _learn(self, name: str, value: ast.expr) -> None:
        """Keep a literal; what is none is refused where it is used, or at once where it may be the model."""
        self.known.pop(name, None)
        with nullcontext() if self.made else suppress(SyntaxMistake):
            self.known[name] = self.literal(value)

    def _assigned(self, statement: ast.stmt) -> tuple[str, ast.Call]:
        """The call of a line, and the name that is given to what it makes."""
        match statement:
            case (
                ast.Assign(targets=[target], value=ast.Call() as call)
                | ast.AnnAssign(target=target, value=ast.Call() as call)
            ):
                return target.id if isinstance(target, ast.Name) else "", self._bare(call)
            case ast.Expr(value=ast.Call() as call):
                return "", self._bare(call)
        hint = _CLASS if isinstance(statement, ast.ClassDef | ast.FunctionDef) else _EXAMPLE
        raise self.mistake(statement, "only imports and one Sequential can be read", hint)

    def _made(self, name: str, call: ast.Call) -> list[_LabelledCall]:
        """The layers of a line that makes something."""
        self.calls += 1
        if isinstance(call.func, ast.Call):
            made, self.state = self._called(call, call.func), name
            return [made]
        word = self.word(call.func)
        if self.calls == 1 and word == "Input":
            self.state = name
            return [_LabelledCall("", call)]
        if self.state and word == "Model":
            self.state, self.made = "", name
            return []
        if self.state:
            raise self.mistake(call, _CHAIN, _SAVED)
        if word != "Sequential":
            raise self.mistake(call, "a Sequential is expected here", _EXAMPLE)
        if self.calls > 1:
            raise self.mistake(call, f"there are {self.calls} calls where one Sequential can be read", _EXAMPLE)
        self.model = self.made = name
        return self.layers(call)

    def _is_read_over(self, call: ast.Call) -> bool:
        return (
            isinstance(call.func, ast.Name | ast.Attribute)
            and (isinstance(call.func, ast.Name) or isinstance(call.func.value, ast.Name))
            and self.word(call.func) in READ_OVER
        )

    def _bare(self, call: ast.Call) -> ast.Call:
        """A call without ``.to(device)`` and the like behind it."""
        while (
            isinstance(call.func, ast.Attribute)
            and call.func.attr in READ_OVER
            and isinstance(call.func.value, ast.Call)
        ):
            call = call.func.value
        return call

    def _called(self, call: ast.Call, layer: ast.Call) -> _LabelledCall:
        """The layer of a line such as ``x = Conv2D(8, 3)(x)``, which reads what the line before it gave."""
        given = call.args[0] if len(call.args) == 1 and not call.keywords else None
        if not isinstance(given, ast.Name) or given.id != self.state:
            raise self.mistake(given or call, _CHAIN, _SAVED)
        return _LabelledCall("", layer)

    def _added(self, call: ast.Call) -> list[_LabelledCall]:
        """The layer that ``model.add(...)`` or ``model.add_module(name, ...)`` puts behind the others."""
        *named, layer = call.args or [call]
        match named:
            case []:
                label = ""
            case [ast.Constant(value=str() as label)]:
                pass
            case _:
                raise self.mistake(call, "a name and a layer are expected here")
        return self._items([(label, layer)], "")

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
        return self._items(items, label)

    def _items(self, items: list[tuple[str, ast.expr]], label: str) -> list[_LabelledCall]:
        found: list[_LabelledCall] = []
        for own, item in self._with_named(items):
            if not isinstance(item, ast.Call):
                raise self.mistake(item, "this is no literal call of a layer", _EXAMPLE)
            if self.word(item.func) == "Sequential":
                found += self.layers(item, own or label)
            else:
                found.append(_LabelledCall(own if own.isidentifier() else "", item))
        return found

    def _with_named(self, items: list[tuple[str, ast.expr]]) -> Iterator[tuple[str, ast.expr]]:
        """The items, with the layers whose name stands there; once, since they would share their weights."""
        for own, item in items:
            name = item.value if isinstance(item, ast.Starred) else item
            if not isinstance(name, ast.Name) or name.id not in self.named:
                yield own, item
                continue
            yield from ((own or label, layer) for label, layer in self.named.pop(name.id))

    def _ordered(self, call: ast.Call) -> list[tuple[str, ast.expr]]:
        rows = call.args[0].elts if len(call.args) == 1 and isinstance(call.args[0], ast.List | ast.Tuple) else None
        if rows is None:
            raise self.mistake(call, "an OrderedDict is read as a list of names with layers")
        pairs = []
        for row in rows:
            match row:
                case ast.Tuple(elts=[ast.Constant(value=str() as name), layer]):
                    pairs.append((name, layer))
                case _:
                    raise self.mistake(row, "a name and a layer are expected here")
        return pairs

    def text(self, layers: list[_LabelledCall], sizes: Mapping[str, int]) -> str:
        """The layers as a text."""
        if not layers:
            raise SyntaxMistake("the Sequential is empty", Span(self.source, 0, len(self.rows[0])))
        words = [self.word(one.call.func) for one in layers]
        table, orders = (KERAS, KERAS_ORDER) if self._is_keras(layers) else (TORCH, TORCH_ORDER)
        state = PastedCall("", {})
        lines: list[CallLine] = []
        entry: list[str] = []
        taken: list[tuple[ast.Call, ArgumentValue]] = []
        for word, one in zip(words, layers, strict=True):
            if word not in table:
                raise self.mistake(one.call.func, f'the layer "{word}" is not known', nearest(word, table))
            state = state._replace(word=word, given=self.arguments(one.call, orders.get(word, ()), word))
            entry = entry or self.entry(one.call, state)
            state = state._replace(axes=len(entry) - 1)
            calls = self._calls(table[word], state, one.call)
            if wrong := uncounted(calls):
                raise self.mistake(one.call, f"{word}: {wrong[0]} cannot be {wrong[1]}")
            taken += [(one.call, state.given.get("in_features")) for layer, _ in calls if layer == "dense"]
            state = state.after(calls)
            labels = (one.label, *[""] * len(calls))
            turned = ((layer, turned_arguments(given)) for layer, given in calls)
            lines += (CallLine(*call, label=label) for call, label in zip(turned, labels, strict=False))
        rows = LineWriter({}, {}).body(tuple(joined(lines)))
        text = with_defaults(entry, rows, sizes)
        self._fit(text, taken)
        return text

    def _is_keras(self, layers: list[_LabelledCall]) -> bool:
        """Whether these are Keras' layers: by what they are called after, or by the first that only one of both has."""
        for one in layers:
            *around, word = self.path(one.call.func)
            if not {"nn", "torch"}.isdisjoint(around):
                return False
            if not {"keras", "tf", "tensorflow", "layers"}.isdisjoint(around):
                return True
            if (word in KERAS) != (word in TORCH):
                return word in KERAS
        return False

    def _calls(self, row: PastedRow, state: PastedCall, call: ast.Call) -> CodeCalls:
        try:
            state.goes_along_its_axes()
            return row(state)
        except UnreadArgumentError as wrong:
            place = next((keyword for keyword in call.keywords if keyword.arg == wrong.name), call)
            raise self.mistake(place, str(wrong), nearest(wrong.name, wrong.known)) from None
        except ValueError as wrong:
            raise self.mistake(call, str(wrong)) from None

    def _fit(self, text: str, taken: list[tuple[ast.Call, ArgumentValue]]) -> None:
        """Hold what dense layers say that they take against what they get, where all sizes are known."""
        net = parse(text)
        try:
            layers = [one for one in net.numbers() if one.kind == "dense"]
        except SymcnnError:
            return
        for (call, width), layer in zip(taken, layers, strict=True):
            if width is not None and width != prod(map(int, layer.input)):
                raise self.mistake(
                    call, f"{self.word(call.func)} takes {width} maps and gets {prod(map(int, layer.input))}"
                )

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
            given[name] = self._argument(name, node)
        return given

    def _argument(self, name: str, node: ast.expr) -> ArgumentValue:
        if name.endswith(_OF_TRAINING):
            return None
        if name == "activation" and isinstance(node, ast.Attribute):  # such as tf.nn.relu
            return self.word(node)
        return self.literal(node)


_CHAIN = "only a chain can be read, each line of what the one before it gave"
_EXAMPLE = "such as nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU())"
_CLASS = "symcnn import module:Net reads a class"
_SAVED = "symcnn import model.keras reads what is saved of such a model"
