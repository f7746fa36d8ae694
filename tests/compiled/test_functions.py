"""Functions of formulas: how they are called, what they refuse, and what their source may hold."""

from __future__ import annotations

import pickle
import re
from fractions import Fraction
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy

import symcnn
from symcnn.compiled.language_rows import LANGUAGES
from symcnn.errors import ArgumentMistake, LimitExceeded, NameMistake, NotFound, SymcnnError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL = symcnn.parse("input(W, H, 3); C1: conv(5, 8); maxpool(2)")


def made(net: symcnn.Network, of: str, to: str = "python") -> Any:
    """A function that is called with numbers or with arrays, as the test knows."""
    return net.function(of, to)


def test_a_signature_has_the_defaults() -> None:
    assert str(signature(symcnn.load("lenet5").function("macs"))) == "(W=32, H=32, D=1, M=10)"
    assert str(signature(made(SMALL, "macs"))) == "(W, H)"


def test_it_is_called_by_place_and_by_name() -> None:
    macs = made(SMALL, "macs")
    assert macs(8, 9) == macs(8, H=9) == macs(H=9, W=8) == 4 * 5 * 600


@pytest.mark.parametrize("to", LANGUAGES)
def test_it_can_be_pickled(to: str) -> None:
    made = symcnn.load("mobilenet_v2").function("params, macs", to, over={"W": "32..512", "alpha": "1/4..1:1/4"})
    again = pickle.loads(pickle.dumps(made))
    assert again.source == made.source
    assert again.outputs == ("params", "macs")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: made(SMALL, "macs")(W=8), "no value is given for H"),
        (lambda: made(SMALL, "macs")(W=8, H=9, X=1), 'takes no symbol "X"'),
        (lambda: made(SMALL, "macs")(8, 9, 10), "3 values are given for 2 symbols"),
        (lambda: made(SMALL, "macs")(8, W=9), "W is given twice"),
        (lambda: made(SMALL, "macs")(W=8.0, H=9), "not an exact number"),
        (lambda: made(SMALL, "macs")(W="x", H=9), "not an exact number"),
        (lambda: made(SMALL, "macs", "numpy")(W=[8.0], H=9), "floating point"),
        (lambda: made(SMALL, "macs", "numpy")(W=["x"], H=9), "no array of numbers"),
        (lambda: made(SMALL, "macs", "numpy")(W=[8]), "no value is given for H"),
    ],
)
def test_what_is_given_wrong_is_said(call: Callable[[], object], words: str) -> None:
    with pytest.raises((ArgumentMistake, NameMistake), match=re.escape(words)):
        call()


@pytest.mark.parametrize(
    ("asked", "kind", "words"),
    [
        ({"of": "macks"}, NameMistake, "macks"),
        ({"of": ""}, ArgumentMistake, "no quantity"),
        ({"of": "macs,"}, ArgumentMistake, "no quantity"),
        ({"of": "C9.W"}, NameMistake, "no layer"),
        ({"of": "macs", "to": "cobol"}, NotFound, "cobol"),
        ({"of": "macs", "over": {"X": "1..3"}}, NameMistake, 'no symbol "X"'),
        ({"of": "macs", "over": {"W": "9..3"}}, ArgumentMistake, "above the last"),
        ({"of": "macs", "over": {"W": "1..9:0"}}, ArgumentMistake, "does not arrive"),
        ({"of": "macs", "over": {"W": []}}, ArgumentMistake, "no value"),
    ],
)
def test_what_is_asked_wrong_is_said(asked: dict[str, Any], kind: type[SymcnnError], words: str) -> None:
    with pytest.raises(kind, match=words):
        SMALL.function(**asked)


def test_a_quantity_without_a_rule_is_said() -> None:
    net = symcnn.parse("layer mine() { X' = X; D' = D } input(W, 3); mine")
    with pytest.raises(Unavailable, match="states no rule for params"):
        net.function("params")


def test_ranges_that_are_too_wide_for_two_words_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="128 bits are not enough"):
        _ = SMALL.function("macs", "c", over={"W": "1..10^18", "H": "1..10^18"}).source


def test_values_that_no_argument_of_c_can_be_are_refused() -> None:
    with pytest.raises(LimitExceeded, match="values of W need more than the 64 bits of an argument"):
        _ = SMALL.function("C1.W", "c", over={"W": "5..2^63"}).source
    assert "W > " not in SMALL.function("C1.W", "c", over={"W": "5..2^63 - 1", "H": "5..9"}).source


def test_two_words_are_taken_where_one_is_not_enough() -> None:
    one = SMALL.function("macs", "c", over={"W": "1..10^6", "H": "1..10^6"}).source
    two = SMALL.function("macs", "c", over={"W": "1..10^12", "H": "1..10^12"}).source
    assert "typedef int64_t whole;" in one
    assert "typedef __int128 whole;" in two


def test_source_alone_is_not_called() -> None:
    with pytest.raises(Unavailable, match="source for JavaScript"):
        SMALL.function("macs", "js")(8, 9)


def test_conditions_come_along() -> None:
    net = symcnn.load("densenet")
    macs = net.function("macs")
    assert macs.legal(L=40)
    assert not macs.legal(L=41)
    assert "(mod 3)" in macs.reason(L=41)
    assert macs(L=41) is None
    assert made(net, "macs", "numpy").legal(L=[39, 40, 41, 42, 43]).tolist() == [False, True, False, False, True]


def test_a_symbol_that_is_to_be_whole_and_is_not_is_masked() -> None:
    assert made(SMALL, "macs")(W=Fraction(17, 2), H=9) is None
    found = made(SMALL, "macs", "numpy")(W=np.array([Fraction(17, 2), Fraction(9)], dtype=object), H=9)
    assert found.tolist() == [None, 15000]


def test_numbers_of_sympy_are_taken_as_those_of_python_are() -> None:
    net = symcnn.parse("network N(W, a: real > 0) { input(W, 3); conv(3, ceil(8*a), padding=1) }")
    for to in ("python", "numpy"):
        params = made(net, "params", to)
        assert params(W=sympy.Integer(3), a=sympy.Rational(1, 4)) == params(W=3, a=Fraction(1, 4)) == 20
        with pytest.raises(ArgumentMistake, match="is not an exact number"):
            params(W=3, a=sympy.sqrt(2))


def test_arrays_are_broadcast() -> None:
    macs = made(SMALL, "macs", "numpy")
    grid = macs(W=np.arange(5, 9)[:, None], H=np.arange(5, 12)[None, :])
    assert grid.shape == (4, 7)
    assert grid[2, 3] == made(SMALL, "macs")(7, 8)
    assert macs(W=np.zeros((0,), dtype=int), H=8).shape == (0,)


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.uint32, np.int64, np.uint64])
def test_narrow_arrays_do_not_wrap(kind: type[np.integer]) -> None:
    widths = np.arange(5, 100, dtype=kind)
    expected = [made(SMALL, "macs")(int(width), 50) for width in widths]
    assert made(SMALL, "macs", "numpy")(W=widths, H=50).tolist() == expected


def test_lists_with_numbers_on_both_sides_of_64_bits_stay_exact() -> None:
    net = symcnn.parse("network N(x: integer) { input(9, 3); conv(3, max(1, x), padding=1) }")
    widths = [-1, 2**63, 2**63 + 1, 7]
    assert made(net, "params", "numpy")(x=widths).tolist() == [made(net, "params")(x) for x in widths]
    with pytest.raises(ArgumentMistake, match="floating point"):
        made(net, "params", "numpy")(x=[-1, 2**63, 8.0])


@pytest.mark.parametrize("to", ["python", "numpy"])
@pytest.mark.parametrize(
    ("text", "right", "words"),
    [
        ("input(8, 3); repeat n as i { conv(3, 2^i, padding=1) }", 5000, "a power has more than 65,536 bits"),
        ("input(60, 3); repeat n as i { conv(i*i - 5*i + 9, 4) }", 6, "a sum has more than 10,000,000 terms"),
    ],
)
def test_values_with_which_it_would_not_end_are_refused(text: str, right: int, words: str, to: str) -> None:
    params = made(symcnn.parse(text), "params", to)
    assert params(n=right)
    for n in (10**9, 2**64):
        for call in (params, params.legal):
            with pytest.raises(LimitExceeded, match=words):
                call(n=n)
    assert params.legal(n=-(2**64)) in (False, [False])


def test_names_that_one_letter_s_case_tells_apart_are_themselves_but_in_sql() -> None:
    net = symcnn.parse("network N(m, M) { input(m, 3); conv(3, M) }")
    for to in LANGUAGES:
        expected = "(m, M_capital)" if to == "sql" else "(m, M)"
        assert str(signature(made(net, "macs", to))) == expected


def test_blocks_that_fit_and_blocks_that_do_not_are_both_exact() -> None:
    macs = made(SMALL, "macs", "numpy")
    widths = np.concatenate([np.arange(1, 40_000), np.arange(2**62, 2**62 + 5)])
    found = macs(W=widths, H=100)
    assert found[-1] == made(SMALL, "macs")(2**62 + 4, 100)
    assert found[9] == made(SMALL, "macs")(10, 100)
    assert found[0] is np.ma.masked


@pytest.mark.parametrize("to", LANGUAGES)
def test_no_text_of_an_author_is_in_a_source(to: str) -> None:
    net = symcnn.parse("# wicked\nassume W < 9\ninput(W, H, 3); C1: conv(5, 8)", name='*/ " wicked')
    source = net.function("C1.macs", to).source
    assert "wicked" not in source
    assert source.isascii()


def test_values_that_bring_symbols_along_keep_their_conditions() -> None:
    macs = SMALL.at(W="2*q", H="q - 3").function("macs")
    assert macs.symbols == ("q",)
    assert macs(q=9) == made(SMALL, "macs")(18, 6)
    assert macs.legal(q=2) is False
    assert "H" in macs.reason(q=2) or "q" in macs.reason(q=2)


def test_a_network_in_numbers_is_a_function_of_nothing() -> None:
    assert symcnn.load("lenet5").numbers().function("params, macs")() == (60000, 326520)
    assert made(symcnn.load("lenet5").numbers(), "params", "numpy")().item() == 60000
