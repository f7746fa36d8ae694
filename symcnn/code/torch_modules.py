"""Calls in a text as modules of PyTorch: layers by the table, blocks as instances of their classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.block_calls import block_call
from symcnn.code.class_scope import StatementPlace
from symcnn.code.layer_values import TargetLayer, known_row, made_layer
from symcnn.code.source_lines import PythonCall
from symcnn.code.torch_brought_along import BROUGHT_ALONG
from symcnn.code.torch_layers import LAYERS, OF_THE_ZOO
from symcnn.code.torch_windows import TORCH
from symcnn.errors import NameMistake
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.code.class_scope import ClassScope
    from symcnn.code.draft import ClassDraft
    from symcnn.code.flow import CodeFlow
    from symcnn.code.programme import Programme
    from symcnn.support.scalar import Scalar

_ROWS = {**LAYERS, **BROUGHT_ALONG}


class TorchModule(NamedTuple):
    """A module as Python makes it, and what leaves it; parts of that may have to be asked of the module itself."""

    made: PythonCall
    sizes: tuple[Scalar | None, ...]
    depth: Scalar | None
    letters: tuple[str, ...]
    asks: ClassDraft | None = None
    """The class whose instances know what leaves them, where no formula says it."""

    @property
    def place(self) -> StatementPlace | None:
        """What leaves the module, if formulas say all of it."""
        sizes = tuple(size for size in self.sizes if size is not None)
        if self.depth is None or len(sizes) < len(self.sizes):
            return None
        return StatementPlace(Volume(sizes, self.depth), self.letters)

    def placed(self, path: str, scope: ClassScope) -> StatementPlace:
        """What leaves the module once it lies at a path."""
        if (said := self.place) is not None or self.asks is None:
            assert said is not None
            return said
        sizes, depth = self.sizes, self.depth
        asked = {f"{path}.out_D": "out_D", **{f"{path}.out_X[{place}]": "out_X" for place in range(len(sizes))}}
        scope.asked |= {symbol: (self.asks.key, attribute) for symbol, attribute in asked.items()}
        known = [
            scope.symbol(f"{path}.out_X[{len(sizes) - 1 - axis}]") if size is None else size
            for axis, size in enumerate(sizes)
        ]
        volume = Volume(tuple(known), scope.symbol(f"{path}.out_D") if depth is None else depth)
        return StatementPlace(volume, self.letters)


def module_of(program: Programme, draft: ClassDraft, call: tree.Call, flow: CodeFlow, word: str = "") -> TorchModule:
    """The module of a call; ``word`` is what a variable for its depth is called after."""
    definition = program.library.find(call.name)
    if definition is None:
        raise NameMistake(f'there is no layer or block "{call.name}"', call.span)
    if isinstance(definition, tree.Body):
        return _block(program, draft, call, definition, flow)
    return _layer(program, draft, call, definition, flow, word or call.name)


# -- layers and blocks -------------------------------------------------------------------------------------------------


def _layer(
    program: Programme, draft: ClassDraft, call: tree.Call, layer: tree.LayerDefinition, flow: CodeFlow, word: str
) -> TorchModule:
    row = TargetLayer(TORCH, layer, known_row(_ROWS, OF_THE_ZOO, layer))
    made, output = made_layer(row, program, draft, call, flow, word)
    return TorchModule(made, output.sizes, output.depth, flow.place.letters)


def _block(program: Programme, draft: ClassDraft, call: tree.Call, body: tree.Body, flow: CodeFlow) -> TorchModule:
    place = flow.place
    made = block_call(program, draft, call, body, flow)
    called = made.called
    given = [] if made.declares_input else _received(called, place.volume, draft.scope)
    module = PythonCall(called.title, tuple(filter(None, [*given, *made.arguments])))
    if made.sizes is None or called.out is None:
        return TorchModule(module, (None,) * place.axes, None, place.letters, called)
    letters = place.letters if len(made.sizes) == place.axes else called.out.letters
    return TorchModule(module, made.sizes, made.depth, letters, called)


def _received(called: ClassDraft, volume: Volume, scope: ClassScope) -> list[str]:
    """The depth, and the sizes, where the class needs them."""
    depth, sizes = called.names_received
    return [
        scope.text(volume.depth) if called.reads(depth) else "",
        scope.text(volume.sizes) if called.reads(sizes) else "",
    ]
