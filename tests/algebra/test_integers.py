"""Sets of whole numbers against Python's own sets over a window, and in words."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.algebra.integer_sets.sets import IntegerSet, PeriodicInterval, TooFine

WINDOW = range(-140, 141)
EXAMPLES = settings(max_examples=500, derandomize=True, database=None, deadline=None)

ENDS = st.one_of(st.none(), st.integers(-40, 40))


@st.composite
def pieces(draw: Any) -> PeriodicInterval:
    modulus = draw(st.sampled_from([1, 1, 2, 3, 4, 6, 8, 9, 12, 16]))
    residues = draw(st.sets(st.integers(0, modulus - 1), max_size=modulus))
    return PeriodicInterval(draw(ENDS), draw(ENDS), modulus, tuple(sorted(residues)))


def counted(piece: PeriodicInterval) -> set[int]:
    """The numbers of a raw piece in the window, told one by one."""
    low = -10_000 if piece.low is None else piece.low
    high = 10_000 if piece.high is None else piece.high
    return {n for n in WINDOW if low <= n <= high and n % piece.modulus in piece.residues}


def shown(numbers: IntegerSet) -> set[int]:
    return {n for n in WINDOW if n in numbers}


MANY = st.lists(pieces(), max_size=5)


@EXAMPLES
@given(first=MANY, second=MANY)
def test_operations_do_what_they_do_to_sets_of_numbers(
    first: list[PeriodicInterval], second: list[PeriodicInterval]
) -> None:
    a, b = IntegerSet.of(first), IntegerSet.of(second)
    in_a, in_b = (set[int]().union(*map(counted, parts)) for parts in (first, second))
    assert shown(a) == in_a, (first, a)
    assert shown(b) == in_b, (second, b)
    assert shown(a | b) == in_a | in_b, (first, second)
    assert shown(a & b) == in_a & in_b, (first, second)
    assert shown(~a) == set(WINDOW) - in_a, first
    assert shown(a - b) == in_a - in_b, (first, second)


@EXAMPLES
@given(first=MANY, second=MANY)
def test_equal_sets_are_equal_and_written_alike(first: list[PeriodicInterval], second: list[PeriodicInterval]) -> None:
    a, b = IntegerSet.of(first), IntegerSet.of(second)
    same = set[int]().union(*map(counted, first)) == set[int]().union(*map(counted, second))
    assert (a == b) == same, (first, second)
    other = (a | b) - (b - a)
    assert other == a, (first, second)
    assert hash(other) == hash(a), (first, second)
    for piece in a.pieces:
        assert piece.low is None or piece.low in piece, (first, a)
        assert piece.high is None or piece.high in piece, (first, a)


@EXAMPLES
@given(first=MANY)
def test_what_is_told_of_a_set(first: list[PeriodicInterval]) -> None:
    numbers, known = IntegerSet.of(first), sorted(set[int]().union(*map(counted, first)))
    assert numbers.is_empty == (not known), first
    assert (numbers == ~IntegerSet.nothing()) == (len(known) == len(WINDOW)), first
    without_end = known and (known[-1] > 100 or known[0] < -100)
    assert (numbers.size is None) == bool(without_end), first
    if not without_end:
        assert numbers.listed(1000) == known, first
        assert (numbers.least, numbers.greatest) == ((known[0], known[-1]) if known else (None, None)), first


WORDS = {
    "W ≥ 188 and W ≡ 12 (mod 16)": IntegerSet.of([PeriodicInterval(180, None, 16, (12,))]),
    "4 ≤ W ≤ 9": IntegerSet.interval(4, 9),
    "W in {1, 2, 5}": IntegerSet.points([5, 2, 1]),
    "W = −3": IntegerSet.points([-3]),
    "W in {1, 2} or W ≥ 8": IntegerSet.points([1, 2]) | IntegerSet.interval(8, None),
    "W ≡ 0 (mod 4)": IntegerSet.of([PeriodicInterval(None, None, 16, (0, 4, 8, 12))]),
    "W ≢ 0 (mod 4)": ~IntegerSet.residue(0, 4),
    "W mod 5 in {1, 3}": IntegerSet.of([PeriodicInterval(None, None, 5, (1, 3))]),
    "every whole number W": IntegerSet.everything(),
    "no whole number W": IntegerSet.nothing(),
    "W ≥ 7 and W ≡ 2 (mod 5)": IntegerSet.of(
        [PeriodicInterval(7, 7), PeriodicInterval(12, 12), PeriodicInterval(17, None, 5, (2,))]
    ),
    "W ≤ −2": IntegerSet.interval(None, -2),
    "1 ≤ W ≤ 1000 and W ≡ 1 (mod 3)": IntegerSet.of([PeriodicInterval(1, 1000, 3, (1,))]),
}


@pytest.mark.parametrize("words", WORDS)
def test_words(words: str) -> None:
    assert WORDS[words].words("W") == words


def test_long_sets_are_cut_in_words() -> None:
    stretches = IntegerSet.of(PeriodicInterval(100 * start, 100 * start + 10 + start) for start in range(12))
    assert stretches.words("W").endswith(" or 700 ≤ W ≤ 717 or 4 more stretches")
    squares = IntegerSet.of([PeriodicInterval(None, None, 1009, tuple(number * number for number in range(32)))])
    assert squares.words("W").endswith(", 484, 529, … 32 in all}")


def test_conditions_are_formulas() -> None:
    piece = IntegerSet.of([PeriodicInterval(188, None, 16, (12,))]).conditions("W")
    assert [[(part.op, part.value) for part in parts] for parts in piece] == [[("compare", ">="), ("compare", "==")]]
    assert piece[0][1].args[0].op == "remainder"
    assert IntegerSet.of([PeriodicInterval(None, None, 5, (1, 3))]).conditions("W")[0][0].op == "or"
    assert (~IntegerSet.residue(0, 4)).conditions("W")[0][0].value == "!="


def test_numbers_far_away_and_moduli_without_bound() -> None:
    fine = IntegerSet.residue(3, 2**50) & IntegerSet.interval(2**60, None)
    assert fine.least == 2**60 + 3
    assert fine & IntegerSet.interval(None, 2**60 + 2**51) == IntegerSet.points([2**60 + 3, 2**60 + 2**50 + 3])
    with pytest.raises(TooFine):
        assert (~fine).is_empty
    both = IntegerSet.residue(3, 2**40) & IntegerSet.residue(5, 3**30)
    assert both.pieces[0].modulus == 2**40 * 3**30
    assert all(both.pieces[0].residues[0] % m == r for m, r in ((2**40, 3), (3**30, 5)))


def test_a_long_row_of_random_numbers_survives() -> None:
    draw = random.Random(1)
    for _ in range(300):
        numbers = {draw.randint(0, 60) for _ in range(draw.randint(0, 40))}
        assert IntegerSet.points(numbers).listed(100) == sorted(numbers), numbers
        assert shown(IntegerSet.points(numbers) | IntegerSet.interval(41, None)) == numbers | set(WINDOW[181:]), numbers
