"""The words of pages with sliders, in Chinese."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

INTERACTIVE: Mapping[str, str] = {
    "conditions": "条件",
    "figure": "图",
    "a network": "网络",
    "no network here: {}": "此处没有网络：{}",
    "{} is not a number": "{} 不是数",
    "{} (assumed)": "{}（假设）",
    "something is divided by it": "它是除数",
}
