"""All classes of a file under way: each block that is called, once for each kind of arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from symcnn.code.bodies import Bodies, names_of
from symcnn.code.draft import ClassDraft
from symcnn.code.identifiers import Identifiers, identifier
from symcnn.code.source_lines import lines_of, pruned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from symcnn.code.draft import ArgumentShape
    from symcnn.limits import Limits
    from symcnn.model.library import Library
    from symcnn.syntax import tree


WantedCode = Mapping[str, frozenset[str]]
"""What callers read of instances of a class."""


class Programme:
    """The classes of a file, in the order in which they stand: what is called stands before what calls it."""

    def __init__(
        self,
        library: Library,
        limits: Limits,
        taken: Iterable[str],
        write: Callable[[Programme, ClassDraft], None],
        wanted: WantedCode,
        title: Callable[[str], str],
        *,
        nests: bool = False,
    ) -> None:
        self.library = library
        self.limits = limits
        self.bodies = Bodies(library)
        self.needed: set[str] = set()
        """Helpers that the file has to hold."""
        self.nests = nests
        """Whether each turn of a loop is a part of its own, since too many layers stand behind one another."""
        self.drafts: list[ClassDraft] = []
        self._write = write
        self._word = title
        variables = (name for body in library.bodies.values() for name in names_of(body))
        self._taken = frozenset(taken)
        self._titles = Identifiers({*taken, *map(identifier, variables)})
        self._known: dict[str, ClassDraft] = {}
        self._wanted = wanted

    def draft(self, body: tree.Body, axes: int, shapes: Mapping[str, ArgumentShape]) -> ClassDraft:
        """The class of a block for arguments of some kinds."""
        key = repr((body.name, axes, [(word, _key(shape)) for word, shape in shapes.items()]))
        if key not in self._known:
            draft = ClassDraft(self.title(body.name), body, body.statements, axes, self.limits)
            self._known[key] = draft
            draft.key = key
            draft.begin(self._wanted.get(key, frozenset()))
            for parameter in body.parameters:
                draft.is_by_name = draft.is_by_name or _is_behind_a_default(parameter, body.parameters)
                draft.take(parameter, shapes[parameter.symbol])
            self.write(draft)
        return self._known[key]

    def write_main(self, draft: ClassDraft) -> None:
        """Write the class of the network itself."""
        draft.is_main = draft.scope.is_main = True
        draft.begin(self._wanted.get(draft.key, frozenset()))
        self.write(draft)

    def write(self, draft: ClassDraft) -> None:
        """Write a class, behind those that it calls."""
        self._write(self, draft)
        self.drafts.append(draft)

    def asked(self) -> WantedCode:
        """The attributes of instances that the lines of all classes read, by the key of the class."""
        found: dict[str, frozenset[str]] = dict(self._wanted)
        for draft in self.drafts:
            text = "\n".join(lines_of(pruned([*draft.init, *draft.asserted, *draft.outs()])))
            exact = {f"exact {ident}" for ident in draft.scope.taken_exactly}
            if exact:
                found[draft.key] = found.get(draft.key, frozenset()) | exact
            for symbol, (key, attribute) in draft.scope.asked.items():
                if symbol in text:
                    found[key] = found.get(key, frozenset()) | {attribute}
        return found

    def titles(self) -> set[str]:
        """The names that classes, functions and helpers may get, which no variable may have."""
        words = {self._word(name) for name in self.library.bodies}
        return {*self._taken, *words, *(f"{word}_{number}" for word in words for number in range(2, 10))}

    def title(self, word: str) -> str:
        """The name of another class or function."""
        return self._titles.fresh(self._word(word))


def _key(shape: ArgumentShape) -> tuple[str, int, str]:
    """The part of an argument's kind that tells classes apart: calls with one key share a class."""
    return (shape.kind, shape.size, str(shape.value) if shape.kind == "constant" else "")


def _is_behind_a_default(parameter: tree.Parameter, parameters: tuple[tree.Parameter, ...]) -> bool:
    """Whether a parameter without a default stands behind one with a default, or this is the one with it."""
    place = parameters.index(parameter)
    required_later = any(other.default is None for other in parameters[place + 1 :])
    defaulted = any(other.default is not None for other in parameters[:place])
    return (parameter.default is not None and required_later) or (parameter.default is None and defaulted)
