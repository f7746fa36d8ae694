"""Concatenation along an axis: generated code puts values where they are laid by hand, and is read back so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.from_files import from_onnx

if TYPE_CHECKING:
    from pathlib import Path

SIZES, DEPTH = (3, 2), 2


@pytest.mark.parametrize(("axis", "dimension"), [("W", 3), ("H", 2), ("D", 1)])
def test_branches_behind_each_other(axis: str, dimension: int, tmp_path: Path, torch: Any) -> None:
    """In PyTorch the batch, the depth, H and W."""
    from generated_torch import classes_of

    text = f'input({SIZES[0]}, {SIZES[1]}, {DEPTH}); concat(axis="{axis}") {{ {{}} {{ relu }} {{ tanh }} }}'
    net = symcnn.parse(text)
    x = torch.randn(1, DEPTH, *reversed(SIZES))
    wanted = torch.cat([x, torch.relu(x), torch.tanh(x)], dimension)
    module = classes_of(str(net.code("torch")))["Net"]().eval()
    assert torch.equal(module(x), wanted)
    reference = pytest.importorskip("onnx.reference")
    file = tmp_path / "net.onnx"
    file.write_bytes(net.onnx())
    (made,) = reference.ReferenceEvaluator(str(file)).run(None, {"input": x.numpy()})
    assert made == pytest.approx(wanted.numpy(), abs=1e-6)
    read = from_onnx(file).numbers().layers[-1]
    assert read.output == net.numbers().output == wanted.shape[:0:-1]
