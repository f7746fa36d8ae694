"""What files of Python have in common: imports, helpers, what each class or function needs of the others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.code.draft import ClassDraft, shape_of
from symcnn.code.programme import Programme, WantedCode
from symcnn.code.source_lines import names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from symcnn.code.model import CodeModel


def written(
    model: CodeModel,
    taken: Iterable[str],
    write: Callable[[Programme, ClassDraft], None],
    title: Callable[[str], str],
    *,
    nests: bool = False,
) -> Programme:
    """Write all classes or functions, again and again until each has what its callers read of it."""
    wanted: WantedCode = {}
    while True:
        programme = Programme(model.library, model.limits, taken, write, wanted, title, nests=nests)
        _network(programme, model)
        asked = programme.asked()
        if asked == wanted:
            return programme
        wanted = asked


def helpers_of(helpers: Mapping[str, str], needed: set[str]) -> list[str]:
    """Helpers, and those that they need, in the order in which a file holds them."""
    found = set(needed)
    while more := {name for name in helpers if any(name in names_in(helpers[other]) for other in found)} - found:
        found |= more
    return [helpers[name].strip("\n") for name in helpers if name in found]


def imports_of(imports: Mapping[str, str], text: str) -> list[str]:
    """The imports that a text needs, those of the standard library first."""
    names = {name for line in text.splitlines() for name in names_in(line)}
    standard = [imports[name] for name in STANDARD if name in names]
    others = [line for name, line in imports.items() if name in names and name not in STANDARD]
    return [*standard, *([""] if standard and others else []), *others]


STANDARD = ("Fraction", "prod")
"""Names that come from the standard library."""


def _network(programme: Programme, model: CodeModel) -> None:
    """The class or function of the network itself."""
    body, statements = model.body, model.body.statements if model.body else model.library.program.statements
    title = programme.title(body.name if body else "Net")
    draft = ClassDraft(title, body, statements, 0, model.limits)
    draft.is_by_name = any(p.default is None and p.symbol not in model.values for p in model.parameters)
    lists = {parameter.length: parameter.symbol for parameter in model.parameters if parameter.length}
    for parameter in model.parameters:
        if parameter.symbol in lists:
            draft.take_length(parameter.symbol, lists[parameter.symbol])
            continue
        value = model.values.get(parameter.symbol, 1)
        draft.take(parameter, shape_of(value))
    programme.write_main(draft)


class ClassText(NamedTuple):
    """A class, and its text without its name, by which two can be compared."""

    title: str
    origin: str
    text: str


def distinct(classes: Iterable[ClassText], word: str = "class") -> list[str]:
    """Classes of one block that came out alike are one."""
    kept: dict[tuple[str, str], ClassText] = {}
    renamed: dict[str, str] = {}
    for one in classes:
        text = _renamed(one.text, renamed)
        key = one.origin, text.replace(f"{word} {one.title}(", f"{word} (", 1)
        if key in kept:
            renamed[one.title] = kept[key].title
        else:
            kept[key] = one._replace(text=text)
    return [one.text for one in kept.values()]


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = re.sub(rf"(?<![\w.]){re.escape(old)}(?=\()", new, text)
    return text
