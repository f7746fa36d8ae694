"""The cheat sheet in the words and symbols of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.content.blocks import ListingBlock, RequirementsBlock, RulesBlock, SheetRule, SignatureBlock
from symcnn.render.formula.order import Arranger, Notation, renamed
from symcnn.render.formula.symbols import letter_names, renamed_words, words_of
from symcnn.render.languages.translate import ENGLISH, Phrasebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from symcnn.derive.sheet import CheatSheet
    from symcnn.formula import Formula
    from symcnn.render.content.blocks import PageBlock, RecordRow, Section
    from symcnn.render.content.report import Data
    from symcnn.render.content.voice import Presentation

Rows = tuple[tuple["Formula", "Formula"], ...]

_FREE = "qrtefghlmnouvwz"
"""Letters for an index whose own letter the notation needs for something else."""


def presented_sheet(sheet: CheatSheet, axes: tuple[str, ...], presentation: Presentation) -> CheatSheet:
    """The sheet of a layer; in a notation of its own, also the call has the letters that the formulas have."""
    words = presentation.words
    names = _names(sheet, axes, presentation.notation)
    arranger = Arranger({}, presentation.notation, names)

    def in_words(formula: Formula) -> Formula:
        return words.formula(formula)

    def stated(pairs: Rows) -> Rows:
        return tuple((in_words(renamed(left, names)), in_words(arranger.arrange_given(right))) for left, right in pairs)

    def computed(pairs: Rows) -> Rows:
        return tuple((in_words(renamed(left, names)), in_words(renamed(right, names))) for left, right in pairs)

    return sheet._replace(
        doc=words.doc(sheet.doc),
        signature=renamed_words(sheet.signature, names),
        symbols=tuple((names.get(letter, letter), word) for letter, word in sheet.symbols),
        rules=stated(sheet.rules),
        variants=tuple((word, stated(pairs)) for word, pairs in sheet.variants),
        operation=computed(sheet.operation),
        requires=tuple(map(words.sentence, sheet.requires)),
    )


def _names(sheet: CheatSheet, axes: tuple[str, ...], notation: Notation) -> Mapping[str, str]:
    """The letters that change, and the indices that make room for them."""
    formulas = [formula for pair in _all_rows(sheet) for formula in pair]
    seen = dict.fromkeys([*words_of(formulas), *(letter for letter, _ in sheet.symbols)])
    indices = {index for formula in formulas for index in _indices(formula)}
    names = letter_names([word for word in seen if word not in indices], axes, notation)
    taken = {*(names.get(word, word) for word in seen if word not in indices), *(indices - set(names.values()))}
    free = (letter for letter in _FREE if letter not in taken)
    return names | {index: next(free) for index in seen if index in indices & set(names.values())}


def _all_rows(sheet: CheatSheet) -> Iterator[tuple[Formula, Formula]]:
    yield from sheet.rules
    yield from sheet.operation
    for _, rows in sheet.variants:
        yield from rows


def _indices(formula: Formula) -> Iterator[str]:
    """Names that count: those that a sum runs over, and the plain indices of an array."""
    stack = [formula]
    while stack:
        node = stack.pop()
        counted = node.args[1::2] if node.op == "fold" else node.args if node.op == "index" else ()
        yield from (str(arg.value) for arg in counted if arg.op == "name")
        stack.extend(node.args)


class SheetPage(NamedTuple):
    """The cheat sheet of some layers."""

    sheets: tuple[CheatSheet, ...]
    words: Phrasebook = ENGLISH
    name: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """Each layer by itself."""
        return tuple(tuple(_blocks(sheet)) for sheet in self.sheets)

    def records(self) -> list[RecordRow]:
        """A record for each letter, each rule, each requirement and each line of a block."""
        words = self.words
        head = (words("layer"), words("definition"), words("quantity"), words("formula"), words("remark"))
        rows = ((sheet.name, sheet.signature, *row) for sheet in self.sheets for row in self._cells(sheet))
        return [head, *rows]

    def _cells(self, sheet: CheatSheet) -> Iterator[RecordRow]:
        words, rules = self.words, _rules(sheet)
        yield from ((letter, word, "") for letter, word in rules.letters)
        yield from ((rule.left, rule.right, "") for rule in rules.plain)
        yield from ((rule.left, rule.right, words("with {}", rule.option)) for rule in rules.variants)
        yield from ((words("required"), "", sentence) for sentence in sheet.requires)
        yield from ((words("definition"), line.strip(), "") for line in sheet.body)

    def data(self) -> Data:
        """Every part of each sheet by its name."""
        pairs = {"symbols", "rules", "operation"}
        return [
            {key: dict(value) if key in pairs else value for key, value in sheet._asdict().items()}
            | {"variants": {word: dict(rows) for word, rows in sheet.variants}}
            for sheet in self.sheets
        ]


def _blocks(sheet: CheatSheet) -> Iterator[PageBlock]:
    yield SignatureBlock(sheet.name, sheet.signature, sheet.doc)
    yield _rules(sheet)
    if sheet.requires:
        yield RequirementsBlock(sheet.requires)
    if sheet.body:
        yield ListingBlock(sheet.body)


def _rules(sheet: CheatSheet) -> RulesBlock:
    return RulesBlock(
        tuple((letter, word) for letter, word in sheet.symbols if letter != word),
        tuple(SheetRule(*pair) for pair in sheet.rules),
        tuple(SheetRule(*pair, word) for word, pairs in sheet.variants for pair in pairs),
        tuple(SheetRule(*pair) for pair in sheet.operation),
    )
