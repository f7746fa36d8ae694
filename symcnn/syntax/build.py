"""Builds our tree from Lark's: one method per rule of the grammar."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lark import Transformer_NonRecursive, Tree, v_args

from symcnn import formula as f
from symcnn.errors import LimitExceeded, Source, Span, SyntaxMistake, printable
from symcnn.formula import Formula
from symcnn.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lark import Token

    from symcnn.limits import Limits


@v_args(tree=True)
class Builder(Transformer_NonRecursive[Any, tree.Program]):
    """Turns the parse tree of one source into a :class:`~symcnn.syntax.tree.Program`."""

    def __init__(self, source: Source, limits: Limits, offset: int = 0) -> None:
        super().__init__()
        self._source = source
        self._limits = limits
        self._offset = offset

    def _span(self, node: Any) -> Span:
        meta = node.meta if isinstance(node, Tree) else node
        start, end = (getattr(meta, name, 0) or 0 for name in ("start_pos", "end_pos"))
        return Span(self._source, max(0, start - self._offset), max(0, end - self._offset))

    def _formula(self, node: Any, op: str, args: Sequence[Formula] = (), value: Any = None) -> Formula:
        return Formula(op, tuple(args), value, self._span(node))

    # -- definitions

    def start(self, node: Any) -> tree.Program:
        items = node.children
        return tree.Program(
            uses=tuple(item for item in items if isinstance(item, tree.Use)),
            layers=tuple(item for item in items if isinstance(item, tree.LayerDefinition)),
            bodies=tuple(item for item in items if isinstance(item, tree.Body)),
            statements=tuple(item for item in items if isinstance(item, tree.Statement)),
            notations=tuple(item for item in items if isinstance(item, tree.NotationDefinition)),
            span=Span(self._source, 0, len(self._source.text)),
        )

    def use_file(self, node: Any) -> tree.Use:
        return tree.Use(_unquoted(node.children[0]), span=self._span(node))

    def network(self, node: Any) -> tree.Body:
        return self._body(node, "network")

    def block(self, node: Any) -> tree.Body:
        return self._body(node, "block")

    def _body(self, node: Any, kind: str) -> tree.Body:
        doc, name, parameters, statements = node.children
        return tree.Body(
            kind, str(name), parameters or (), statements, _unquoted(doc) if doc else "", span=self._span(name)
        )

    def layer(self, node: Any) -> tree.LayerDefinition:
        doc, name, parameters, rules = node.children
        return tree.LayerDefinition(
            str(name),
            parameters or (),
            tuple(rule for rule in rules if isinstance(rule, tree.Require)),
            tuple(rule for rule in rules if isinstance(rule, tree.Rule)),
            _unquoted(doc) if doc else "",
            span=self._span(name),
        )

    def notation(self, node: Any) -> tree.NotationDefinition:
        doc, name, symbols = node.children
        return tree.NotationDefinition(str(name), symbols, _unquoted(doc) if doc else "", span=self._span(name))

    def symbols(self, node: Any) -> tuple[tree.Symbol, ...]:
        return tuple(node.children)

    def symbol(self, node: Any) -> tree.Symbol:
        return tree.Symbol(str(node.children[0]), node.children[1], span=self._span(node))

    def parameters(self, node: Any) -> tuple[tree.Parameter, ...]:
        return tuple(node.children)

    def parameter(self, node: Any) -> tree.Parameter:
        *names, kind, default = node.children
        word, relation, bound = kind or ("", "", None)
        words = tuple(str(name) for name in names[:-1])
        return tree.Parameter(words, str(names[-1]), word, relation, bound, default, span=self._span(node))

    def kind(self, node: Any) -> tuple[str, str, Formula | None]:
        word, relation, bound = node.children
        return str(word), str(relation or ""), bound

    def rules(self, node: Any) -> tuple[tree.Node, ...]:
        return tuple(
            tree.Rule(child.name, child.value, span=child.span) if isinstance(child, tree.Let) else child
            for child in node.children
        )

    def require(self, node: Any) -> tree.Require:
        condition, words = node.children
        return tree.Require(condition, _unquoted(words) if words else "", span=condition.span)

    def rule(self, node: Any) -> tree.Rule:
        (target, *indices), formula = node.children
        return tree.Rule(target, formula, tuple(indices), span=self._span(node))

    def quantity(self, node: Any) -> tuple[str, ...]:
        return (str(node.children[0]),)

    def element(self, node: Any) -> tuple[str, ...]:
        return tuple(str(child) for child in node.children)

    # -- statements

    def body(self, node: Any) -> tuple[tree.Statement, ...]:
        return tuple(node.children)

    def labelled(self, node: Any) -> tree.Statement:
        label, statement = node.children
        labelled: tree.Statement = statement.replaced(label=str(label), span=self._span(node))
        return labelled

    def input(self, node: Any) -> tree.Input:
        return tree.Input(node.children[0], span=self._span(node))

    def call(self, node: Any) -> tree.Call:
        name, arguments = node.children
        return tree.Call(str(name), arguments or (), span=self._span(node))

    def arguments(self, node: Any) -> tuple[tree.Argument, ...]:
        return tuple(node.children)

    def argument(self, node: Any) -> tree.Argument:
        name, value = node.children
        return tree.Argument(str(name or ""), value, span=self._span(node))

    def let(self, node: Any) -> tree.Let:
        return tree.Let(str(node.children[0]), node.children[1], span=self._span(node))

    def assume(self, node: Any) -> tree.Assume:
        return tree.Assume(node.children[0], span=self._span(node))

    def repeat(self, node: Any) -> tree.Repeat:
        count, index, body = node.children
        return tree.Repeat(count, str(index or ""), body, span=self._span(node))

    def for_each(self, node: Any) -> tree.ForEach:
        names, table, body = node.children
        return tree.ForEach(names, table, body, span=self._span(node))

    def pattern(self, node: Any) -> tuple[str, ...]:
        return tuple(str(name) for name in node.children)

    def when(self, node: Any) -> tree.When:
        condition, then, otherwise = node.children
        chain = (otherwise,) if isinstance(otherwise, tree.When) else otherwise or ()
        return tree.When(condition, then, chain, span=self._span(node))

    def merge(self, node: Any) -> tree.Merge:
        kind, *branches = node.children
        return tree.Merge(str(kind), tuple(branches), span=self._span(node))

    def head(self, node: Any) -> tree.Statement:
        """``head`` is no reserved word, so that a layer can be labelled so."""
        word, body = node.children
        if word == "head":
            return tree.Head(body, span=self._span(node))
        if not body:
            return tree.Merge(str(word), (), span=self._span(node))
        hint = f"{word} {{ {{ conv(3, K) }} {{ }} }}; an output of its own is head {{ ... }}"
        raise SyntaxMistake("a merge needs its branches in braces of their own", self._span(word), hint)

    def branch_from(self, node: Any) -> tree.From:
        return tree.From(str(node.children[0]), node.children[1], span=self._span(node))

    def use_shared(self, node: Any) -> tree.UseShared:
        return tree.UseShared(str(node.children[0]), span=self._span(node))

    # -- expressions

    def if_else(self, node: Any) -> Formula:
        return self._formula(node, "if", node.children)

    def disjunction(self, node: Any) -> Formula:
        return self._formula(node, "or", node.children)

    def conjunction(self, node: Any) -> Formula:
        return self._formula(node, "and", node.children)

    def not_(self, node: Any) -> Formula:
        return self._formula(node, "not", node.children)

    def comparison(self, node: Any) -> Formula:
        """``a <= b < c`` becomes ``a <= b and b < c``."""
        parts = node.children
        pairs = [
            self._formula(node, "compare", (parts[i - 1], parts[i + 1]), str(parts[i])) for i in range(1, len(parts), 2)
        ]
        return pairs[0] if len(pairs) == 1 else self._formula(node, "and", pairs)

    def sum(self, node: Any) -> Formula:
        first, *rest = node.children
        terms = [first]
        for sign, term in zip(rest[::2], rest[1::2], strict=True):
            terms.append(self._formula(term.span, "negative", [term]) if sign == "-" else term)
        return Formula("sum", tuple(terms), None, self._span(node))

    def product(self, node: Any) -> Formula:
        """Factors in one row, a divisor as a reciprocal; ``%`` closes the row before it."""
        first, *rest = node.children
        factors = [first]
        for sign, factor in zip(rest[::2], rest[1::2], strict=True):
            if sign == "%":
                factors = [self._formula(node, "remainder", (self._row(node, factors), factor))]
            else:
                factors.append(Formula("reciprocal", (factor,), None, factor.span) if sign == "/" else factor)
        return self._row(node, factors)

    def _row(self, node: Any, factors: list[Formula]) -> Formula:
        return factors[0] if len(factors) == 1 else self._formula(node, "product", factors)

    def minus(self, node: Any) -> Formula:
        return self._formula(node, "negative", node.children)

    def power(self, node: Any) -> Formula:
        return self._formula(node, "power", node.children)

    def number(self, node: Any) -> Formula:
        digits: Token = node.children[0]
        if len(digits) > self._limits.digits:
            message = f"a number of {len(digits)} digits; at most {self._limits.digits} are read"
            raise LimitExceeded(message, self._span(digits))
        return Formula("number", (), f.number(Fraction(digits)).value, self._span(node))

    def name(self, node: Any) -> Formula:
        return self._formula(node, "name", (), str(node.children[0]))

    def text(self, node: Any) -> Formula:
        return self._formula(node, "text", (), _unquoted(node.children[0]))

    def function(self, node: Any) -> Formula:
        return self._formula(node, "call", node.children[1:], str(node.children[0]))

    def index(self, node: Any) -> Formula:
        return self._formula(node, "index", node.children[1:], str(node.children[0]))

    def fold(self, node: Any) -> Formula:
        function, body, *ranges = node.children
        flat = [part for pair in ranges for part in pair]
        return self._formula(node, "fold", (body, *flat), str(function))

    def range(self, node: Any) -> tuple[Formula, Formula]:
        return self._formula(node.children[0], "name", (), str(node.children[0])), node.children[1]

    def tuple(self, node: Any) -> Formula:
        return self._formula(node, "tuple", node.children)

    def list(self, node: Any) -> Formula:
        return self._formula(node, "list", node.children)


def _unquoted(token: str) -> str:
    """The words of a string: between its quotes, docstrings with their lines stripped."""
    if token.startswith('"""'):
        return printable("\n".join(line.strip() for line in token[3:-3].strip().splitlines()))
    return printable(token[1:-1])
