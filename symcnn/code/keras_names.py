"""Names of layers in Keras, which are given once in a model; and sizes that are asked of what has been computed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.code.bodies import walk
from symcnn.code.class_scope import StatementPlace
from symcnn.code.identifiers import identifier
from symcnn.code.keras_flow import forward_of
from symcnn.code.python_formula import whole
from symcnn.code.source_lines import CodeLine
from symcnn.model.volume import Volume
from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.code.flow import CodeFlow
    from symcnn.code.writer import ClassWriter
    from symcnn.support.scalar import Scalar


def needs_prefix(writer: ClassWriter, body: tree.Body, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a layer inside a block has a label."""
    return has_names(writer, body.statements, seen | {body.name})


def has_names(writer: ClassWriter, statements: tuple[tree.Statement, ...], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a layer among statements has a label, in the blocks that they call too."""
    for statement in walk(statements):
        if isinstance(statement, tree.Call | tree.Merge):
            definition = writer.programme.library.find(statement.name)
            if not isinstance(definition, tree.Body):
                if statement.label:
                    return True
            elif definition.name not in seen and needs_prefix(writer, definition, seen):
                return True
    return False


def _before(writer: ClassWriter) -> str:
    """The prefix of names in this place, as part of a string with places to fill in."""
    return "".join(([] if writer.draft.is_main else ["{prefix}"]) + writer.turns)


def _string(text: str) -> str:
    return f'f"{text}"' if "{" in text else f'"{text}"'


def name_of(writer: ClassWriter, statement: tree.Statement) -> str:
    """The argument that names a layer by its label; a label that comes again gets a number."""
    if not statement.label:
        return ""
    return f"name={_string(_before(writer) + once(writer, statement))}"


def once(writer: ClassWriter, statement: tree.Statement) -> str:
    """A label as part of a name, which no other statement of the body has."""
    if id(statement) not in writer.named:
        writer.named[id(statement)] = writer.names.fresh(_unlike_automatic(identifier(statement.label)))
    return writer.named[id(statement)]


_AUTOMATIC = re.compile(
    r"(add|average|concatenate|maximum|minimum|multiply|subtract|activation|dense|dropout|elu|embedding|flatten|"
    r"(leaky_|p_)?re_lu|multi_head_attention|permute|repeat_vector|rescaling|reshape|softmax|"
    r"(batch|group|layer|rms)_normalization|((depthwise|separable)_)?conv\dd(_transpose)?|"
    r"(global_)?(average|max)_pooling\dd|(cropping|up_sampling|zero_padding)\dd)(_\d+)?"
)
"""Names that Keras gives layers without one, which no other layer may have."""


def _unlike_automatic(name: str) -> str:
    """A name that Keras gives to no other layer.

    >>> _unlike_automatic("dense_1"), _unlike_automatic("conv1")
    ('dense_1_layer', 'conv1')
    """
    return f"{name}_layer" if _AUTOMATIC.fullmatch(name) else name


def prefix_of(writer: ClassWriter, statement: tree.Call) -> str:
    """The prefix of the names inside a block: the label of its call, or its own name with a number."""
    word = once(writer, statement) if statement.label else writer.names.counted(statement.name)
    return _string(f"{_before(writer)}{word}_")


def reread(writer: ClassWriter, flow: CodeFlow, word: str, place: StatementPlace, axes: int) -> StatementPlace:
    """Depth and sizes that are asked of what has been computed; unless something reads them, no line says so."""
    scope, current = writer.draft.scope, forward_of(flow).expr
    depth, sizes = scope.variables.fresh(f"{word}_D"), scope.variables.fresh(f"{word}_X")
    flow.rows.append(CodeLine(f"{depth} = {current}.shape[-1]", sets=depth))
    found: tuple[Scalar, ...] = ()
    if axes:
        flow.rows.append(CodeLine(f"{sizes} = {current}.shape[1:-1]", sets=sizes))
        bound = writer.draft.vector(sizes, axes)
        found = tuple(scope.symbol(whole(entry)) for entry in bound.shown.args)
    return StatementPlace(Volume(found, scope.symbol(depth)), place.letters)
