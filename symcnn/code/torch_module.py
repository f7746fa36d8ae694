"""A network as a file of PyTorch: imports, helpers, a class for each block, and one for the network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import CONSTANTS
from symcnn.code.draft import ClassDraft, shape_of
from symcnn.code.programme import Programme, WantedCode
from symcnn.code.python_formula import exact, real, whole
from symcnn.code.source_lines import (
    CodeGroup,
    CodeLine,
    PythonCall,
    assertion,
    laid_out,
    lines_of,
    names_in,
    parsed,
    pruned,
)
from symcnn.code.torch_class import write_class
from symcnn.code.torch_helpers import HELPERS
from symcnn.errors import printable
from symcnn.model.parameters import needed_words, signature, spelled
from symcnn.render.formula.order import ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.code.draft import InitArgument
    from symcnn.code.model import CodeModel
    from symcnn.code.source_lines import CodeRow
    from symcnn.formula import Formula
    from symcnn.syntax import tree


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
    rows: list[CodeRow] = [CodeLine(line) for line in _doc(draft)]
    lines = [f"class {draft.title}({base}):", *laid_out(rows, 1), "", *laid_out([init], 1)]
    if not draft.is_chain:
        lines += ["", *laid_out([_forward(draft)], 1)]
    origin = draft.body.name if draft.body else ""
    return ClassText(draft.title, origin, "\n".join(line.rstrip() for line in lines))


def _doc(draft: ClassDraft) -> list[str]:
    body = draft.body
    if body is None:
        return ['"""A network."""']
    words = printable(body.doc).replace("\\", "\\\\").replace('"', '\\"')
    lines = [" ".join(line.split()) for line in words.strip().splitlines()]
    header = signature(body.name, body.parameters) if body.parameters else body.name
    header = " ".join(printable(header).split()).replace("\\", "\\\\").replace('"', '\\"')
    lines = [*lines, "", f"In the text: {header}"] if lines else [header]
    return [f'"""{lines[0]}"""'] if len(lines) == 1 else [f'"""{lines[0]}', *lines[1:], '"""']


def _init(draft: ClassDraft, model: CodeModel) -> CodeGroup:
    rows: list[CodeRow] = [CodeLine("super().__init__()")]
    checks = _checks(draft, model) if draft.is_main else []
    body = [*_defaults(draft, model), *checks, *draft.asserted, *draft.init, *draft.outs()]
    rows += pruned([*_exactly(draft), *body])
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
        found.append(_argument(argument, draft, model))
    return found


def _argument(argument: InitArgument, draft: ClassDraft, model: CodeModel) -> str:
    text = _default(argument, draft, model)
    return f"{argument.ident}={text}" if text else argument.ident


def _default(argument: InitArgument, draft: ClassDraft, model: CodeModel) -> str:
    """A default that Python can say where the arguments stand; empty where there is none."""
    parameter = argument.parameter
    if draft.is_main and parameter.symbol in model.values:
        return _value(draft, model.values[parameter.symbol], parameter)
    default = parameter.default
    if default is None:
        return ""
    if any(str(node.value) not in CONSTANTS for node in default.named()) or any(True for _ in default.calls()):
        return "None"
    return _constant(default, parameter)


def _constant(default: Formula, parameter: tree.Parameter) -> str:
    if parameter.kind == "boolean" and default.op == "number":
        return str(bool(default.value))
    if parameter.kind == "real":
        return real(default) if default.op in ("number", "name") else exact(default)
    return whole(default)


def _value(draft: ClassDraft, value: Value, parameter: tree.Parameter) -> str:
    if parameter.kind == "boolean":
        return str(bool(value))
    return _constant(draft.scope.written(value), parameter)


def _exactly(draft: ClassDraft) -> list[CodeRow]:
    """Arguments between whole numbers on which sizes depend: a decimal means what is written."""
    idents = [a.ident for a in draft.arguments if a.ident in draft.scope.taken_exactly]
    return [CodeLine(f"{ident} = Fraction(str({ident}))") for ident in idents]


def _defaults(draft: ClassDraft, model: CodeModel) -> list[CodeRow]:
    """Defaults that depend on other arguments."""
    rows: list[CodeRow] = []
    for argument in draft.arguments:
        default = argument.parameter.default
        if default is None or (draft.is_main and argument.parameter.symbol in model.values):
            continue
        if any(str(node.value) not in CONSTANTS for node in default.named()) or any(True for _ in default.calls()):
            text = draft.scope.whole(draft.scope.shown(default, draft.frame, {}))
            rows.append(CodeGroup(CodeLine(f"if {argument.ident} is None:"), [CodeLine(f"{argument.ident} = {text}")]))
    return rows


def _checks(draft: ClassDraft, model: CodeModel) -> list[CodeRow]:
    """What must hold of the arguments, in the words of the layers that need it."""
    rows: list[CodeRow] = []
    for argument in draft.arguments:
        parameter = argument.parameter
        if parameter.bound is not None and parameter.kind != "padding":
            words = f"{spelled(parameter)} must be {needed_words(parameter)}"
            bound = exact(parameter.bound)
            rows.append(assertion(f"{argument.ident} {parameter.relation} {bound}", words))
    for condition in model.conditions:
        text = exact(ordered(draft.scope.shown(condition.formula, draft.frame, {})))
        rows.append(assertion(text, condition.words))
    return rows


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
