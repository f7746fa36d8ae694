"""A network as a file of PyTorch: imports, helpers, a class for each block, and one for the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.beginnings import argument_text_of, checks, computed_defaults, doc_lines, taken_exactly
from symcnn.code.draft import ClassDraft, shape_of
from symcnn.code.programme import Programme, WantedCode
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
    from collections.abc import Iterable, Mapping

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
    programme = _programme(model)
    classes = _distinct([_class(draft, model) for draft in programme.drafts])
    helpers = [HELPERS[name].strip("\n") for name in HELPERS if name in _all_needed(programme.needed)]
    text = "\n\n\n".join([*helpers, *classes])
    return "\n".join([*_imports(text), "", "", text, ""])


def _programme(model: CodeModel) -> Programme:
    """All classes, written anew until each has what its callers read of it."""
    wanted: WantedCode = {}
    while True:
        programme = Programme(model.library, model.limits, {*HELPERS, *_BUILT_IN}, write_class, wanted)
        _network(programme, model)
        asked = programme.asked()
        if asked == wanted:
            return programme
        wanted = asked


def _all_needed(needed: set[str]) -> set[str]:
    """Helpers, and those that they need."""
    return needed | {name for name in HELPERS if any(name in names_in(HELPERS[other]) for other in needed)}


def _imports(text: str) -> list[str]:
    names = {name for line in text.splitlines() for name in names_in(line)}
    standard = [line for name, line in IMPORTS.items() if name in names and "torch" not in line]
    others = [line for name, line in IMPORTS.items() if name in names and "torch" in line]
    return [*standard, *([""] if standard and others else []), *others]


def _network(programme: Programme, model: CodeModel) -> None:
    """The class of the network itself."""
    body, statements = model.body, model.body.statements if model.body else model.library.program.statements
    title = programme.title(body.name if body else "Net")
    draft = ClassDraft(title, body, statements, 0, model.limits)
    draft.is_by_name = any(p.default is None and p.symbol not in model.values for p in model.parameters)
    for parameter in model.parameters:
        value = model.values.get(parameter.symbol, 1)
        draft.take(parameter, shape_of(value))
    programme.write_main(draft)


# -- classes -----------------------------------------------------------------------------------------------------------


class ClassText(NamedTuple):
    """A class, and its text without its name, by which two can be compared."""

    title: str
    origin: str
    text: str


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


def _distinct(classes: Iterable[ClassText]) -> list[str]:
    """Classes of one block that came out alike are one."""
    kept: dict[tuple[str, str], ClassText] = {}
    renamed: dict[str, str] = {}
    for one in classes:
        text = _renamed(one.text, renamed)
        key = one.origin, text.replace(f"class {one.title}(", "class (", 1)
        if key in kept:
            renamed[one.title] = kept[key].title
        else:
            kept[key] = one._replace(text=text)
    return [one.text for one in kept.values()]


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?=\()", new, text)
    return text
