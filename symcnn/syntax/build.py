"""Builds our tree from Lark's: one method per rule of the grammar, called with what stands in it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from lark import Tree

from symcnn import formula as f
from symcnn.errors import LimitExceeded, Source, Span, SyntaxMistake
from symcnn.formula import Formula, Operator
from symcnn.syntax import tree
from symcnn.syntax.parameter_kinds import stated_kind, unstated_kind
from symcnn.syntax.read_words import own_name, unquoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lark import Token
    from lark.tree import Meta

    from symcnn.limits import Limits
    from symcnn.syntax.parameter_kinds import ParameterKind

Statements: TypeAlias = "tuple[tree.Statement, ...]"
Parameters: TypeAlias = "tuple[tree.Parameter, ...]"
Arguments: TypeAlias = "tuple[tree.Argument, ...]"
BranchList: TypeAlias = "tuple[tree.Branch, ...]"


class Builder:
    """Turns the parse tree of one source into a :class:`~symcnn.syntax.tree.Program`."""

    def __init__(self, source: Source, limits: Limits, offset: int = 0) -> None:
        self._source = source
        self._limits = limits
        self._offset = offset

    def transform(self, parsed: Tree[Token]) -> tree.Program:
        """The program of a parse tree; children are built before the node that holds them, from left to right."""
        before: list[Tree[Token] | Token] = []
        waiting: list[Tree[Token] | Token] = [parsed]
        while waiting:  # each node before its children, which are turned around
            node = waiting.pop()
            before.append(node)
            if isinstance(node, Tree):
                waiting += node.children
        found: list[Any] = []
        for node in reversed(before):
            if isinstance(node, Tree):
                first = len(found) - len(node.children)
                found[first:] = [getattr(self, node.data)(node.meta, *found[first:])]
            else:
                found.append(node)
        program: tree.Program = found.pop()
        return program

    def _span(self, place: Meta | Token | None) -> Span:
        start, end = (getattr(place, name, 0) or 0 for name in ("start_pos", "end_pos"))
        return Span(self._source, max(0, start - self._offset), max(0, end - self._offset))

    def _formula(
        self, place: Meta | Token | None, op: Operator, args: Sequence[Formula] = (), value: str | None = None
    ) -> Formula:
        return Formula(op, tuple(args), value, self._span(place))

    def _named(self, name: Token) -> str:
        return own_name(name, self._span(name))

    # -- definitions

    def start(self, _meta: Meta, *items: tree.Node) -> tree.Program:
        return tree.Program(
            uses=tuple(item for item in items if isinstance(item, tree.Use)),
            layers=tuple(item for item in items if isinstance(item, tree.LayerDefinition)),
            bodies=tuple(item for item in items if isinstance(item, tree.Body)),
            statements=tuple(item for item in items if isinstance(item, tree.Statement)),
            notations=tuple(item for item in items if isinstance(item, tree.NotationDefinition)),
            span=Span(self._source, 0, len(self._source.text)),
        )

    def use_file(self, meta: Meta, path: Token) -> tree.Use:
        return tree.Use(unquoted(path), span=self._span(meta))

    def network(
        self, _meta: Meta, doc: Token | None, name: Token, parameters: Parameters | None, body: Statements
    ) -> tree.Body:
        return self._body("network", doc, name, parameters, body)

    def block(
        self, _meta: Meta, doc: Token | None, name: Token, parameters: Parameters | None, body: Statements
    ) -> tree.Body:
        return self._body("block", doc, name, parameters, body)

    def _body(
        self, kind: tree.BodyKind, doc: Token | None, name: Token, parameters: Parameters | None, body: Statements
    ) -> tree.Body:
        return tree.Body(kind, str(name), parameters or (), body, unquoted(doc) if doc else "", span=self._span(name))

    def layer(
        self,
        _meta: Meta,
        doc: Token | None,
        name: Token,
        parameters: Parameters | None,
        rules: tuple[tree.Require | tree.Rule, ...],
    ) -> tree.LayerDefinition:
        for parameter in parameters or ():
            if parameter.length:
                raise SyntaxMistake(
                    "a list of symbols is no argument of a layer", parameter.span, "a list is M: table there"
                )
        return tree.LayerDefinition(
            str(name),
            parameters or (),
            tuple(rule for rule in rules if isinstance(rule, tree.Require)),
            tuple(rule for rule in rules if isinstance(rule, tree.Rule)),
            unquoted(doc) if doc else "",
            span=self._span(name),
        )

    def notation(
        self, _meta: Meta, doc: Token | None, name: Token, symbols: tuple[tree.Symbol, ...]
    ) -> tree.NotationDefinition:
        return tree.NotationDefinition(str(name), symbols, unquoted(doc) if doc else "", span=self._span(name))

    def symbols(self, _meta: Meta, *symbols: tree.Symbol) -> tuple[tree.Symbol, ...]:
        return symbols

    def symbol(self, meta: Meta, name: Token, shown: Formula) -> tree.Symbol:
        return tree.Symbol(str(name), shown, span=self._span(meta))

    def parameters(self, _meta: Meta, *parameters: tree.Parameter) -> Parameters:
        return parameters

    def parameter(
        self, meta: Meta, *parts: *tuple[*tuple[Token, ...], Token | None, ParameterKind | None, Formula | None]
    ) -> tree.Parameter:
        *names, length, kind, default = parts
        word, relation, bound = kind or unstated_kind(default)
        words = tuple(str(name) for name in names[:-1])
        of_list = str(length or "")
        return tree.Parameter(
            words, self._named(names[-1]), word, relation, bound, default, of_list, span=self._span(meta)
        )

    def length(self, _meta: Meta, first: Token, name: Token) -> Token:
        if first != "1":
            raise SyntaxMistake("the entries of a list count from 1", self._span(first), f"write [1..{name}]")
        return name

    def kind(self, _meta: Meta, word: Token, relation: Token | None, bound: Formula | None) -> ParameterKind:
        return stated_kind(str(word), str(relation or ""), bound)

    def rules(self, _meta: Meta, *rules: tree.Require | tree.Rule | tree.Let) -> tuple[tree.Require | tree.Rule, ...]:
        return tuple(
            tree.Rule(rule.name, rule.value, span=rule.span) if isinstance(rule, tree.Let) else rule for rule in rules
        )

    def require(self, _meta: Meta, condition: Formula, words: Token | None) -> tree.Require:
        return tree.Require(condition, unquoted(words) if words else "", span=condition.span)

    def rule(self, meta: Meta, target: tuple[str, ...], formula: Formula) -> tree.Rule:
        name, *indices = target
        return tree.Rule(name, formula, tuple(indices), span=self._span(meta))

    def quantity(self, _meta: Meta, name: Token) -> tuple[str, ...]:
        return (str(name),)

    def element(self, _meta: Meta, *names: Token) -> tuple[str, ...]:
        return tuple(str(name) for name in names)

    # -- statements

    def body(self, _meta: Meta, *statements: tree.Statement) -> Statements:
        return statements

    def labelled(self, meta: Meta, label: Token, statement: tree.Statement) -> tree.Statement:
        return statement.replaced(label=self._named(label), span=self._span(meta))

    def input(self, meta: Meta, arguments: Arguments) -> tree.Input:
        return tree.Input(arguments, span=self._span(meta))

    def call(self, meta: Meta, name: Token, arguments: Arguments | None) -> tree.Call:
        return tree.Call(str(name), arguments or (), span=self._span(meta))

    def arguments(self, _meta: Meta, *arguments: tree.Argument) -> Arguments:
        return arguments

    def argument(self, meta: Meta, name: Token | None, value: Formula) -> tree.Argument:
        return tree.Argument(str(name or ""), value, span=self._span(meta))

    def let(self, meta: Meta, name: Token, value: Formula) -> tree.Let:
        return tree.Let(self._named(name), value, span=self._span(meta))

    def assume(self, meta: Meta, condition: Formula) -> tree.Assume:
        return tree.Assume(condition, span=self._span(meta))

    def repeat(self, meta: Meta, count: Formula, index: Token | None, body: Statements) -> tree.Repeat:
        return tree.Repeat(count, self._named(index) if index else "", body, span=self._span(meta))

    def for_each(
        self, meta: Meta, names: tuple[str, ...], table: Formula, last: Formula | None, body: Statements
    ) -> tree.ForEach | tree.Repeat:
        """A range is a repeat whose index starts at a number, so that it may end at a symbol."""
        if last is None:
            return tree.ForEach(names, table, body, span=self._span(meta))
        if len(names) > 1:
            raise SyntaxMistake("a range gives one number to each turn", table.span, "for i in 1..n { ... }")
        if not isinstance(table.value, int) or table.op != "number":
            raise SyntaxMistake("a range starts at a whole number", table.span, "for i in 1..n { ... }")
        count = last
        if table.value != 1:
            count = Formula("sum", (last, f.number(1 - table.value)), None, last.span)
        return tree.Repeat(count, names[0], body, table.value, span=self._span(meta))

    def pattern(self, _meta: Meta, *names: Token) -> tuple[str, ...]:
        return tuple(map(self._named, names))

    def when(
        self, meta: Meta, condition: Formula, then: Statements, otherwise: Statements | tree.When | None
    ) -> tree.When:
        chain = (otherwise,) if isinstance(otherwise, tree.When) else otherwise or ()
        return tree.When(condition, then, chain, span=self._span(meta))

    def merge(self, meta: Meta, kind: Token, arguments: Arguments | None, branches: BranchList) -> tree.Merge:
        return tree.Merge(name=str(kind), arguments=arguments or (), branches=branches, span=self._span(meta))

    def branches(self, _meta: Meta, *branches: BranchList) -> BranchList:
        return tuple(branch for part in branches for branch in part)

    def branch(self, meta: Meta, body: Statements) -> BranchList:
        return (tree.Branch(body, span=self._span(meta)),)

    def choice(self, _meta: Meta, condition: Formula, then: BranchList, otherwise: BranchList | None) -> BranchList:
        parts = (True, then), (False, otherwise or ())
        return tuple(
            branch.replaced(choices=((condition, answer), *branch.choices)) for answer, part in parts for branch in part
        )

    def head(self, meta: Meta, word: Token, body: Statements) -> tree.Statement:
        """``head`` is no reserved word, so that a layer can be labelled so."""
        if word == "head":
            return tree.Head(body, span=self._span(meta))
        if not body:
            return tree.Merge(name=str(word), span=self._span(meta))
        hint = f"{word} {{ {{ conv(3, K) }} {{ }} }}; an output of its own is head {{ ... }}"
        raise SyntaxMistake("a merge needs its branches in braces of their own", self._span(word), hint)

    def branch_from(
        self, meta: Meta, name: Token, *parts: *tuple[*tuple[tuple[Formula, str], ...], Statements]
    ) -> tree.From:
        *turns, body = parts
        return tree.From(str(name), body, tuple(turns), span=self._span(meta))

    def turn(self, _meta: Meta, place: Formula, label: Token) -> tuple[Formula, str]:
        return place, str(label)[1:]

    def use_shared(self, meta: Meta, name: Token) -> tree.UseShared:
        return tree.UseShared(str(name), span=self._span(meta))

    # -- expressions

    def if_else(self, meta: Meta, *parts: Formula) -> Formula:
        """``a if c else b if d else e``: what stands behind else may choose again."""
        if len(parts) > 2 * self._limits.nesting:
            raise LimitExceeded(f"more than {self._limits.nesting} choices in a row", self._span(meta))
        *parts_before, chosen = parts
        for place in range(len(parts_before) - 2, -1, -2):
            then, condition = parts_before[place : place + 2]
            chosen = self._formula(meta, "if", (then, condition, chosen))
        return chosen

    def disjunction(self, meta: Meta, *parts: Formula) -> Formula:
        return self._formula(meta, "or", parts)

    def conjunction(self, meta: Meta, *parts: Formula) -> Formula:
        return self._formula(meta, "and", parts)

    def not_(self, meta: Meta, condition: Formula) -> Formula:
        return self._formula(meta, "not", (condition,))

    def comparison(self, meta: Meta, left: Formula, *rest: Token | Formula) -> Formula:
        """``a <= b < c`` becomes ``a <= b and b < c``."""
        pairs = []
        for sign, right in _with_signs(rest):
            pairs.append(self._formula(meta, "compare", (left, right), sign))
            left = right
        return pairs[0] if len(pairs) == 1 else self._formula(meta, "and", pairs)

    def sum(self, meta: Meta, first: Formula, *rest: Token | Formula) -> Formula:
        signed = _with_signs(rest)
        terms = [Formula("negative", (term,), None, term.span) if sign == "-" else term for sign, term in signed]
        return Formula("sum", (first, *terms), None, self._span(meta))

    def product(self, meta: Meta, first: Formula, *rest: Token | Formula) -> Formula:
        """Factors in one row, a divisor as a reciprocal; ``%`` closes the row before it."""
        factors = [first]
        for sign, factor in _with_signs(rest):
            if sign == "%":
                factors = [self._formula(meta, "remainder", (self._row(meta, factors), factor))]
            else:
                factors.append(Formula("reciprocal", (factor,), None, factor.span) if sign == "/" else factor)
        return self._row(meta, factors)

    def _row(self, meta: Meta, factors: list[Formula]) -> Formula:
        return factors[0] if len(factors) == 1 else self._formula(meta, "product", factors)

    def minus(self, meta: Meta, value: Formula) -> Formula:
        return self._formula(meta, "negative", (value,))

    def power(self, meta: Meta, base: Formula, exponent: Formula) -> Formula:
        return self._formula(meta, "power", (base, exponent))

    def number(self, meta: Meta, digits: Token) -> Formula:
        if len(digits) > self._limits.digits:
            message = f"a number of {len(digits)} digits; at most {self._limits.digits} are read"
            raise LimitExceeded(message, self._span(digits))
        return Formula("number", (), f.number(Fraction(digits)).value, self._span(meta))

    def name(self, meta: Meta, name: Token) -> Formula:
        return self._formula(meta, "name", (), self._named(name))

    def text(self, meta: Meta, text: Token) -> Formula:
        return self._formula(meta, "text", (), unquoted(text))

    def function(self, meta: Meta, name: Token, *arguments: Formula) -> Formula:
        return self._formula(meta, "call", arguments, str(name))

    def index(self, meta: Meta, name: Token, *indices: Formula) -> Formula:
        return self._formula(meta, "index", indices, str(name))

    def fold(self, meta: Meta, function: Token, body: Formula, *ranges: tuple[Formula, Formula]) -> Formula:
        flat = [part for pair in ranges for part in pair]
        return self._formula(meta, "fold", (body, *flat), str(function))

    def range(self, _meta: Meta, name: Token, extent: Formula) -> tuple[Formula, Formula]:
        return self._formula(name, "name", (), self._named(name)), extent

    def tuple(self, meta: Meta, *entries: Formula) -> Formula:
        return self._formula(meta, "tuple", entries)

    def list(self, meta: Meta, *entries: Formula) -> Formula:
        return self._formula(meta, "list", entries)


def _with_signs(rest: Sequence[Token | Formula]) -> Iterator[tuple[str, Formula]]:
    """Each operand behind the first with the sign before it: by the grammar they alternate."""
    return zip(map(str, rest[::2]), cast("Sequence[Formula]", rest[1::2]), strict=True)
