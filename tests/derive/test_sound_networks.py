"""What a network's assumptions prove is so: in symbols and in numbers the same sizes, at the same points."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from random_facts import holds

import symcnn
from symcnn.errors import SymcnnError

N = "network N"
KINDS = "P: integer >= 0"
BRANCHES = "add { { conv(F, 4, padding=P) } { conv(1, 4) } }"
PAD = "pad(100 - 2*a + max((2*a) % b, (b - q) % b, (p % a)*(5*q)), padding_end=0)"

NETWORKS: list[tuple[str, dict[str, Any]]] = [
    ("assume W % 4 <= 0; input(W, D); conv(F, 4)", {"W": [4, 8], "F": [1, 4, 5, 9]}),
    ("assume floor(W/8) == 0; input(W, D); conv(F, 4)", {"W": [1, 3, 7], "F": [1, 3, 4]}),
    ("assume D % K <= 0; input(W, D); conv(F, K)", {"D": [2, 4], "K": [1, 2], "W": [2, 5], "F": [2, 3, 5]}),
    (
        f"{N}(W, D, F, K, {KINDS}) {{ assume P*K <= 0; input(W, D); conv(F, K) }}",
        {"W": [1, 3], "F": [1, 2, 3], "K": [1, 2], "P": [0]},
    ),
    (
        f"{N}(W, D, F, {KINDS}) {{ assume P*F <= P; input(W, D); conv(F, 4) }}",
        {"W": [1, 3], "F": [1, 2, 3, 4], "P": [0, 2]},
    ),
    (
        f"{N}(W, D, F, K: integer >= 0) {{ assume F*F <= 50; assume floor(K/2) == 0; input(W, D); conv(F, K + 1) }}",
        {"W": [1, 3], "F": [1, 3, 7], "K": [0, 1]},
    ),
    (
        f"{N}(W, D, F, {KINDS}) {{ assume floor(W/2) == 0; input(W, D); {BRANCHES} }}",
        {"W": [1], "F": [1, 3, 4, 5], "P": [0, 1, 2]},
    ),
    ("assume W == F; assume floor(S/3) == 0; input(W, D); conv(F, 4, stride=S)", {"W": [5], "F": [5], "S": [1, 2]}),
    ("assume W == n; assume floor(D/3) == 0; input(W, D); repeat n { conv(1, D) }", {"W": [2], "n": [2], "D": [1, 2]}),
    (
        "assume W % 2^n == 0; input(W, D); maxpool(2); repeat n { conv(3, 4, stride=2, padding=1) }",
        {"W": [2, 4, 8, 16, 24, 40], "n": [1, 2, 3, 4]},
    ),
    (
        "assume W % 2^n == 0; input(W, D); maxpool(2); repeat n { maxpool(2) }",
        {"W": [2, 4, 8, 16, 24, 40], "n": [1, 2, 3, 4]},
    ),
    (
        "assume W % 2^n == 0; input(W, D); maxpool(2); repeat n { maxpool(2) }; dense(10)",
        {"W": [4, 8, 16, 40], "n": [1, 2, 3]},
    ),
    (
        "assume W % 3^n == 0; input(W, D); maxpool(3); repeat n { conv(3, 4, stride=3, padding=1) }",
        {"W": [3, 9, 18, 27], "n": [1, 2, 3]},
    ),
    (
        "assume W % S^n == 0; input(W, D); maxpool(S); repeat n { conv(3, 4, stride=S, padding=1) }",
        {"W": [4, 8, 9, 16, 27], "n": [2, 3], "S": [2, 3]},
    ),
    (
        "assume W % 2^n == 0; input(W, D); repeat n as i { conv(3, 2*D, stride=2, padding=1) }; conv(2, 4, stride=2)",
        {"W": [4, 8, 16, 24], "n": [1, 2, 3]},
    ),
    (
        "assume (W - 9) % 4 == 0; assume floor(F/6) == 0; assume exact; input(W, D); narrow(P, k)",
        {"W": [9], "D": [1, 3, 6], "P": [1, 2], "k": [1, 3, 4], "F": [1]},
    ),
    (f"{N}(W, q, b) {{ input(W, 3); pad(max(q, q % (q*b)), padding_end=0) }}", {"W": [2], "q": [1, 5], "b": [1, 2, 3]}),
    (
        f"{N}(W, a, b, p: integer >= 0, q: integer >= 2) {{ input(W, 3); {PAD} }}",
        {"W": [1], "a": [1, 4], "b": [1, 3, 5], "p": [0, 3], "q": [2, 4]},
    ),
    ("input(W, 3); pad(10 + ceil(a/(-6)), padding_end=0)", {"W": [2], "a": [1, 6, 7, 60, 66, 67]}),
    ("input(W, 3); pad(9 + ceil(a/(b - 5)), padding_end=0)", {"W": [2], "a": [1, 7, 20, 30], "b": [1, 2, 3, 4, 6, 9]}),
    (
        "input(W, 3); pad(9 + floor(floor(a/2)/(b - 5)), padding_end=0)",
        {"W": [2], "a": [1, 7, 20, 30], "b": [1, 2, 3, 4, 6, 9]},
    ),
    (
        "input(W, 3); pad(9 + ceil(ceil(a/2)/(b - 5)), padding_end=0)",
        {"W": [2], "a": [1, 7, 20, 30], "b": [1, 2, 3, 4, 6, 9]},
    ),
    ("input(W, 3); pad((8*b - 5) % 2, padding_end=0)", {"W": [2], "b": [1, 2]}),
    ("input(W, 3); pad(20 + (a - 9) % (b - 5), padding_end=0)", {"W": [2], "a": [1, 9, 12], "b": [1, 2, 6, 9]}),
    ("assume b >= 6; input(W, 3); pad(ceil(ceil(a/2)/(b - 5)), padding_end=0)", {"W": [2], "a": [1, 7], "b": [6, 9]}),
]
EVERYWHERE = {"D": [2], "K": [2]}


def in_numbers(net: Any, values: dict[str, int]) -> Any:
    try:
        found = net.at(**values)
        found.derivation  # noqa: B018 - it is derived here
    except SymcnnError:
        return None
    return found


@pytest.mark.parametrize(("text", "ranges"), NETWORKS, ids=lambda part: part if isinstance(part, str) else "")
def test_symbols_and_numbers_agree(text: str, ranges: dict[str, list[int]]) -> None:
    net = symcnn.parse(text)
    assumed = [fact.strip() for fact in re.findall(r"assume ([^;]*);", text) if fact != "exact"]
    grid = {name: ranges.get(name, EVERYWHERE.get(name, [1])) for name in {**net.symbols, **ranges}}
    legal = 0
    for values in (dict(zip(grid, row, strict=True)) for row in product(*grid.values())):
        if not all(holds(fact, values) for fact in assumed):
            continue
        used = {name: value for name, value in values.items() if name in net.symbols}
        plain = in_numbers(net, used)
        can_be = all(condition_holds(condition, values) for condition in net.conditions)
        assert can_be == (plain is not None), (values, [str(condition) for condition in net.conditions])
        if plain is None:
            continue
        legal += 1
        point = {net.symbols[name]: symcnn.parse("input(1)").input[0] * value for name, value in used.items()}
        for shown, number in zip((*net.output, net.params), (*plain.output, plain.params), strict=True):
            assert put(shown, point) == number, (values, net.output, net.params)
    assert legal


def condition_holds(condition: Any, values: dict[str, int]) -> bool:
    from symcnn.algebra.exact.arithmetic import Exact
    from symcnn.algebra.exact.evaluate import truth

    return truth(condition.formula, values, Exact()) is True


def put(value: Any, point: dict[Any, Any]) -> Any:
    return value.xreplace(point) if hasattr(value, "xreplace") else value


def test_a_power_of_two_that_divides_says_nothing_of_the_next() -> None:
    net = symcnn.parse(NETWORKS[9][0])
    assert net.at(W=16, n=4).output == (1, 4)
    assert [str(size.subs({"W": 16, "n": 4})) for size in net.output[:1]] != ["1/2"]
    whole = symcnn.parse("assume W % 2^n == 0; input(W, D); repeat n { maxpool(2) }")
    assert str(whole.output[0]) in ("W/2**n", "2**(-n)*W")


def test_what_is_known_of_a_divisor_is_used() -> None:
    net = symcnn.parse("assume b >= 6; input(W, 3); pad(floor(floor(a/2)/(b - 5)), padding_end=0)")
    assert net.conditions == ()
