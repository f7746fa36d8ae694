"""The floors of the house: a module imports from its own room and from floors below, and from nowhere else."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from package_trees import nodes_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 350
TOP_LEVEL = {
    *("pyproject.toml", "symcnn", "grammar", "tests", "docs"),
    *("README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md"),
}
EVALUATES_TEXT = {"eval", "exec"}
EVALUATES_TEXT_IN_SYMPY = {"S", "sympify", "parse_expr"}


class Room(NamedTuple):
    """Modules that may know each other."""

    floor: int
    parts: tuple[str, ...]
    """Where they lie below ``symcnn``; "" is ``symcnn/__init__.py``."""
    strangers: tuple[str, ...] = ()
    """What they never know, though it lies below them."""


GROUND = Room(1, ("errors", "formula", "limits", "support"))
EXACT = Room(2, ("algebra.exact",))
RENDER = Room(8, ("render",), strangers=("syntax", "algebra"))
ROOMS = (
    GROUND,
    Room(2, ("syntax",)),
    EXACT,
    Room(2, ("algebra.quotients",)),
    Room(2, ("algebra.integer_sets",)),
    Room(3, ("algebra.sums",)),
    Room(3, ("algebra.forms",)),
    Room(4, ("algebra.proofs",)),
    Room(5, ("algebra.domains",)),
    Room(5, ("algebra.growth",)),
    Room(5, ("algebra.solving",)),
    Room(6, ("model",)),
    Room(7, ("derive",)),
    RENDER,
    Room(9, ("analysis",)),
    Room(9, ("code",)),
    Room(10, ("compiled",)),
    Room(11, ("interactive",)),
    Room(12, ("network",)),
    Room(13, ("bridges",)),
    Room(14, ("", "api", "notebook")),
    Room(15, ("editor",)),
    Room(16, ("cli", "__main__")),
)
INSIDE_RENDER = ("formula", "languages", "content", "formats", "paper", "printers", "plots", "figures")
"""The folders of that room; each knows itself, those before it and what lies beside them all."""
MOST_ROOMS, MOST_FLOORS, MOST_AT_THE_TOP = 23, 16, 9
FRONT = 9
"""From this floor on heavy rooms may be imported when they are needed: a run in numbers never waits for SymPy."""
ROOM_OF = {part: room for room in ROOMS for part in room.parts}


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {dotted(path): path for path in sorted((ROOT / "symcnn").rglob("*.py"))}


def room_of(module: str) -> Room:
    _, *parts = module.split(".")
    for end in range(len(parts), -1, -1):
        if (found := ROOM_OF.get(".".join(parts[:end]))) is not None and (end or not parts):
            return found
    assert parts == ["algebra"], f"{module} has no room yet: give it one in ROOMS"
    return GROUND  # an empty package


def carried_out(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but what only the type checker reads."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            yield node
            yield from carried_out(node)


def imported_names(module: str, nodes: Iterable[ast.AST] | None = None) -> Iterator[str]:
    """Every dotted name that a module imports: for the type checker only, inside a function, or by a string as well."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes or nodes_of(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            for alias in node.names:
                submodule = f"{origin}.{alias.name}"
                yield submodule if submodule in MODULES else origin
        elif isinstance(node, ast.Constant) and str(node.value).startswith("symcnn.") and node.value in MODULES:
            yield str(node.value)


@cache
def imports_within(module: str) -> frozenset[str]:
    return frozenset(name for name in imported_names(module) if name.split(".")[0] == "symcnn")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_from_its_room_and_from_below(module: str) -> None:
    home = room_of(module)
    for imported in imports_within(module):
        room = room_of(imported)
        assert room is home or room.floor < home.floor, f"{module} imports {imported}, which is not below it"
        assert imported.split(".")[1:2] not in [[name] for name in home.strangers], f"{module} knows {imported}"


@pytest.mark.parametrize("folder", INSIDE_RENDER)
def test_a_folder_of_pages_knows_those_before_it(folder: str) -> None:
    before = INSIDE_RENDER[: INSIDE_RENDER.index(folder) + 1]
    for module in (module for module in MODULES if module.startswith(f"symcnn.render.{folder}")):
        found = {
            name.split(".")[2] for name in imports_within(module) if name.count(".") > 2 and "symcnn.render." in name
        }
        assert found <= set(before), f"{module} imports from {found - set(before)}"


def test_every_folder_of_pages_has_its_place() -> None:
    folders = {path.parent.name for path in (ROOT / "symcnn/render").glob("*/__init__.py")}
    assert folders == set(INSIDE_RENDER)


def test_the_house_stays_small() -> None:
    assert len(ROOMS) <= MOST_ROOMS
    assert len({room.floor for room in ROOMS}) == max(room.floor for room in ROOMS) <= MOST_FLOORS
    assert len(list((ROOT / "symcnn").glob("*.py"))) <= MOST_AT_THE_TOP


@pytest.mark.parametrize("room", [room for room in ROOMS if room.floor > 1], ids=lambda room: room.parts[-1])
def test_a_room_stands_on_the_floor_below_it(room: Room) -> None:
    modules = [module for module in MODULES if room_of(module) is room]
    below = {room_of(imported).floor for module in modules for imported in imports_within(module)} - {room.floor}
    assert max(below) == room.floor - 1


@pytest.mark.parametrize("room", [GROUND, EXACT], ids=["ground", "exact"])
def test_a_run_in_numbers_meets_no_sympy(room: Room) -> None:
    """The type of a value may name SymPy on the ground, for the type checker; the wall around numbers not even so."""
    for module in (module for module in MODULES if room_of(module) is room):
        path = MODULES[module]
        nodes = nodes_of(path) if room is EXACT else carried_out(tree_of(path))
        assert "sympy" not in {name.split(".")[0] for name in imported_names(module, nodes)}, module


def test_no_circles() -> None:
    try:
        TopologicalSorter({module: imports_within(module) for module in MODULES}).prepare()
    except CycleError as circle:
        pytest.fail(" <- ".join(circle.args[1]))


@pytest.mark.parametrize("module", [name for name in MODULES if room_of(name).floor < FRONT])
def test_no_import_hides_in_a_function(module: str) -> None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    functions = (node for node in nodes_of(MODULES[module]) if isinstance(node, kinds))
    for function in functions:
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            origin = node.module if isinstance(node, ast.ImportFrom) else node.names[0].name
            heavy = room_of(module) is RENDER and str(origin).split(".")[0] != "symcnn"
            assert heavy, f"line {node.lineno}, in {function.name}"


@pytest.mark.parametrize("module", MODULES)
def test_no_text_is_ever_evaluated(module: str) -> None:
    for call in nodes_of(MODULES[module]):
        match call:
            case ast.Call(func=ast.Name(id=name)):
                assert name not in EVALUATES_TEXT | EVALUATES_TEXT_IN_SYMPY, f"line {call.lineno}"
            case ast.Call(func=ast.Attribute(attr=name)):
                assert name not in EVALUATES_TEXT_IN_SYMPY, f"line {call.lineno}"
            case ast.ImportFrom(names=aliases):  # a call under another name would escape
                assert not {alias.name for alias in aliases} & {"sympify", "parse_expr"}, f"line {call.lineno}"


def test_no_file_is_too_long() -> None:
    files = (path for folder in ("symcnn", "grammar", "docs", "tests") for path in (ROOT / folder).rglob("*.*"))
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines())
        for path in files
        if path.suffix in {".py", ".lark", ".cnn"}
    }
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what belongs to the project is known to git alone")
def test_the_top_level_is_complete_and_nothing_else() -> None:
    # The option: the checkout may belong to another user.
    listing = ["git", "-c", "safe.directory=*", "ls-files"]
    files = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    top_level = {file.split("/")[0] for file in files}
    assert {name for name in top_level if not name.startswith(".")} == TOP_LEVEL
