r"""Displayed equations within a text width: ``align`` with a number and a label for each, or without."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import LOOSE
from symcnn.render.content.likewise import stated_once
from symcnn.render.formats.latex_equations import StackRow, stack
from symcnn.render.formats.latex_lines import (
    EQUALS,
    FLAT,
    INLINE,
    TIMES,
    LinePiece,
    broken,
    math,
    sentence,
    staged,
    width_of,
)
from symcnn.render.paper.thing_names import clauses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from symcnn.formula import Formula
    from symcnn.render.content.paper_options import PaperOptions

_NO_NUMBER = r"\notag"
_NUMBER = 32.0
"""Points that the number of an equation takes."""
_WIDEST_LEFT, _SHORT = 0.34, 0.8
"""Of the text width: a left side before its right side, an equation within a sentence."""
_INDENT = 12.0
"""Points before the signs where every left side is too wide to stand there."""


_COMMANDS = re.compile(r"\\[a-z]+ ?|[{}]")
_SUM = 50.0


class SetTerm(NamedTuple):
    """A term that is LaTeX already, and its width."""

    text: str
    width: float
    times: str = ""
    """What stands before it: how often it counts."""


class Equation(NamedTuple):
    """A left side as LaTeX, the stages of its right side, how wide the left side is, and its label, if numbered."""

    left: str
    stages: tuple[Formula, ...]
    width: float
    label: str = ""
    is_product: bool = False
    """Whether the stages are sizes with signs between them rather than equal to one another."""
    parts: tuple[SetTerm, ...] = ()
    """Terms of a right side without stages."""
    defines: Formula | None = None
    """The name that stands for its right side, where it is one of a size or of a part."""

    @property
    def whole(self) -> float:
        """About how wide it is on one line."""
        return (
            self.width + sum(width_of(stage, FLAT) + EQUALS for stage in self.stages) + sum(p.width for p in self.parts)
        )


def display(equations: Sequence[Equation], width: float) -> str:
    """Equations under one another; a left side that takes too much of the width has a line of its own."""
    if not equations:
        return ""
    is_numbered = any(equation.label for equation in equations)
    room = width - (_NUMBER if is_numbered else 0)
    rows = stack([_row(equation, numbered=is_numbered) for equation in equations], room, _WIDEST_LEFT * room, _INDENT)
    pairs = zip(equations, rows, strict=True)
    lines = [line for equation, row in pairs for line in (_numbered(row, equation.label) if is_numbered else row)]
    environment = "align" if is_numbered else "align*"
    begin, end = rf"\begingroup\allowdisplaybreaks\begin{{{environment}}}", rf"\end{{{environment}}}\endgroup%"
    return "\n".join([begin, " \\\\\n".join(lines), end])


def headed(name: str, words: str, shown: str) -> str:
    """A heading, words and a display in one paragraph; a display that began one would leave an empty line above it."""
    return f"{{\\raggedright\\paragraph*{{{name}}} {words}\n{shown}\n}}"


_TALL, _FLAT = 2.1, 1.6
"""Lines of a table that a displayed line takes, with fractions and without any."""


class Letters(NamedTuple):
    """The text on what letters stand for: whether it takes the whole width, and about how many lines."""

    text: str = ""
    is_wide: bool = False
    lines: float = 0.0


def where(named: Sequence[Equation], look: PaperOptions) -> list[str]:
    """What letters stand for, in a paragraph of its own."""
    text, is_wide, _ = letters_of(named, look)
    end = "\n" if is_wide else r"\par"
    return [rf"{{\raggedright \noindent {text}{end}}}"] if text else []


def letters_of(named: Sequence[Equation], look: PaperOptions) -> Letters:
    """What letters stand for: short ones in a sentence, long ones displayed below it."""
    if not named:
        return Letters()
    words, width = look.words, look.width
    named, likewise = _stated_once(named, look)
    short = [equation for equation in named if equation.stages and equation.whole < _SHORT * width]
    shown = [f"${equation.left} = {math(equation.stages[0], INLINE)}$" for equation in short]
    shown += likewise
    rest = [equation for equation in named if equation not in short]
    end = words(", and") * bool(shown) if rest else words(".")
    text = rf"{words('where')} {clauses(shown, words)}{end}"
    lines = (sum(equation.whole + 10 for equation in short) + sum(map(width_of, likewise))) / width + 1
    if not rest:
        return Letters(text, lines=lines)
    shown_apart = display(rest, width)
    heights = (_TALL if r"\frac" in line else _FLAT for line in shown_apart.split(r"\\")[:-1])
    return Letters(f"{text}\n{shown_apart}", is_wide=True, lines=lines + 2 + sum(heights))


def _stated_once(named: Sequence[Equation], look: PaperOptions) -> tuple[Sequence[Equation], list[str]]:
    """The equations without those along the second axis that go like others, and a clause that says so."""
    pairs = [(equation.defines, equation.stages[0]) for equation in named if equation.defines is not None]
    stated, likewise = stated_once(pairs, look.axes)
    kept = {word for word, _ in stated}
    clause = [sentence(look.words.parts([one])) for one in likewise]
    return [equation for equation in named if equation.defines is None or equation.defines in kept], clause


def _row(equation: Equation, *, numbered: bool) -> StackRow:
    end = rf" {_NO_NUMBER}" if numbered else ""
    apart = rf"\makebox[0pt][l]{{$\displaystyle {equation.left}$}} &{end} \\" + "\n"
    return StackRow(equation.left, lambda: apart, equation.width, lambda limit: _pieces(equation, limit))


def _numbered(lines: Sequence[str], label: str) -> list[str]:
    """Lines of which the last has the number of the equation, if it has a label."""
    ends = [*[_NO_NUMBER] * (len(lines) - 1), label or _NO_NUMBER]
    return [f"{line} {end}" for line, end in zip(lines, ends, strict=True)]


def _pieces(equation: Equation, limit: float) -> list[LinePiece]:
    if equation.parts:
        found = [piece for part in equation.parts for piece in _term(part, limit)]
        return [found[0]._replace(joint=" = ", start=" &= "), *found[1:]]
    return _sizes(equation.stages, limit) if equation.is_product else staged(equation.stages, limit)


def _term(part: SetTerm, limit: float) -> list[LinePiece]:
    """A term, broken behind what says how often it counts only where both take more than a line."""
    plus = r"&\quad{} + "
    if not part.times:
        return [LinePiece(part.text, part.width, " + ", plus)]
    width = 10 + (_SUM if r"\sum" in part.times else 5.2 * len(_COMMANDS.sub("x", part.times)))
    sign = "" if r"\sum" in part.times else r"\cdot "
    joint = sign if part.text[:1].isdigit() else ""  # two numbers side by side would be read as one
    inside = part.width + 8 * bool(joint)
    if width + inside + 2 * EQUALS <= limit:
        return [LinePiece(f"{part.times.strip()} {joint}{part.text}", width + inside, " + ", plus)]
    return [LinePiece(part.times, width, " + ", plus), LinePiece(part.text, inside, joint, rf"&\qquad{{}} {sign}")]


def _sizes(sizes: Iterable[Formula], limit: float) -> list[LinePiece]:
    """Sizes as factors, with a break before a sign where they are too long."""
    found: list[LinePiece] = []
    for size in sizes:
        parts = broken(size, limit - 2 * EQUALS)
        if size.op in LOOSE:
            opening, closing = (r"\bigl(", r"\bigr)") if len(parts) > 1 else (r"\left(", r"\right)")
            parts[0] = parts[0]._replace(text=opening + parts[0].text)
            parts[-1] = parts[-1]._replace(text=parts[-1].text + closing)
        first = parts[0]._replace(joint=TIMES, start=rf"&\quad{{}}{TIMES}", width=parts[0].width + EQUALS)
        found += [first if found else first._replace(start=" &= "), *parts[1:]]
    return found
