"""Networks as Python values: quantities, values put in, pages."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from sympy import Integer, Rational, Symbol

import symcnn
from symcnn.errors import Unavailable

SNIPPET = "input(W, H, D)\nC1: conv(F, K, stride=S, padding=P)\nS2: maxpool(2)\nF3: dense(N)"
VALUES = {"W": 32, "H": 30, "D": 3, "F": 5, "K": 6, "S": 1, "P": 2, "N": 10}
SILENT = "layer silent { X' = X; D' = D; params = 3; connections = 7 }\ninput(W, D)\nrelu\nquiet: silent\nrelu"


def symbols(names: str) -> Any:
    return sympy.symbols(names, integer=True, positive=True)


def test_quantities_of_a_layer_and_of_the_network() -> None:
    net = symcnn.parse("input(W, H, D); C1: conv(5, 6); F2: dense(10)")
    W, H, D = symbols("W H D")  # noqa: N806 - the letters of the field
    assert net["C1"].params == 150 * D + 6
    assert sympy.expand(net["C1"].connections - (150 * D + 6) * (W - 4) * (H - 4)) == 0
    assert sympy.expand(net["C1"].macs - 150 * D * (W - 4) * (H - 4)) == 0
    assert net["C1"].output == (W - 4, H - 4, 6)
    assert net.output == (10,)
    assert net.input == (W, H, D)
    assert sympy.expand(net.params - net["C1"].params - net["F2"].params) == 0
    assert [layer.name for layer in net] == ["C1", "F2"]
    assert len(net) == len(net.layers) == 2
    assert [layer.name for layer in (*net[-1:], *net[:1])] == ["F2", "C1"]


def test_lenet_in_numbers() -> None:
    net = symcnn.load("lenet5").numbers()
    assert (net.params, net.connections, net.name) == (60000, 340908, "LeNet5")
    assert net["C3"].connections == 151600
    assert net == net  # noqa: PLR0124 - a network can be compared at all


@pytest.mark.parametrize("values", [{}, {"W": 32}, VALUES], ids=["symbols", "mixed", "numbers"])
def test_everything_is_a_sympy_expression(values: dict[str, int]) -> None:
    net = symcnn.parse(SNIPPET).at(**values)
    found = [net.params, net.connections, net.macs, net.units, *net.output, *net.input, *net.symbols.values()]
    for layer in net:
        found += [layer.params, layer.connections, layer.macs, layer.units, *layer.output]
    assert all(isinstance(value, sympy.Basic) for value in found)
    assert not any(value.has(sympy.Float) for value in found)
    if values == VALUES:
        assert all(isinstance(value, Integer) for value in found)


def test_sympy_works_with_the_results() -> None:
    net = symcnn.parse(SNIPPET)
    W = net.symbols["W"]  # noqa: N806 - the letter of the field
    numbers = {net.symbols[name]: value for name, value in VALUES.items()}
    assert net.params.subs(numbers) == symcnn.parse(SNIPPET).at(**VALUES).params
    assert sympy.lambdify(list(numbers), net.params)(*numbers.values()) == net.params.subs(numbers)
    assert net["C1"].macs.has(W)
    assert sympy.latex(net.output[0])
    assert str(net["C1"].output[0])
    assert net["C1"].params.diff(net.symbols["D"]) == net.symbols["F"] ** 2 * net.symbols["K"]


# -- at


def test_at_leaves_the_network_alone() -> None:
    net = symcnn.parse(SNIPPET)
    before = net.table()
    assert net.at(W=64) is not net
    assert net.at(W=64).symbols["W"] == 64
    assert net.table() == before


def test_at_in_steps_and_in_any_order() -> None:
    net = symcnn.parse(SNIPPET)
    step = net
    for name in reversed(VALUES):
        step = step.at(**{name: VALUES[name]})
    assert step.table("json") == net.at(**VALUES).table("json")


@pytest.mark.parametrize("value", [64, Integer(64), Fraction(64), Rational(128, 2), np.int64(64), "64", "2^6", "128/2"])
def test_a_value_in_every_form(value: Any) -> None:
    assert symcnn.parse(SNIPPET).at(W=value).symbols["W"] == 64


def test_a_sympy_expression_as_a_value() -> None:
    net = symcnn.parse("input(W, H, D); conv(3, K)")
    n = symbols("n")
    assert net.at(W=2 * n + 1).output[0] == 2 * n - 1
    assert net.at(W=2 * n + 1).at(n=4).output[0] == 7
    assert net.at(K=2 * Symbol("D")).params == net.at(K="2*D").params
    assert net.at(W="H").output[0] == net.output[1]


def test_values_change_places() -> None:
    """All values of one call are put in at once."""
    net = symcnn.parse("input(W, H, D); conv(3, K)")
    W, H, _, K = net.output[0] + 2, net.output[1] + 2, 0, net.output[2]  # noqa: N806 - the letters of the field
    assert net.at(W="H", H="W").output == (H - 2, W - 2, K)
    assert net.at(W="H", H=8).output in ((H - 2, 6, K), (6, 6, K))


@pytest.mark.parametrize(
    "value",
    [0.5, 64.0, True, False, None, sympy.Float(64), sympy.Float("0.5") * Symbol("n"), float("nan"), float("inf"),
     [64], (64,), {64}, b"64", 1j, Decimal(64), object(), sympy.oo, sympy.nan, sympy.zoo, sympy.I, sympy.true,
     sympy.Eq(Symbol("a"), 1), sympy.Matrix([1]), sympy.Function("f")(1) + sympy.pi],
    ids=lambda value: f"{type(value).__name__} {value}".partition(" at 0x")[0],
)  # fmt: skip
def test_values_that_are_refused(value: Any) -> None:
    with pytest.raises(symcnn.SymcnnError) as caught:
        symcnn.parse("input(W, H, D); conv(3, K)").at(W=value).table()
    assert "W" in str(caught.value)


def test_a_float_is_told_what_to_write() -> None:
    with pytest.raises(symcnn.TextError, match="floating point") as caught:
        symcnn.parse("input(W, H, D)").at(W=0.5)
    assert 'W="0.5"' in str(caught.value)


@pytest.mark.parametrize("name", ["Q", "w", "__class__", "ß"])
def test_a_name_that_the_network_has_not(name: str) -> None:
    with pytest.raises(symcnn.TextError, match="no symbol"):
        symcnn.parse("input(W, H, D)").at(**{name: 3})


@pytest.mark.parametrize(
    ("declared", "bad", "good"),
    [
        ("a", [0, -1, "1/2"], [1, 2]),
        ("a: integer", ["1/2"], [-3, 0, 3]),
        ("a: integer >= 0", [-1, "1/2"], [0, 1]),
        ("a: real > 0", [0, "-1/2"], ["1/2", 3]),
        ("a: boolean", [2, -1, "1/2"], [0, 1]),
    ],
)
def test_a_declared_parameter(declared: str, bad: list[Any], good: list[Any]) -> None:
    net = symcnn.parse(f"network N({declared}) {{ input(8, 8, 1); dense(9) }}")
    for value in bad:
        with pytest.raises(symcnn.TextError, match="a must be"):
            net.at(a=value)
    for value in good:
        assert net.at(a=value).params == 585


def test_defaults_and_numbers() -> None:
    net = symcnn.parse("network N(W = 8, H = 2*W, D) { input(W, H, D); dense(2) }")
    assert net.defaults == {"W": 8, "H": 16}
    assert net.numbers(D=3).params == 2 * (8 * 16 * 3 + 1)
    assert net.numbers(D=3, W=4).symbols["W"] == 4


# -- what is not stated


def test_a_quantity_that_a_layer_does_not_state() -> None:
    net = symcnn.parse(SILENT)
    for holder in (net["quiet"], net, net.at(W=3, D=2)):
        with pytest.raises(Unavailable, match=r"quiet.*macs"):
            holder.macs  # noqa: B018 - asking is the test
    assert net.params == 3
    assert net.connections == 7
    assert net["relu1"].macs == 0


@pytest.mark.parametrize("format_", ["text", "markdown", "latex", "html"])
def test_a_table_says_not_stated(format_: str) -> None:
    assert symcnn.parse(SILENT).table(format_).count("not stated") == 2


def test_json_says_null() -> None:
    import json

    page = json.loads(symcnn.parse(SILENT).table("json"))
    assert page["totals"]["macs"] is None
    assert page["layers"][1]["macs"] is None
    assert page["layers"][0]["macs"] == 0
    assert page["unavailable"] == ["macs"]


def test_a_quantity_that_does_not_exist() -> None:
    net = symcnn.parse(SNIPPET)
    with pytest.raises(symcnn.SymcnnError, match="params"):
        net.quantity("parms")
    with pytest.raises(symcnn.SymcnnError, match="params"):
        net["C1"].quantity("parms")


def test_a_layer_that_does_not_exist() -> None:
    with pytest.raises(symcnn.SymcnnError, match='did you mean "C1"'):
        symcnn.parse(SNIPPET)["c1"]


# -- pages


def test_pages() -> None:
    net = symcnn.parse(SNIPPET)
    assert net.latex() == net.table("latex")
    assert str(net) == net.table() == net.table("text")
    assert net._repr_html_() == net.table("html")
    assert "<table" in net._repr_html_()
    assert net._repr_latex_()
    assert repr(net) == "<Network snippet: 3 layers>"
    assert repr(net["C1"]).startswith("<Layer C1")
    assert "C1" in net["C1"].explain()
    assert "F3" not in net["C1"].explain()


def test_what_a_notebook_shows_as_latex_is_what_it_can_set() -> None:
    """MathJax sets mathematics only: dollars around, and no tabular inside."""
    shown = symcnn.parse(SNIPPET)._repr_latex_()
    if shown is not None:
        assert shown.startswith("$")
        assert shown.rstrip().endswith("$")
        assert "tabular" not in shown


def test_a_format_that_does_not_exist() -> None:
    with pytest.raises(symcnn.SymcnnError, match='did you mean "latex"'):
        symcnn.parse(SNIPPET).table("latx")


def test_zoo() -> None:
    assert all(path.exists() for path in symcnn.zoo().values())
    assert len({name.lower() for name in symcnn.zoo()}) == len(symcnn.zoo())


@pytest.mark.parametrize("name", symcnn.__all__)
def test_everything_that_is_offered_is_there(name: str) -> None:
    assert getattr(symcnn, name)


def test_nothing_else_is_offered() -> None:
    with pytest.raises(AttributeError):
        symcnn.nothing  # noqa: B018 - asking is the test


def test_a_header_may_list_the_name_of_a_label() -> None:
    body = "input(W, W, 3); C: conv(3, C)"
    assert str(symcnn.parse(f"network N(W, C) {{ {body} }}").params) == "28*C"
    with pytest.raises(symcnn.TextError, match='"C" labels something here'):
        symcnn.parse(body).table()
