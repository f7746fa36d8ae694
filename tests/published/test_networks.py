"""Networks of the zoo against what their papers and reference implementations count, in numbers and in symbols.

One file of ``networks`` is one network: ``key: value`` lines, then blocks of indented lines.

======================  ===============================================================================================
``network``, ``at``     the network's name in the zoo, and values other than its defaults (``W=299 aux=true``)
``text``                instead: the network itself, in the language
``source``              who counted; a torch module that was run, or a paper and its table
``params``, ``macs``    and every other quantity by its key: the total
``output``              ``WxHxD`` of what leaves the network
``least``               the smallest legal input along an axis: ``W=63 H=63``
``numbers``             parameters that have no formula (they decide the structure), so that they keep their defaults
``published``           quantity, the number as printed, how ours relates to it, and where it is printed (``recalled``:
                        quoted from memory of it)
``fields``              what one layer sees: label, receptive field, jump, padding (``-`` where no one said)
``points``              the network at other values: ``W=64 H=64: pool5.W=1 macs=98144960``
``rows``                each layer with weights: output, parameters, multiply-accumulates, connections, its name there;
                        ``-`` stands for an output that the source does not have
======================  ===============================================================================================

Multiply-accumulates are products of a weight and an input, padding counted; connections add one for each bias that
reaches an output. Buffers are running means and variances.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from fast_rows import some_fast
from sympy import Rational

import symcnn
from symcnn.derive.receptive_field import fields
from symcnn.model.parameters import STRUCTURES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.network.network import Network

FOLDER = Path(__file__).parent / "networks"
TOTALS = ("units", "params", "connections", "macs", "buffers", "depth")
AXES = {"W": 0, "L": 0, "H": 1, "T": 2, "D": -1}
UNITS = {"K": 10**3, "k": 10**3, "M": 10**6, "million": 10**6, "G": 10**9, "B": 10**9, "billion": 10**9}


class Row(NamedTuple):
    """A layer with weights."""

    output: str
    params: int
    macs: int
    connections: int


class Case(NamedTuple):
    """One file."""

    title: str
    values: dict[str, str]
    blocks: dict[str, list[str]]

    @property
    def totals(self) -> dict[str, int]:
        return {key: int(self.values[key]) for key in TOTALS if key in self.values}

    @property
    def rows(self) -> list[Row]:
        cells = (line.split() for line in self.blocks["rows"])
        return [Row(output, int(params), int(macs), int(links)) for output, params, macs, links, *_ in cells]


def read_case(path: Path) -> Case:
    values: dict[str, str] = {}
    blocks: dict[str, list[str]] = {}
    key = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith((" ", "\t")):
            blocks.setdefault(key, []).append(line[4:])
        elif line and not line.startswith("#"):
            key, _, value = line.partition(":")
            values[key] = value.strip()
    return Case(path.stem, values, blocks)


CASES = {path.stem: read_case(path) for path in sorted(FOLDER.glob("*.rows"))}


def cases_with(key: str) -> list[str]:
    return [title for title, case in CASES.items() if key in case.values]


def read_values(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


@cache
def network(title: str) -> Network:
    """The network, its parameters still symbols but for those that the file sets."""
    case = CASES[title]
    inline = "\n".join(case.blocks.get("text", ()))
    net = symcnn.parse(inline) if inline else symcnn.load(case.values["network"])
    return net.at(**read_values(case.values.get("at", "")))


@cache
def numbers(title: str) -> Network:
    return network(title).numbers()


@cache
def symbols(title: str) -> Network:
    """The network with as many symbols as it can have: truths, lists and what decides the structure are put in."""
    net = network(title)
    decided = CASES[title].values.get("numbers", "").split()
    kept = [p.symbol for p in net.parameters if p.kind not in {*STRUCTURES, "boolean"} and p.symbol not in decided]
    return net.with_defaults(kept)


def written(sizes: Iterable[Any]) -> str:
    return "x".join(map(str, sizes))


def value_of(net: Network, wanted: str) -> Any:
    """``macs``, ``output``; of a layer ``C1.macs``, ``C1.W``, ``C1.field``."""
    label, _, quantity = wanted.rpartition(".")
    of: Any = net[label] if label else net
    if quantity == "output":
        return written(of.output)
    if quantity == "field":
        return of.receptive_field[0]
    return of.output[AXES[quantity]] if quantity in AXES else of.quantity(quantity)


# -- totals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", some_fast(CASES, 2))
def test_totals_are_as_counted(title: str) -> None:
    case, net = CASES[title], numbers(title)
    assert {key: net.quantity(key) for key in case.totals} == case.totals
    assert written(net.output) == case.values["output"]


@pytest.mark.slow
@pytest.mark.parametrize("title", CASES)
def test_formulas_with_the_defaults_put_in_are_the_numbers(title: str) -> None:
    case, net = CASES[title], symbols(title)
    assert {key: put_in(net.quantity(key), title, {}) for key in case.totals} == case.totals
    assert written(put_in(size, title, {}) for size in net.output) == case.values["output"]


def put_in(formula: Any, title: str, values: dict[str, str]) -> Any:
    """A formula with some values put in, and defaults for the others."""
    chosen = numbers(title).symbols | {name: Fraction(value) for name, value in values.items()}
    known = {symbol: chosen[symbol.name] for symbol in symbols(title).free_symbols}
    exact = {symbol: Rational(value.numerator, value.denominator) for symbol, value in known.items()}
    return formula.xreplace(exact) if hasattr(formula, "xreplace") else formula


# -- layers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", some_fast(cases_with("rows"), 3))
def test_layers_with_weights_are_as_counted(title: str) -> None:
    found = Counter(row for row in map(as_row, numbers(title).layers) if any(row[1:]))
    expected = Counter(row._replace(output=without_ones(row.output)) for row in CASES[title].rows)
    unplaced = Counter(row for row in expected.elements() if row.output == "-")
    assert anywhere(found - expected) == anywhere(unplaced), "layers that nobody counted"
    assert expected - unplaced - found == Counter(), "layers that are not there"


def as_row(layer: symcnn.Layer) -> Row:
    return Row(without_ones(written(layer.output)), layer.params, layer.macs, layer.connections)


def without_ones(output: str) -> str:
    """Sources differ in whether what has one position is a map or a vector."""
    *sizes, depth = output.split("x")
    return depth if set(sizes) <= {"1"} else output


def anywhere(rows: Counter[Row]) -> Counter[Row]:
    return Counter(row._replace(output="-") for row in rows.elements())


@pytest.mark.parametrize("title", cases_with("fields"))
def test_layers_see_of_the_input_what_is_published(title: str) -> None:
    net = numbers(title)
    seen = dict(zip((layer.name for layer in net.layers), fields(net.derivation), strict=False))
    for line in CASES[title].blocks["fields"]:
        label, *expected = line.split()
        assert seen[label] is not None, label
        found = map(str, seen[label][0][:3])  # type: ignore[index]  # not None
        assert [value if wanted != "-" else "-" for value, wanted in zip(found, expected, strict=True)] == expected, (
            label
        )


@pytest.mark.parametrize("title", some_fast(cases_with("least")))
def test_no_smaller_input_is_legal(title: str) -> None:
    expected = read_values(CASES[title].values["least"])
    assert {axis: str(symcnn.sizes(symbols(title), axis)[0].least) for axis in expected} == expected


# -- other values, printed numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", some_fast(cases_with("points"), 8))
def test_other_values_give_what_was_counted(title: str) -> None:
    for line in CASES[title].blocks["points"]:
        at, _, counted = line.partition(": ")
        net = network(title).numbers(**read_values(at))
        expected = read_values(counted)
        assert {wanted: str(value_of(net, wanted)) for wanted in expected} == expected, at


@pytest.mark.parametrize("title", some_fast(cases_with("points"), 8))
def test_formulas_with_other_values_put_in_give_what_was_counted(title: str) -> None:
    net = symbols(title)
    for line in CASES[title].blocks["points"]:
        at, _, counted = line.partition(": ")
        values = read_values(at)
        if values.keys() <= {symbol.name for symbol in net.free_symbols}:
            expected = {key: int(value) for key, value in read_values(counted).items() if key in TOTALS}
            assert {key: put_in(net.quantity(key), title, values) for key in expected} == expected, at


@pytest.mark.parametrize("title", cases_with("published"))
def test_printed_numbers_relate_as_said(title: str) -> None:
    net = numbers(title)
    for line in CASES[title].blocks["published"]:
        wanted, printed, relation = line.partition(" (")[0].split()
        assert relation == relation_of(value_of(net, wanted), printed), line


def relation_of(value: int, printed: str) -> str:
    """``61.1M`` rounds 61,100,840, ``60M`` truncates 60,965,224; every other number differs."""
    digits = printed.rstrip("".join(UNITS))
    unit = UNITS.get(printed.removeprefix(digits), 1)
    least = Fraction(unit, 10 ** len(digits.partition(".")[2]))
    excess = value - Fraction(digits.replace(",", "")) * unit
    if excess == 0:
        return "exact"
    if 2 * abs(excess) <= least:
        return "rounds"
    return "truncates" if 0 <= excess < least else "differs"
