"""One class under way: its arguments, the lines of its two methods, and what it makes of a volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.algebra.exact.values import NOTHING, Table, is_scalar
from symcnn.code.bodies import referenced
from symcnn.code.class_scope import Bound, ClassScope, Place
from symcnn.code.identifiers import Identifiers
from symcnn.code.python_formula import whole
from symcnn.code.source_lines import Line, lines_of, names_in, pruned
from symcnn.code.torch_names import OF_A_MODULE
from symcnn.formula import Formula, name
from symcnn.model.volume import AXES, Volume

if TYPE_CHECKING:
    from fractions import Fraction

    from symcnn.algebra.exact.values import Value
    from symcnn.code.bodies import Statements
    from symcnn.code.class_scope import Frame
    from symcnn.code.source_lines import Row
    from symcnn.limits import Limits
    from symcnn.syntax import tree


class Argument(NamedTuple):
    """An argument of ``__init__``: its name in Python, and the parameter that it is."""

    ident: str
    parameter: tree.Parameter
    is_by_name: bool = False
    """Whether it can only be given by its name."""


class Shape(NamedTuple):
    """What kind of value an argument has: classes differ by it."""

    kind: str
    size: int = 0
    value: Value = None
    """A value that is the same for all calls of the class: a word, or none."""


def shape_of(value: Value) -> Shape:
    """The kind of a value.

    >>> shape_of(3).kind, shape_of((3, 1)), shape_of("same").value
    ('whole', Shape(kind='vector', size=2, value=None), 'same')
    """
    if value is NOTHING or isinstance(value, str):
        return Shape("constant", value=value)
    if isinstance(value, Table):
        return Shape("table", len(value)) if all(map(is_scalar, value)) else Shape("rows", len(value), value)
    return Shape("vector", len(value)) if isinstance(value, tuple) else Shape("whole")


class Draft:
    """A class under way."""

    def __init__(self, title: str, body: tree.Body | None, statements: Statements, axes: int, limits: Limits) -> None:
        self.title = title
        self.body = body
        self.statements = statements
        self.axes = axes
        self.scope = ClassScope(limits, axes)
        self.attributes = self.names_of_parts()
        self.computed = Identifiers(("x", "heads", "found", "more", "entry", "turn", "turn_2", "turn_3"))
        """The variables of ``forward``."""
        self.labels = referenced(statements)
        self.arguments: list[Argument] = []
        self.frame: Frame = {}
        self.inputs: list[str] = []
        self.asserted: list[Row] = []
        self.init: list[Row] = []
        self.forward: list[Row] = []
        self.result = ""
        self.is_chain = False
        self.has_heads = False
        self.out: Place | None = None
        self.key: object = None
        """The block and the kinds of its arguments."""
        self.wanted: frozenset[str] = frozenset()
        """What callers read of an instance: ``out_D``, ``out_X``."""
        self.is_recursive = False
        self.is_main = False
        """Whether it is the network for which the file is made."""
        self.is_by_name = False
        """Whether arguments can only be given by their names: behind a default stands one without."""
        self.names_received: tuple[str, ...] = ()
        """What a block calls the depth and the sizes that it receives."""

    # -- arguments

    def take(self, parameter: tree.Parameter, shape: Shape) -> None:
        """Make an argument of a parameter, or the constant that it is in all calls."""
        if shape.kind == "constant":
            shown = name("none") if shape.value is NOTHING else name(str(shape.value))
            self.frame[parameter.symbol] = Bound(shown, shape.value)
            return
        ident = self.scope.variables.fresh(parameter.symbol)
        self.arguments.append(Argument(ident, parameter, self.is_by_name))
        self.frame[parameter.symbol] = self._bound(ident, parameter, shape)

    def _bound(self, ident: str, parameter: tree.Parameter, shape: Shape) -> Bound:
        if shape.kind == "rows":
            return Bound(name(ident), shape.value)
        if shape.kind == "table":
            entries = [self.scope.symbol(f"{ident}[{place}]", "integer") for place in range(shape.size)]
            return Bound(name(ident), Table(entries))
        if shape.kind == "vector":
            return self.vector(ident, shape.size, parameter)
        if parameter.kind == "real":
            self.scope.reals.add(ident)
        return Bound(name(ident), self._symbol(ident, parameter))

    def _symbol(self, ident: str, parameter: tree.Parameter) -> object:
        bound = parameter.bound.value if parameter.bound else 1
        kind = "integer" if parameter.kind == "padding" else parameter.kind
        relation, least = (">=", 0) if parameter.kind == "padding" else (parameter.relation, bound)
        return self.scope.symbol(ident, kind, relation, _number(least))

    def vector(self, ident: str, size: int, parameter: tree.Parameter | None = None) -> Bound:
        """A name for a tuple with one entry for each axis; Python's begins with the last axis."""
        entries = [f"{ident}[{size - 1 - axis}]" for axis in range(size)]
        kind = parameter.kind if parameter is not None and parameter.kind not in ("", "padding") else "integer"
        values = tuple(self.scope.symbol(entry, kind if parameter is None or parameter.kind else "") for entry in entries)
        return Bound(Formula("tuple", tuple(map(name, entries)), ident), values)

    def receive(self) -> Place:
        """What a block receives: its sizes as the tuple X, and its depth D."""
        depth, sizes = self.scope.variables.fresh("D"), self.scope.variables.fresh("X")
        bound = Bound(Formula("tuple", (), sizes), ())
        if self.axes:
            bound = self.vector(sizes, self.axes)
            values = tuple(self.scope.symbol(whole(entry)) for entry in bound.shown.args)
            bound = Bound(bound.shown, values)
        self.names_received = depth, sizes
        value = self.scope.symbol(depth)
        self.frame["X"], self.frame["D"] = bound, Bound(name(depth), value)
        assert isinstance(bound.value, tuple)
        return Place(Volume(bound.value, value), tuple(AXES))

    @staticmethod
    def names_of_parts() -> Identifiers:
        """The names that parts of a module may have."""
        return Identifiers(OF_A_MODULE)

    def variable(self, word: str, value: Value, shown: Formula) -> Bound:
        """What a name stands for that a statement introduces: a variable, or the constant itself."""
        if value is NOTHING or isinstance(value, str) or shown.op == "number":
            return Bound(shown, value)
        ident = self.scope.variables.fresh(word)
        if isinstance(value, Table):
            self.scope.variables_made[ident] = self.scope.whole(shown)
            return Bound(name(ident), value)
        if isinstance(value, tuple):
            return self.vector(ident, len(value))
        if isinstance(value, bool) or value is None:
            self.scope.variables_made[ident] = self.scope.exact(shown)
            return Bound(name(ident), self.scope.symbol(ident, "boolean"))
        assert is_scalar(value)
        is_whole = self.scope.domain.whole(value) is not False
        self.scope.variables_made[ident] = self.scope.whole(shown) if is_whole else self.scope.exact(shown)
        return Bound(name(ident), self.scope.standing_for(ident, value))

    # -- what callers ask

    def reads(self, ident: str) -> bool:
        """Whether a method of the class needs a variable."""
        if self.out is None:
            self.is_recursive = True
            return True
        rows = [*self.init, *self.asserted, *self.outs()]
        return any(ident in names_in(line) for line in lines_of(pruned(rows)))

    def outs(self) -> list[Row]:
        """The lines that tell callers what leaves."""
        if self.out is None:
            return []
        found: list[Row] = []
        if "out_X" in self.wanted:
            found.append(Line(f"self.out_X = {self.scope.text(self.out.volume.sizes)}"))
        if "out_D" in self.wanted:
            found.append(Line(f"self.out_D = {self.scope.text(self.out.volume.depth)}"))
        return found


def _number(value: object) -> int | Fraction:
    from fractions import Fraction

    return value if isinstance(value, int | Fraction) else 1
