"""Formulas as lines of LaTeX that fit a text width: measured by estimate, broken at outer signs."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from symcnn.formula import ONE, Formula, Operator, as_factor, negative
from symcnn.render.content.report import joined
from symcnn.render.formula.latex import FLAT_LATEX, INLINE_FENCES, LATEX, escape
from symcnn.render.formula.remembered import remembered
from symcnn.render.formula.setting import set_formula
from symcnn.render.formula.text import TEXT
from symcnn.render.widths import WIDTHS
from symcnn.support.names import GREEK, parted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.render.formula.style import Style
    from symcnn.render.languages.phrases import Part

TEXT_WIDTH = WIDTHS["onecolumn"]
"""Of ``article`` at 10pt, in points; every width here is in points of that size."""

ONE_LINE = FLAT_LATEX.replaced(number=lambda value: f"{value:,}".replace(",", "{,}"))
"""As on a line of its own, but for choices, which Markdown cannot set in rows."""
DISPLAY = ONE_LINE.replaced(cases=LATEX.cases, flat=ONE_LINE)
INLINE = ONE_LINE.replaced(fraction=None, brackets=("(", ")"), fences=INLINE_FENCES)
"""For tables and sentences: as high as a line of text, and parted by TeX where need be."""


class LinePiece(NamedTuple):
    """A piece of a line that cannot be broken, with the sign before it within a line and at a line's start."""

    text: str
    width: float
    joint: str = ""
    start: str = ""
    starts: bool = False
    """Whether it has to start a line."""


EQUALS = 14.0
"""Points that a sign such as = takes, with the gaps around it."""
QUAD = 10.0
_FENCES, _DOT, _SPARE = 14.0, 7.0, 4.0
"""Points of two brackets, of a sign between factors, and left beside a sign = that a formula goes into."""
_LEAST = 50.0
"""Points that a line has at least, however narrow the text."""


def staged(stages: Iterable[Formula], limit: float) -> list[LinePiece]:
    """A chain of equalities as pieces, each stage whole or broken."""
    found: list[LinePiece] = []
    for stage in stages:
        first, *rest = broken(stage, limit)
        starts = bool(rest) or (bool(found) and not found[-1].start.startswith(" &="))
        found += [first._replace(joint=" = ", start=" &= ", starts=starts, width=first.width + EQUALS), *rest]
    return found


def fill(pieces: Iterable[LinePiece], limit: float) -> list[str]:
    """Lines of pieces, each as full as it can be."""
    lines, used = list[str](), 0.0
    for piece in pieces:
        if lines and used + piece.width <= limit + EQUALS and not piece.starts:
            lines[-1] += piece.joint + piece.text
            used += piece.width
        else:
            lines.append(piece.start + piece.text)
            used = piece.width + (0 if "=" in piece.start else EQUALS + QUAD * piece.start.count("quad"))
    return lines


def broken(formula: Formula, limit: float) -> list[LinePiece]:
    """The formula whole if it fits into a line, else its terms or factors; what has none is left to TeX.

    What fits into a line is never broken, so that lines end at the outermost signs that there are.
    """
    formula, limit = formula.args[0] if formula.op == "given" else formula, max(limit, _LEAST)
    split = {"sum": _terms, "product": _factors}.get(formula.op)
    if width_of(formula) <= limit or formula.op in ("name", "number"):
        return [LinePiece(math(formula), width_of(formula))]
    boxed = rf"\parbox[t]{{{limit + _SPARE:.0f}pt}}{{\raggedright ${_breakable(math(formula, INLINE))}$}}"
    return split(formula, limit) if split else [LinePiece(boxed, limit)]


def _breakable(text: str) -> str:
    """A formula within a sentence, which may be parted behind its commas, strokes and opening brackets too."""
    return _BREAKS.sub(lambda match: rf"{match[0]}\allowbreak ", text)


def _terms(formula: Formula, limit: float) -> list[LinePiece]:
    """A term that is broken has lines of its own."""
    pieces, parted = list[LinePiece](), False
    for term in formula.args:
        sign, body = (" - ", negative(term)) if term.op in ("negative", "number") and term.negated else (" + ", term)
        first, *rest = _operand("sum", body, limit - EQUALS * bool(pieces))
        text = first.text if pieces or sign == " + " else f"-{first.text}"
        starts = bool(pieces) and (bool(rest) or (parted and body.op != "number"))
        pieces += [LinePiece(text, first.width + EQUALS, sign, rf"&\quad{{}}{sign}", starts), *rest]
        parted = bool(rest)
    return pieces


def _factors(formula: Formula, limit: float) -> list[LinePiece]:
    below = [factor for factor in formula.args if factor.op == "reciprocal"]
    above = [factor for factor in formula.args if factor.op != "reciprocal"]
    numeral = above.pop(0) if below and above and above[0].op == "number" and len(above) > 1 else ONE
    pieces = [LinePiece(math(Formula("product", (numeral, *below))), max(map(width_of, below)))] if below else []
    for earlier, factor in zip([None, *above], above, strict=False):
        first, *rest = _operand("product", factor, limit - EQUALS - _DOT)
        # As the printer sets the two: with a sign or without.
        pair = [math(Formula("product", each)) for each in ((earlier or ONE,), (factor,), (earlier or ONE, factor))]
        joint = " " if " ".join(pair[:2]) == pair[2] else r" \cdot "
        pieces += [first._replace(joint=joint, start=r"&\qquad{} \cdot ", width=first.width + 7), *rest]
    return pieces


def _operand(op: Operator, formula: Formula, limit: float) -> list[LinePiece]:
    """A term or factor; one that is broken gets brackets of a fixed size, since a line cannot part those that grow."""
    whole, has_fences = math(Formula(op, (formula,))), math(Formula(op, (formula,))) != math(formula)
    pieces = broken(formula, limit - _FENCES * has_fences)
    if pieces[0].text == math(formula):
        return [pieces[0]._replace(text=whole)]
    if has_fences:
        pieces = [pieces[0], *map(_within, pieces[1:])]
        size = r"\bigg" if r"\frac" in whole else r"\big"
        pieces[0] = pieces[0]._replace(text=f"{size}l( {pieces[0].text}")
        pieces[-1] = pieces[-1]._replace(text=f"{pieces[-1].text} {size}r)")
    return pieces


def _within(piece: LinePiece) -> LinePiece:
    """A piece within brackets, whose line is set in farther than what is outside of them."""
    return piece._replace(start=piece.start.replace("&", r"&\quad", 1))


TIMES = r" \times "
TYPEWRITER, _OTHER = 5.25, 11.0
WIDEST_TYPEWRITER = 6.0
"""Courier, which some journals have."""
_CHARACTERS: Mapping[str, float] = {
    **dict.fromkeys("ABCDEFGHIJKLNOPQRSTUVXYZ", 8.6), **dict.fromkeys("MW", 10.9), "m": 8.8, "w": 7.5,
    **dict.fromkeys("ijlt,.'", 3.5), **dict.fromkeys("+=≠≤≥<>\u2212", 7.8), **dict.fromkeys("()⌊⌋⌈⌉", 7.2),
    " ": 2.8, "·": 7.2, "_": 0.0,
}  # fmt: skip
"""Widths of the characters that are not about half an em wide."""

FLAT = TEXT.replaced(number="{:,}".format)
_TALL = FLAT.replaced(
    cases=lambda rows, last, word: "MM" + max(*("".join(row) for row in rows), last + word, key=_width),
    name=lambda word: TEXT.name(word)[: 2 + 3 * len(word) // 4] if parted(word).below else TEXT.name(word),
    fraction=lambda above, below: max((above, below), key=_width),
    index=lambda array, indices: array + indices[: 3 * len(indices) // 4],
    fold=lambda _function, ranges: "WW" * len(ranges),
)


def math(formula: Formula | str, style: Style = DISPLAY) -> str:
    """A formula as LaTeX; words as words."""
    if isinstance(formula, str) or formula.op == "text":
        return rf"\text{{{escape(formula if isinstance(formula, str) else str(formula.value))}}}"
    return _set(formula, style)


def as_inline_factor(formula: Formula) -> str:
    """A formula within a line as a factor, in parentheses if it is a sum."""
    return as_factor(formula, math(formula, INLINE))


def width_of(formula: Formula | str, style: Style = _TALL) -> float:
    """About how wide a formula or a word is."""
    return _width(formula) if isinstance(formula, str) else _set_width(formula, style)


_set = remembered(set_formula)


@remembered
def _set_width(formula: Formula, style: Style) -> float:
    return _width(_set(formula, style))


def _width(text: str) -> float:
    return sum(_CHARACTERS.get(letter, 5.2 if letter < "\u2100" else _OTHER) for letter in text)


_BREAKS = re.compile(r"(?<!\{),(?!\}) ?|(?<=[\w)}])/|(?<=\w)\(|\\l(?:floor|ceil) ")
_NEEDLESS = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\\allowbreak\{\}")
"""Behind a character of a script that is broken anywhere, by rules of its own."""
_CHUNK = re.compile(r"[^ ,/-]{0,15}(?:[ ,/-]+|_(?=[^ ,/]{8})|$)|[^ ,/-]{1,16}")


def prose(words: str) -> str:
    """Words of an author, which a line can break also where they hold no blank."""
    parts = [escape(part) for part in _CHUNK.findall(" ".join(words.split())) if part]
    return _NEEDLESS.sub("", r"\allowbreak{}".join(parts).replace(r" \allowbreak{}", " "))


def unbroken(words: str) -> list[str]:
    """The parts of words of an author between which a line can break."""
    return [part.strip() for part in _CHUNK.findall(" ".join(words.split()))]


def sentence(parts: Iterable[Part]) -> str:
    """Words and formulas in a row; the blanks between them stay."""
    return joined(parts, lambda words: prose(f"|{words}|")[1:-1], lambda formula: f"${math(formula, INLINE)}$")


_OF_TYPEWRITER = {r"\{": 123, r"\}": 125, r"\textless{}": 60, r"\textgreater{}": 62}
"""Signs that typewriter has itself, where LaTeX would take another font."""


def code(words: str) -> str:
    """Words of the language, in typewriter."""
    shown = prose(words)
    for escaped, number in _OF_TYPEWRITER.items():
        shown = shown.replace(escaped, rf"\char{number}{{}}")
    return rf"\texttt{{{shown}}}" if words else ""


def paragraph(title: str, call: str, words: str) -> str:
    """The start of a paragraph about something: its name, how it is called, what it is."""
    return rf"\paragraph*{{{prose(title)}}} " + (code(call) + r" \\ " if call else "") + prose(words)


_LATIN = "ßæÆœŒøØłŁ“”—…§©°±·÷¶†‡€µ¿¡" + "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327"
_SIGNS = {
    "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≡": r"\equiv", "≢": r"\not\equiv", "−": "-", "·": r"\cdot",
    "…": r"\dots", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "∈": r"\in", "×": r"\times",
    **{raised: f"{{}}^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{lowered: f"{{}}_{digit}" for digit, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")},
}  # fmt: skip
_COMMANDS = _SIGNS | {letter: "o" if word == "omicron" else "\\" + word for word, letter in GREEK.items()}
OTHER_SCRIPT = (
    r"\ifdefined\otherscript\else\protected\def\otherscript#1#2{\ifdefined\Umathcode\ifdefined\setCJKmainfont#1"
    r"\else\iffontchar\font`#1 #1\else\digitbox#2\relax\fi\fi\else\digitbox#2\relax\fi}"
    r"\def\digitbox U+#1#2#3#4#5\relax{\vbox{\baselineskip5pt\fontsize{5}{5}\ttfamily\selectfont"
    r"\hbox{#1#2}\hbox{#3#4#5}}}\fi% what pdfLaTeX cannot set"
)
"""A character as it is, or the digits of its number in a box as wide as it would be where no font has it."""


def portable(character: str) -> str:
    """A character in a way that every LaTeX takes, in text and in math mode."""
    if character in _COMMANDS:
        return rf"\ensuremath{{{_COMMANDS[character]}}}"
    if (character < "\u0180" and unicodedata.normalize("NFD", character)[-1] in _LATIN) or character in _LATIN:
        return rf"\text{{{character}}}"
    code = f"U+{ord(character):04X}"
    set_code = rf"\otherscript{{{character}}}{{{code}}}" if character.isprintable() else code
    return rf"\text{{{set_code}}}\allowbreak{{}}"
