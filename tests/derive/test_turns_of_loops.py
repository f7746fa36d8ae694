"""Skips between loops: what left some turn of a loop goes into a turn of another one, in numbers and in symbols."""

from __future__ import annotations

from itertools import product

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.derive.receptive_field import fields
from symcnn.errors import ShapeMistake, TextError, Unavailable
from symcnn.syntax.format import format_text

DOUBLE = "block double(K) { conv(3, K); relu; conv(3, K); relu } "
U_NET = (
    DOUBLE
    + """network U(W, H, D, C, n, M) {
    input(W, H, D)
    down: repeat n as i { left: double(C*2^i); maxpool(2) }
    double(C*2^n)
    repeat n as j {
        up: conv_transpose(2, C*2^(n - 1 - j), stride=2)
        concat { { from down[n - 1 - j].left { crop(up.X) } } {} }
        double(C*2^(n - 1 - j))
    }
    conv(1, M)
}"""
)
SAME_SIZE = """network N(T, C, n) {
    input(T, C)
    down: repeat n as i { left: conv(3, C, padding=1); relu }
    repeat n as j { add { { from down[n - 1 - j].left {} } {} }; conv(3, C, padding=1) }
}"""
TOTALS = ("units", "params", "connections", "macs")


def spelled_out(levels: int) -> str:
    """The same U-Net with every level written by hand."""
    lines = ["input(W, H, D)"]
    lines += [f"L{i}: double(C*{2**i}); maxpool(2)" for i in range(levels)]
    lines.append(f"double(C*{2**levels})")
    for i in reversed(range(levels)):
        lines.append(f"U{i}: conv_transpose(2, C*{2**i}, stride=2)")
        lines.append(f"concat {{ {{ from L{i} {{ crop(U{i}.X) }} }} {{}} }}; double(C*{2**i})")
    return f"{DOUBLE} network U(W, H, D, C, M) {{ {'; '.join(lines)}; conv(1, M) }}"


@pytest.fixture(scope="module")
def general() -> symcnn.Network:
    return symcnn.parse(U_NET)


@pytest.mark.parametrize("levels", some_fast([2, 1, 3, 4]))
def test_a_u_net_of_n_levels_is_each_of_them_written_by_hand(levels: int, general: symcnn.Network) -> None:
    by_hand = symcnn.parse(spelled_out(levels))
    for width, height, depth, base in product((188, 236), (333, 572), (1, 3), (2, 4)):
        values = {"W": width, "H": height, "D": depth, "C": base, "M": 2}
        expected = by_hand.at(**values)
        assert general.at(**values, n=levels).output == expected.output
        put = {general.symbols[name]: value for name, value in {**values, "n": levels}.items()}
        for key in TOTALS:
            assert general.quantity(key).subs(put).doit() == expected.quantity(key)
        assert general.depth.subs(put) == expected.depth


def test_in_numbers_the_published_u_net_comes_out() -> None:
    net = symcnn.parse(U_NET).at(W=572, H=572, D=1, C=64, n=4, M=2)
    assert net.output == (388, 388, 2)
    assert net.params == symcnn.load("unet").numbers().params


def test_the_field_behind_is_that_of_the_turn() -> None:
    net = symcnn.parse(SAME_SIZE)
    for turns in range(1, 6):
        particular = [field[0].size for field in fields(net.at(n=turns).derivation) if field][-1]
        assert particular == 1 + 2 * turns + 2 * turns  # each convolution sees one more on either side
        assert net.receptive_field[0].subs(net.symbols["n"], turns) == particular
    with pytest.raises(Unavailable, match="which reads what a turn of a repeat left"):
        str(net.memory())
    assert str(net.at(n=3, T=8, C=2).memory())


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("n", "there is no turn n"),
        ("n - 2 - j", "it is not known that there is a turn"),
        ("-1", "there is no turn -1"),
        ("1/2", "there is no turn 1/2"),
        ("T", "it is not known that there is a turn T"),
        ("(1, 2)", "a turn has a number"),
    ],
)
def test_a_turn_that_is_none_is_refused_with_its_place(place: str, words: str) -> None:
    with pytest.raises(TextError) as refused:
        _ = symcnn.parse(SAME_SIZE.replace("n - 1 - j", place)).output
    assert words in str(refused.value).replace("−", "-")
    assert refused.value.span.text == place


def test_a_label_that_no_turn_has_and_one_of_no_loop_are_refused() -> None:
    with pytest.raises(TextError, match='did you mean "left"'):
        _ = symcnn.parse(SAME_SIZE.replace("].left", "].lef")).output
    with pytest.raises(TextError, match='"c" labels no loop'):
        _ = symcnn.parse("input(8, 2); c: conv(3, 4); from c[0].x {}").output


def test_loops_in_numbers_and_in_each_other() -> None:
    text = "input(8, 2); a: for K in [2, 3] { b: repeat 2 { c: conv(1, K) } }; concat { {} { from a[0].b[1].c {} } }"
    assert symcnn.parse(text).output == (8, 5)
    with pytest.raises(ShapeMistake, match="there is no turn 2"):
        _ = symcnn.parse(text.replace("b[1]", "b[2]")).output


def test_first_turns_that_are_not_as_the_others_cannot_be_meant_by_a_symbol() -> None:
    text = "input(T, D); a: repeat n { c: linear(K); add { {} { from c {} } } }; add { {} { from a[m - 1].c {} } }"
    net = symcnn.parse(f"network N(T, D, K, n, m) {{ assume m <= n; {text} }}")
    assert net.output == symcnn.parse("input(T, K)").output


def test_the_formatter_keeps_a_turn_together() -> None:
    text = "repeat n as j {\n    from down[n - 1 - j].left { crop(up.X) }\n}\n"
    assert format_text(text.replace("n - 1 - j", "n-1-j").replace("].left", "] .left")) == text


@pytest.mark.parametrize(
    "body",
    [
        "conv(3, floor(64/(i + 1)), padding=1)",
        "conv(1, ceil(30/(i*i + 1)))",
        "conv(1, floor(60/(i + 1))); conv(1, i + 2)",
        "conv(3, 5 + i % (i + 1), padding=1)",
    ],
)
def test_widths_divided_by_the_number_of_the_turn_where_there_may_be_none(body: str) -> None:
    net = symcnn.parse(f"network N(n: integer >= 0) {{ input(9, 9, 3); repeat n as i {{ {body} }}; conv(1, 4) }}")
    for n in range(5):
        found = [total.subs({net.symbols["n"]: n}).doit() for total in (net.params, net.macs)]
        assert found == [net.at(n=n).params, net.at(n=n).macs]


def test_what_turns_divide_by_their_number_where_there_may_be_none() -> None:
    net = symcnn.parse("network N(n: integer >= 0, C) { input(7); repeat n as i { dense(8 + C/(n*(i + 1))) } }")
    function = net.function("units")
    for n, c in [(1, 12), (2, 12), (2, 4), (3, 18)]:
        assert (
            net.units.subs({net.symbols["n"]: n, net.symbols["C"]: c}).doit()
            == net.at(n=n, C=c).units
            == function(n, c)
        )
