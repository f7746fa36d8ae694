"""What a block, a called network, a let or a turn says by its own names is said of the network's symbols."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from sympy import sympify

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import truth
from symcnn.errors import SymcnnError

ASSUMED = [
    ("block b(K) { assume K >= 3; conv(3, K) } input(W, K); b(2*K)", ["K >= 2"]),
    ("block b(K) { assume K % 2 == 0; conv(3, K) } input(W, K); b(K + 1)", ["(K + 1) % 2 == 0"]),
    ("block b(W) { assume W <= 5 and D >= 2; conv(3, W) } input(W, H, K); b(K)", ["K <= 5", "K >= 2"]),
    ("block b() { assume X >= 8; conv(3, 4) } input(W, H, D); maxpool(2); b", ["W >= 16", "H >= 16"]),
    ("block b(K) { assume not (K == 2 or X <= 4); conv(3, K) } input(W, 3); b(W)", ["W != 2 and W >= 5"]),
    (
        "network A(W, K) { assume K >= 3; input(W, 3); pad(K) } network N(W, K) { input(W, 3); A(W, 2*K) }",
        ["K >= 2"],
    ),
    ("let k = 2*K; assume k >= 8; input(W, 3); conv(3, k)", ["K >= 4"]),
    ("input(W, H, 3); C: conv(3, 4); assume C.X >= 4; conv(3, 2)", ["W >= 6", "H >= 6"]),
    ("input(W, 3); repeat 3 as i { assume K >= 2*i; conv(3, K) }", ["K >= 2", "K >= 4"]),
    ("input(W, D); repeat n as i { assume D >= 2*i; conv(3, D) }", ["D >= 2*n - 2"]),
    ("input(W, D); repeat n as i { assume D != i; conv(3, D) }", ["min(abs(D - i) - 1 for i in n) >= 0"]),
    ("input(W, 3); assume W % 4 == 2; maxpool(2)", ["W % 4 == 2"]),
]


@pytest.mark.parametrize(("text", "said"), ASSUMED)
def test_what_is_assumed_speaks_of_the_symbols_of_the_network(text: str, said: list[str]) -> None:
    net = symcnn.parse(text)
    assert list(net.assumptions) == said
    assert_agree(net, random.Random(text))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("block unit(K) {} input(1); unit(K/3)", ["K ≡ 0 (mod 3)"]),
        ("block unit(K: integer >= 2) {} input(1); unit(K - 3)", ["K ≥ 5"]),
        ("block unit(K: integer <= 4) {} input(1); unit(2*K)", ["2K ≤ 4"]),
        ("block unit(F: boolean) {} input(1); unit(K - 3)", ["K ≥ 3", "K ≤ 4"]),
        ("block unit(F: real < 5) {} input(1); unit(K/2)", ["K ≤ 9"]),
        ("block unit(F) {} input(W, H, 1); unit((W/2, H - 3))", ["W ≡ 0 (mod 2)", "H ≥ 4"]),
        ("block unit(F: padding) {} input(W, H, 1); unit(same); unit(W - 2)", ["W ≥ 2"]),
        ("input(W, 3); let k = sum(1 for u in K - 5); pad(k + 9)", ["K ≥ 5"]),
        ("layer L(K) { X' = X; D' = D; params = sum(2 for u in K/2 - 1) } input(4, 3); L(K)", ["K ≡ 0 (mod 2)"]),
        ("network A(D, K) { input(8, D) } network N(K) { input(8, 3); A(K=K/2 - 1) }", ["K ≡ 0 (mod 2)", "K ≥ 4"]),
        ("block unit(K) {} input(1); repeat n as i { unit(K - i) }", ["K ≥ n"]),
    ],
)
def test_arguments_of_blocks_are_asked_for_what_their_kinds_are(text: str, asked: list[str]) -> None:
    net = symcnn.parse(text)
    found = [str(condition) for condition in net.conditions]
    assert len(found) == len(asked)
    assert all(
        one.startswith(("n = 1 or ", wanted)) and wanted in one for one, wanted in zip(found, asked, strict=True)
    )
    assert_agree(net, random.Random(text))


def test_the_solver_knows_what_a_block_assumes() -> None:
    net = symcnn.parse("block b(K) { assume K >= 3; conv(3, K) } input(W, K); b(2*K)")
    assert str(symcnn.solve(net, "output.D >= 2", "K")) == "K ≥ 2 if W ≥ 3"


def test_a_page_says_what_a_block_assumes_in_order() -> None:
    page = str(symcnn.parse("block b(K) { assume K >= 3; conv(3, K) } input(W, K); b(2*K)"))
    assert "K ≥ 2" in page
    assert "K ≥ 3" not in page


def test_lists_are_equal_where_their_entries_are() -> None:
    text = "input(W, 3); when [1, W] == [1, 2] { conv(1, 4) } else { conv(1, 5) }"
    assert symcnn.parse(text).at(W=2).output == (2, 4)
    assert symcnn.parse(text).at(W=3).output == (3, 5)
    with pytest.raises(SymcnnError, match="leave it open"):
        _ = symcnn.parse(text).output


def test_turns_inside_turns_are_counted_by_what_every_turn_knows() -> None:
    inner = "block c(n) { repeat n { conv(3, 3); pad(1) } }"
    net = symcnn.parse(f"{inner} input(n, n, W); repeat W {{ c(floor(D/2)); c(n) }}")
    known = {str(symbol) for symbol in net.symbols}
    for condition in net.derivation.conditions:
        assert {str(node.value) for node in condition.formula.names()} <= known


# -- random blocks, whose names are those of the network: symbols against numbers at small points

KINDS = ("", "", "", ": integer", ": integer >= 0", ": real > 0", ": integer <= 4")


class Writer:
    """Writes a random network whose blocks, lets and loops have names that it has itself."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)

    def text(self) -> str:
        blocks: list[tuple[str, int]] = []
        text = ""
        for name in ("b", "c"):
            own = self.rng.sample(["K", "W", "n", "F"], self.rng.choice([1, 1, 2]))
            header = ", ".join(word + self.rng.choice(KINDS) for word in own)
            text += f"block {name}({header}) {{ {self.statements([*own, 'D'], blocks, is_inside=True)} }} "
            blocks = [*blocks, (name, len(own))]
        a, b = self.rng.sample(["W", "K", "n"], 2)
        sizes = f"{a}, {self.rng.choice([a, b, '5'])}, {self.rng.choice([b, '3'])}"
        return f"{text}input({sizes}); {self.statements([a, b], blocks)}"

    def statements(self, names: list[str], blocks: list[tuple[str, int]], *, is_inside: bool = False) -> str:
        names, found = [*names], []
        for _ in range(self.rng.choice([1, 2, 3])):
            kind = self.rng.choice(["assume", "let", "block", "block", "repeat", "layer", "layer"])
            free = [name for name in ("W", "K", "n", "q") if name not in names]
            if kind == "assume":
                found.append(f"assume {self.condition(names, is_inside=is_inside)}")
            elif kind == "let" and free:
                found.append(f"let {free[0]} = {self.value(names)}")
                names.append(free[0])
            elif kind == "block" and blocks:
                name, many = self.rng.choice(blocks)
                found.append(f"{name}({', '.join(self.value(names) for _ in range(many))})")
            elif kind == "repeat" and free:
                body = f"assume {self.condition([*names, free[0]])}; {self.layer([*names, free[0]])}"
                found.append(f"repeat {self.rng.choice([*names, '2'])} as {free[0]} {{ {body} }}")
            else:
                found.append(self.layer(names))
        return "; ".join(found)

    def layer(self, names: list[str]) -> str:
        layers = ["conv(3, {}, padding=1)", "conv(3, {})", "maxpool(2)", "conv(1, {})", "pad(1)"]
        return self.rng.choice(layers).format(self.value(names))

    def value(self, names: list[str]) -> str:
        a, b = self.rng.choice(names), self.rng.choice(names)
        values = [
            a,
            a,
            f"2*{a}",
            f"{a} + 1",
            f"{a}/2",
            f"{a} - 2",
            f"floor({a}/2)",
            f"max({a}, {b})",
            f"{a} + {b}",
            "3",
        ]
        return self.rng.choice(values)

    def condition(self, names: list[str], *, is_inside: bool = False) -> str:
        one, other = (f"{self.value(names)} {self.rng.choice(['>=', '<=', '==', '!=', '>', '<'])} 4" for _ in range(2))
        more = ["X >= 4", "D % 2 == 0"] if is_inside else [one]
        even = f"{self.rng.choice(names)} % 2 == 1"
        return self.rng.choice([one, other, even, f"{one} and {other}", f"{one} or {other}", f"not {one}", *more])


def derived(net: Any) -> Any:
    try:
        return net if net.derivation else None
    except SymcnnError:
        return None


def assert_agree(net: Any, rng: random.Random) -> None:
    """Points are legal in numbers exactly where all conditions and assumptions hold, and both ways give one answer."""
    made = net.derivation
    said = [*(condition.formula for condition in made.conditions), *made.assumptions]
    least = any("has at least" in condition.words for condition in made.conditions)
    points = list(product((1, 2, 3, 4, 5, 6, 9, 12), repeat=len(net.symbols)))
    for point in rng.sample(points, min(len(points), 24)):
        values = dict(zip(net.symbols, point, strict=True))
        known = {net.symbols[name]: value for name, value in values.items()}
        numbers = derived(net.at(**values))
        holds = _hold(said, {**values, **{str(name): net.closed(name).subs(known) for name in net.definitions}})
        if least and not holds:  # no turn at all is another formula
            continue
        assert holds == (numbers is not None), (values, list(map(str, net.conditions)), net.assumptions)
        if numbers is not None:
            assert tuple(sympify(size).subs(known) for size in net.output) == numbers.output, values
            assert sympify(net.params).subs(known) == numbers.params, values


def _hold(formulas: list[Any], scope: dict[str, Any]) -> bool:
    try:
        return all(truth(formula, {k: int(v) for k, v in scope.items()}, Exact()) for formula in formulas)
    except SymcnnError:
        return False


@pytest.mark.parametrize("seed", range(60))
def test_names_of_blocks_may_be_those_of_the_network(seed: int) -> None:
    net = derived(symcnn.parse(Writer(seed).text()))
    if net:
        assert_agree(net, random.Random(seed))


def test_what_counts_the_values_of_a_range_is_no_symbol() -> None:
    net = symcnn.parse("input(W, 3); conv(3, sum(2*k for k in K)); let q = sum(q for q in 4); conv(1, q)")
    assert list(net.open_symbols) == ["K", "W"]
    assert net.numbers(W=9, K=4).params == net.function("params")(W=9, K=4) == 10 * 12 + 13 * 6
