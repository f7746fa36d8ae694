"""Where polynomials are at least 0 or 0, against putting in numbers; their differences and products."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from symcnn.algebra.solving.residue_classes import where
from symcnn.algebra.solving.univariate import difference, nonnegative, times, trimmed, value_at

EXAMPLES = settings(max_examples=500, derandomize=True, database=None, deadline=None)
WINDOW = range(-120, 121)
ROOTS = st.lists(st.integers(-90, 90), max_size=5)
COEFFICIENTS = st.lists(st.integers(-40, 40), max_size=6).map(trimmed)


def inside(intervals: list[tuple[int | None, int | None]], number: int) -> bool:
    return any((low is None or low <= number) and (high is None or number <= high) for low, high in intervals)


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
        found, zeros = nonnegative(candidate), where(candidate, "==")
        for number in WINDOW:
            value = plain_value(candidate, number)  # type: ignore[arg-type]
            assert inside(found, number) == (value >= 0), f"nonnegative({candidate}) at {number}"
            assert inside(zeros, number) == (value == 0), f"where({candidate}, '==') at {number}"


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
    assert nonnegative((far * (far + 1), -2 * far - 1, 1)) == [(None, None)]
    assert where((far * (far + 1) - 1, -2 * far - 1, 1), ">=") == [(None, far - 1), (far + 2, None)]
