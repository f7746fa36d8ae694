r"""Paints a picture as TikZ. Every word of an author is escaped here, once; the document needs ``\usepackage{tikz}``.

Words in Chinese also need ``\usepackage{ctex}``, and XeLaTeX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.errors import printable
from symcnn.render.figures.metrics import is_chinese
from symcnn.render.figures.palette import PALETTE
from symcnn.render.figures.shapes import Box, Circle, Polygon, Polyline, TextShape, with_tip
from symcnn.render.formula.latex import LATEX, escape
from symcnn.render.formula.setting import set_formula
from symcnn.render.languages.cjk_fonts import PACKAGE, SANS, tex_fonts
from symcnn.support.names import GREEK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from symcnn.formula import Formula
    from symcnn.render.figures.shapes import Picture, Point, Shape, Text

_ANCHORS = {"start": "left", "middle": "", "end": "right"}
_SIGNS = {letter: rf"$\{word}$" if word != "omicron" else "$o$" for word, letter in GREEK.items()} | {"⊙": r"$\odot$"}
"""What LaTeX's text fonts lack, in math mode."""


def to_tikz(picture: Picture) -> str:
    r"""The picture as an environment ``tikzpicture``.

    >>> from symcnn.render.figures.shapes import Picture
    >>> to_tikz(Picture("", 10, 5, (TextShape(5, 2.5, ("a_b",)),))).splitlines()[-2]
    '\\pgftext[at=\\pgfpointxy{5}{2.5}]{\\cnnwords{0.7}{cnntext}{a\\_b}}'
    """
    wide, high = _number(picture.width), _number(picture.height)
    used = sorted({color for shape in picture.shapes for color in _colors(shape)} & PALETTE.keys())
    lines = [
        "% \\usepackage{tikz}",
        *[f"% {PACKAGE}, and XeLaTeX"] * is_chinese(picture),
        f"\\begin{{tikzpicture}}[x=1pt,y=-1pt,line join=round]{_named(picture.name)}",
        _WORDS,
        *(f"\\definecolor{{cnn{_plain(color)}}}{{HTML}}{{{PALETTE[color].upper()}}}" for color in used),
        f"\\path[use as bounding box] (0,0) rectangle ({wide},{high});",
        *(line for shape in picture.shapes for line in _PAINTERS[type(shape)](shape)),
        "\\end{tikzpicture}",
    ]
    return "\n".join(lines) + "\n"


def to_page(picture: Picture) -> str:
    """A document for the picture's engine whose only page is the picture."""
    is_plain = not is_chinese(picture)
    origin = "\\pdfhorigin=0pt \\pdfvorigin=0pt \\hoffset=0pt \\voffset=0pt" if is_plain else _CORNER
    fonts = "" if is_plain else f"{tex_fonts(SANS)}\n"
    return (
        f"\\documentclass{{article}}\n\\usepackage{{tikz}}\n{fonts}\\begin{{document}}\n\\setbox0\\hbox{{%\n"
        f"{to_tikz(picture)}}}\n\\pdfpagewidth=\\wd0 \\pdfpageheight=\\dimexpr\\ht0+\\dp0\\relax\n"
        f"{origin}\n\\shipout\\box0\n\\end{{document}}\n"
    )


_CORNER = "\\hoffset=-1in \\voffset=-1in"
"""XeTeX has no origin but its own, an inch from both sides."""


def _named(name: str) -> str:
    """The network's name as a comment, which ends with its line."""
    return f"% {escape(printable(' '.join(name.split())))}" if name else ""


def _plain(color: str) -> str:
    return color.replace("_", "")


def _colors(shape: Shape) -> tuple[str, ...]:
    if isinstance(shape, Box | Polygon):
        return shape.fill, shape.stroke
    return (shape.fill, "line") if isinstance(shape, Circle) else (shape.color,)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _point(point: Point) -> str:
    return f"({_number(point[0])},{_number(point[1])})"


def _painted(fill: str, stroke: str, line: float) -> str:
    """The options of a path that is filled, drawn, or both."""
    filled = f"fill=cnn{_plain(fill)}" if fill in PALETTE else ""
    drawn = f"draw=cnn{_plain(stroke)},line width={_number(line)}pt" if stroke in PALETTE else ""
    return ",".join(filter(None, (filled, drawn)))


def _box(box: Box) -> Iterator[str]:
    dashes = ",dash pattern=on 2pt off 1.5pt" if box.dashed else ""
    corner = f",rounded corners={_number(box.corner)}pt" if box.corner else ""
    ends = _point((box.x, box.y)), _point((box.x + box.width, box.y + box.height))
    yield f"\\path[{_painted(box.fill, box.stroke, 0.5)}{corner}{dashes}] {ends[0]} rectangle {ends[1]};"


def _polygon(polygon: Polygon) -> Iterator[str]:
    yield f"\\path[{_painted(polygon.fill, polygon.stroke, 0.4)}] {' -- '.join(map(_point, polygon.points))} -- cycle;"


def _circle(circle: Circle) -> Iterator[str]:
    place = _point((circle.x, circle.y))
    yield f"\\path[{_painted(circle.fill, 'line', 0.5)}] {place} circle[radius={_number(circle.radius)}pt];"


def _line(line: Polyline) -> Iterator[str]:
    dashes = ",dash pattern=on 1.5pt off 1.5pt" if line.dashed else ""
    points, tip = with_tip(line)
    yield f"\\path[{_painted('', line.color, line.width)}{dashes}] {' -- '.join(map(_point, points))};"
    if tip:
        yield f"\\path[{_painted(line.color, '', 0)}] {' -- '.join(map(_point, tip))} -- cycle;"


_WORDS = r"\newcommand\cnnwords[3]{\scalebox{#1}{\sffamily\fontsize{10}{10}\selectfont\color{#2}#3}}"
"""Letters of ten points, scaled: fonts come in that size, and not in all the others."""


def _words(words: TextShape) -> Iterator[str]:
    r"""Text at a place; TeX sets it some eight times faster than a ``\node``, which has a name, a shape and anchors."""
    place = rf"at=\pgfpointxy{{{_number(words.x)}}}{{{_number(words.y)}}}"
    options = ",".join(filter(None, (_ANCHORS[words.anchor], place, "rotate=90" * words.upright)))
    size, bold = f"{words.size / 10:.3f}".rstrip("0"), r"\bfseries " * words.bold
    yield rf"\pgftext[{options}]{{\cnnwords{{{size}}}{{cnn{_plain(words.color)}}}{{{bold}{_set(words.text)}}}}}"


def _set(text: Text) -> str:
    """Text on one line."""
    parts = (_plainly(part) if isinstance(part, str) else _formula(part) for part in text)
    return "".join(parts).replace("\n", " ")


def _plainly(words: str) -> str:
    """Words; Greek letters of a name need math mode."""
    return "".join(_SIGNS.get(character, character) for character in escape(printable(words)))


def _formula(formula: Formula) -> str:
    """A number in the letters of the text, anything else in math mode, on one line."""
    if formula.op == "number" and isinstance(formula.value, int):
        return str(formula.value)
    return f"${set_formula(formula, LATEX.small or LATEX)}$"


_PAINTERS: Mapping[type, Callable[..., Iterator[str]]] = {
    Box: _box, Polygon: _polygon, Circle: _circle, Polyline: _line, TextShape: _words,
}  # fmt: skip
