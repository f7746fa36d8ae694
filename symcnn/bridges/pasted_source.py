"""Python code that somebody pasted, as a tree whose nodes know their places, and the literals in it; nothing is run."""

from __future__ import annotations

import ast
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from symcnn.errors import Source, Span, SyntaxMistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.bridges.traced import ArgumentValue

_PROMPT = re.compile(r"^(\s*)(>>>|\.\.\.)( |$)")
_LONGEST = 40
"""Digits of a number that is computed."""


_LITERALS = "only literals can be read: numbers, words, True, False, None, and rows of these"

_COMPUTED: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction | int]] = {
    ast.Add: Fraction.__add__,
    ast.Sub: Fraction.__sub__,
    ast.Mult: Fraction.__mul__,
    ast.Div: Fraction.__truediv__,
    ast.FloorDiv: Fraction.__floordiv__,
}
"""Arithmetic that is read between numbers."""


class PastedSource:
    """A pasted text: its tree, the place of each node, and the names that it gives to literals."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows = source.text.split("\n")
        self._starts = [0]
        for row in self.rows:
            self._starts.append(self._starts[-1] + len(row) + 1)
        self.known: dict[str, ArgumentValue] = {}

    def statements(self) -> list[ast.stmt]:
        """The statements, whether they are indented as a whole, or stand behind the prompts of a session.

        Raises:
            SyntaxMistake: It is no Python; with the place.
        """
        rows = self.rows
        if any(_PROMPT.match(row) for row in rows):
            rows = [_PROMPT.sub(r"\1    ", row) if _PROMPT.match(row) else "" for row in rows]
        code = (row for row in rows if row.strip() and not row.lstrip().startswith("#"))
        inside, text = next(code, "")[:1].isspace(), "\n".join(rows)
        try:
            tree = ast.parse(f"if 1:\n{text}" if inside else text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as failure:
            line = min(max((getattr(failure, "lineno", None) or 1) - inside, 1), len(self.rows))
            column = max(getattr(failure, "offset", None) or 1, 1) - 1
            start = self._starts[line - 1] + min(column, len(self.rows[line - 1]))
            raise SyntaxMistake(
                f"this is no Python: {getattr(failure, 'msg', failure)}", Span(self.source, start, start + 1)
            ) from None
        if inside:
            ast.increment_lineno(tree, -1)
            block, *rest = tree.body
            return [*(block.body if isinstance(block, ast.If) else []), *rest]
        return tree.body

    def mistake(self, node: ast.AST, message: str, hint: str = "") -> SyntaxMistake:
        """An error at a node's place; Python counts columns in bytes."""
        line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
        # a node that stands nowhere has no end, and Python says None
        end_line, end_column = getattr(node, "end_lineno", None) or line, getattr(node, "end_col_offset", None)
        end_column = column + 1 if end_column is None else end_column
        return SyntaxMistake(
            message, Span(self.source, self._offset(line, column), self._offset(end_line, end_column)), hint
        )

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self.rows[line - 1].encode()[:column].decode(errors="ignore"))

    def path(self, function: ast.expr) -> list[str]:
        """The names of what is called, such as ``torch``, ``nn`` and ``Conv2d``."""
        names: list[str] = []
        node = function
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise self.mistake(function, "what is called here is no plain name")
        return [node.id, *reversed(names)]

    def word(self, function: ast.expr) -> str:
        """The last of these names."""
        return self.path(function)[-1]

    def literal(self, node: ast.expr) -> ArgumentValue:
        """A number, a word, a truth value, a name that stands for one, arithmetic, or a row of these."""
        match node:
            case ast.Constant(value=bool() | int() | str() | None as value):
                return value
            case ast.Constant(value=float() as value) if abs(value) != float("inf"):
                return Fraction(str(value))
            case ast.Name(id=name) if name in self.known:
                return self.known[name]
            case ast.Tuple(elts=items) | ast.List(elts=items):
                return tuple(map(self.literal, items))
            case ast.Call(args=[], keywords=[]):
                return self.word(node.func)
        return self._computed(node)

    def _computed(self, node: ast.expr) -> ArgumentValue:
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = -self._number(operand)
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _COMPUTED:
                one, other = self._number(left), self._number(right)
                if not other and isinstance(operator, ast.Div | ast.FloorDiv):
                    raise self.mistake(node, "a division by 0")
                value = Fraction(_COMPUTED[type(operator)](one, other))
            case _:
                raise self.mistake(node, _LITERALS)
        if max(abs(value.numerator), value.denominator) > 10**_LONGEST:
            raise self.mistake(node, f"a number of more than {_LONGEST} digits")
        return int(value) if value.denominator == 1 else value

    def _number(self, node: ast.expr) -> Fraction:
        value = self.literal(node)
        if isinstance(value, bool) or not isinstance(value, int | Fraction):
            raise self.mistake(node, _LITERALS)
        return Fraction(value)
