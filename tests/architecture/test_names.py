"""One name, one meaning: no class name is defined twice, and file names that come again are told apart by folders."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from package_trees import nodes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "symcnn"
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
FILES = sorted(PACKAGE.rglob("*.py"))
MAKES_A_TYPE = {"TypeVar", "NewType", "ParamSpec", "namedtuple", "NamedTuple", "Enum", "Literal"}
MOST_EXCEPTIONS = 5
CLASSES: dict[str, str] = {}
"""Names that classes, protocols, aliases or type variables of several files have, and why."""
STEMS = {
    "latex": "`formula/` sets a formula in the format, `printers/` a page",
    "text": "`formula/` sets a formula in the format, `printers/` a page",
    "solve": "`algebra/solving/` solves relations, `analysis/` asks that of a network",
}
"""Names that several files have, and how their folders tell them apart. A file of ``cli/`` is named like its verb."""


def is_type_alias(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a value is a type: annotated as one, made by a function for it, or written in CamelCase."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if not isinstance(target, ast.Name) or node.value is None:
        return False
    annotated = isinstance(node, ast.AnnAssign) and "TypeAlias" in ast.unparse(node.annotation)
    made = isinstance(node.value, ast.Call) and ast.unparse(node.value.func).split(".")[-1] in MAKES_A_TYPE
    word = target.id.strip("_")
    return annotated or made or (word[:1].isupper() and not word.isupper() and "_" not in word)


def types_in(path: Path) -> Iterator[str]:
    """The names of the types that a module defines, without a leading underscore."""
    for node in nodes_of(path):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")
        elif isinstance(node, ast.Assign | ast.AnnAssign) and is_type_alias(node):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            yield ast.unparse(target).lstrip("_")


def repeated(found: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """What occurs in several places, and where."""
    places: dict[str, list[str]] = defaultdict(list)
    for name, path in found:
        places[name].append(str(path.relative_to(PACKAGE)))
    return {name: where for name, where in places.items() if len(where) > 1}


def test_a_class_name_has_one_meaning() -> None:
    found = repeated((name, path) for path in FILES for name in types_in(path))
    assert found.keys() == CLASSES.keys(), {name: found.get(name) for name in found.keys() ^ CLASSES.keys()}


def test_a_file_name_has_one_meaning() -> None:
    files = [path for path in FILES if path.name != "__init__.py" and path.parent.name != "cli"]
    found = repeated((path.stem, path) for path in files)
    assert found.keys() == STEMS.keys(), {name: found.get(name) for name in found.keys() ^ STEMS.keys()}


def test_there_are_few_exceptions() -> None:
    assert len(CLASSES) + len(STEMS) <= MOST_EXCEPTIONS


@pytest.mark.parametrize(("name", "reason"), [*CLASSES.items(), *STEMS.items()])
def test_the_architecture_page_gives_the_reason(name: str, reason: str) -> None:
    assert f"| `{name}` | {reason} |" in PAGE, name
