"""The values that a symbol goes through."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symcnn.analysis.value_ranges import MOST, read_values
from symcnn.errors import SymcnnError


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3..6", (3, 4, 5, 6)),
        ("3..3", (3,)),
        ("32..100:32", (32, 64, 96)),
        ("3..100:*3", (3, 9, 27, 81)),
        ("1..2:*3/2", (1, Fraction(3, 2))),
        ("1/4..1:1/4", (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1)),
        ("0.25..1:0.25", (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1)),
        ("2^5..2^6:16", (32, 48, 64)),
        ("8, 2,8, 3..4", (2, 3, 4, 8)),
        ("-2..1", (-2, -1, 0, 1)),
    ],
)
def test_spans(text: str, values: tuple[object, ...]) -> None:
    assert read_values("W", text) == values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("6..3", "above the last"),
        ("1..9:0", "does not arrive"),
        ("1..9:-1", "does not arrive"),
        ("1..9:*1", "does not arrive"),
        ("0..9:*2", "does not arrive"),
        ("0..9:log", "from a whole number above 0"),
        ("1/2..9:log", "from a whole number above 0"),
        ("1..9:log5", "from a whole number above 0"),
        ("1..n", "is not a number"),
        ("1..", "missing"),
        ("", "missing"),
        ("W", "is not a number"),
        ("1..9:", "missing"),
        (f"1..{MOST + 1}", "more than 10,000 values"),
        ("0..10^30:1/10^9", "more than 10,000 values"),
        ("1..10^3000", "more than 10,000 values"),
    ],
)
def test_what_is_no_span(text: str, said: str) -> None:
    with pytest.raises(SymcnnError) as mistake:
        read_values("W", text)
    assert said in str(mistake.value)


@given(st.integers(1, 10**6), st.integers(0, 10**6))
def test_a_logarithmic_span_is_even(low: int, more: int) -> None:
    values = [int(value) for value in read_values("W", f"{low}..{low + more}:log")]
    assert values[0] == low
    assert values[-1] == low + more
    steps = [Fraction(b, a) for a, b in pairwise(values)]
    whole = Fraction(low + more, low)
    # Each step is the 47th root of the whole, but for rounding to a whole number.
    assert all(((step * value - 1) / (value + 1)) ** 47 <= whole for step, value in zip(steps, values, strict=False))


def test_numbers_from_python() -> None:
    assert read_values("W", [3, 1, 3, Fraction(1, 2)]) == (Fraction(1, 2), 1, 3)
    assert read_values("W", iter(["2", "1/2"])) == (Fraction(1, 2), 2)
    with pytest.raises(SymcnnError, match="not an exact number"):
        read_values("W", [0.5])
    with pytest.raises(SymcnnError, match="takes no value"):
        read_values("W", [])
