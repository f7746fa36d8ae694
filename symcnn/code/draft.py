"""One class under way: its arguments, the lines of its two methods, and what it makes of a volume."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, cast

from symcnn.algebra.domains.lists import list_of_symbols
from symcnn.algebra.exact.values import NOTHING, Table, is_scalar
from symcnn.code.bodies import referenced
from symcnn.code.class_scope import BoundName, ClassScope, StatementPlace
from symcnn.code.identifiers import Identifiers
from symcnn.code.python_formula import whole
from symcnn.code.source_lines import CodeLine, lines_of, names_in, pruned
from symcnn.code.torch_names import OF_A_MODULE
from symcnn.formula import Formula, name
from symcnn.model.volume import AXES, Volume

if TYPE_CHECKING:
    from symcnn.algebra.exact.values import Value
    from symcnn.code.bodies import BodyStatements
    from symcnn.code.class_scope import NameFrame
    from symcnn.code.source_lines import CodeRow
    from symcnn.limits import Limits
    from symcnn.support.scalar import Scalar
    from symcnn.syntax import tree


class InitArgument(NamedTuple):
    """An argument of ``__init__``: its name in Python, and the parameter that it is."""

    ident: str
    parameter: tree.Parameter
    is_by_name: bool = False
    """Whether it can only be given by its name."""


class ArgumentShape(NamedTuple):
    """What kind of value an argument has: classes differ by it."""

    kind: str
    size: int = 0
    value: Value = None
    """A value that is the same for all calls of the class: a word, or none."""


def shape_of(value: Value) -> ArgumentShape:
    """The kind of a value.

    >>> shape_of(3).kind, shape_of((3, 1)), shape_of("same").value
    ('whole', ArgumentShape(kind='vector', size=2, value=None), 'same')
    """
    if value is NOTHING or isinstance(value, str):
        return ArgumentShape("constant", value=value)
    if isinstance(value, Table):
        plain = all(map(is_scalar, value))
        return ArgumentShape("table", len(value)) if plain else ArgumentShape("rows", len(value), value)
    return ArgumentShape("vector", len(value)) if isinstance(value, tuple) else ArgumentShape("whole")


class ClassDraft:
    """A class while it is being written: its arguments, its lines, the names in scope."""

    def __init__(
        self, title: str, body: tree.Body | None, statements: BodyStatements, axes: int, limits: Limits
    ) -> None:
        self.title = title
        self.body = body
        self.statements = statements
        self.axes = axes
        self.scope = ClassScope(limits, axes)
        self.attributes = self.names_of_parts()
        self.computed = Identifiers(("x", "heads", "found", "more", "entry", "turn", "turn_2", "turn_3"))
        """The variables of ``forward``."""
        self.labels = referenced(statements)
        self.arguments: list[InitArgument] = []
        self.frame: NameFrame = {}
        self.inputs: list[str] = []
        self.asserted: list[CodeRow] = []
        self.init: list[CodeRow] = []
        self.forward: list[CodeRow] = []
        self.result = ""
        self.is_chain = False
        self.has_heads = False
        self.out: StatementPlace | None = None
        self.key = ""
        """The block and the kinds of its arguments."""
        self.wanted: frozenset[str] = frozenset()
        """What callers read of an instance: ``out_D``, ``out_X``; and arguments that are exact: ``exact alpha``."""
        self.is_recursive = False
        self.is_main = False
        """Whether it is the network for which the file is made."""
        self.is_by_name = False
        """Whether arguments can only be given by their names: behind a default stands one without."""
        self.names_received: tuple[str, ...] = ()
        """What a block calls the depth and the sizes that it receives."""

    def begin(self, wanted: frozenset[str]) -> None:
        """Begin to write the class again, now knowing what callers read of it."""
        self.wanted = wanted
        self.scope.exact_names = {word.removeprefix("exact ") for word in wanted if word.startswith("exact ")}

    # -- arguments

    def take(self, parameter: tree.Parameter, shape: ArgumentShape) -> None:
        """Make an argument of a parameter, or the constant that it is in all calls."""
        if shape.kind == "constant":
            shown = name("none") if shape.value is NOTHING else name(str(shape.value))
            self.frame[parameter.symbol] = BoundName(shown, shape.value)
            return
        ident = self.scope.variables.fresh(parameter.symbol)
        self.arguments.append(InitArgument(ident, parameter, self.is_by_name))
        self.frame[parameter.symbol] = self._bound(ident, parameter, shape)

    def take_length(self, length: str, of_list: str) -> None:
        """Bind the length of a list to ``len`` of its argument."""
        shown = f"len({of_list})"
        self.frame[length] = BoundName(name(shown), self.scope.symbol(shown))

    def _bound(self, ident: str, parameter: tree.Parameter, shape: ArgumentShape) -> BoundName:
        if parameter.length:
            length = self.scope.symbol(f"len({ident})")
            return BoundName(name(ident), list_of_symbols(ident, self._symbol(ident, parameter), length))
        if shape.kind == "rows":
            return BoundName(name(ident), shape.value)
        if shape.kind == "table":
            entries = [self.scope.symbol(f"{ident}[{place}]", "integer") for place in range(shape.size)]
            return BoundName(name(ident), Table(entries))
        if shape.kind == "vector":
            return self.vector(ident, shape.size, parameter)
        if parameter.kind == "real":
            self.scope.reals.add(ident)
        return BoundName(name(ident), self._symbol(ident, parameter))

    def _symbol(self, ident: str, parameter: tree.Parameter) -> Scalar:
        kind = "integer" if parameter.kind == "padding" else parameter.kind
        relation, least = (">=", 0) if parameter.kind == "padding" else (parameter.relation, _number(parameter.bound))
        return self.scope.symbol(ident, kind, relation, least)

    def vector(self, ident: str, size: int, parameter: tree.Parameter | None = None) -> BoundName:
        """A name for a tuple with one entry for each axis; Python's begins with the last axis."""
        entries = [f"{ident}[{size - 1 - axis}]" for axis in range(size)]
        kind = parameter.kind if parameter is not None and parameter.kind not in ("", "padding") else "integer"
        values = tuple(
            self.scope.symbol(entry, kind if parameter is None or parameter.kind else "") for entry in entries
        )
        return BoundName(Formula("tuple", tuple(map(name, entries)), ident), values)

    def receive(self) -> StatementPlace:
        """Bind what a block receives: its sizes as the tuple X, its depth as D."""
        depth, sizes = self.scope.variables.fresh("D"), self.scope.variables.fresh("X")
        bound = BoundName(Formula("tuple", (), sizes), ())
        if self.axes:
            bound = self.vector(sizes, self.axes)
            values = tuple(self.scope.symbol(whole(entry)) for entry in bound.shown.args)
            bound = BoundName(bound.shown, values)
        self.names_received = depth, sizes
        value = self.scope.symbol(depth)
        self.frame["X"], self.frame["D"] = bound, BoundName(name(depth), value)
        return StatementPlace(Volume(cast("tuple[Scalar, ...]", bound.value), value), tuple(AXES))

    @staticmethod
    def names_of_parts() -> Identifiers:
        """The names that parts of a module may have."""
        return Identifiers(OF_A_MODULE)

    def variable(self, word: str, value: Value, shown: Formula) -> BoundName:
        """Bind a name that a statement introduces: to a variable, or to the constant itself."""
        if value is NOTHING or isinstance(value, str) or shown.op == "number":
            return BoundName(shown, value)
        ident = self.scope.variables.fresh(word)
        if isinstance(value, Table):
            self.scope.variables_made[ident] = self.scope.whole(shown)
            return BoundName(name(ident), value)
        if isinstance(value, tuple):
            return self.vector(ident, len(value))
        if isinstance(value, bool) or value is None:
            self.scope.variables_made[ident] = self.scope.exact(shown)
            return BoundName(name(ident), self.scope.symbol(ident, "boolean"))
        assert is_scalar(value)
        is_whole = self.scope.domain.whole(value) is not False and not (self._names(shown) & self.scope.reals)
        is_whole = is_whole or self.scope.domain.whole(value) is True
        self.scope.reals |= set() if is_whole else {ident}
        self.scope.variables_made[ident] = self.scope.whole(shown) if is_whole else self.scope.exact(shown)
        return BoundName(name(ident), self.scope.standing_for(ident, value))

    @staticmethod
    def _names(formula: Formula) -> set[str]:
        return {str(node.value) for node in formula.named()}

    # -- what callers ask

    def reads(self, ident: str) -> bool:
        """Whether a method of the class needs a variable."""
        if self.out is None:
            self.is_recursive = True
            return True
        if self.is_recursive and ident in self.names_received:
            return True
        rows = [*self.init, *self.asserted, *self.outs()]
        return any(ident in names_in(line) for line in lines_of(pruned(rows)))

    def outs(self) -> list[CodeRow]:
        """The lines that store output sizes and depth for callers, as far as they read them."""
        if self.out is None:
            return []
        found: list[CodeRow] = []
        if "out_X" in self.wanted:
            found.append(CodeLine(f"self.out_X = {self.scope.text(self.out.volume.sizes)}"))
        if "out_D" in self.wanted:
            found.append(CodeLine(f"self.out_D = {self.scope.text(self.out.volume.depth)}"))
        return found


def _number(bound: Formula | None) -> int | Fraction:
    """The bound of a kind, which is a number."""
    value = bound.value if bound is not None else 1
    return value if isinstance(value, int | Fraction) else 1
