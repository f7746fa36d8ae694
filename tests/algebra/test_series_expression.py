"""The sum as SymPy's users meet it: what is known of it, differentiated, written, copied."""

from __future__ import annotations

import pickle
from itertools import product
from typing import Any

import pytest
from sympy import Derivative, Pow, expand, factor, lambdify, latex

from symcnn.algebra.forms.to_formula import is_formula, to_formula
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.sums.series import Index, Series
from symcnn.formula import Formula
from symcnn.render.formula.text import to_text

i = Index("i")
n, K, r = (make_symbol(name) for name in ("n", "K", "r"))
Z = make_symbol("z", "integer", "", 0)


def test_what_is_known_of_it() -> None:
    stays = Series(Quotient(K, 2**i), i, 0, n - 1)
    assert stays.is_integer
    assert stays.is_nonnegative
    assert Series(Z * 2 ** (i**2), i, 0, n - 1).is_nonnegative is None
    assert Series(Quotient(K, 2**i) / 2, i, 0, n - 1).is_integer is None
    assert is_formula(stays)


def test_derivatives_go_term_by_term() -> None:
    assert Series(Z**2 * 2 ** (i**2), i, 0, n - 1).diff(Z) == Series(2 * Z * 2 ** (i**2), i, 0, n - 1)
    assert Series(2 ** (i**2), i, 0, n - 1).diff(n).has(Derivative)
    assert Series(2 ** (i**2), i, 0, n - 1).diff(i) == 0


def test_equal_factors_come_out() -> None:
    assert Series(3 * K * Pow(2, i**2), i, 0, n - 1) == 3 * K * Series(Pow(2, i**2), i, 0, n - 1)


@pytest.mark.parametrize(
    ("stays", "text"),
    [
        (Series(r**i, i, 0, n - 1), "Σ[i = 0…n − 1] r^i"),
        (Series(Quotient(K, 2**i), i, 1, n), "Σ[i = 1…n] ⌊K/2^i⌋"),
        (Series(i, i, 0, n - 5), "Σ[i = 0…n − 5] i"),
        (Series(Quotient(make_symbol("i"), r**i), i, 0, n - 1), "Σ[i' = 0…n − 1] ⌊i/r^i'⌋"),
    ],
    ids=str,
)
def test_as_text(stays: Any, text: str) -> None:
    assert to_text(to_formula(stays)).replace("′", "'").replace("(n)", "n") == text


def test_as_a_fold_of_the_language() -> None:
    formula = to_formula(Series(Pow(2, i**2), i, 0, n - 1))
    assert (formula.op, formula.value) == ("fold", "sum")
    assert formula.args[1:] == (Formula("name", value="i"), Formula("name", value="n"))


def test_as_latex_and_code() -> None:
    stays = Series(Quotient(K, 2**i), i, 0, n - 1)
    assert str(stays) == "Sum(floor(K/2**i), (i, 0, n - 1))"
    assert latex(stays).startswith(r"\sum_{i=0}^{n - 1} \left(")
    code = lambdify((K, n), stays, "math")
    assert all(code(a, b) == sum(a // 2**k for k in range(b)) for a, b in product(range(1, 40), range(1, 6)))


def test_a_copy_is_equal() -> None:
    stays = 3 * n * Series(Quotient(K, 2**i), i, 0, n - 1)
    assert pickle.loads(pickle.dumps(stays)) == stays  # noqa: S301 - made in the line itself
    assert expand(stays) == factor(stays) == stays
