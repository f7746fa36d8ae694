"""What leaves a model is what leaves its text; changes in place are read wherever the values are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.imported import ModelSample, to_network
from symcnn.bridges.torch_trace import trace_module
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPE = (3, 16, 20)


@pytest.fixture
def model(torch: Any) -> Callable[[Callable[[Any, Any], Any]], Any]:
    """A function of a convolution's 4 maps of 14 × 18, and of the layers of the model, as a module."""

    def make(forward: Callable[[Any, Any], Any]) -> Any:
        class Model(torch.nn.Module):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__()
                self.conv = torch.nn.Conv2d(3, 4, 3)
                self.rows = torch.nn.AdaptiveMaxPool2d((1, 5))
                self.register_buffer("mask", torch.ones(5, 6, dtype=torch.bool))

            def forward(self, x: Any) -> Any:
                return forward(self, self.conv(x))

        return Model()

    return make


OUTPUTS: dict[str, Callable[[Any, Any], Any]] = {
    "axes joined": lambda _, x: x.flatten(-2),
    "all joined": lambda _, x: x.flatten(1),
    "maps split": lambda _, x: x.unflatten(1, (2, 2)),
    "axes exchanged": lambda _, x: x.transpose(2, 3),
    "depth last": lambda _, x: x.permute(0, 2, 3, 1),
    "axes in the batch": lambda _, x: x.permute(0, 2, 3, 1).reshape(-1, 2, 2),
    "an axis summed": lambda _, x: x.sum(-1),
    "one number": lambda _, x: x.mean((1, 2, 3)),
    "maxima of rows": lambda net, x: net.rows(x),
    "twice, in two shapes": lambda _, x: (x, x.flatten(2)),
}


@pytest.mark.parametrize("kind", OUTPUTS)
def test_the_text_leaves_what_the_model_leaves(kind: str, model: Callable[..., Any], torch: Any) -> None:
    module = model(OUTPUTS[kind])
    left = module(torch.zeros(7, *SHAPE))
    shapes = [tuple(one.shape) for one in (left if isinstance(left, tuple) else (left,))]
    examples = [[size for size in (shape[0] // 7, *shape[1:]) if size != 1] for shape in shapes]
    numbers = symcnn.from_torch(module, SHAPE).numbers()
    ends = (numbers.derivation.output, *numbers.derivation.heads)
    ours = [[size for size in (*end.volume.sizes, end.volume.depth) if size != 1] for end in ends]
    assert sorted(map(sorted, ours)) == sorted(map(sorted, examples))
    if kind == "axes exchanged":
        assert tuple(map(int, numbers.output)) == (14, 18, 4)


def test_a_text_that_leaves_another_size_is_refused(model: Callable[..., Any]) -> None:
    """As it would be where a step was forgotten between the layers, which changes no count."""
    traced = trace_module(model(lambda _, x: x.flatten(2)), SHAPE)
    *rest, last = traced.layers
    forgotten = traced._replace(layers=tuple(rest), outputs=last.sources)
    with pytest.raises(ImportRefused, match=r"18.14.4 would leave the text, and 252.4 the model"):
        to_network([ModelSample({}, forgotten)], ())


def test_a_mask_that_makes_values_more_is_refused(model: Callable[..., Any]) -> None:
    module = model(lambda net, x: x.mean((2, 3), keepdim=True).masked_fill(net.mask, 0.0))
    with pytest.raises(ImportRefused, match=r"it makes \(4, 5, 6\) of an example, and not \(4, 1, 1\) \(aten.masked"):
        symcnn.from_torch(module, SHAPE)


def _kept(_: Any, x: Any) -> Any:
    changed = x.relu_()
    changed.sigmoid_()
    return x.tanh()


def _written(_: Any, x: Any) -> Any:
    x[:, 1:, 2:] += x[:, 1:, 2:].relu()
    return x


def test_all_names_of_a_tensor_are_read_changed(model: Callable[..., Any]) -> None:
    assert "conv(3, 4); relu; sigmoid; tanh" in symcnn.from_torch(model(_kept), SHAPE).source
    net = symcnn.from_torch(model(_written), SHAPE)
    assert "put_back" in net.source
    assert tuple(map(int, net.numbers().output)) == (18, 14, 4)


def _part(_: Any, x: Any) -> Any:
    x[:, :2].relu_()
    return x


def _other_shape(_: Any, x: Any) -> Any:
    x.flatten(1).relu_()
    return x


def _before(_: Any, x: Any) -> Any:
    flat = x.flatten(1)
    x.relu_()
    return flat


def _another_part(_: Any, x: Any) -> Any:
    x[:, 1:].relu_()
    x[:, :1] = x[:, :1].tanh()
    return x


def _copied(_: Any, x: Any) -> Any:
    x.flatten(1).copy_(x.relu().flatten(1))
    return x


@pytest.mark.parametrize("forward", [_part, _other_shape, _before, _another_part, _copied])
def test_a_view_that_is_changed_behind_another_one_is_refused(
    forward: Callable[[Any, Any], Any], model: Callable[..., Any]
) -> None:
    with pytest.raises(ImportRefused, match=r"changed in place .* another view .* \(aten\.(relu|copy)_, in"):
        symcnn.from_torch(model(forward), SHAPE)


@pytest.mark.parametrize("trained", ["weight", "bias"])
@pytest.mark.parametrize(
    ("word", "given"), [("group_norm", (2,)), ("layer_norm", ((18,),)), ("batch_norm", (None, None))]
)
def test_normalisations_that_train_one_thing(
    word: str, given: tuple[object, ...], trained: str, model: Callable[..., Any], torch: Any
) -> None:
    more = {"training": True} if word == "batch_norm" else {}
    module = model(lambda net, x: getattr(torch.nn.functional, word)(x, *given, **{trained: net.one}, **more))
    module.one = torch.nn.Parameter(torch.zeros(18 if word == "layer_norm" else 4))
    net = symcnn.from_torch(module, SHAPE)
    assert net.numbers().params == sum(one.numel() for one in module.parameters())
    assert ("layer_scale" in net.source or "bias=false" in net.source) is (trained == "weight")
    assert ("layer shift {" in net.source) is (trained == "bias")


@pytest.mark.parametrize(
    ("word", "given", "written"),
    [
        ("InstanceNorm2d", ((4,), {"affine": True}), "; instance_norm(affine=true)"),
        ("InstanceNorm2d", ((4,), {}), "; instance_norm\n"),
        ("InstanceNorm2d", ((4, 1e-5, 0.1, True, True), {}), "instance_norm(affine=true, tracked=true)"),
        ("LayerNorm", (((4, 14, 18),), {}), "layer_norm(positions=true)"),
        ("LayerNorm", (((4, 14, 18),), {"bias": False}), "layer_norm(bias=false, positions=true)"),
        ("GLU", ((1,), {}), "    glu\n"),
        ("BatchNorm2d", ((4,), {}), "; bn\n"),
    ],
)
def test_layers_that_the_language_has(
    word: str, given: tuple[Any, Any], written: str, model: Callable[..., Any], torch: Any
) -> None:
    module = model(lambda net, x: net.more(x))
    module.more = getattr(torch.nn, word)(*given[0], **given[1])
    net = symcnn.from_torch(module, SHAPE)
    assert written in net.source
    assert net.numbers().params == sum(one.numel() for one in module.parameters())


def test_weights_used_again_elsewhere_are_told_where(torch: Any) -> None:
    class Tied(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(5, 3, 3, 3))

        def forward(self, x: Any) -> Any:
            return torch.nn.functional.conv_transpose2d(torch.nn.functional.conv2d(x, self.weight), self.weight)

    with pytest.raises(ImportRefused, match=r"used again .in the model."):
        symcnn.from_torch(Tied(), SHAPE)


@pytest.fixture
def shared(torch: Any) -> Callable[..., Any]:
    """Units in a row, each with a convolution of its own and one that others may have too: a letter for each."""

    class Unit(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, positions: Any) -> None:
            super().__init__()
            self.positions, self.own = positions, torch.nn.Conv2d(4, 4, 3, padding=1)

        def forward(self, x: Any) -> Any:
            return self.own(x + self.positions(x)).relu()

    def make(letters: str) -> Any:
        made = {letter: torch.nn.Conv2d(4, 4, 3, padding=1, groups=4) for letter in letters}
        return torch.nn.Sequential(*(Unit(made[letter]) for letter in letters))

    return make


def test_a_module_with_shared_weights_stays_as_it_was(shared: Callable[..., Any]) -> None:
    module = shared("aba")
    before = dict(module.named_parameters(remove_duplicate=False))
    assert symcnn.from_torch(module, (4, 8, 8)).source.count("use ") == 1
    after = dict(module.named_parameters(remove_duplicate=False))
    assert all(after[name] is before[name] for name in before)


def test_matrices_are_transposed(model: Callable[..., Any]) -> None:
    assert tuple(map(int, symcnn.from_torch(model(lambda _, x: x.mT), SHAPE).numbers().output)) == (14, 18, 4)
