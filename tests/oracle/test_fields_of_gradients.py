"""Receptive fields from formulas against gradients: which values of the input move one value of the output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch_model
from sympy import sympify

import symcnn
from symcnn.algebra.quotients.entry import ListEntry

if TYPE_CHECKING:
    from collections.abc import Callable

LISTS = "network N(W, L, k[1..L]) {{ input(W, W, 1); {} }}"
DILATIONS = "network N(W, L, k[1..L], s[1..L]) {{ input(W, W, 1); {} }}"
TEXTS: list[tuple[str, dict[str, Any]]] = [
    (LISTS.format("for i in 1..L { conv(k[i], 2) }"), {"W": 40, "L": 3, "k": [3, 1, 4]}),
    (LISTS.format("for i in 1..L { conv(k[i], 2) }; conv(2, 1, stride=2)"), {"W": 40, "L": 4, "k": [2, 5, 1, 2]}),
    (
        DILATIONS.format("for i in 1..L { conv(k[i], 2, dilation=s[i]) }"),
        {"W": 60, "L": 3, "k": [3, 2, 4], "s": [1, 2, 2]},
    ),
    ('input(W, H, 2); conv(3, 3); softmax(axis="H"); conv(3, 2)', {"W": 9, "H": 12}),
    ('input(W, H, 2); conv((2, 3), 3); log_softmax(axis="W"); conv(3, 2)', {"W": 9, "H": 12}),
    ("input(W, H, 2); conv(3, 3); softmax(positions=(false, true)); conv(3, 2)", {"W": 9, "H": 12}),
    ("input(W, H, 2); conv(3, 3); softmax(positions=true); avgpool(2)", {"W": 9, "H": 12}),
    ("input(W, H, 4); conv(3, 4); squeeze_excite(2); conv(3, 2)", {"W": 9, "H": 12}),
    ("input(W, H, 4); repeat n { conv(2, 4); squeeze_excite(2) }; conv(3, 2)", {"W": 9, "H": 12, "n": 2}),
    ('input(W, H, 2); concat(axis="H") { { conv((3, 5), 3) } { conv(3, 3) } }; relu', {"W": 9, "H": 12}),
    (
        'input(W, H, 2); conv(3, 2); concat(axis="H") { { split(2, axis="H") } { split(2, 1, axis="H") } }; conv(2, 2)',
        {"W": 9, "H": 12},
    ),
    ('input(W, H, 2); concat(axis="H") { { conv(3, 2) } { conv(3, 2) } }; softmax(axis="H")', {"W": 9, "H": 12}),
    ("input(W, H, 2); F: conv(1, 2); adaptive_avgpool(1); interpolate_linear(F.X); conv(1, 2)", {"W": 9, "H": 12}),
    ("assume W % 4 == 0 and W > 4; input(W, W, 2); conv(4, 2, stride=4); interpolate_linear(W); trim(6, 0)", {"W": 16}),
]


@pytest.mark.parametrize(("text", "values"), TEXTS)
def test_a_field_is_what_moves_the_first_unit(
    torch: Any, text: str, values: dict[str, Any], compared: Callable[..., None]
) -> None:
    general = symcnn.parse(text)
    net = general.at(**values)
    torch.manual_seed(7)
    module = torch_model.build(net.derivation, "cpu").double()
    x = torch.randn(1, net.input[-1], *net.input[:-1], dtype=torch.double, requires_grad=True)
    (gradient,) = torch.autograd.grad(module(x)[0].flatten(1)[:, 0].sum(), x)
    moved = [gradient[0].amax((0, *others)) != 0 for others in ((2,), (1,))]
    spans = tuple(int(found.nonzero().max() - found.nonzero().min()) + 1 for found in moved)
    assert spans == tuple(put_in(size, general, values) for size in general.receptive_field)
    compared(**{"receptive fields": 1})


def put_in(size: Any, general: symcnn.Network, values: dict[str, Any]) -> int:
    """A formula with numbers in place of symbols and of the entries of lists."""
    numbers = {symbol: values[name] for name, symbol in general.symbols.items() if isinstance(values.get(name), int)}
    found = sympify(size).subs(numbers)
    return int(found.subs({one: values[str(one.args[0])][int(one.args[1]) - 1] for one in found.atoms(ListEntry)}))
