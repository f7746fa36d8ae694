"""The verb ``code``: what it writes, where, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_unknown_target(run: Callable[..., Any]) -> None:
    result = run("code", "lenet5", "--to", "torhc")
    assert (result.status, result.out) == (1, "")
    assert result.err == 'error: there is no target "torhc"\n  did you mean "torch"?\n'


def test_the_verb_writes_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    result = run("code", "lenet5", "-o", str(tmp_path / "lenet5.py"))
    assert (result.status, result.out, result.err) == (0, "", "")
    assert (tmp_path / "lenet5.py").read_text("utf-8") == symcnn.load("lenet5").code("torch")


def test_it_prints(run: Callable[..., Any]) -> None:
    result = run("code", "-e", "input(8, 8, 3); conv(3, 4)")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("self.conv1 = nn.Conv2d(3, 4, 3)\n")


def test_a_file_in_the_format_of_onnx(run: Callable[..., Any], fails: Callable[..., str], tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="pip install symcnn[onnx]")
    assert fails(1, "code", "lenet5", "--to", "onnx").startswith("error: --to onnx writes a file: give -o FILE")
    path = tmp_path / "net.onnx"
    result = run("code", "lenet5", "--to", "onnx", "-o", str(path))
    assert (result.status, result.out, result.err) == (0, "", "")
    assert path.read_bytes() == symcnn.load("lenet5").onnx()
    error = fails(2, "code", "segnet", "--to", "onnx", "-o", str(tmp_path / "none.onnx"))
    assert 'ONNX has no counterpart of the layer "max_unpool"' in error
    assert "^" in error
    assert not (tmp_path / "none.onnx").exists()
    assert fails(1, "code", "-e", "input(W, 3); conv(3, 4)", "--to", "onnx", "-o", str(path))


def test_bytes_are_no_text() -> None:
    with pytest.raises(NotFound, match="onnx is a file of bytes"):
        symcnn.load("lenet5").code("onnx")


def test_a_layer_without_counterpart(fails: Callable[..., str]) -> None:
    error = fails(2, "code", "-e", "input(8, 8, 3); max_unpool(2)", "-o", "net.py")
    assert error.splitlines()[0].startswith("error: -e:1:17: there is no pooling of the same sizes")
