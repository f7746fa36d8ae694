"""Conditions, definitions and closed forms."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import truth
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.render.formula.text import to_source

LETTERS = "ABCDEF"
CHAIN = "input(W, C)\n" + "\n".join(
    f"c{n}: conv(F{n}, K{n}, stride=S{n}, padding=P{n}, dilation=L{n})" for n in range(1, 7)
)
VALUES = {"W": 4000, "C": 2} | {
    f"{letter}{n}": value + n % 2 for n in range(1, 7) for letter, value in zip("FKSPL", (2, 3, 2, 1, 1), strict=True)
}


def shown(net: symcnn.Network) -> list[str]:
    return [to_source(condition.formula) for condition in net.conditions]


def test_six_symbolic_layers_have_one_quotient() -> None:
    net = symcnn.parse(CHAIN)
    size = net.output[0]
    assert len(size.atoms(Quotient)) == 1
    assert {symbol.name for symbol in size.free_symbols} == {name for name in VALUES if name[0] not in "CK"}
    assert net.definitions


def test_a_closed_form_in_numbers_is_the_run_in_numbers() -> None:
    net = symcnn.parse(CHAIN)
    numeric = net.at(**VALUES)
    values = {net.symbols[name]: Integer(value) for name, value in VALUES.items()}
    assert numeric.output == tuple(size.subs(values) for size in net.output)
    assert numeric.params == net.params.subs(values)
    assert numeric.macs == net.macs.subs(values)
    assert [layer.output for layer in numeric] == [tuple(s.subs(values) for s in layer.output) for layer in net]


def test_definitions_come_in_order_and_lead_to_the_same_numbers() -> None:
    net = symcnn.parse(CHAIN)
    known = {net.symbols[name]: Integer(value) for name, value in VALUES.items()}
    for symbol, value in net.definitions.items():
        assert value.free_symbols <= set(known)
        known[symbol] = value.subs(known)
    last: Any = net.derivation.layers[-1].output.sizes[0]
    assert last.subs(known) == net.at(**VALUES).output[0]


def test_a_definition_never_takes_the_name_of_a_symbol() -> None:
    text = "input(W, W_c1, D)\nc1: conv(F, K, stride=S)\nconv(G, K, stride=R)\nconv(G, K, stride=R)"
    net = symcnn.parse(text)
    names = [symbol.name for symbol in net.definitions]
    assert len(set(names)) == len(names)
    assert not set(names) & set(net.symbols)
    later = symcnn.parse("input(W, H, D)\nc1: conv(F, K, stride=S)\nconv(G, K, stride=R)\ndense(W_c1)")
    assert not {symbol.name for symbol in later.definitions} & set(later.symbols)
    values = {"W": 30, "H": 30, "D": 2, "F": 3, "K": 4, "S": 2, "G": 2, "R": 2, "W_c1": 5}
    assert later.params.subs({later.symbols[n]: v for n, v in values.items()}) == later.at(**values).params


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("input(W, H, D); conv(5, 6)", ["W >= 5", "H >= 5"]),
        ("input(W, W, D); conv(5, 6); conv(3, 6)", ["W >= 7"]),
        ("input(W, D); repeat 5 { maxpool(2) }", ["W >= 32"]),
        ("input(W, D); conv(F, 6)", ["W >= F"]),
        ("input(W, D); conv(1, K, groups=G)", ["D % G == 0", "K % G == 0"]),
        ("input(W, D); relu; dense(9)", []),
    ],
)
def test_conditions(text: str, conditions: list[str]) -> None:
    assert shown(symcnn.parse(text)) == conditions


def test_numbers_leave_no_condition() -> None:
    assert symcnn.load("lenet5").numbers().conditions == ()
    assert symcnn.load("lenet5").numbers().definitions == {}


def test_a_condition_names_the_layer_that_asks_for_it() -> None:
    condition = symcnn.parse("input(W, D); a: relu; b: conv(5, 6)").conditions[0]
    assert condition.layer == "b"
    assert "fit" in condition.words


SILENT_CONDITIONS = [
    ("input(W, H, D); conv(F - 3, K)", {"W": 9, "H": 9, "D": 1, "F": 2, "K": 1}),
    ("input(W, D - 1); relu", {"W": 5, "D": 1}),
    ("input(8, D - 1); conv(1, 1)", {"D": 1}),
    ("input(W - 10, D); relu", {"W": 5, "D": 1}),
    ("input(W/2, D); relu", {"W": 5, "D": 1}),
    ("input(W, D); conv(3, K, bias=b)", {"W": 5, "D": 1, "K": 1, "b": 2}),
    ("input(W, D); conv(3, K, padding=P - 2)", {"W": 5, "D": 1, "K": 1, "P": 1}),
    ("input(W, D); conv(3, K, stride=S - 1)", {"W": 5, "D": 1, "K": 1, "S": 1}),
    ("layer a { X' = X; D' = D; params = D/2; connections = 0; macs = 0 } input(W, D); a", {"W": 5, "D": 3}),
    ("layer a { X' = X; D' = D; params = D - 5; connections = 0; macs = 0 } input(W, D); a", {"W": 5, "D": 3}),
    ("input(W, D); assume W % 4 == 0; maxpool(4)", {"W": 6, "D": 1}),
    ("input(W, D); assume W >= 32; conv(5, 1)", {"W": 6, "D": 1}),
    ("input(W, D); assume W == 32; conv(5, 1)", {"W": 6, "D": 1}),
    ("layer a(k) { require X % k == 0 or k == 3; X' = X; D' = D } input(W, D); a(k)", {"W": 5, "D": 1, "k": 4}),
    ("layer a(k) { require not X % k == 1; X' = X; D' = D } input(W, D); a(k)", {"W": 5, "D": 1, "k": 4}),
    ("network N(W: real, D) { input(8*W, D); conv(3, 1) }", {"W": "1/3", "D": 1}),
    ("input(W, D); let E = D - 3; relu; dense(E)", {"W": 5, "D": 3}),
    ("input(W, D); repeat 2 as i { conv(3, K - i) }", {"W": 9, "D": 3, "K": 1}),
]


@pytest.mark.parametrize(("text", "values"), SILENT_CONDITIONS, ids=[text for text, _ in SILENT_CONDITIONS])
def test_what_numbers_refuse_is_a_condition_of_the_formulas(text: str, values: dict[str, int | str]) -> None:
    """A reader who keeps to the conditions is never refused."""
    net = symcnn.parse(text)
    with pytest.raises(symcnn.TextError):
        net.at(**values).table()
    scope = {name: Fraction(value) for name, value in values.items()}
    stated = [*(condition.formula for condition in net.conditions), *net.derivation.assumptions]
    assert not all(truth(formula, scope, Exact()) for formula in stated)


ASSUMED = [
    ("assume W % 4 == 0; assume W % 6 == 0; maxpool(8)", 12),
    ("assume W % 4 == 0 and W % 6 == 0; maxpool(8)", 12),
    ("assume W % 6 == 0; assume W % 4 == 0; conv(1, 1, stride=24)", 12),
    ("assume W % 2 == 0; assume W % 2 == 0; maxpool(4)", 6),
    ("assume W > 4; maxpool(4)", 5),
]


@pytest.mark.parametrize(("words", "width"), ASSUMED)
def test_assumptions_never_change_a_value(words: str, width: int) -> None:
    net = symcnn.parse(f"input(W, D); {words}")
    values = {net.symbols["W"]: width, net.symbols["D"]: 1}
    assert tuple(size.subs(values) for size in net.output) == net.at(W=width, D=1).output


def test_an_assumption_about_a_symbol_that_may_be_0() -> None:
    net = symcnn.parse("network N(n: integer >= 0) { assume n >= 0; input(n + 7, 1); conv(8, 3) }")
    with pytest.raises(symcnn.TextError):
        net.at(n=0).table()
    assert shown(net) == ["n >= 1"]


def test_a_quotient_where_the_divisor_becomes_0() -> None:
    """SymPy's own answer to a division by zero, not an accident inside it."""
    size = symcnn.parse("input(W, D); conv(F, K, stride=S)").output[0]
    S = next(symbol for symbol in size.free_symbols if symbol.name == "S")  # noqa: N806 - the letter of the field
    with suppress(ZeroDivisionError, symcnn.SymcnnError):
        assert not size.subs(S, 0).is_Integer


@pytest.mark.slow
def test_a_closed_form_that_is_too_long_is_refused() -> None:
    text = "input(W, H, D); " + "; ".join(f"conv(F{n}, K{n}, stride=S{n})" for n in range(300))
    net = symcnn.parse(text, limits=symcnn.Limits(operations=1000))
    assert net.table()
    with pytest.raises(symcnn.TextError, match="too long"):
        net.macs  # noqa: B018 - asking is the test


def test_a_memory_that_is_too_long_to_be_written_is_refused_before_its_layers_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compared(_derivation: object) -> None:
        raise AssertionError("layers were compared")

    monkeypatch.setattr("symcnn.analysis.memory.peak", compared)
    text = "input(W, H, D)\n" + "\n".join(f"conv(F_{i}, K_{i}, stride=S_{i})" for i in range(12))
    net = symcnn.parse(text, limits=symcnn.Limits(operations=1000))
    with pytest.raises(symcnn.TextError, match="too long to be written out"):
        net.memory().report()
