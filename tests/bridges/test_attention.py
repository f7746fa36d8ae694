"""Attention, windows and arithmetic between tensors: counts as PyTorch has them, in words of the language."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from symcnn.network.network import Network

pytestmark = pytest.mark.usefixtures("torch")


@pytest.fixture
def imported(torch: Any) -> Callable[..., Network]:
    """Imports a function of a tensor and layers as a model; that it is imported at all means that its counts agree."""

    def read(forward: Callable[[Any, Any], Any], shape: tuple[int, ...], **layers: Any) -> Network:
        class Model(torch.nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                for name, layer in layers.items():
                    setattr(self, name, layer)

            def forward(self, x: Any) -> Any:
                return forward(self, x)

        return symcnn.from_torch(Model(), shape)

    return read


def test_attention_within_windows_with_a_trained_bias(torch: Any, imported: Callable[..., Network]) -> None:
    def forward(net: Any, x: Any) -> Any:
        batch, depth, size, _ = x.shape
        x = x.reshape(batch, depth, size // 4, 4, size // 4, 4).permute(0, 2, 4, 3, 5, 1).reshape(-1, 16, depth)
        query, key, value = net.qkv(x).reshape(-1, 16, 3, 2, 4).permute(2, 0, 3, 1, 4)
        bias = net.table[torch.zeros(16, 16, dtype=torch.long)].permute(2, 0, 1)
        x = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.unsqueeze(0))
        return net.proj(x.transpose(1, 2).reshape(-1, 16, depth))

    nn = torch.nn
    net = imported(
        forward, (8, 16, 16), qkv=nn.Linear(8, 24), proj=nn.Linear(8, 8), table=nn.Parameter(torch.zeros(49, 2))
    )
    numbers = net.numbers()
    assert numbers.params == 8 * 24 + 24 + 8 * 8 + 8 + 49 * 2
    assert numbers.macs == 256 * 8 * 24 + 2 * 16 * 16 * 16 * 8 + 256 * 8 * 8
    assert "attend(heads=2, numbers=98)" in net.source or "attend(2, numbers=98)" in net.source


def test_queries_of_one_length_ask_keys_of_another(torch: Any, imported: Callable[..., Network]) -> None:
    def forward(net: Any, x: Any) -> Any:
        batch, depth, _, _ = x.shape
        few = net.pool(x).flatten(2).transpose(1, 2)
        many = x.flatten(2).transpose(1, 2)
        query, key = (
            part.reshape(batch, -1, 2, depth // 2).transpose(1, 2) for part in (net.query(many), net.key(few))
        )
        shares = (query @ key.transpose(-2, -1) * 0.5).softmax(-1)
        return (shares @ key).transpose(1, 2).reshape(batch, -1, depth)

    nn = torch.nn
    net = imported(forward, (8, 12, 12), pool=nn.AvgPool2d(4), query=nn.Linear(8, 8), key=nn.Linear(8, 8))
    assert net.numbers().macs == 144 * 64 + 9 * 64 + 2 * 144 * 9 * 8
    assert "attend_to(2) {" in net.source


def test_tokens_before_a_sequence_and_one_of_them_behind_it(torch: Any, imported: Callable[..., Network]) -> None:
    def forward(net: Any, x: Any) -> Any:
        x = x.flatten(2).transpose(1, 2)
        x = torch.cat([net.token.expand(x.shape[0], -1, -1), x], 1) + net.position
        return torch.cat([x[:, 1:], x[:, :1]], 1)

    parameter = torch.nn.Parameter
    token, position = parameter(torch.zeros(1, 1, 8)), parameter(torch.zeros(1, 17, 8))
    net = imported(forward, (8, 4, 4), token=token, position=position)
    assert net.numbers().params == 8 + 17 * 8
    assert all(
        word in net.source for word in ("class_token", "position_embedding", "concat(axis=0)", "without_tokens(1)")
    )


def test_a_sum_of_products_that_letters_name(torch: Any, imported: Callable[..., Network]) -> None:
    net = imported(
        lambda net, x: torch.einsum("bchw,cd->bdhw", x, net.weight) + torch.einsum("bchw,bchv->bcwv", x, x),
        (8, 4, 4),
        weight=torch.nn.Parameter(torch.zeros(8, 8)),
    )
    assert net.numbers().params == 64
    assert net.numbers().macs == 16 * 64 + 8 * 4 * 4 * 4


def test_a_part_that_is_written_into(imported: Callable[..., Network], torch: Any) -> None:
    def forward(net: Any, x: Any) -> Any:
        x = x * 2
        x[:, :, 1:] += net.conv(x[:, :, 1:])
        return x

    net = imported(forward, (3, 8, 8), conv=torch.nn.Conv2d(3, 3, 1))
    assert net.numbers().params == 12
    assert "put_back" in net.source


def test_convolution_of_windows_leaves_the_windows_alone(imported: Callable[..., Network], torch: Any) -> None:
    def forward(net: Any, x: Any) -> Any:
        batch, depth, size, _ = x.shape
        x = x.reshape(batch, depth, 2, size // 2, size).transpose(1, 2).reshape(-1, depth, size // 2, size)
        return net.conv(x)

    net = imported(forward, (3, 8, 8), conv=torch.nn.Conv2d(3, 4, 3, padding=1))
    assert net.numbers().macs == 2 * 4 * 8 * 4 * 27
    assert "conv((1, 3, 3), 4, padding=(0, 1, 1))" in net.source


def test_a_product_over_the_batch_is_refused(imported: Callable[..., Network]) -> None:
    with pytest.raises(ImportRefused, match=r"the batch .*aten.matmul"):
        imported(lambda _, x: x.mean((2, 3)) @ x.mean((2, 3)).transpose(0, 1), (3, 8, 8))


def test_a_choice_by_computed_values_is_refused(imported: Callable[..., Network], torch: Any) -> None:
    with pytest.raises(ImportRefused, match=r"aten\.\w+, in the model \(Model\), .*test_attention.py:\d+"):
        imported(lambda _, x: torch.where(x > 0, x, x * 2), (3, 8, 8))


def test_products_of_fixed_numbers_count_where_they_are_used(torch: Any) -> None:
    class Turned(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, *, apart: bool) -> None:
            super().__init__()
            self.apart, self.conv = apart, torch.nn.Conv2d(3, 4, 1)
            self.register_buffer("frequencies", torch.ones(4, 1))
            self.register_buffer("places", torch.ones(1, 6))

        def forward(self, x: Any) -> Any:
            with torch.autocast("cpu", enabled=False) if self.apart else nullcontext():
                angles = self.frequencies @ self.places
            x = self.conv(x).flatten(2)
            return x * angles.cos() + x * angles.sin()

    for apart in (False, True):
        net = symcnn.from_torch(Turned(apart=apart), (3, 2, 3))
        assert net.numbers().macs == 4 * 3 * 6 + 4 * 6


def test_relative_positions_of_windows_are_no_batch(torch: Any) -> None:
    """Biases that a small network computes of 2 * 7 - 1 = 13 places, as windows of 7 have them."""

    class Biased(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.dense = torch.nn.Conv2d(3, 2, 1), torch.nn.Linear(2, 2)
            self.register_buffer("places", torch.ones(13, 13, 2))

        def forward(self, x: Any) -> Any:
            return self.conv(x) + self.dense(self.places).permute(2, 0, 1)

    net = symcnn.from_torch(Biased(), (3, 13, 13))
    assert net.numbers().macs == 13 * 13 * (3 * 2 + 2 * 2)


@pytest.mark.parametrize("weights", [True, False])
def test_attention_as_pytorch_has_it_holds_at_every_size(
    torch: Any, imported: Callable[..., Network], *, weights: bool
) -> None:
    """Heads that stand beside the batch are heads, and what nobody reads is left out."""

    def forward(net: Any, x: Any) -> Any:
        x = net.a(x).flatten(2).transpose(1, 2)
        return net.m(x, x, x, need_weights=weights)[0]

    nn = torch.nn
    net = imported(forward, (3, 16, 20), a=nn.Conv2d(3, 8, 4, 4), m=nn.MultiheadAttention(8, 2, batch_first=True))
    assert "linear(24)\n    attend(2)\n    linear(8)" in net.source
    assert tuple(net.numbers(W=22, H=17).output) == (20, 8)


def test_attention_step_by_step(torch: Any, imported: Callable[..., Network]) -> None:
    def forward(net: Any, x: Any) -> Any:
        x = net.a(x).flatten(2).transpose(1, 2)
        query, key, value = net.l(x).reshape(len(x), -1, 3, 2, 4).permute(2, 0, 3, 1, 4)
        shares = net.drop((query @ key.transpose(-2, -1) * 0.5).softmax(-1))
        return (shares @ value).transpose(1, 2).flatten(2)

    nn = torch.nn
    net = imported(forward, (3, 16, 20), a=nn.Conv2d(3, 8, 4, 4), l=nn.Linear(8, 24), drop=nn.Dropout(0.1))
    assert "l: linear(24)\n    attend(2)" in net.source
    assert net.numbers().macs == 20 * 48 * 8 + 20 * 8 * 24 + 2 * 20 * 20 * 8


def test_one_query_for_all(torch: Any, imported: Callable[..., Network]) -> None:
    def forward(net: Any, x: Any) -> Any:
        x = x.flatten(2).transpose(1, 2)
        return net.m(x.mean(1, keepdim=True), x, x, need_weights=False)[0][:, 0]

    net = imported(forward, (8, 4, 5), m=torch.nn.MultiheadAttention(8, 2, batch_first=True))
    assert "attend_to(2)" in net.source
    assert net.numbers(W=7).macs == 2 * 64 + 28 * 2 * 64 + 2 * 28 * 8
