"""The formatter: lays a text out anew. Only white space changes, so the tree and the comments stay.

The layout follows from the tokens, the comments and the lines they stand on, never from the author's columns (but those
of aligned comments). The lines it makes are lines it would leave, hence a second run changes nothing.
"""

from __future__ import annotations

import re
from itertools import accumulate, groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from symcnn.limits import DEFAULT, Limits
from symcnn.syntax.parser import parse
from symcnn.syntax.tables import load_parser

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_STEP = 4
_WIDEST = 100
"""Nothing is aligned beyond this column, or one very long line would pad all others to its length."""

_COMMENT = re.compile(r"(\s*)(#[^\n]*)")
_HEADERS = frozenset({"NETWORK", "BLOCK", "LAYER", "NOTATION"})
_OPENING = frozenset({"LPAR", "LSQB"})
_CLOSING = frozenset({"RPAR", "RSQB"})
_BRACES = frozenset({"LBRACE", "RBRACE"})

_ENDS = _CLOSING | _BRACES | {"", "NAME", "PRIMED", "NUMBER", "STRING", "DOC", "SEMICOLON"}
"""What may stand right before a statement."""
_INFIX = frozenset(
    {"SIGN", "TIMES", "CIRCUMFLEX", "COMPARISON", "AND", "OR", "IF", "ELSE", "AS", "IN", "_TO", "EQUAL", "COLON"}
)
_CONTINUES = _INFIX | _OPENING | {"STRING", "MEMBER"}
"""What carries a statement on that could have ended; any other token begins the next one."""

_NEVER_FIRST = frozenset({"SEMICOLON", "COLON", "EQUAL", "ARGUMENT"})
_NEVER_LAST = _HEADERS | {"COLON", "LET", "USE", "FROM", "WHEN"}
"""What a line does not begin or end with; all other line breaks of the author stay."""
_TIGHT_BEFORE = _CLOSING | {"_TO", "MEMBER", "COMMA", "SEMICOLON", "COLON", "CIRCUMFLEX", "ARGUMENT"}
_TIGHT_AFTER = _OPENING | {"_TO", "MINUS", "CIRCUMFLEX", "ARGUMENT"}


class _Piece(NamedTuple):
    """A token or a comment, with the line breaks before it and the number of characters between these and it."""

    kind: str  # the grammar's terminal; the = of an argument is an ARGUMENT
    text: str
    breaks: int
    gap: int
    fresh: bool = True  # no statement is under way where it stands


class _Line(NamedTuple):
    code: Sequence[_Piece]  # tokens, or one comment that stands alone
    comment: _Piece
    blank: bool  # whether a blank line stands before it


_NOTHING = _Piece("", "", 0, 0)


def format_text(text: str, name: str = "<text>", limits: Limits = DEFAULT) -> str:
    """Lay a text out: indentation, spaces, blank lines; line breaks and comments stay the author's.

    >>> print(format_text("input( W,H,D ) ;C1:conv( F = 5,K=2 * n+1 )   # first"), end="")
    input(W, H, D); C1: conv(F=5, K=2*n + 1)   # first

    A text of white space alone becomes the empty text. Raises what :func:`~symcnn.syntax.parser.parse` raises.
    """
    parse(text, name, limits)
    lines = list(_lines(_unfolded([_joined(*pair) for pair in pairwise(_pieces(text))])))
    layout = _ColumnWalk()
    rows = (layout.row(line, width) for line, width in zip(lines, _widths(lines), strict=True))
    return "".join(f"{line}\n" for line in _with_comments(lines, rows))


# -- pieces: every token and comment, and whether a line breaks before it ----------------------------------------------


def _pieces(text: str) -> Iterator[_Piece]:
    headers: list[bool] = []
    before = last = ""
    yield _NOTHING
    for piece in _scanned(re.sub(r"(?<!\r)\r\n", "\n", text)):  # in a docstring \r\r\n are two line breaks
        if piece.kind == "COMMENT":
            yield piece
            continue
        argument = piece.kind == "EQUAL" and bool(headers) and not headers[-1]
        fresh = not headers and last in _ENDS and piece.kind not in _CONTINUES
        yield piece._replace(kind="ARGUMENT" if argument else piece.kind, fresh=fresh)
        if piece.kind in _OPENING:
            headers.append(before in _HEADERS)
        elif piece.kind in _CLOSING:
            headers.pop()
        before, last = last, piece.kind


def _scanned(text: str) -> Iterator[_Piece]:
    """Tokens as the parser meets them, whose place distinguishes keywords from names; comments from between them."""
    end = 0
    tokens = [
        (token.type, str(token), token.start_pos or 0) for token in load_parser().parse_interactive(text).iter_parse()
    ]
    for kind, word, start in (*tokens, ("", "", len(text))):
        while comment := _COMMENT.match(text, end, start):
            yield _Piece("COMMENT", comment[2].rstrip(), *_distance(comment[1]))
            end = comment.end()
        if kind:
            yield _Piece(kind, word, *_distance(text[end:start]))
            end = start + len(word)


def _distance(space: str) -> tuple[int, int]:
    return space.count("\n"), len(space) - space.rfind("\n") - 1


def _joined(left: _Piece, piece: _Piece) -> _Piece:
    """The piece without line breaks that would tear its statement apart; a definition stands below its docstring."""
    if "COMMENT" in {left.kind, piece.kind}:
        return piece
    header = piece.kind == "LBRACE" and left.kind not in _BRACES
    if header or _calls(left, piece) or piece.kind in _NEVER_FIRST or left.kind in _NEVER_LAST:
        return piece._replace(breaks=0)
    return piece._replace(breaks=1) if left.kind == "DOC" else piece


def _unfolded(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces, with a line break behind the first and before the last brace of a group that has one anywhere."""
    result = list(pieces)
    opened: list[int] = []
    broken: set[int] = set()
    for place, piece in enumerate(pieces):
        if piece.breaks:
            broken.update(opened[-1:])
        if piece.kind == "LBRACE":
            opened.append(place)
        elif piece.kind == "RBRACE" and (first := opened.pop()) in broken:
            broken.update(opened[-1:])
            for edge in (first + 1, place):
                if not pieces[edge].breaks and pieces[edge].kind != "COMMENT":
                    result[edge] = pieces[edge]._replace(breaks=1)
    return result


# -- lines ------------------------------------------------------------------------------------------------------------


def _lines(pieces: Sequence[_Piece]) -> Iterator[_Line]:
    edge = True
    numbers = accumulate(piece.breaks > 0 for piece in pieces)
    for _, group in groupby(zip(numbers, pieces, strict=True), lambda pair: pair[0]):
        line = [piece for _, piece in group]
        comment = line.pop() if len(line) > 1 and line[-1].kind == "COMMENT" else _NOTHING
        edge = edge or line[0].kind in _CLOSING | {"RBRACE"}
        yield _Line(line, comment, blank=line[0].breaks > 1 and not edge)
        edge = line[-1].kind in _OPENING | {"LBRACE"}


def _space(left: _Piece, right: _Piece) -> str:
    tight = left.kind in _TIGHT_AFTER or right.kind in _TIGHT_BEFORE or _calls(left, right)
    return "" if tight or not {"*", "/"}.isdisjoint({left.text, right.text}) else " "


def _calls(left: _Piece, right: _Piece) -> bool:
    """Whether the right piece opens the arguments or indices of the left one."""
    return right.kind in _OPENING and left.kind in {"NAME", "INPUT"}


def _width(line: _Line) -> int:
    """Characters before the ``=`` of the rule that opens the line; 0 where none does."""
    kinds = [piece.kind for piece in line.code]
    end = kinds.index("EQUAL") if line.code[0].fresh and "EQUAL" in kinds else 0
    target = line.code[:end]
    if end > 1 and (kinds[1] != "LSQB" or kinds[end - 1] != "RSQB"):
        return 0
    width = sum(len(piece.text) for piece in target) + sum(len(_space(*pair)) for pair in pairwise(target))
    return width if width < _WIDEST else 0


def _widths(lines: Sequence[_Line]) -> Iterator[int]:
    """For a line that a rule opens, the widest left side of its run; a rule may go on over several lines."""
    own = [_width(line) for line in lines]
    ends = (line.blank or (line.code[0].fresh and not width) for line, width in zip(lines, own, strict=True))
    for _, group in groupby(zip(accumulate(ends), own, strict=True), lambda pair: pair[0]):
        run = [width for _, width in group]
        yield from (width and max(run) for width in run)


# -- columns ----------------------------------------------------------------------------------------------------------


class _ColumnWalk:
    """Walks down the lines and knows at which column each begins."""

    def __init__(self) -> None:
        self._level = 0
        self._brackets: list[tuple[int, int]] = []  # columns of what an open bracket holds, and of its other half
        self._rest = 0  # the column where a statement goes on outside brackets

    def row(self, line: _Line, width: int) -> str:
        """The line without its comment, the ``=`` of its rule behind ``width`` characters."""
        margin = column = self._margin(line.code[0])
        hanging = line.code[-1].kind in _OPENING
        words = [" " * margin]
        for left, piece in pairwise((_NOTHING, *line.code)):
            space = _space(left, piece) if left.kind else ""
            if width and piece.kind == "EQUAL":
                space, width = " " * (margin + width + 1 - column), 0
            words += space, piece.text
            column += len(space) + len(piece.text)
            self._pass(piece, margin, _WIDEST if hanging or piece is line.code[-1] else column)
        return "".join(words)

    def _margin(self, first: _Piece) -> int:
        if self._brackets:
            return self._brackets[-1][first.kind in _CLOSING]
        return self._level - _STEP * (first.kind == "RBRACE") if first.fresh else self._rest

    def _pass(self, piece: _Piece, margin: int, column: int) -> None:
        """What a piece that ends at ``column`` means for the lines below; none aligns at ``_WIDEST`` or beyond."""
        narrow = column < _WIDEST
        if piece.kind in _BRACES:
            self._level += _STEP if piece.kind == "LBRACE" else -_STEP
        elif piece.kind in _OPENING:
            self._brackets.append((column if narrow else margin + _STEP, margin))
        elif piece.kind in _CLOSING:
            self._brackets.pop()
        elif piece.kind == "EQUAL" and narrow:
            self._rest = column + 1
        if piece.fresh and piece.kind != "COMMENT":
            self._rest = self._level + _STEP


def _with_comments(lines: Sequence[_Line], rows: Iterable[str]) -> Iterator[str]:
    """The rows with blank lines and comments; these share a column in a run, as far right as the author had them."""
    ends = accumulate(line.blank or not line.comment.kind for line in lines)
    for _, group in groupby(zip(ends, lines, rows, strict=True), lambda triple: triple[0]):
        run = [(line, row) for _, line, row in group]
        narrow = [(len(row), line.comment.gap) for line, row in run if line.comment.kind and len(row) + 2 < _WIDEST]
        nearest = max((end + 2 for end, _ in narrow), default=0)
        column = max(nearest, min([_WIDEST, *(end + gap for end, gap in narrow)]))
        for line, row in run:
            yield from [""] * line.blank
            yield f"{row.ljust(column - 2)}  {line.comment.text}" if line.comment.kind else row
