"""What is no model, is not there, or needs a package that is not installed: one clear error, and nothing written."""

from __future__ import annotations

import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BROKEN = {
    "garbage.onnx": b"\x00\x01 no model",
    "garbage.keras": b"PK\x03\x04 cut off",
    "list.json": b"[1, 2]",
    "deep.json": b"[" * 100_000,
    "weights.pt": b"\x80\x04.",
    "code.py": b"import os; os.system('true')",
    "empty.py": b"",
    "blank.py": b"\n\n",
    "names.py": b"import torch\nwidth = 3\n",
}
"""Files that hold no model, by their names."""


@pytest.mark.parametrize("name", ["model.onnx", "model.keras", "model.json", "model.py"])
def test_a_file_that_is_not_there(fails: Callable[..., str], name: str) -> None:
    assert f"cannot read {name}: No such file or directory" in fails(1, "import", name, "-o", "out.cnn")


def test_a_missing_file_is_said_before_a_missing_package(
    fails: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert "No such file" in fails(1, "import", "model.onnx")


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_holds_no_model(fails: Callable[..., str], tmp_path: Path, name: str) -> None:
    if name.endswith(".onnx"):
        pytest.importorskip("onnx", reason="onnx is not installed: pip install symcnn[onnx]")
    (tmp_path / name).write_bytes(BROKEN[name])
    said = fails(2 if name.endswith(".py") else 1, "import", name, "-o", "out.cnn")
    assert said.startswith("error: ")
    assert "Traceback" not in said
    assert not (tmp_path / "out.cnn").exists()


def test_an_archive_that_would_fill_the_memory(fails: Callable[..., str], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.keras", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", b" " * 70_000_000)
    assert "longer than 64,000,000 bytes" in fails(1, "import", "bomb.keras")


@pytest.mark.parametrize(("package", "argument"), [("onnx", "model.onnx"), ("torch", "mymodels:Net")])
def test_a_missing_package_is_named_with_what_to_install(
    fails: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, argument: str
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"")
    (tmp_path / "mymodels.py").write_text("import torch\n", "utf-8")
    monkeypatch.setitem(sys.modules, package, None)
    assert f"pip install symcnn[{package}]" in fails(1, "import", argument, "-o", "out.cnn")
