"""Weights that are used in several places: whole, in parts, by layers of other arguments, or before any input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("torch")


@pytest.fixture
def lines(torch: Any) -> Callable[..., list[str]]:
    """The lines of the network that a function of a tensor and layers is; with PyTorch's counts."""

    def read(forward: Callable[[Any, Any], Any], shape: tuple[int, ...] = (3, 16, 20), **layers: Any) -> list[str]:
        class Model(torch.nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                for name, layer in layers.items():
                    setattr(self, name, layer)

            def forward(self, x: Any) -> Any:
                return forward(self, x)

        source = symcnn.from_torch(Model(), shape).source
        return [line.strip() for line in source[source.index("network ") :].splitlines()[1:-1]]

    return read


def test_weights_of_an_earlier_layer_with_other_arguments_are_refused(
    torch: Any, lines: Callable[..., list[str]]
) -> None:
    """``use`` would repeat the window of the first one: of the same size and the same counts."""
    convolve = torch.nn.functional.conv2d

    def forward(net: Any, x: Any) -> Any:
        return net.a(x) + convolve(x, net.a.weight, net.a.bias, padding=2, dilation=2)

    with pytest.raises(ImportRefused, match=r"weights of an earlier layer with another padding \(a\.weight\)"):
        lines(forward, a=torch.nn.Conv2d(3, 3, 3, padding=1))


@pytest.mark.parametrize("ends", [(3,), (1, 2), (2, 5, 6)])
def test_parts_of_one_parameter_are_layers_of_their_own(
    torch: Any, lines: Callable[..., list[str]], ends: tuple[int, ...]
) -> None:
    nn = torch.nn

    def forward(net: Any, x: Any) -> Any:
        parts = [net.w[start:end] for start, end in zip((0, *ends), (*ends, 8), strict=True)]
        return torch.cat([nn.functional.conv2d(x, part) for part in parts], 1)

    source = "\n".join(lines(forward, w=nn.Parameter(torch.zeros(8, 3, 3, 3))))
    assert "use" not in source
    assert "with_trained" not in source


@pytest.mark.parametrize("cut", [lambda w: w.chunk(2), lambda w: w.split(4), lambda w: (w[:4], w[4:])])
def test_halves_of_one_parameter(torch: Any, lines: Callable[..., list[str]], cut: Callable[[Any], Any]) -> None:
    def forward(net: Any, x: Any) -> Any:
        one, other = cut(net.w)
        return torch.nn.functional.conv2d(torch.nn.functional.conv2d(x, one), other)

    made = lines(forward, (4, 16, 20), w=torch.nn.Parameter(torch.zeros(8, 4, 3, 3)))
    assert made == ["input(W, H, D)", *["conv(3, 4, bias=false)"] * 2]


def test_a_part_of_a_parameter_whose_rest_goes_nowhere(torch: Any, lines: Callable[..., list[str]]) -> None:
    made = lines(lambda net, x: torch.nn.functional.conv2d(x, net.w[:5]), w=torch.nn.Parameter(torch.zeros(7, 3, 3, 3)))
    assert made[-2:] == ["conv(3, 5, bias=false)", "with_trained(54)"]


def test_a_decoder_asks_what_was_encoded(torch: Any, lines: Callable[..., list[str]]) -> None:
    nn = torch.nn

    def forward(net: Any, x: Any) -> Any:
        x = net.a(x).flatten(2).transpose(1, 2)
        return net.d(x, x)

    layer = nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)
    made = lines(forward, a=nn.Conv2d(3, 8, 4, 4), d=layer)
    assert {"attend(2)", "attend_to(2) {"} <= set(made)


@pytest.mark.parametrize("spread", ["expand", "repeat"])
def test_trained_queries(torch: Any, lines: Callable[..., list[str]], spread: str) -> None:
    """What they come to by themselves is work for each example, as PyTorch counts it."""
    nn = torch.nn

    def forward(net: Any, x: Any) -> Any:
        queries = getattr(net.q[None], spread)(len(x), *((-1, -1) if spread == "expand" else (1, 1)))
        return net.d(queries, net.a(x).flatten(2).transpose(1, 2))

    layer = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, batch_first=True), 2)
    made = "\n".join(lines(forward, a=nn.Conv2d(3, 8, 4, 4), q=nn.Parameter(torch.zeros(5, 8)), d=layer))
    assert "attend_to(2)" in made


@pytest.mark.parametrize("axes", [1, 2])
def test_a_picture_that_is_made_of_weights(torch: Any, lines: Callable[..., list[str]], axes: int) -> None:
    """A transposed convolution of weights is counted, and all that is behind it."""
    nn = torch.nn
    grown, conv = (nn.ConvTranspose1d, nn.Conv1d) if axes == 1 else (nn.ConvTranspose2d, nn.Conv2d)

    def forward(net: Any, x: Any) -> Any:
        made = net.b(net.a(net.c.expand(len(x), *net.c.shape[1:])))
        return made * net.l(x.flatten(2).mean(2)).reshape(len(x), 7, *(1,) * axes)

    shape = (3, 8, 8)[: axes + 1]
    made = lines(
        forward,
        shape,
        c=nn.Parameter(torch.zeros(1, 5, *(4,) * axes)),
        a=grown(5, 6, 4, 2, 1),
        b=conv(6, 7, 3),
        l=nn.Linear(3, 7),
    )
    assert "own_values(" in "\n".join(made)
