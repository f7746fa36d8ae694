"""How many signatures say nothing of a type: with ``Any``, ``object``, or a word that stands for anything."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from package_trees import nodes_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[2] / "symcnn"
SAY_NOTHING = {"Any", "object"}
"""The aliases made of these types, wherever they stand in the package."""
MOST = 148
"""Of some three thousand. The number only falls: who types a signature lowers it."""
MOST_IN_ALGEBRA = 10
"""Those of the algebra but for ``exact``, which works on values of the language."""


def words(annotation: ast.AST) -> Iterator[str]:
    """The names in an annotation, also in one that is written as a string."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def made_of_nothing(module: ast.Module) -> Iterator[str]:
    """The aliases of a module that say nothing themselves, such as ``Data = dict[str, Any]``."""
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            name: ast.expr = node.target
            written: ast.expr | None = node.value
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp | ast.Name):
            name, written = node.targets[0], node.value
        else:
            continue
        if isinstance(written, ast.Constant):
            written = ast.parse(str(written.value), mode="eval").body
        if written is not None and SAY_NOTHING.intersection(words(written)):
            yield ast.unparse(name)


def stated_types(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.expr]:
    """What a signature says of its parameters and of what it returns."""
    told = function.args
    parameters = (*told.posonlyargs, *told.args, *told.kwonlyargs, told.vararg, told.kwarg)
    found = (*(one.annotation for one in parameters if one is not None), function.returns)
    return (one for one in found if one is not None)


@cache
def untyped() -> list[Path]:
    """The module of each function whose signature says nothing of some type."""
    modules = {path: tree_of(path) for path in PACKAGE.rglob("*.py")}
    silent = SAY_NOTHING.union(*map(made_of_nothing, modules.values()))
    return [
        path
        for path in modules
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(silent.intersection(words(one)) for one in stated_types(node))
    ]


def test_few_signatures_say_nothing() -> None:
    assert len(untyped()) <= MOST


def test_the_algebra_tells_its_types() -> None:
    rooms = [room for room in (PACKAGE / "algebra").iterdir() if room.is_dir() and room.name != "exact"]
    assert len([path for path in untyped() if path.parent in rooms]) <= MOST_IN_ALGEBRA
