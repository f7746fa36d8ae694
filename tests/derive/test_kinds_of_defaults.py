"""An argument that is left out is what its default says, held to the same kind as one that is written."""

from __future__ import annotations

import json
import operator
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Callable

DEFINITIONS = (
    "layer own(k: integer, a{kind} = {default}) {{ X' = X; D' = D; params = floor(a + 20); connections = 0 }}",
    "block own(k: integer, a{kind} = {default}) {{ conv(1, 20 + floor(a)) }}",
    "network own(W, D, k: integer, a{kind} = {default}) {{ input(W, D); conv(1, 20 + floor(a)) }}",
)
KINDS = ("", ": integer", ": integer >= 0", ": integer < 4", ": real > 0")
DEFAULTS: tuple[tuple[str, Callable[[int, int], Fraction | int]], ...] = (
    ("D - 3", lambda depth, _: depth - 3),
    ("D/2", lambda depth, _: Fraction(depth, 2)),
    ("k", lambda _, k: k),
    ("k if D > 2 else D - 3", lambda depth, k: k if depth > 2 else depth - 3),
    ("0", lambda *_: 0),
)
RELATIONS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
POINTS = [{"D": depth, "k": k} for depth, k in product((1, 2, 3, 4, 5), (-1, 0, 2))]


def _params(text: str, point: dict[str, int] | None = None) -> int | None:
    """The parameters, or nothing where there is no such network."""
    try:
        return int((symcnn.parse(text).at(**point) if point else symcnn.parse(text)).params)
    except (errors.ArgumentMistake, errors.ShapeMistake):
        return None


@pytest.mark.parametrize("definition", some_fast(DEFINITIONS, 3))
@pytest.mark.parametrize("kind", KINDS)
def test_a_default_is_held_to_its_kind_as_a_written_argument_is(definition: str, kind: str) -> None:
    for default, value in DEFAULTS:
        defined = definition.format(kind=kind, default=default)
        left_out = f"{defined} network Whole(D, k: integer) {{ input(8, D); own(k=k) }}"
        for point in POINTS:
            given = value(point["D"], point["k"])
            if not kind and default != "0" and given == 0:
                continue  # left out, it will do: a padding of (F - 1)/2 may be 0
            written = f"{defined} network Whole {{ input(8, {point['D']}); own(k={point['k']}, a={given}) }}"
            assert _params(left_out, point) == _params(written), (left_out, point)


@pytest.mark.parametrize("definition", some_fast(DEFINITIONS, 3))
def test_what_a_default_in_symbols_takes_is_a_condition(definition: str) -> None:
    text = f"{definition.format(kind='', default='D - 4')} network Whole(D, k) {{ input(8, D); own(k=k) }}"
    conditions = json.loads(symcnn.parse(text).table("json"))["conditions"]
    assert [condition["formula"] for condition in conditions] == ["D >= 4"]


def test_the_refusal_of_a_default_shows_the_call() -> None:
    with pytest.raises(errors.ArgumentMistake) as refusal:
        symcnn.parse(f"{DEFINITIONS[1].format(kind='', default='D - 4')}\ninput(8, 3)\nown(2)").params  # noqa: B018
    assert refusal.value.line == 3
    assert refusal.value.message == "a must be a whole number >= 0, not D - 4 (which is -1)"


@pytest.mark.parametrize("padding", ["P = 0", "P = (F - 1)/2"])
def test_a_padding_without_a_kind_may_be_0(padding: str) -> None:
    block = f"block unit(kernel F, padding {padding}) {{ conv(F, 4, padding=P) }}"
    assert symcnn.parse(f"{block} network N {{ input(8, 8, 3); unit(1) }}").output == (8, 8, 4)


def test_a_default_of_0_lets_0_be_written_and_put_in() -> None:
    block = "block unit(P = 0) { conv(3, 4, padding=P) }"
    net = symcnn.parse(f"{block} network N(W, P = 0) {{ input(W, 3); unit(P); unit(0) }}")
    assert net.at(P=0).output == (net.symbols["W"] - 4, 4)
    assert net.at(P=1).output == (net.symbols["W"] - 2, 4)
    with pytest.raises(errors.ArgumentMistake, match="a whole number >= 0, not -1"):
        net.at(P=-1)


BOUNDS = [f"{relation} {bound}" for relation in (">=", ">", "<=", "<") for bound in (-2, -1, 0, 1, 2)]


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_declared_bound_is_kept_and_known(bound: str) -> None:
    relation, number = bound.split()
    declared = [n for n in range(-9, 10) if RELATIONS[relation](n, int(number))]
    legal = {n for n in declared if -3 < n < 2}
    text = f"network N(W, n: integer {bound}) {{ input(W, 3); conv(3, n + 3); conv(1, 2 - n) }}"
    if not legal:
        with pytest.raises(errors.ArgumentMistake):
            symcnn.parse(text).params  # noqa: B018
        return
    net = symcnn.parse(text)
    for n in range(-9, 10):
        try:
            found = net.at(W=7, n=n).params
        except (errors.ArgumentMistake, errors.ShapeMistake):
            found = None
        assert found == (net.params.subs(net.symbols["n"], n) if n in legal else None), n
    stated = {str(condition).partition(" (")[0] for condition in net.conditions} - {"W ≥ 3"}
    least, most = min(declared), max(declared)
    assert stated == {words for words, asked in (("n ≥ −2", least < -2), ("n ≤ 1", most > 1)) if asked}


@pytest.mark.parametrize(
    ("bound", "least"), [("-1/2", Fraction(-1, 2)), ("3/4", Fraction(3, 4)), ("-0.5", Fraction(-1, 2))]
)
def test_a_bound_may_be_a_fraction(bound: str, least: Fraction) -> None:
    net = symcnn.parse(f"network N(W, x: real >= {bound}) {{ input(W, 1); upsample(x + 1) }}")
    assert net.at(W=8, x=least).output[0] == 8 * (least + 1)
    with pytest.raises(errors.SymcnnError):
        net.at(W=8, x=least - Fraction(1, 8))
