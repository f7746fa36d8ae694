"""The words of a page in a language: an English phrase is looked up in the table of the language.

A table maps English phrases to phrases. ``{}`` stands for what is filled in, ``{*}`` for as much of it as there can be,
``{=}`` for formulas without words, ``{say}`` for what is a phrase itself. So a sentence that comes from below, where no
language is known, finds its phrase again: ``stride must be at least 1`` is said by ``{} must be {say}``. What ``{.}``
stands for is filled in by the one that says the phrase; no sentence is told by it.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.quantities import Heading
from symcnn.errors import NotFound, nearest
from symcnn.formula import Formula, name
from symcnn.render.content.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.render.content.report import Part, ReportLine

LANGUAGES: Mapping[str, str] = {"en": "", "zh": "symcnn.render.languages.zh"}
"""Each language and the room of its table; English needs none."""

FORMULAS: Mapping[str, str] = {
    "and": "{=} and {=}", "or": "{=} or {=}", "not": "not {=}", "if": "{=} if {=} else {=}",
    "remainder": "{=} is whole",
}  # fmt: skip
"""The phrases that join formulas, by what is joined."""

LONGEST = 2_000
"""Characters of a sentence that is looked up."""

_FILL = re.compile(r"\{(\*|=|say|\.|)\}")
_FUNCTION = r"\b(?:max|min|mod|gcd|lcm|log|exp)\b"
_GROUPS = {"*": "(.*)", "=": rf"((?:{_FUNCTION}|(?![a-z]{{2}}).)*?)"}
_WORD = re.compile(r"[a-z]{2}")
_HOLE = "\0{}\0"
_HOLES = re.compile(r"\0(\d+)\0")


class Pattern(NamedTuple):
    """A phrase with something filled in: how its sentences are told, which fills are phrases, and what is said."""

    sentence: re.Pattern[str]
    phrases: tuple[bool, ...]
    said: str


class Words:
    """How a language says the phrases of a page; ``missing`` holds those that were said in English instead."""

    def __init__(self, language: str, table: Mapping[str, str] | None) -> None:
        self.language = language
        self.missing: set[str] = set()
        self._table = table
        self._found: dict[str, str] = {}
        self._patterns = _patterns(table or {})

    def __call__(self, phrase: str, *fill: object) -> str:
        """A phrase, with what is filled in put in.

        >>> words("en")("share of the {say} in all", "MACs")
        'share of the MACs in all'
        """
        return self._said(phrase).format(*fill)

    def _said(self, phrase: str) -> str:
        if self._table is None:
            return _FILL.sub("{}", phrase)
        if phrase not in self._table:
            self.missing.add(phrase)
        return _FILL.sub("{}", self._table.get(phrase, phrase))

    def known(self, word: str) -> str:
        """A word that may be the author's own, such as the name of a layer: as the language has it, or as it is.

        >>> words("zh").known("conv"), words("zh").known("mine")
        ('卷积', 'mine')
        """
        return (self._table or {}).get(word, word)

    def filled(self, phrase: str, *fill: Part) -> tuple[Part, ...]:
        """A phrase in which words and formulas stay parts by themselves.

        >>> words("zh").filled("{.} groups", name("G"))[0]
        Formula(op='name', args=(), value='G')
        """
        pieces = _HOLES.split(self(phrase, *(_HOLE.format(place) for place in range(len(fill)))))
        return tuple(fill[int(piece)] if place % 2 else piece for place, piece in enumerate(pieces) if piece)

    def sentence(self, text: str) -> str:
        """A sentence that was put together in English; blanks around it stay.

        >>> words("zh").sentence("the kernel must fit into the padded input")
        '卷积核必须能放进填充后的输入'
        """
        if self._table is None:
            return text
        if text not in self._found:
            bare = text.strip(" ")
            start, end = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
            self._found[text] = f"{start}{self._sentence(bare)}{end}"
        return self._found[text]

    def _sentence(self, text: str) -> str:
        assert self._table is not None
        if text in self._table:
            return self._table[text]
        for pattern in self._patterns if len(text) <= LONGEST else ():
            match = pattern.sentence.fullmatch(text)
            if match:
                pairs = zip(match.groups(), pattern.phrases, strict=True)
                return pattern.said.format(*(self.sentence(part) if is_phrase else part for part, is_phrase in pairs))
        if _WORD.search(text):
            self.missing.add(_HOLES.sub("{}", text))
        return text

    def doc(self, text: str) -> str:
        """A docstring: the lines that the language knows, alone or with the line that goes on; sources stay."""
        lines, said = text.splitlines(), list[str]()
        while self._table is not None and lines:
            count = next((n for n in (3, 2, 1) if " ".join(lines[:n]) in self._table), 0)
            known = " ".join(lines[:count])
            if not count and not said:
                self.missing.add(lines[0])
            said.append(self._table[known] if count else lines[0])
            del lines[: count or 1]
        return "\n".join(said) if said else text

    def parts(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """A line of words and formulas as one sentence, in which a formula is filled in."""
        row = tuple(parts)
        if self._table is None or any("\0" in part for part in row if isinstance(part, str)):
            return row
        text = "".join(
            part if type(part) is str or isinstance(part, Heading) else _HOLE.format(place)
            for place, part in enumerate(row)
        )
        pieces = _HOLES.split(self.sentence(text))
        said: list[Part] = []
        for place, piece in enumerate(pieces):
            said += [self._part(row[int(piece)])] if place % 2 else [piece] if piece else []
        return tuple(said)

    def _part(self, part: Part) -> Part:
        return self.formula(part) if isinstance(part, Formula) else part

    def report(self, report: Report) -> Report:
        """A report, line by line; what it says to programs stays."""
        return Report(tuple(row if row.is_quoted else self._line(row) for row in report.lines), report.data)

    def _line(self, row: ReportLine) -> ReportLine:
        return row._replace(parts=self.parts(row.parts))

    def text(self, cell: Formula) -> Formula:
        """A cell of a table, which may be words in place of a formula."""
        return Formula("text", cell.args, self.sentence(str(cell.value))) if cell.op == "text" else cell

    def formula(self, formula: Formula, said: frozenset[str] = frozenset()) -> Formula:
        """A formula with the words that join conditions, in which the names of quantities are words, and some others.

        >>> from symcnn.render.formula.text import to_text
        >>> from symcnn.syntax.parser import parse_expression
        >>> to_text(words("zh").formula(parse_expression("W == 1 or W >= 3 and W % 1 == 0")))
        'W = 1 或 W ≥ 3 且 W 为整数'
        """
        if self._table is None:
            return formula
        if isinstance(formula.value, Heading):
            return name(Heading(self(formula.value), formula.value.key))
        if formula.op == "name" and formula.value in said:
            return name(self(str(formula.value)))
        if formula.op == "text":
            return self.text(formula)
        args = tuple(self.formula(arg, said) for arg in formula.args)
        phrase = FORMULAS.get(formula.op)
        return Formula(formula.op, args, formula.value if phrase is None else self._said(phrase), formula.span)


def words(language: str) -> Words:
    """The words of a language by its code.

    >>> words("zh")("layer")
    '层'
    """
    if language not in LANGUAGES:
        spoken = next((f'did you mean "{code}"?' for code in LANGUAGES if language.lower().startswith(code)), "")
        hint = spoken or nearest(language, LANGUAGES) or f"there is {', '.join(LANGUAGES)}"
        raise NotFound(f'there is no language "{language}"', hint)
    module = LANGUAGES[language]
    return Words(language, importlib.import_module(module).TABLE if module else None)


def _patterns(table: Mapping[str, str]) -> list[Pattern]:
    """The phrases with something filled in, those with the most words of their own first."""
    told = [phrase for phrase in table if _FILL.search(phrase) and "{.}" not in phrase]
    phrases = sorted(told, key=lambda phrase: -len(_FILL.sub("", phrase)))
    return [_pattern(phrase, table[phrase]) for phrase in phrases]


def _pattern(phrase: str, said: str) -> Pattern:
    literals = _FILL.split(phrase)
    kinds = literals[1::2]
    groups = [_GROUPS.get(kind, "(.*?)") for kind in kinds]
    joined = [re.escape(literals[0])]
    for group, literal in zip(groups, literals[2::2], strict=True):
        joined += [group, re.escape(literal)]
    sentence = re.compile("".join(joined), re.DOTALL)
    return Pattern(sentence, tuple(kind == "say" for kind in kinds), _FILL.sub("{}", said))


ENGLISH = Words("en", None)
