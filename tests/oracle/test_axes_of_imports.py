"""Models whose axes differ in everything come in, go out as code, and compute what they computed, value by value."""

from __future__ import annotations

from contextlib import suppress
from math import prod
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.bridges.traced import ImportRefused
from symcnn.errors import SymcnnError, TextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.oracle

BATCHES, MODELS, GRAPHS = 8, 6, 40


def laid_as(tensor: Any, other: Any) -> Iterator[Any]:
    """A tensor with any of its dimensions as the depth, where it is then as long as another, entries of one aside."""
    wanted = [size for size in other.shape if size != 1]
    for place in range(1, tensor.dim()):
        moved = tensor.movedim(place, 1)
        if [size for size in moved.shape if size != 1] == wanted:
            yield moved.reshape(other.shape)


@pytest.mark.parametrize("batch", some_fast(range(BATCHES)))
def test_pytorch_and_back(batch: int, torch: Any, compared: Callable[..., None]) -> None:
    import generated_torch
    from torch_uneven import UnevenModel

    for seed in range(batch * MODELS, (batch + 1) * MODELS):
        model = UnevenModel(seed).eval()
        net = symcnn.from_torch(model, model.shape)
        assert generated_torch.shape_of(net.numbers().derivation.inputs[0]) == model.shape, seed
        again, x = generated_torch.built(net, {}), torch.randn(2, *model.shape)
        with torch.no_grad():
            for own, theirs in zip(again.parameters(), model.parameters(), strict=True):
                own.copy_(theirs.view(own.shape))
            ours, made = again(x), model(x)
        assert tuple(ours.shape[1:]) == generated_torch.shape_of(net.numbers().derivation.output), seed
        assert any(torch.allclose(ours, one, atol=1e-4) for one in laid_as(made, ours)), seed
    compared(**{"imported random models": MODELS})


@pytest.mark.parametrize("batch", some_fast(range(BATCHES)))
def test_keras_and_back(batch: int, keras: Any, torch: Any, compared: Callable[..., None]) -> None:
    """What is refused is refused with the layer's name."""
    import generated_keras
    from keras_uneven import UnevenKeras

    read, unnamed = 0, list[ImportRefused]()
    for seed in range(batch * MODELS, (batch + 1) * MODELS):
        author = UnevenKeras(seed)
        model = author.model()
        try:
            net = symcnn.from_keras(model)
        except ImportRefused as refusal:
            names = [layer.name for layer in model.layers]
            unnamed += [] if any(name in refusal.message for name in names) else [refusal]
            continue
        read += 1
        numbers = net.numbers()
        derivation, trained = numbers.derivation, sum(prod(one.shape) for one in model.trainable_weights)
        ends = [generated_keras.shape_of(end) for end in (derivation.output, *derivation.heads)]
        assert sorted(ends) == sorted(tuple(one.shape[1:]) for one in model.outputs), seed
        assert numbers.params == trained, seed
        assert numbers.quantity("buffers") == model.count_params() - trained, seed
        if author.heads or not author.keeps_order:
            continue  # Keras' reshapes take the depth as innermost
        with suppress(TextError):  # Keras lacks some arguments of layers
            again = generated_keras.built(net, {})
            for own, theirs in zip(again.weights, model.weights, strict=True):
                own.assign(theirs.value)
            x = keras.random.uniform((2, *author.shape))
            assert torch.allclose(again(x), model(x), atol=1e-4), seed
    assert not unnamed
    compared(**{"imported random models": read})


@pytest.mark.parametrize("batch", some_fast(range(BATCHES)))
def test_onnx(batch: int, tmp_path: Path, compared: Callable[..., None]) -> None:
    """Sizes of every node as ONNX infers them, and multiply-accumulates of the nodes with weights, one by one."""
    pytest.importorskip("onnx", reason="pip install symcnn[onnx]")
    from onnx_uneven import UnevenGraph

    read, path = 0, tmp_path / "uneven.onnx"
    for seed in range(batch * GRAPHS, (batch + 1) * GRAPHS):
        graph = UnevenGraph(seed)
        path.write_bytes(graph.model().SerializeToString())
        try:
            net = symcnn.from_onnx(path).numbers()
        except SymcnnError:
            continue
        read += 1
        end = net.derivation.output.volume
        ours, theirs = (int(end.depth), *map(int, reversed(end.sizes))), tuple(graph.sizes[1:])
        assert [size for size in ours if size != 1] == [size for size in theirs if size != 1], seed
        assert net.macs == graph.macs(), seed
    compared(**{"imported random graphs": read})
    assert read >= GRAPHS / 10  # many draw an operator that the language lacks
