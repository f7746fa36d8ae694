"""Solving for a symbol of a network: every answer against networks derived in numbers, value by value."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import symcnn
from symcnn.analysis.solution import Solution
from symcnn.analysis.solutions import Solutions
from symcnn.errors import ArgumentMistake, SymcnnError, TextError

Case = tuple[str, str, str, dict[str, int], str]

CASES: tuple[Case, ...] = (
    (
        "input(W, W, 3); C: conv(7, 8, stride=2, padding=3); maxpool(3, stride=2)",
        "output.W == 7",
        "W",
        {},
        "29 ≤ W ≤ 32",
    ),
    ("input(W, W, 3); repeat 5 { conv(3, 4, stride=2, padding=1) }", "output.W == 7", "W", {}, "193 ≤ W ≤ 224"),
    ("input(224, 224, 3); repeat n { maxpool(2) }", "output.W == 7", "n", {}, "n = 5"),
    ("input(W, W, 3); conv(F, 64)", "params <= 100000", "F", {"W": 32}, "1 ≤ F ≤ 22"),
    ("input(28, 28, 1); conv(3, K); dense(10)", "params <= 50000", "K", {}, "1 ≤ K ≤ 7"),
    ("input(9, 9, D); conv(3, 8)", "params == 440", "D", {}, "D = 6"),
    ("input(9, 9, D); conv(3, 8)", "params == 441", "D", {}, "no D: "),
    ("input(55, 55, 3); conv(5, 8, stride=S)", "output.W == 11", "S", {}, "S = 5"),
    ("input(W, W, 3); maxpool(2); maxpool(2)", "output.W*4 == W", "W", {}, "W ≥ 4 and W ≡ 0 (mod 4)"),
    ("input(W, W, 3); C: conv(5, 8)", "C.W*C.H < 100", "W", {}, "5 ≤ W ≤ 13"),
    ("input(32, 32, 3); repeat n { conv(3, 16, padding=1) }", "params <= 100000 and depth >= 5", "n", {}, "5 ≤ n ≤ 43"),
    ("assume W % 3 == 1; input(W, W, 3); maxpool(2)", "output.W <= 9", "W", {}, "4 ≤ W ≤ 19 and W ≡ 1 (mod 3)"),
    ("network A(W: integer >= 40 = 50) { input(W, W, 3); C: conv(3, 4) }", "C.W <= 50", "W", {}, "40 ≤ W ≤ 52"),
)


def holds(text: str, equation: str, values: dict[str, int]) -> bool:
    """Whether the network can be and the equation holds in it, by numbers alone."""
    from symcnn.algebra.exact.arithmetic import RELATIONS

    try:
        net = symcnn.parse(text).at(**values)
        for part in equation.split(" and "):
            left, relation, right = part.split()
            if not RELATIONS[relation](_value(left, net, values), _value(right, net, values)):
                return False
    except TextError:
        return False
    return True


def _value(words: str, net: Any, values: dict[str, int]) -> Any:
    """A product of numbers, symbols and members."""
    result = 1
    for word in words.split("*"):
        label, _, part = word.rpartition(".")
        if word.isdecimal():
            result *= int(word)
        elif not label:
            result *= values[word] if word in values else net.quantity(word)
        else:
            volume = net.output if label == "output" else net[label].output
            result *= volume["WHD".index(part)]
    return result


@pytest.mark.parametrize(("text", "equation", "unknown", "others", "words"), CASES, ids=[case[1] for case in CASES])
def test_exactly_the_values_that_do(text: str, equation: str, unknown: str, others: dict[str, int], words: str) -> None:
    net = symcnn.parse(text)
    put_in = {name: value for name, value in others.items() if name in net.symbols}
    net = net.at(**put_in)
    found = symcnn.solve(net, equation, unknown)
    assert isinstance(found, Solution)
    assert str(found).startswith(words)
    for value in range(1, 60 if words.startswith("n ") else 260):
        values = {unknown: value, **put_in}
        if unknown in ("n", "K", "S", "F", "D") and value > 60:
            break
        assert (value in found) == holds(text, equation, values), (value, str(found))


def test_same_size_in_symbols() -> None:
    """``P = (F - 1)/2`` for odd F: CS231n, "Use of zero-padding"."""
    text = "input(W, W, D); C: conv(F, K, padding=P)"
    found = symcnn.solve(symcnn.parse(text), "C.W == W", "P")
    assert isinstance(found, Solution)
    assert str(found) == "P = (F − 1)/2 if F ≡ 1 (mod 2)"
    F = next(iter(found.value.free_symbols))  # noqa: N806 - the letter of the field
    for kernel in range(1, 10):
        values = [
            padding
            for padding in range(12)
            if holds(text, "C.W == W", {"W": 20, "D": 1, "K": 1, "F": kernel, "P": padding})
        ]
        assert values == ([found.value.subs(F, kernel)] if kernel % 2 else [])


def test_an_interval_with_symbols_for_its_ends() -> None:
    text = "input(W, D); C: conv(F, K, stride=S)"
    found = symcnn.solve(symcnn.parse(text), "C.W == 5", "W")
    assert isinstance(found, Solution)
    (piece,) = found.answer.ranges
    assert piece.low is not None
    assert piece.high is not None
    names = {str(symbol): symbol for symbol in piece.low.free_symbols | piece.high.free_symbols}
    for kernel in range(1, 6):
        for stride in range(1, 5):
            point = {symbol: {"F": kernel, "S": stride}[name] for name, symbol in names.items()}
            ends = (piece.low.subs(point), piece.high.subs(point))
            values = [
                w for w in range(1, 60) if holds(text, "C.W == 5", {"W": w, "D": 1, "K": 1, "F": kernel, "S": stride})
            ]
            assert list(ends) == [values[0], values[-1]]


def test_several_unknowns() -> None:
    text = "input(24, 24, 3); C: conv(F, 4, stride=S, padding=P)"
    found = symcnn.solve(symcnn.parse(text), "C.W == 12", "F,S,P", bounds={"F": (1, 5), "S": (1, 3), "P": (0, 4)})
    assert isinstance(found, Solutions)
    answers = {
        (row.given["F"], row.given["S"], padding) for row in found.rows for padding in range(12) if padding in row
    }
    tried = ((f, s, p) for f in range(1, 6) for s in range(1, 4) for p in range(5))
    assert answers == {(f, s, p) for f, s, p in tried if holds(text, "C.W == 12", {"F": f, "S": s, "P": p})}


def rows_of(text: str, equation: str, unknowns: str, **bounds: tuple[int, int]) -> dict[int, list[int]]:
    """For each choice of the first unknown, which values of the last from 0 to 20 are solutions."""
    found = symcnn.solve(symcnn.parse(text), equation, unknowns, bounds=bounds)
    assert isinstance(found, Solutions)
    first = unknowns.split(",", maxsplit=1)[0]
    return {row.given[first]: [value for value in range(21) if value in row] for row in found.rows}


def test_a_choice_for_which_no_network_can_be_has_no_solution() -> None:
    text = "network N(x: integer, W, D) { input(W, D); pad(x); conv(3, D) }"
    assert rows_of(text, "output.W == 5", "x,W", x=(-2, 2)) == {-2: [], -1: [], 0: [7], 1: [5], 2: [3]}


def test_a_choice_may_make_the_last_unknown_irrelevant() -> None:
    text = "network N(n: integer >= 0, W) { input(W, 3); repeat n { maxpool(2) } }"
    assert rows_of(text, "output.W == 1", "W,n", W=(1, 4)) == {1: [0], 2: [1], 3: [1], 4: [2]}
    assert rows_of(text, "output.W == 3", "W,n", W=(2, 3)) == {2: [], 3: [0]}
    with pytest.raises(ArgumentMistake, match="n does not occur"):
        rows_of(text, "W == 3", "W,n", W=(2, 3))


MOBILE = """
block sep(K, S = 1) {
    conv(3, D, stride=S, padding=1, groups=D, bias=false); bn; relu; conv(1, K, bias=false); bn; relu
}
network MobileNet(alpha: real > 0 = 1) {
    input(224, 224, 3)
    conv(3, CHANNELS(32), stride=2, padding=1, bias=false); bn; relu
    for (c, s) in [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1),
                   (512, 1), (1024, 2), (1024, 1)] { sep(CHANNELS(c), s) }
    gap; dense(1000)
}
"""


@pytest.mark.slow
@pytest.mark.parametrize(("channels", "words"), [
    ("{}*alpha", "1/32 ≤ \N{GREEK SMALL LETTER ALPHA} ≤ 5/8 and 32\N{GREEK SMALL LETTER ALPHA} is whole"),
    ("floor({}*alpha)", "1/32 ≤ \N{GREEK SMALL LETTER ALPHA} < 659/1,024"),
])  # fmt: skip
def test_the_largest_width_multiplier_under_a_budget(channels: str, words: str) -> None:
    """MobileNet, Howard et al. 2017: 4,231,976 parameters at 1."""
    text = MOBILE
    for c in ("32", "c"):
        text = text.replace(f"CHANNELS({c})", channels.format(c))
    net = symcnn.parse(text)
    assert net.numbers().params == 4_231_976
    assert str(symcnn.solve(net, "params <= 2*10^6", "alpha")) == words
    for step in range(1, 1025 if "floor" in channels else 33):
        alpha = Fraction(step, 1024 if "floor" in channels else 32)
        try:
            fits = net.at(alpha=alpha).params <= 2_000_000
        except SymcnnError:
            fits = False
        assert fits == (
            Fraction(1, 32) <= alpha
            and (alpha <= Fraction(5, 8) if "floor" not in channels else alpha < Fraction(659, 1024))
        )


@pytest.mark.parametrize(("equation", "unknown", "words"), [
    ("C.W == W", "Q", 'no symbol "Q"'),
    ("C.W == W", "w", 'did you mean "W"?'),
    ("C.W == 7", "K", "K does not occur in the equation"),
    ("3 == 4", "K", "both sides are numbers"),
    ("C.W", "W", "an equation compares two formulas"),
    ("C.W == ", "W", "an expression is missing here"),
    ("C2.W == 3", "W", 'there is no layer "C2"'),
    ("C.Q == 3", "W", '"C" has no "Q"'),
    ("parms == 3", "W", 'did you mean "params"?'),
    ("C.X == (3, 4, 5)", "W", "2 sizes are compared with 3"),
    ("C.W == W/0", "W", "division by zero"),
    ("C.W == 2^(10^9)", "W", "bits"),
])  # fmt: skip
def test_what_is_no_question(equation: str, unknown: str, words: str) -> None:
    with pytest.raises(SymcnnError) as caught:
        symcnn.solve(symcnn.parse("input(W, W, D); C: conv(F, K, padding=P)"), equation, unknown)
    assert words in str(caught.value)


@pytest.mark.parametrize(("text", "equation", "words"), [
    ("input(W, W, 3); A: add { { C1: conv(F, 8, padding=P) } { conv(1, 8) } }", "C1.W == 7", 'mean "A.1.C1"'),
    ("input(W, W, 3); stem: add { { C1: conv(F, 8) } { conv(1, 8) } }", "stem.C1.W == F", 'mean "stem.1.C1"'),
    ("input(W, H, 3); C: conv((F, 3), 8)", "C.field == 7", "not the same along all axes"),
    ("input(9, 8, 3); conv(F, 8)", "input.X == F", "not the same along all axes"),
])  # fmt: skip
def test_what_would_help_is_said(text: str, equation: str, words: str) -> None:
    """A label inside a branch is found by its own name; a size of unlike axes asks for one of them."""
    with pytest.raises(SymcnnError) as caught:
        symcnn.solve(symcnn.parse(text), equation, "F")
    assert words in str(caught.value)


def test_axes_that_may_be_alike_are_compared_together() -> None:
    net = symcnn.parse("input(W, H, 3); C: conv((F, 3), 8); pad(P)")
    assert str(symcnn.solve(net, "C.field == 3", "F")) == "F = 3 if W ≥ 3 and H ≥ 3"


def test_a_symbol_that_has_a_value() -> None:
    net = symcnn.parse("input(W, D); C: conv(3, 8)").at(W=9)
    with pytest.raises(SymcnnError, match="nothing to solve for"):
        symcnn.solve(net, "C.W == 7", "W")


def test_not_decided_says_what_was_tried() -> None:
    net = symcnn.parse("input(W, W, D); C: conv(F, K)")
    found = symcnn.solve(net, "params^3 == macs^2 + W*K^5", "F")
    assert isinstance(found, Solution)
    assert found.kind == "undecided"
    assert "what was tried" in str(found)
    assert len(str(found).splitlines()) > 1


def test_time_runs_out() -> None:
    net = symcnn.parse("input(W, W, 3); " + "maxpool(3, stride=2, ceil_mode=true); conv(3, 4); " * 4)
    found = symcnn.solve(net, "output.W*output.H == 49", "W", seconds=0)
    assert isinstance(found, Solution)
    assert found.kind == "undecided"
    assert "time limit of 0 s" in str(found)


def test_unknowns_without_bounds() -> None:
    net = symcnn.parse("input(9, 9, 3); C: conv(F, 4, padding=P)")
    with pytest.raises(SymcnnError, match="F needs a bound"):
        symcnn.solve(net, "C.W == 9", "F,P")
    with pytest.raises(SymcnnError, match="more than"):
        symcnn.solve(net, "C.W == 9", "F,P", bounds={"F": (1, 10**9)})


def test_a_choice_that_cannot_be_is_passed_over() -> None:
    net = symcnn.parse("input(W, H, 1); conv(5, 2); f: flatten")
    found = symcnn.solve(net, "f.D == 24", "W,H", bounds={"W": (1, 12)})
    assert isinstance(found, Solutions)
    answers = {(row.given["W"], height) for row in found.rows for height in range(1, 40) if height in row}
    assert answers == {
        (w, h) for w in range(1, 13) for h in range(1, 40) if w > 4 and h > 4 and 2 * (w - 4) * (h - 4) == 24
    }


def test_what_could_not_be_looked_at_is_said() -> None:
    net = symcnn.parse("let big = W > 20; assume big; input(W, W, 3); C: conv(3, 4)")
    found = symcnn.solve(net, "C.W <= 30", "W")
    assert str(found).splitlines() == ["3 ≤ W ≤ 32", "  not looked at: big"]
    assert "not looked at: big" in str(symcnn.sizes(net)[0])


@pytest.mark.parametrize(("equation", "unknown", "said"), [
    ("C.W - W == 5", "W", "no W: −2 = 5 does not hold\n  W cancels from what is asked"),
    ("C.W - W == -2", "W", "W ≥ 3\n  W cancels from what is asked"),
    ("W - W == K - 3", "W", "W ≥ 3 if K = 3\n  W cancels from what is asked"),
    ("C.X - W == -2", "W", "W ≥ 3\n  W cancels from what is asked"),
    ("C.params/K == 9*D + 1", "K", "every K if W ≥ 3\n  K cancels from what is asked"),
    ("W - W == 0 and C.W == 8", "W", "W = 10"),
])  # fmt: skip
def test_an_unknown_that_cancels(equation: str, unknown: str, said: str) -> None:
    net = symcnn.parse("input(W, W, D); C: conv(3, K)")
    assert str(symcnn.solve(net, equation, unknown)) == said


def test_an_unknown_that_is_not_spoken_of() -> None:
    net = symcnn.parse("input(W, W, D); C: conv(3, K)")
    with pytest.raises(ArgumentMistake, match="K does not occur in the equation"):
        symcnn.solve(net, "C.W == 3", "K")


def test_of_two_conditions_that_follow_from_each_other_one_stays() -> None:
    """D turns that halve D values: no D is large enough, which is not decided, and surely not every D."""
    net = symcnn.parse("input(D, 1); repeat D { depthwise(3); lppool(5, stride=2) }; max_unpool(4)")
    found = symcnn.solve(net, "depth > 6", "D")
    assert isinstance(found, Solution)
    assert found.kind in ("undecided", "none")


def test_several_unknowns_stand_in_a_list_as_between_commas() -> None:
    net = symcnn.parse("input(W, H, 1); conv(3, 2)")
    bounds = {"W": (1, 6)}
    found = str(symcnn.solve(net, "units == 24", "W, H", bounds=bounds))
    assert found == "W = 3: H = 14\nW = 4: H = 8\nW = 5: H = 6\nW = 6: H = 5"
    for unknown in (["W", "H"], ("W", "H"), [net.symbols["W"], net.symbols["H"]]):
        assert str(symcnn.solve(net, "units == 24", unknown, bounds=bounds)) == found
    assert str(symcnn.solve(net.at(H=8), "units == 24", ["W"])) == str(symcnn.solve(net.at(H=8), "units == 24", "W"))


@pytest.mark.parametrize("unknown", ["W,W", ["W", "W"]])
def test_an_unknown_stands_once(unknown: str | list[str]) -> None:
    net = symcnn.parse("input(W, H, 1); conv(3, 2)")
    with pytest.raises(ArgumentMistake, match="W is given twice"):
        symcnn.solve(net, "units == 24", unknown, bounds={"W": (1, 6)})
