"""How many layers a turn of a loop has at least, counted from its text, so that too many turns are refused at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.syntax import tree

if TYPE_CHECKING:
    from symcnn.model.library import Library


def least_layers(statements: tuple[tree.Statement, ...], library: Library) -> int:
    """The layers that statements place however they go on: what a condition or a number decides is left out.

    >>> from symcnn.model.library import build_library
    >>> from symcnn.syntax.parser import parse
    >>> text = "input(W, 3); conv(3, 8); add { { relu } { when W > 9 { relu } } }; repeat n { relu }; repeat 3 { mish }"
    >>> program = parse(text)
    >>> least_layers(program.statements, build_library(program))
    6
    """
    return _counted(statements, library, {})


def _counted(statements: tuple[tree.Statement, ...], library: Library, known: dict[str, int]) -> int:
    """The same; of each block once, and nothing of one inside of itself."""
    found = 0
    for statement in statements:
        if isinstance(statement, tree.Merge):
            branches = [branch.statements for branch in statement.branches if not branch.choices]
            found += sum(_counted(branch, library, known) for branch in branches) + (len(branches) > 1)
        elif isinstance(statement, tree.Repeat) and isinstance(turns := statement.count.value, int):
            found += turns * _counted(statement.body, library, known)
        elif isinstance(statement, tree.From | tree.Head):
            found += _counted(statement.body, library, known)
        elif isinstance(statement, tree.Call):
            definition = library.find(statement.name)
            if isinstance(definition, tree.LayerDefinition):
                found += 1
            elif definition is not None and definition.name not in known:
                known[definition.name] = 0
                known[definition.name] = _counted(definition.statements, library, known)
            found += known.get(statement.name, 0)
    return found
