"""Numbers of 32 bits are taken only where they are enough: random formulas over ranges around what they can hold."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest

from symcnn.compiled.compiled_function import CompiledFunction
from symcnn.compiled.grid_axes import GridAxis
from symcnn.compiled.wanted import Variable, Wanted, WantedFormula
from symcnn.syntax.parser import parse_expression

np = pytest.importorskip("numpy")

NUMBERS = ("2", "3", "7", "181", "32767", "32768", "46341", "65536", "2147483647", "2147483648", "(10^10)")
SHAPES = (
    "({} + {})", "({} - {})", "({}*{})", "floor({}/(({})^2 + 1))", "(({}) % (abs({}) + 1))", "min({}, {})",
    "max({}, {})", "({} if {} > 0 else 5)", "sum({} + j for j in min(abs({}), 3))", "(-{1}*{0})", "(abs({0} - {1})^2)",
)  # fmt: skip


def drawn(chance: random.Random, depth: int) -> str:
    """A formula of a and b."""
    if not depth or chance.random() < 0.2:
        return chance.choice(("a", "b", "a", "b", chance.choice(NUMBERS)))
    return chance.choice(SHAPES).format(drawn(chance, depth - 1), drawn(chance, depth - 1))


@pytest.mark.parametrize("seed", range(8))
def test_arrays_of_two_widths_give_what_whole_numbers_of_any_size_give(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from symcnn.compiled import array_runs, block_room
    from symcnn.compiled.array_function import NumpyFunction

    for module in (array_runs, block_room):
        monkeypatch.setattr(module, "FEW", 1)
    chance = random.Random(seed)
    for _ in range(5):
        formula = parse_expression(drawn(chance, 4))
        low, high = (
            chance.choice((0, 1, -5, -46_341)),
            chance.choice((9, 181, 16_384, 32_767, 32_768, 46_341, 65_536, 2**31 - 1, 2**31, 2**33)),
        )
        wanted = Wanted("", tuple(Variable(name, low=None) for name in "ab"), (), (), (WantedFormula("f", formula),))
        values = [low, high, high - 1, *(chance.randint(low, high) for _ in range(3))]
        points: Any = list(product(values, repeat=2))
        for axes in ((), tuple(GridAxis(name, low, 1, high - low + 1) for name in "ab")):
            run = NumpyFunction(wanted, axes).run(*np.array(points).T)
            expected = [CompiledFunction(wanted)(*point) for point in points]
            assert run.results[0].tolist() == expected, (formula, low, high)


@pytest.mark.parametrize(
    "text", ["max(10^10, 7)*10^10*a", "sum(max(j, 7)*10^19 for j in a)", "(10^10 if a > 0 else 1)*10^10"]
)
def test_numbers_beside_arrays_do_not_wrap(text: str) -> None:
    from symcnn.compiled.array_function import NumpyFunction

    wanted = Wanted("", (Variable("a"),), (), (), (WantedFormula("f", parse_expression(text)),))
    assert NumpyFunction(wanted).run([1, 2]).results[0].tolist() == [CompiledFunction(wanted)(a) for a in (1, 2)]
