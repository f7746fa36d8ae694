"""Pages of all formats, read back: totals of a network whose names are easily taken for each other.

A reader knows the names and how names are usually printed, and nothing of what was meant: read at numbers, each page
must give what the network has in numbers.
"""

from __future__ import annotations

import csv
import io
import random
import re
from fractions import Fraction
from functools import partial
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import networks
import questions
from mathml import in_words
from points import all_hold, points
from read_back import LATEX, TEXT, value_of
from reading import TooLarge, Unknown, Unreadable, names

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from outcome import Outcome

QUANTITIES = {"units": "units", "params": "parameters", "connections": "connections", "macs": "MACs"}
ALIKE = (
    ("K1", "K_1"), ("lambda", "λ"), ("W", "H", "WH"), ("S", "n", "Sn"), ("K", "K1"), ("H", "H_2", "H2"),
    ("alpha", "\N{GREEK SMALL LETTER ALPHA}"),
    ("D", "D1", "D_1"),
    ("n", "i", "ni"), ("K", "W", "KW"), ("W", "W_1", "W1"),
    ("x", "y", "xy"), ("mu", "μ"),
)  # fmt: skip
"""Names that may be taken for each other, or for a product."""
GREEK = {"lambda": "λ", "alpha": "\N{GREEK SMALL LETTER ALPHA}", "mu": "μ", "beta": "β"}
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNREADABLE = (AssertionError, Unknown, Unreadable, TooLarge, ZeroDivisionError, OverflowError, KeyError, ValueError)


def text(seed: object) -> str:
    """A network that has names of one row, or of two."""
    draw = random.Random(f"page {seed}")
    while True:
        network = questions.small(draw)
        old = sorted(questions.names_of(network))
        new = [*draw.choice(ALIKE)]
        if draw.random() < 0.3:
            new += [name for name in draw.choice(ALIKE) if name not in new]
        if len(old) < 2 or "." in network:
            continue
        draw.shuffle(old)
        naming = dict(zip(old, new, strict=False))
        free = [name for name in old if name not in naming and name in new]
        naming |= {name: f"{name}9" for name in free}
        return re.sub(r"\b[^\W\d]\w*\b", partial(_renamed, naming), network)


def _renamed(naming: dict[str, str], found: re.Match[str]) -> str:
    return naming.get(found[0], found[0])


def check(network: str, outcome: Outcome) -> None:
    """Every total on every page, at a few points."""
    net = symcnn.parse(network)
    page = networks.page_of(net)
    outcome.count("derived")
    assumed = [fact for fact in page["assumptions"] if fact != "exact"]
    asked = [*assumed, *(condition["formula"] for condition in page["conditions"])]
    closed = networks.Closed(page["definitions"])
    tried = 0
    for point in points(network, net.symbols, random.Random(network), 60):
        whole = closed.at(point)
        if not all_hold(asked, whole):
            continue
        try:
            there = networks.in_numbers(net, point)
        except errors.SymcnnError:
            continue
        if there is not None:
            tried += 1
            _read(net, there, whole, outcome)
        if tried > 2 or outcome.finding:
            return


def _read(net: symcnn.Network, there: symcnn.Network, whole: dict[str, Any], outcome: Outcome) -> None:
    right = {key: there.quantity(key) for key in QUANTITIES}
    used = {key: names(str(text)) for key, text in networks.page_of(net)["totals"].items()}
    for name, write in FORMATS.items():
        for key, (printed, meaning) in write(net).items():
            outcome.count("comparisons")
            try:
                mine = meaning(printed, {name: whole[name] for name in used[key] | {*net.symbols} if name in whole})
            except UNREADABLE as reason:
                words = f"{name}, {key}: {printed} cannot be read in one way: {type(reason).__name__} {reason}"
                outcome.wrong(f"{name} not read", words[:600])
                return
            if mine != right[key]:
                words = f"{name}, {key}: {printed} reads as {mine} at {networks.told(whole)}, right {right[key]}"
                outcome.wrong(f"{name} reads otherwise", words)
                return


Printed = dict[str, tuple[str, "Callable[[str, dict[str, Any]], Any]"]]


def _forms(net: symcnn.Network) -> Printed:
    return {key: (str(net.form(key)), in_text) for key in QUANTITIES}


def _latex(net: symcnn.Network) -> Printed:
    return {key: (net.form(key).latex, in_latex) for key in QUANTITIES}


def _markdown(net: symcnn.Network) -> Printed:
    """The row of the totals."""
    lines = net.table("markdown", where="none").splitlines()
    row = next((line for line in lines if line.startswith("| **total**")), "")
    cells = [cell.strip() for cell in row.split("|")[4:8]]
    return {key: (cell.strip("$"), in_latex) for key, cell in zip(QUANTITIES, cells, strict=False) if "$" in cell}


def _csv(net: symcnn.Network) -> Printed:
    """The row of the totals; formulas stand in the language."""
    rows = [*csv.DictReader(io.StringIO(net.table("csv")))]
    total = next((row for row in rows if row["row"] == "total"), {})
    return {key: (total[word], networks.value) for key, word in QUANTITIES.items() if total.get(word)}


def _html(net: symcnn.Network) -> Printed:
    """The last row of the table, whose cells are MathML."""
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", net.table("html", where="none"), re.DOTALL)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", found[-1], re.DOTALL) if found else []
    maths = ["".join(re.findall(r"<math[^>]*>(.*?)</math>", cell, re.DOTALL)) for cell in cells[-4:]]
    return {key: (f"<math>{math}</math>", in_mathml) for key, math in zip(QUANTITIES, maths, strict=False) if math}


FORMATS = {"text": _forms, "latex": _latex, "markdown": _markdown, "csv": _csv, "html": _html}


def in_text(printed: str, whole: dict[str, Any]) -> Any:
    """The value of a formula in text."""
    printed = re.sub(r"(?<=\d),(?=\d{3})", "", printed)
    indices = {index: index for index in re.findall(r"Σ\[([^\W\d]\w*) =", printed)}
    return value_of(printed, indices | printed_names(whole, shown_in_text), _fractions(whole), TEXT)


def in_latex(printed: str, whole: dict[str, Any]) -> Any:
    """The value of a formula in LaTeX."""
    printed = printed.replace("{,}", "").replace(r"\allowbreak", "")
    indices = {index: index for index in re.findall(r"\\sum_\{([^=]*)=", printed)}
    return value_of(printed, indices | printed_names(whole, shown_in_latex), _fractions(whole), LATEX)


def in_mathml(printed: str, whole: dict[str, Any]) -> Any:
    """The value of a formula in MathML, put into words of the language."""
    words = in_words(ET.fromstring(unescape(printed)), printed_names(whole, shown_in_text))  # noqa: S314
    return networks.value(words, whole)


def _fractions(whole: dict[str, Any]) -> dict[str, Fraction]:
    return {name: Fraction(number) for name, number in whole.items()}


def printed_names(names: Any, shown: Callable[[str], list[str]]) -> dict[str, str]:
    """What each printed name means: the one that is written so, else the only one that is usually printed so."""
    meant: dict[str, list[str]] = {}
    for name in names:
        for look in dict.fromkeys(shown(name)):
            meant.setdefault(look, []).append(name)
    owners = {look: [name for name in these if shown(name)[0] == look] or these for look, these in meant.items()}
    return {look: these[0] for look, these in owners.items() if len(these) == 1}


def shown_in_text(name: str) -> list[str]:
    """How a name may be printed: as it stands, in Greek, its number lowered."""
    looks = [name, GREEK.get(name, name)]
    if split := re.fullmatch(r"([^\W\d_]+)_?(\d+)", name):
        looks += [GREEK.get(split[1], split[1]) + split[2].translate(LOWERED)]
    stem, _, layer = name.partition("_")
    looks += [f"{GREEK[stem]}_{layer}"] if layer and stem in GREEK else []
    return list(dict.fromkeys(looks))


def shown_in_latex(name: str) -> list[str]:
    """The same in LaTeX."""
    stem, _, index = name.partition("_")
    if split := re.fullmatch(r"([^\W\d_]+)(\d+)", stem):
        stem, index = split[1], "_".join(filter(None, (split[2], index)))
    greek = {letter: f"\\{word}" for word, letter in GREEK.items()}
    greek |= {word: f"\\{word}" for word in GREEK}
    base = [greek[stem]] if stem in greek else [stem] if len(stem) == 1 else [f"\\mathrm{{{stem}}}"]
    spelled, lower = name.replace("_", r"\_"), index.replace("_", r"\_")
    looks = [f"\\mathrm{{{spelled}}}", f"\\text{{{spelled}}}"]
    if not index:
        return [*(base if stem not in GREEK else []), *looks, *base]
    number, _, layer = lower.partition("\\_")
    both = [f"{base[0]}_{{{number},\\mathrm{{{layer}}}}}"] if layer else []
    axis, _, behind = spelled.rpartition(r"\_")
    splits = ((axis, behind), (stem, lower))
    apart = [f"\\mathrm{{{a}}}_{{{part}}}" for a, b in splits if a for part in (b, f"\\mathrm{{{b}}}")]
    usual = [f"{base[0]}_{{{lower}}}", f"{base[0]}_{{\\mathrm{{{lower}}}}}", *both]
    return [*apart, *usual, *looks] if stem in GREEK else [*usual, *apart, *looks]
