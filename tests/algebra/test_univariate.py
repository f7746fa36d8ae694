"""Where polynomials are at least 0 or 0, against putting in numbers; their differences and products."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.algebra.integer_sets.sets import IntegerSet
from symcnn.algebra.solving.univariate import difference, times, trimmed, value_at, where

EXAMPLES = settings(max_examples=500, derandomize=True, database=None, deadline=None)
WINDOW = range(-120, 121)
ROOTS = st.lists(st.integers(-90, 90), max_size=5)
COEFFICIENTS = st.lists(st.integers(-40, 40), max_size=6).map(trimmed)


def plain_value(polynomial: tuple[int, ...], number: int) -> int:
    return sum(coefficient * number**power for power, coefficient in enumerate(polynomial))


@EXAMPLES
@given(polynomial=COEFFICIENTS, roots=ROOTS, shift=st.integers(-3, 3))
def test_signs_of_polynomials(polynomial: tuple[int, ...], roots: list[int], shift: int) -> None:
    """Random ones change their sign near 0; products of lines plus a little do so elsewhere."""
    product: tuple[int, ...] = (1,)
    for root in roots:
        product = times(product, (-root, 1))  # type: ignore[assignment]
    shifted = trimmed([(product[0] if product else 0) + shift, *product[1:]])
    for candidate in (polynomial, shifted, tuple(-part for part in shifted)):
        found, zeros = where(candidate, ">="), where(candidate, "==")
        for number in WINDOW:
            value = plain_value(candidate, number)  # type: ignore[arg-type]
            assert (number in found) == (value >= 0), f"where({candidate}, '>=') at {number}"
            assert (number in zeros) == (value == 0), f"where({candidate}, '==') at {number}"


@EXAMPLES
@given(polynomial=COEFFICIENTS, other=COEFFICIENTS)
def test_differences_and_products(polynomial: tuple[int, ...], other: tuple[int, ...]) -> None:
    for number in range(-12, 13):
        step = plain_value(polynomial, number + 1) - plain_value(polynomial, number)
        assert value_at(difference(polynomial), number) == step, (polynomial, number)
        product = plain_value(polynomial, number) * plain_value(other, number)
        assert value_at(times(polynomial, other), number) == product, (polynomial, other, number)


def test_roots_far_away() -> None:
    """(t - 10^30)(t - 10^30 - 1) is 0 at both and at least 0 everywhere else."""
    far = 10**30
    product = (far * (far + 1), -2 * far - 1, 1)
    assert where(product, ">=") == IntegerSet.everything()
    assert where(product, "==") == IntegerSet.interval(far, far + 1)
    assert where((product[0] - 1, *product[1:]), ">=") == ~IntegerSet.interval(far, far + 1)


def test_roots_that_no_search_of_few_steps_finds() -> None:
    """The doublings that are enough grow with the coefficients, and with the degree."""
    far = 2**2_000
    assert where((-far * far, 0, 1), ">=") == ~IntegerSet.interval(1 - far, far - 1)
    assert where((far**3, 0, 0, 1), "==") == IntegerSet.points([-far])


def test_zeros_in_a_progression() -> None:
    """A square of lines with gaps is below 0 but at few points, which stand in a row with gaps."""
    product: tuple[int, ...] = (-1,)
    for root in (1, 3, 5, 7, 9):
        product = times(times(product, (-root, 1)), (-root, 1))  # type: ignore[assignment]
    assert where(product, ">=") == IntegerSet.points([1, 3, 5, 7, 9]) == where(product, "==")
