"""The frameworks that a network can be written for, as rows; who only lists them imports nothing else."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

FRAMEWORKS: Mapping[str, str] = {"torch": "symcnn.code.torch_module", "keras": "symcnn.code.keras_model"}
"""By the word for the framework, the module that writes for it."""
FILES = ("onnx",)
"""Formats that are no text."""
