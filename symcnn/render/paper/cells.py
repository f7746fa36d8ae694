"""Values in the cells of a table: in full where they are short, else a letter that a list below explains."""

from __future__ import annotations

from copy import copy
from functools import cache, partial
from itertools import count
from typing import TYPE_CHECKING

from symcnn.formula import LOOSE, Formula, name
from symcnn.render.content.voice import PLAIN
from symcnn.render.formats.latex_lines import EQUALS, FLAT, INLINE, TIMES, as_inline_factor, math, prose, width_of
from symcnn.render.formats.latex_tabular import Cell
from symcnn.render.formula.apart import SeparatedName, followed, shown_look
from symcnn.render.formula.shared_parts import NamedParts
from symcnn.render.formula.symbols import arranger_of, kernel_letter, size_letters
from symcnn.render.paper.display import Equation, SetTerm
from symcnn.render.paper.layer_names import short_names
from symcnn.render.paper.quantity_letters import symbol
from symcnn.support.names import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.render.content.voice import Presentation
    from symcnn.render.formula.shared_parts import PartNaming
    from symcnn.support.names import Name
    from symcnn.support.scalar import Scalar

_WORTH = 48.0
"""Points that a size takes at least before a letter is worth its explanation."""
_SAME = " = "
"""Between the letters of one value."""
NO_BREAK = "\N{NO-BREAK SPACE}"
ATOMS = ("text", "number", "name")


class Writer:
    """How the values of one network are written; each is brought into a form once."""

    def __init__(
        self, derivation: Derivation, form: str = "shortest", by: str = "", presentation: Presentation = PLAIN
    ) -> None:
        self.derivation = derivation
        words, notation = presentation
        named = arranger_of(derivation, notation)
        self._short = _short_definitions(derivation, named.names)
        self.arranger = named.named({**named.names, **self._short})
        self._form = form, by
        self._words = words
        self.letters = cache(partial(size_letters, derivation, notation))
        """What stands before the name of a layer for its output sizes, by the number of its axes."""
        self.kernel_letter = kernel_letter(notation)
        self.formed = cache(self._formed)
        self._total = cache(self._summed)
        self.parts = NamedParts(())
        """Letters for parts of what it writes."""
        self._put: Callable[[Formula], Formula] = lambda formula: formula

    def _formed(self, value: Scalar) -> Formula:
        return self._words.formula(self.arranger.arrange(self.derivation.domain.formed(value, *self._form)))

    def with_parts(self, name: PartNaming, printed: Sequence[Formula], beside: Iterable[str] = ()) -> Writer:
        """The same with letters for parts that occur often in what is printed, which is given as it is written."""
        named = name.of(printed, beside)
        if not named.definitions:
            return self
        known, writer = dict(zip(printed, named.formulas, strict=True)), copy(self)
        shorter, summed = name.totals(named), self._total
        writer.name_parts(
            named,
            lambda formula: known.get(formula) or named.put(formula),
            lambda terms: shorter(summed(terms), self._added(terms)),
        )
        return writer

    def _added(self, terms: tuple[Scalar, ...]) -> Formula:
        """What some layers cost together, as it is added up."""
        domain = self.derivation.domain
        return self._words.formula(self.arranger.arrange(domain.formed(domain.sum(terms), "given")))

    def name_parts(
        self,
        named: NamedParts,
        put: Callable[[Formula], Formula],
        total: Callable[[tuple[Scalar, ...]], Formula],
    ) -> None:
        """Write with letters for parts from now on, those of what layers cost together too."""
        formed, self.parts, self._put = self.formed, named, put
        self.formed = cache(lambda value: put(formed(value)))
        self._total = cache(total)

    def put_in_all(self, formulas: Sequence[Formula], _beside: Iterable[str] = ()) -> NamedParts:
        """Formulas with the letters for parts in them, and what those stand for that occur."""
        shown = tuple(map(self._put, formulas))
        return NamedParts(shown, self.parts.needed(shown))

    def definitions(self) -> dict[str, Formula]:
        """What names stand for that the derivation gave to sizes, by those that they have here, and parts."""
        names = self.arranger.names
        sizes = {names[definition.name]: self.formed(definition.value) for definition in self.derivation.definitions}
        return sizes | {str(word.value): value for word, value in self.parts.definitions}

    def total(self, terms: Sequence[Scalar | None]) -> Formula | None:
        """What some layers cost together, like terms collected.

        None where one of them states nothing, which is never a zero.
        """
        stated = tuple(term for term in terms if term is not None)
        return self._total(stated) if len(stated) == len(terms) else None

    def _summed(self, terms: tuple[Scalar, ...]) -> Formula:
        return self.formed(self.derivation.domain.sum(terms))


class SizeLetters:
    """Letters that stand for sizes, in one table or in several that share them."""

    def __init__(self) -> None:
        self.of: dict[Formula, Formula] = {}
        self.taken: set[Name] = set()
        self.numbered: set[str] = set()


class Values:
    """The values of a table or a list, some of which get a letter."""

    def __init__(self, writer: Writer, widest: float = 1e9, letters: SizeLetters | None = None) -> None:
        self.derivation = writer.derivation
        self.formed = writer.formed
        self.total = writer.total
        self._definitions = writer.definitions
        self._letters, self._kernel_letter = writer.letters, writer.kernel_letter
        self.widest = widest
        """Points beyond which a value gets a letter."""
        self._named: dict[Formula, Equation] = {}
        self._quantity_letters: dict[tuple[Formula, str], Equation] = {}
        letters = letters or SizeLetters()
        self._lettered = letters.of
        """Sizes that got a letter, which stands for them wherever they occur."""
        names = writer.arranger.names
        self._apart = {str(word): word for word in names.values() if isinstance(word, SeparatedName)}
        self._taken = letters.taken
        self._numbered = letters.numbered
        self._taken |= {
            *(shown_look(names.get(word, word)) for word in self.derivation.roles),
            *map(shown_look, writer.definitions()),
        }
        self._used: dict[str, None] = {}

    def cell(self, value: Formula, quantity: str, of: str) -> Cell:
        """A quantity of a row."""
        value = self.shortened(value)
        width = width_of(value, FLAT) + 2
        if width > self.widest and value.op not in ATOMS:
            text, width = self._letter(value, quantity, self._named_after(value, quantity, of))
            return Cell(f"${text}$", width)
        bare = value.op == "text" or isinstance(value.value, int)
        return Cell(math(value, INLINE) if bare else f"${math(value, INLINE)}$", width)

    def _named_after(self, value: Formula, quantity: str, of: str) -> Equation:
        """A value under the name of its row, or under a number where the name is as long as the value."""
        if letter_width(of) > 2 * self.widest and (value, quantity) not in self._quantity_letters:
            of = next(str(n) for n in count(1) if symbol(quantity, str(n)) not in self._numbered)
            self._numbered.add(symbol(quantity, of))
            return Equation(symbol(quantity, of), (value,), letter_width("00"))
        return Equation(symbol(quantity, of), (value,), letter_width(of))

    def sum_cell(self, value: Formula, quantity: str, rows: Sequence[tuple[str, Cell]], room: float) -> Cell:
        """The total of a column, below the table where it is long; the sum of rows where that is shorter."""
        value = self.shortened(value)
        if width_of(value, FLAT) <= max(self.widest, 2 * room) or value.op in ATOMS:
            return self.cell(value, quantity, "")
        parts = tuple(_part(times, cell) for times, cell in rows if cell.text not in ("", "0"))
        whole = Equation(symbol(quantity), (value,), letter_width(""))
        if width_of(value, FLAT) > sum(part.width for part in parts):
            whole = Equation(symbol(quantity), (), letter_width(""), parts=parts)
        text, width = self._letter(value, quantity, whole)
        return Cell(f"${text}$", width)

    def sizes(self, sizes: Sequence[Scalar], of: str) -> Cell:
        """Output sizes with signs between them; where they are too long together, the long ones get a letter each."""
        shown = [self.formed(size) for size in sizes]
        if _width(shown) > 1.3 * self.widest:
            letters = self._letters(len(shown) - 1)
            shown = [self._size(size, letter, of) for size, letter in zip(shown, letters, strict=True)]
        shown = [self.shortened(size) for size in shown]
        least = max(width_of(size, FLAT) + 8 * (size.op in LOOSE) for size in shown) + 14
        return Cell(f"${TIMES.join(map(as_inline_factor, shown))}$", _width(shown), least=least)

    def _size(self, size: Formula, letter: str, of: str) -> Formula:
        short = size.op in ATOMS or width_of(size, FLAT) <= max(0.4 * self.widest, 1.2 * letter_width(of), _WORTH)
        if short or size in self._lettered:
            return size
        self._give(size, letter, of)
        return size

    def letter_long_sizes(self, rows: Iterable[tuple[Sequence[Scalar], str]], widest: float) -> None:
        """Give letters to output sizes that would make formulas unreadable; what does not occur is not explained."""
        for sizes, of in rows:
            for size, letter in zip(map(self.formed, sizes), self._letters(len(sizes) - 1), strict=True):
                if self._is_long(size, widest):
                    self._give(size, letter, of)

    def letter_long_kernels(self, rows: Iterable[Sequence[Scalar]]) -> None:
        """Give letters with a number to sizes of kernels that are long along all axes together, as other values get."""
        numbers = count(1)
        for sizes in rows:
            for size in map(self.formed, sizes):
                if self._is_long(size, self.widest / len(sizes)):
                    self._give(size, self._kernel_letter, str(next(numbers)))

    def _is_long(self, size: Formula, widest: float) -> bool:
        return size.op not in ATOMS and size not in self._lettered and width_of(size, FLAT) > widest

    def _give(self, size: Formula, letter: str, of: str) -> None:
        own = next((word for word, value in self._definitions().items() if value == size), "")
        if own:
            self._lettered[size] = name(own)
            return
        word = followed(self._apart.get(letter, letter), f"_{of.replace(' ', NO_BREAK)}")
        while shown_look(word) in self._taken:
            word = followed(word, "'")
        self._taken.add(shown_look(word))
        self._named[size] = Equation(math(name(word)), (self.shortened(size),), letter_width(of), defines=name(word))
        self._lettered[size] = name(word)

    def _letter(self, value: Formula, quantity: str, equation: Equation) -> tuple[str, float]:
        """The letter of a value, the same for the same of a quantity; letters of equal quantities get one line."""
        known = self._quantity_letters.setdefault((value, quantity), equation)
        named = self._named.setdefault(value, known)
        if known.left not in named.left.split(_SAME):
            left, width = f"{named.left}{_SAME}{known.left}", named.width + EQUALS + known.width
            self._named[value] = named._replace(left=left, width=width)
        return known.left, known.width

    def shortened(self, formula: Formula) -> Formula:
        """A formula in which the letters stand for the sizes that have one."""
        if formula in self._lettered:
            self._used[str(self._lettered[formula].value)] = None
            return self._lettered[formula]
        if formula.op == "name":
            self._used[str(formula.value)] = None
        return self._within(formula)

    def _within(self, formula: Formula) -> Formula:
        """A formula whose parts have the letters that stand for them."""
        if not formula.args:
            return formula
        args = tuple(map(self.shortened, formula.args))
        return formula if args == formula.args else Formula(formula.op, args, formula.value, formula.span)

    def meanings(self) -> list[tuple[Formula, Formula]]:
        """What the letters of sizes stand for, each letter with its formula."""
        defined = self._definitions()
        inner = {name(word): self._within(value) for word, value in defined.items() if word in self._used}
        outer = {word: self._within(size) for size, word in self._lettered.items() if str(word.value) in self._used}
        return [*(inner | outer).items()]

    def named(self) -> list[Equation]:
        """What the letters stand for, and the named sizes of the derivation that occur."""
        defined = {word: (name(word), value) for word, value in self._definitions().items()}
        found: dict[str, Equation] = {}
        pending = list(self._used)
        while pending:
            word = pending.pop()
            if word in defined and word not in found:
                letter, value = defined[word]
                formula = self._within(value)
                found[word] = Equation(math(letter), (formula,), letter_width(word.partition("_")[2]), defines=letter)
                pending += [str(node.value) for node in formula.names()]
        inner = [found[word] for word in defined if word in found]
        letters = {formula: str(letter.value) for formula, letter in self._lettered.items()}
        outer = [one for formula, one in self._named.items() if letters.get(formula, "") in ("", *self._used)]
        return [*inner, *outer]


def _short_definitions(derivation: Derivation, shown: Mapping[str, str]) -> dict[str, str]:
    """Short names for the sizes that the derivation named after layers, each behind the letter that is shown."""
    names = [layer.name for layer in derivation.layers]
    short = {name.replace("/", "_"): word for name, word in short_names(names).items()}
    found: dict[str, str] = {}
    for definition in derivation.definitions:
        whole, of = shown.get(definition.name, definition.name), definition.name[len(definition.letter) + 1 :]
        word = f"{whole.removesuffix(of)}{short.get(of, of)}" if whole.endswith(of) else whole
        taken = {*map(look, found.values()), *(look(shown.get(role, role)) for role in derivation.roles)}
        found[definition.name] = whole if look(word) in taken else word
    return found


def named_cell(words: str) -> Cell:
    """A name, which may be parted between its labels."""
    least = max(width_of(label) for label in words.replace("/", "/ ").split()) + 4
    return Cell(prose(words), width_of(words) + 2, least=least)


def letter_width(of: str) -> float:
    """About how wide a letter with a name below is."""
    return 12 + 4.4 * len(of)


def _part(times: str, cell: Cell) -> SetTerm:
    text = cell.text.strip("$")
    is_sum = bool(times) and any(sign in text for sign in (" + ", " - "))
    return SetTerm(rf"\bigl({text}\bigr)" if is_sum else text, cell.width + 10, times)


def _width(sizes: Sequence[Formula]) -> float:
    return sum(width_of(size, FLAT) + 12 + 8 * (size.op in LOOSE) for size in sizes) - 12
