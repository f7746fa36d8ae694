"""What functions and methods of a file begin with: words for whoever reads them, arguments, defaults, assertions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.algebra.exact.values import CONSTANTS
from symcnn.code.python_formula import exact, real, whole
from symcnn.code.source_lines import CodeGroup, CodeLine, assertion
from symcnn.errors import printable
from symcnn.model.parameters import needed_words, signature, spelled
from symcnn.render.formula.order import ordered

if TYPE_CHECKING:
    from symcnn.algebra.exact.values import Value
    from symcnn.code.draft import ClassDraft, InitArgument
    from symcnn.code.model import CodeModel
    from symcnn.code.source_lines import CodeRow
    from symcnn.formula import Formula
    from symcnn.syntax import tree


def doc_lines(draft: ClassDraft) -> list[str]:
    """The words of an author about a body, and its header in the language."""
    body = draft.body
    if body is None:
        return ['"""A network."""']
    words = printable(body.doc).replace("\\", "\\\\").replace('"', '\\"')
    lines = [" ".join(line.split()) for line in words.strip().splitlines()]
    header = signature(body.name, body.parameters) if body.parameters else body.name
    header = " ".join(printable(header).split()).replace("\\", "\\\\").replace('"', '\\"')
    lines = [*lines, "", f"In the text: {header}"] if lines else [header]
    return [f'"""{lines[0]}"""'] if len(lines) == 1 else [f'"""{lines[0]}', *lines[1:], '"""']


def argument_text_of(argument: InitArgument, draft: ClassDraft, model: CodeModel) -> str:
    """An argument where it is declared: ``K=8``."""
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


def taken_exactly(draft: ClassDraft) -> list[CodeRow]:
    """Arguments between whole numbers on which sizes depend: a decimal means what is written."""
    idents = [a.ident for a in draft.arguments if a.ident in draft.scope.taken_exactly]
    return [CodeLine(f"{ident} = Fraction(str({ident}))") for ident in idents]


def computed_defaults(draft: ClassDraft, model: CodeModel) -> list[CodeRow]:
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


def checks(draft: ClassDraft, model: CodeModel) -> list[CodeRow]:
    """The assertions on the arguments, each with the reason of the layer that needs it."""
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
