"""A network as a file of PyTorch: imports, helpers, a class for each block, and one for the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.code.beginnings import argument_text_of, checks, computed_defaults, doc_lines, taken_exactly
from symcnn.code.identifiers import class_word
from symcnn.code.python_file import ClassText, distinct, helpers_of, imports_of, written
from symcnn.code.source_lines import (
    CodeGroup,
    CodeLine,
    PythonCall,
    laid_out,
    lines_of,
    names_in,
    parsed,
    pruned,
)
from symcnn.code.torch_class import write_class
from symcnn.code.torch_helpers import HELPERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.code.draft import ClassDraft
    from symcnn.code.model import CodeModel
    from symcnn.code.source_lines import CodeRow


IMPORTS: Mapping[str, str] = {
    "Fraction": "from fractions import Fraction",
    "prod": "from math import prod",
    "torch": "import torch",
    "nn": "from torch import nn",
    "functional": "from torch.nn import functional",
}
_BUILT_IN = frozenset({"torch", "nn", "functional", "Fraction", "prod", "T", "Any"})


def write(model: CodeModel) -> str:
    """The file, as text."""
    programme = written(model, {*HELPERS, *_BUILT_IN}, write_class, class_word)
    classes = distinct([_class(draft, model) for draft in programme.drafts])
    text = "\n\n\n".join([*helpers_of(HELPERS, programme.needed), *classes])
    return "\n".join([*imports_of(IMPORTS, text), "", "", text, ""])


# -- classes -----------------------------------------------------------------------------------------------------------


def _class(draft: ClassDraft, model: CodeModel) -> ClassText:
    base = "nn.Sequential" if draft.is_chain else "nn.Module"
    init = _init(draft, model)
    rows: list[CodeRow] = [CodeLine(line) for line in doc_lines(draft)]
    lines = [f"class {draft.title}({base}):", *laid_out(rows, 1), "", *laid_out([init], 1)]
    if not draft.is_chain:
        lines += ["", *laid_out([_forward(draft)], 1)]
    origin = draft.body.name if draft.body else ""
    return ClassText(draft.title, origin, "\n".join(line.rstrip() for line in lines))


def _init(draft: ClassDraft, model: CodeModel) -> CodeGroup:
    rows: list[CodeRow] = [CodeLine("super().__init__()")]
    stated = checks(draft, model) if draft.is_main else []
    body = [*computed_defaults(draft, model), *stated, *draft.asserted, *draft.init, *draft.outs()]
    rows += pruned([*taken_exactly(draft), *body])
    arguments = _arguments(draft, rows, model)
    return CodeGroup(CodeLine("", PythonCall("def __init__", tuple(arguments)), ":"), rows)


def _arguments(draft: ClassDraft, rows: list[CodeRow], model: CodeModel) -> list[str]:
    """The arguments of ``__init__``, what a block receives first."""
    read = {name for line in lines_of(rows) for name in names_in(line)}
    found = ["self"]
    if draft.names_received:
        depth, sizes = draft.names_received
        found += [depth] * (depth in read or draft.is_recursive) + [sizes] * (sizes in read or draft.is_recursive)
    by_name = False
    for argument in draft.arguments:
        if argument.is_by_name and not by_name:
            found.append("*")
            by_name = True
        found.append(argument_text_of(argument, draft, model))
    return found


def _forward(draft: ClassDraft) -> CodeGroup:
    rows: list[CodeRow] = [*([CodeLine("heads = []")] if draft.has_heads else []), *draft.forward]
    result = f"({draft.result}, *heads) if heads else {draft.result}" if draft.has_heads else draft.result
    returned = CodeLine("return ", parsed(result)) if not draft.has_heads else CodeLine(f"return {result}")
    inputs = draft.inputs or ["x"]
    return CodeGroup(CodeLine(f"def forward({', '.join(('self', *inputs))}):"), [*rows, returned])
