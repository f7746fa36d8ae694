"""The words of a page in a language: an English phrase is looked up in the table of the language.

A table maps English sentences to sentences. ``{}`` stands for what is filled in; where a language has another order, it
numbers the places. What comes from below, where no language is known, comes as a message that knows its sentence and
what was filled in, so that no sentence is ever read to find out what it says.
"""

from __future__ import annotations

import importlib
import re
from itertools import groupby, pairwise
from string import ascii_lowercase
from typing import TYPE_CHECKING

from symcnn.derive.quantities import Heading
from symcnn.errors import NotFound, nearest
from symcnn.formula import Formula, name
from symcnn.render.languages.phrases import Phrase, parts_of
from symcnn.support.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.render.languages.phrases import Content, Part

LANGUAGES: Mapping[str, str] = {"en": "", "zh": "symcnn.render.languages.zh"}
"""Each language and the room of its table; English needs none."""

FORMULAS: Mapping[str, str] = {
    "and": "{} and {}", "or": "{} or {}", "not": "not {}", "if": "{} if {} else {}", "remainder": "{} is whole",
}  # fmt: skip
"""The phrases that join formulas, by what is joined."""


_SENTENCE_END = re.compile(r"(?<=[.)])(?<!al\.)\s+(?=[A-Z]|padding_end|p\[)")


_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")


class Phrasebook:
    """The phrases of a page in a language; ``missing`` holds those that stayed in English."""

    def __init__(self, language: str, table: Mapping[str, str] | None) -> None:
        self.language = language
        self.missing: set[str] = set()
        self._table = table

    def __call__(self, phrase: str, *fill: object) -> str:
        """A phrase, with what is filled in put in.

        >>> words("en")("share of the {} in all", "MACs")
        'share of the MACs in all'
        """
        return self._closed_up(self._phrase(phrase).format(*fill))

    def _phrase(self, key: str) -> str:
        if self._table is None:
            return key
        if key not in self._table and _has_words(key):
            self.missing.add(key)
        return self._table.get(key, key)

    def _closed_up(self, said: str) -> str:
        """Without the blanks between two Chinese words: the place for a symbol or a name has them around it."""
        return said if self._table is None else _BETWEEN.sub("", said)

    def known(self, word: str) -> str:
        """A word that may be the author's own, such as the name of a layer: as the language has it, or as it is.

        >>> words("zh").known("conv"), words("zh").known("mine")
        ('卷积', 'mine')
        """
        return (self._table or {}).get(word, word)

    def filled(self, phrase: str, *fill: Part) -> tuple[Part, ...]:
        """A phrase in which words and formulas stay parts by themselves.

        >>> words("zh").filled("{} groups", name("G"))[0]
        Formula(op='name', args=(), value='G')
        """
        return parts_of([Phrase(phrase, fill)], self._phrase, str)

    def sentence(self, text: str) -> str:
        """A sentence in this language: a message with what is filled in, other words where the table has them.

        >>> words("zh").sentence("the kernel must fit into the padded input")
        '卷积核必须能放进填充后的输入'
        >>> words("zh").sentence(Message("{} is at least {}", "A.W", 1))
        'A.W 至少为 1'
        """
        if self._table is None:
            return text
        if isinstance(text, Message):
            said = self._phrase(text.key)
            return self._closed_up(said.format(*map(self._argument, text.arguments))) if text.arguments else said
        if text not in self._table and _has_words(text):
            self.missing.add(text)
        return self._table.get(text, text)

    def _argument(self, argument: object) -> object:
        return self.sentence(argument) if isinstance(argument, Message) else argument

    def doc(self, text: str) -> str:
        """A docstring: the sentences that the language knows, alone or with those behind them; sources stay."""
        sentences = _SENTENCE_END.split(" ".join(text.split())) if text else []
        said: list[tuple[bool, str]] = []
        while self._table is not None and sentences:
            count = next((n for n in (4, 3, 2, 1) if " ".join(sentences[:n]) in self._table), 0)
            known = " ".join(sentences[: count or 1])
            if not count and not said:
                self.missing.add(known)
                return text
            said.append((bool(count), self._table.get(known, known)))
            del sentences[: count or 1]
        runs = groupby(said, key=lambda sentence: sentence[0])
        return "\n".join(("" if known else " ").join(one for _, one in run) for known, run in runs) if said else text

    def parts(self, content: Iterable[Content]) -> tuple[Part, ...]:
        """A line of words and formulas, in which words and formulas stay parts by themselves.

        >>> words("zh").parts([Phrase("with {}", (name("G"), ))])[0]
        '给定 '
        """
        return tuple(map(self._part, parts_of(content, self._phrase, self.sentence)))

    def _part(self, part: Part) -> Part:
        if isinstance(part, Formula):
            return self.formula(part)
        return self._closed_up(part) if type(part) is str else part

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
        return Formula(formula.op, args, formula.value if phrase is None else self._phrase(phrase), formula.span)


def web_tag(language: str) -> str:
    """How pages and figures name a language to browsers.

    >>> web_tag("zh"), web_tag("en")
    ('zh-CN', 'en')
    """
    return {"zh": "zh-CN"}.get(language, language)


def words(language: str) -> Phrasebook:
    """The words of a language by its code.

    >>> words("zh")("layer")
    '层'
    """
    if language not in LANGUAGES:
        spoken = next((f'did you mean "{code}"?' for code in LANGUAGES if language.lower().startswith(code)), "")
        hint = spoken or nearest(language, LANGUAGES) or f"there is {', '.join(LANGUAGES)}"
        raise NotFound(f'there is no language "{language}"', hint)
    module = LANGUAGES[language]
    return Phrasebook(language, importlib.import_module(module).TABLE if module else None)


def _has_words(text: str) -> bool:
    """Whether some letters stand together, as they do not in a formula."""
    return any(one in ascii_lowercase and other in ascii_lowercase for one, other in pairwise(text))


ENGLISH = Phrasebook("en", None)
