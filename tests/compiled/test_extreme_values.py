"""Formulas at the ends of what whole numbers of a language hold, and beside what has no value, in every language."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from importlib.util import find_spec
from itertools import product
from typing import Any

import pytest
from compiled_runs import WAYS
from formula_values import value

import symcnn
from symcnn.compiled.array_function import NumpyFunction
from symcnn.compiled.compiled_function import CompiledFunction
from symcnn.compiled.foreign_functions import CFunction, JavaScriptFunction, SqlFunction
from symcnn.compiled.grid_axes import GridAxis
from symcnn.compiled.wanted import Variable, Wanted, WantedFormula
from symcnn.errors import LimitExceeded, SymcnnError
from symcnn.syntax.parser import parse_expression

NEEDS = {"c": shutil.which("cc"), "node": shutil.which("node"), "duckdb": find_spec("duckdb")}
PLACES = [pytest.param(way, marks=pytest.mark.skipif(not NEEDS.get(way, True), reason=f"no {way}")) for way in WAYS]
KINDS: dict[str, Any] = {"numpy": NumpyFunction, "many": NumpyFunction, "c": CFunction, "node": JavaScriptFunction,
                         "duckdb": SqlFunction}  # fmt: skip
ENDS = (1, 7, 2**31 - 1, 2**53 + 1, 2**62)


class Formulas:
    """What a network is to those who run compiled functions: formulas of a, b and k."""

    def __init__(self, *texts: str) -> None:
        variables = Variable("a"), Variable("b", low=None), Variable("k", low=0)
        asked = (WantedFormula(f"f{at}", parse_expression(text)) for at, text in enumerate(texts))
        self.wanted = Wanted("", variables, (), (), tuple(asked))

    def function(self, _of: str, to: str = "python", over: Any = None) -> CompiledFunction:
        """Compiled, for the ranges of the points."""
        spans = {name: (min(values), max(values)) for name, values in (over or {}).items()}
        axes = tuple(GridAxis(name, low, 1, high - low + 1) for name, (low, high) in spans.items())
        kind = next((KINDS[way] for way in KINDS if KINDS[way].to == to), CompiledFunction)
        return kind(self.wanted, axes)

    def by_trees(self, points: list[dict[str, int]]) -> list[tuple[Fraction, ...] | None]:
        """What comes of the trees of the formulas."""
        found: list[tuple[Fraction, ...] | None] = []
        for point in points:
            exact = {name: Fraction(number) for name, number in point.items()}
            try:
                found.append(tuple(value(one.formula, exact) for one in self.wanted.formulas))
            except ZeroDivisionError:
                found.append(None)
        return found


def points(ends: tuple[int, ...] = ENDS, signs: tuple[int, ...] = (1, -1)) -> list[dict[str, int]]:
    return [{"a": a, "b": sign * b, "k": k} for (a, b), sign, k in product(product(ends, ends[:3]), signs, range(4))]


@pytest.mark.parametrize("way", PLACES)
def test_large_numbers_neither_wrap_nor_round(way: str) -> None:
    asked = Formulas(
        "floor(a/b) + a % b",
        "(b % a) % (-5) + floor(b/(-3))",
        "min(max(b, 65536), floor(a/2))*3",
        "(65536 if k > 0 else 5)^2",
        "min(2147483647, 7)*(10^9 if k == 2 else 4)*5",
        "max(8, floor(a*b/8 + 1/2)*8)",
        "sum((60000000*i)^3 - a for i in k)",
        "(b if b % 3 == 0 and b % 4 != 1 else abs(b - a))",
    )
    there = points()
    assert WAYS[way](asked, "", there) == asked.by_trees(there)  # type: ignore[arg-type]  # what they need of a network


WITH_GAPS = (
    ("floor(a/k if k > 0 else 5)", "4*floor(b/(k - 1)) if k != 1 else b", "floor(a/2^(k/2)) if k % 2 == 0 else a"),
    ("sum(floor(b/(i - 1)) for i in k)", "a if k > 1 and floor(b/(k - 1)) > 2 else b"),
    ("sum(floor(a/(k - 2)) for i in k) + 1", "floor(sum(a/k*i for i in k))", "a if k <= 1 or b % k == 0 else b"),
    ("sum(sum(floor(a/(i + j - 3)) for j in i) for i in k)",),
)


@pytest.mark.parametrize("way", PLACES)
def test_only_what_is_needed_has_to_have_a_value(way: str) -> None:
    there = points((1, 7, 60))
    for texts in WITH_GAPS:
        asked = Formulas(*texts)
        right = asked.by_trees(there)
        assert right.count(None) < len(there)
        assert WAYS[way](asked, "", there) == right  # type: ignore[arg-type]


def test_the_branch_that_is_taken_decides_what_a_fraction_is_divided_by() -> None:
    share = Formulas("a/k if k > 0 else b/7").function("")
    assert [share(3, 5, k) for k in (0, 1, 2)] == [Fraction(5, 7), 3, Fraction(3, 2)]
    many: Any = Formulas("a/k if k > 0 else b/7").function("", "numpy")
    assert many([3, 3, 3], 5, [0, 1, 2]).tolist() == [Fraction(5, 7), 3, Fraction(3, 2)]


def test_a_fraction_that_no_symbol_changes_is_one_in_arrays() -> None:
    net = symcnn.parse("input(W, 3); conv(3, 8)")
    share: Any = net.function("params/1000", "numpy")
    assert share(W=[5, 6]).tolist() == [Fraction(2, 25)] * 2 == [net.function("params/1000")(W=5)] * 2


@pytest.mark.parametrize("kind", ["int8", "int16", "int32", "uint8", "int64", "uint64"])
def test_short_numbers_do_not_wrap_when_fractions_are_expected(kind: str) -> None:
    np = pytest.importorskip("numpy")
    net = symcnn.load("mobilenet_v2")
    macs: Any = net.function("macs", "numpy", over={"alpha": "1/4..2:1/16"})
    found = macs(alpha=np.array([1, 20, 100], dtype=kind)).tolist()
    assert found == [net.function("macs")(alpha=alpha) for alpha in (1, 20, 100)]


@pytest.mark.parametrize("kind", ["int8", "int32", "int64", "uint64"])
@pytest.mark.parametrize("low", [200, 2**40, 2**70])
def test_numbers_below_a_bound_that_their_kind_cannot_hold_are_masked(low: int, kind: str) -> None:
    np = pytest.importorskip("numpy")
    asked = Wanted("", (Variable("a", low=low),), (), (), (WantedFormula("f", parse_expression("a*a")),))
    square: Any = NumpyFunction(asked)
    assert square(np.array([1, 100], dtype=kind)).mask.tolist() == [True, True]


UNENDING = (
    ("2^a", (5, 65_536), (65_537, 10**9, 10**30), "a power has more than 65,536 bits"),
    ("(-3)^a", (5, 32_768), (32_769,), "a power has more than 65,536 bits"),
    ("sum(floor(b/(i + 1)) for i in a)", (5, 1000), (10**7 + 1, 10**30), "a sum has more than 10,000,000 terms"),
    ("sum(sum(i*j % 5 for j in a) for i in a)", (5, 40), (3163,), "a sum has more than 10,000,000 terms"),
)


@pytest.mark.skipif(not NEEDS["node"], reason="no node")
@pytest.mark.parametrize(("text", "small", "large", "words"), UNENDING)
def test_javascript_refuses_what_python_refuses(
    text: str, small: tuple[int, ...], large: tuple[int, ...], words: str
) -> None:
    asked = Formulas(text)
    made, exactly = asked.function("", "js"), asked.function("")
    calls = [f"said(() => {made.names.function}({a}n, 3n, 0n))" for a in (*small, *large)]
    script = (
        f"{made.source}\nconst said = (f) => {{ try {{ return f().toString(16); }} "
        f"catch (error) {{ return error.message; }} }};\n"
        f"console.log(JSON.stringify([{', '.join(calls)}]));"
    )
    ended = subprocess.run([str(shutil.which("node")), "-"], input=script, capture_output=True, text=True, check=True)
    found = json.loads(ended.stdout)
    assert found[: len(small)] == [format(exactly(a=a, b=3, k=0), "x") for a in small]
    assert found[len(small) :] == [f"for these values {words}"] * len(large)
    for a in large:
        with pytest.raises(LimitExceeded, match=words):
            exactly(a=a, b=3, k=0)


@pytest.mark.parametrize("to", ["c", "sql"])
def test_ranges_with_which_a_loop_would_not_end_are_refused(to: str) -> None:
    net = symcnn.parse("input(60, 3); repeat n as i { conv(i*i - 5*i + 9, 4) }")
    with pytest.raises(LimitExceeded, match="a sum has more than 10,000,000 terms"):
        _ = net.function("params", to, over={"n": "1..10^8"}).source
    assert net.function("params", to).source


@pytest.mark.skipif(not NEEDS["c"], reason="no cc")
def test_powers_of_one_end_whatever_their_exponent() -> None:
    there = [{"a": a, "b": b, "k": k} for a in (2**62, 2**62 + 1, 3) for b in (-1, 0, 1) for k in (0, 1)]
    asked = Formulas("(b % 2)^a + (b % (-2))^a + b^k")
    assert WAYS["c"](asked, "", there) == asked.by_trees(there)  # type: ignore[arg-type]


def test_a_division_by_zero_that_is_always_there_is_an_error() -> None:
    with pytest.raises(SymcnnError, match="division by zero"):
        _ = Formulas("a/(b - b)").function("").source
