"""Networks as authors write them, most of which fit: what the rows of ``layers`` do not reach.

Sizes that are kept, symbols of every declared kind, ``let``, ``when`` and ``for``, blocks with parameters and defaults
and such as call themselves, several inputs and heads, shared weights, width multipliers, far paddings, turns that may
be none. The phrases stand in ``designs.txt``.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from reading import names

from symcnn.model.library import prelude

if TYPE_CHECKING:
    from collections.abc import Callable

DECLARED = {
    "P": "integer >= 0", "Q": "integer >= 0", "q": "integer", "x": "integer", "y": "integer >= -2", "w": "real",
    "z": "integer <= 2", "v": "integer >= 2", "r": "real > 0", "u": "real >= 0", "m": "integer >= 0",
}  # fmt: skip
"""How a header declares these names; all others are positive whole numbers."""
PART = re.compile(r"\{([a-z][a-z ]*?)( \d)?\}")


Phrases = dict[str, list[tuple[float, str]]]


def phrases(file: str) -> Phrases:
    """The phrases of each section of a file, each with its weight."""
    found: Phrases = defaultdict(list)
    section = ""
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and section:
            weighed = re.match(r"([\d.]+) (?!if )(?=[a-zA-Z{(])(.*)", line)
            found[section].append((float(weighed[1]), weighed[2]) if weighed else (1, line))
    return found


PHRASES = phrases("designs.txt")


class Author:
    """Writes one network.

    >>> Author(1).part("turns", 2)
    '1'
    """

    def __init__(self, seed: object, known: Phrases = PHRASES) -> None:
        self.known = known
        self.draw = random.Random(f"design {seed}")
        self.labels: list[str] = []
        self.names = 0

    def sometimes(self, chance: float) -> bool:
        return self.draw.random() < chance

    def part(self, section: str, nesting: int) -> str:
        """One phrase, its parts put in."""
        rows = [row for row in self.known[section] if self.labels or "{label" not in row[1]]
        if not rows:
            return self.part("kept", nesting)
        phrase = self.draw.choices([text for _, text in rows], [weight for weight, _ in rows])[0]
        same: dict[str, str] = {}
        self.names += "{name}" in phrase
        name = f"V{self.names}"

        def put(found: re.Match[str]) -> str:
            if found[1] == "name":
                return name
            if not found[2]:
                return self.written(found[1], nesting)
            if found[0] not in same:
                same[found[0]] = self.written(found[1], nesting)
            return same[found[0]]

        return PART.sub(put, phrase)

    def written(self, section: str, nesting: int) -> str:
        """What stands for a part of a phrase."""
        if section == "label":
            return self.draw.choice(self.labels)
        if section == "inner":
            inner = "statement" if nesting > 1 else "flat"
            return "; ".join(self.part(inner, nesting - 1) for _ in range(self.draw.randint(1, 2)))
        return self.part(section, nesting)

    def line(self) -> str:
        """One statement, now and then with a label."""
        text = self.part("statement", 2)
        if not self.sometimes(0.2) or text.startswith(("let", "head", "use", "when", "down", "for i in 1")):
            return text
        label = f"E{len(self.labels) + 1}"
        self.labels.append(label)
        return f"{label}: {text}"


def text(seed: object, most: int = 4, known: Phrases = PHRASES) -> str:
    """One network."""
    author = Author(seed, known)
    two = author.sometimes(0.12)
    lines = [author.part("two inputs" if two else "input", 2)]
    author.labels += ["left", "right"] * two
    lines += [author.line() for _ in range(author.draw.randint(1, most))]
    if author.sometimes(0.2):
        lines.append(author.part("end", 2))
    return headed(lines, author)


def with_phrases(name: str, most: int) -> Callable[[object], str]:
    """What draws networks of at most so many statements, with the phrases of one more file of that name."""
    known = {**PHRASES, **phrases(f"{name}.txt")}
    return lambda seed: text(f"{name} {seed}", most, known)


def headed(lines: list[str], author: Author) -> str:
    """Statements with facts about their symbols, the definitions that they use, and a header."""
    used = symbols_of("\n".join(lines))
    fitting = [fact for _, fact in author.known["fact"] if symbols_of(fact) <= used]
    many = min(len(fitting), author.draw.choice([0, 0, 0, 1, 1, 2]))
    facts = author.draw.sample(fitting, many)
    before = [f"assume {fact}" for fact in facts if not LABEL.search(fact)]
    behind = [f"assume {fact}" for fact in facts if (found := LABEL.search(fact)) and found[0] in author.labels]
    body = "\n".join([*before, *lines, *behind])
    called = set(re.findall(r"(\w+)\(", body))
    definitions = [words for _, words in author.known["definition"] if words.split("(")[0].split()[1] in called]
    header = ", ".join(f"{name}: {DECLARED[name]}" if name in DECLARED else name for name in sorted(symbols_of(body)))
    return "\n".join([*definitions, f"network Whole({header}) {{\n{body}\n}}"])


OWN = re.compile(r"let (\w+)|for (\w+) in|for \((\w+), (\w+)\)|as (\w+)|(\w+)\(")
"""What is named inside: values, indices, and layers."""
LABEL = re.compile(r"\bE\d+\b")
NOT_SYMBOLS = re.compile(
    r"\b(?:E\d+|left|right|up|keep|down)(?:\.\w+)+|\bdown\b|(?:from|use) \w+|\b\w+:|\b(?!V\d)\w+\s*=(?!=)"
)
WORDS = {
    *("assume", "input", "network", "block", "head", "use", "from", "repeat", "for", "in", "let", "when", "else", "as"),
    *("and", "or", "not", "same", "exact", "true", "false", "add", "concat", "mul", "maximum", "X"),
    *("causal", "same_lower", "keep", "up"), *prelude(),
}  # fmt: skip


def symbols_of(body: str) -> set[str]:
    """The names in a body that a header must list."""
    own = {name for found in OWN.findall(body) for name in found}
    return {name for name in names(NOT_SYMBOLS.sub(" ", body)) if name not in own and name not in WORDS}
