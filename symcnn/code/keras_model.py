"""A network as a file of Keras: imports, helpers, a function for each block, and one that makes the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.beginnings import argument_text_of, checks, computed_defaults, doc_lines, taken_exactly
from symcnn.code.identifiers import identifier
from symcnn.code.keras_function import write_function
from symcnn.code.keras_helpers import KERAS_HELPERS
from symcnn.code.python_file import ClassText, distinct, helpers_of, imports_of, written
from symcnn.code.python_formula import quoted
from symcnn.code.source_lines import CodeGroup, CodeLine, PythonCall, laid_out, lines_of, names_in, pruned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.draft import ClassDraft
    from symcnn.code.model import CodeModel
    from symcnn.code.source_lines import CodeRow

KERAS_IMPORTS: Mapping[str, str] = {
    "Fraction": "from fractions import Fraction",
    "prod": "from math import prod",
    "keras": "import keras",
    "layers": "from keras import layers",
    "ops": "from keras import ops",
}


_MANY = 400
"""Layers behind one another from which on loops are nested: Keras follows a model's layers by recursion, each in a
frame of Python's stack of 1,000, and a layer of the language may be two of Keras'."""


def write(model: CodeModel) -> str:
    """The file, as text."""
    taken, nests = {*KERAS_HELPERS, *KERAS_IMPORTS}, model.most_layers() > _MANY
    programme = written(model, taken, write_function, _title, nests=nests)
    functions = distinct([_function(draft, model) for draft in programme.drafts], "def")
    text = "\n\n\n".join([*helpers_of(KERAS_HELPERS, programme.needed), *functions])
    imports = "\n".join(imports_of(KERAS_IMPORTS, text))
    both = "from keras import layers\nfrom keras import ops"
    return f"{imports.replace(both, 'from keras import layers, ops')}\n\n\n{text}\n"


def _title(word: str) -> str:
    """The name of a function."""
    return identifier(word).rstrip("_") or "Net"


def _function(draft: ClassDraft, model: CodeModel) -> ClassText:
    rows = _rows(draft, model)
    read = {name for line in lines_of(rows) for name in names_in(line)}
    arguments = _arguments(draft, model, takes_prefix="{prefix}" in "\n".join(lines_of(rows)) or "prefix" in read)
    doc: list[CodeRow] = [CodeLine(line) for line in doc_lines(draft)]
    group = CodeGroup(CodeLine("", PythonCall(f"def {draft.title}", tuple(arguments)), ":"), [*doc, *rows])
    origin = draft.body.name if draft.body else ""
    return ClassText(draft.title, origin, "\n".join(line.rstrip() for line in laid_out([group])))


def _rows(draft: ClassDraft, model: CodeModel) -> list[CodeRow]:
    """The lines of a function, without those that nothing reads."""
    stated = checks(draft, model) if draft.is_main else []
    begun: list[CodeRow] = [CodeLine("heads = []")] if draft.has_heads else []
    body = [*_received(draft), *computed_defaults(draft, model), *stated, *draft.asserted, *begun, *draft.init]
    return pruned([*taken_exactly(draft), *body, _returned(draft)])


def _received(draft: ClassDraft) -> list[CodeRow]:
    """What a block calls the depth and the sizes that it receives."""
    if not draft.names_received:
        return []
    depth, sizes = draft.names_received
    return [CodeLine(f"{depth} = x.shape[-1]", sets=depth), CodeLine(f"{sizes} = x.shape[1:-1]", sets=sizes)]


def _returned(draft: ClassDraft) -> CodeLine:
    if not draft.is_main:
        return CodeLine(f"return {draft.result}, heads" if draft.has_heads else f"return {draft.result}")
    inputs = draft.inputs[0] if len(draft.inputs) == 1 else f"[{', '.join(draft.inputs)}]"
    outputs = f"[{draft.result}, *heads]" if draft.has_heads else draft.result
    return CodeLine("return ", PythonCall("keras.Model", (inputs, outputs, f"name={quoted(draft.title)}")))


def _arguments(draft: ClassDraft, model: CodeModel, *, takes_prefix: bool) -> list[str]:
    """The arguments of a function: what it receives, its parameters, what stands before names."""
    found = [] if draft.is_main else ["x"]
    by_name = False
    for argument in draft.arguments:
        if argument.is_by_name and not by_name:
            found.append("*")
            by_name = True
        found.append(argument_text_of(argument, draft, model))
    if takes_prefix and not draft.is_main:
        found += [*([] if by_name else ["*"]), 'prefix=""']
    return found
