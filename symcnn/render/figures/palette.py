"""The colours of drawings, by what they stand for. They differ in brightness, so that they survive a grey printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PALETTE: Mapping[str, str] = {
    "line": "3a3f47",
    "faint": "9aa3ad",
    "text": "1b1f24",
    "small": "555d66",
    "white": "ffffff",
    "panel": "f4f5f7",
    "kernel": "cfe0f3",
    "pool": "f5cfc0",
    "full": "d3e8cc",
    "grow": "e2d4ee",
    "merge": "f7e7b4",
    "other": "e9ebee",
    "input": "ffffff",
    "group": "dde3ea",
    "copy": "9aa3ad",
    "kernel_dark": "9dbfe3",
    "pool_dark": "e9a98f",
    "full_dark": "a9d09c",
    "grow_dark": "c3a9dc",
    "merge_dark": "e8cc75",
    "other_dark": "c6cbd1",
    "input_dark": "dcdfe3",
    "group_dark": "b9c3cf",
    "kernel_light": "e6effa",
    "pool_light": "fbe6de",
    "full_light": "e8f4e4",
    "grow_light": "f0e8f7",
    "merge_light": "fcf4d9",
    "other_light": "f6f7f8",
    "input_light": "ffffff",
    "group_light": "eef1f5",
    "kernel_arrow": "3f78b5",
    "kernel_arrow2": "1d9aa0",
    "kernel_arrow3": "1f3c6e",
    "kernel_arrow4": "77b7e6",
    "pool_arrow": "c75a35",
    "full_arrow": "4f9440",
    "grow_arrow": "7d4fae",
    "grow_arrow2": "c38ad9",
    "merge_arrow": "a98411",
    "other_arrow": "6b747e",
    "group_arrow": "6b747e",
}
"""What a layer is drawn in, lighter and darker for the faces of a solid, and as the colour of an arrow."""
