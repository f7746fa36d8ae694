"""The words of figures and plots, in Chinese: what stands beside a layer and along axes, and what is left out."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.languages.zh_layers import LAYER_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

FIGURES: Mapping[str, str] = {
    **LAYER_NAMES,
    # Beside a layer's name.
    "{}-wide {}": "宽度 {} 的{}",
    "dilation {}": "膨胀率 {}",
    "{} groups": "{} 组",
    "{} heads": "{} 头",
    "along {}": "沿 {}",
    "sizes along {}; likewise with {} in place of {}": "只标出沿 {} 的尺寸；同样，只是以 {} 代替 {}",
    "after {}": "前置{}",
    ", ": "、",
    "{0} and {1}": "{}并{}",
    "{0} or {1}": "{}或{}",
    # A drawing in words.
    "{} times ({})": "{} 次（{}）",
    "{} ({})": "{}（{}）",
    "({})": "（{}）",
    "(unchanged)": "（不变）",
    "side by side {}": "并列{}",
    "to an output of its own {}": "通往另一输出{}",
    "with connections that skip layers ({})": "含跨层连接（{}）",
    "{}, gives {}": "{}，得 {}",
    "{}, output {}": "{}，输出 {}",
    "where {}": "其中 {}",
    # Along axes.
    "input size": "输入尺寸",
    "input width": "输入宽度",
    "input height": "输入高度",
    "input length": "输入长度",
    "input depth": "输入深度",
    "kernel size": "卷积核大小",
    "filters": "卷积核个数",
    "stride": "步幅",
    "padding": "填充",
    "dilation": "膨胀率",
    "groups": "分组数",
    "outputs": "输出数",
    "width": "宽度",
    "height": "高度",
    "length": "长度",
    "{} of {}": "{1} 的{0}",
    "numbers stored": "存储的数值个数",
    "numbers kept": "保存的数值个数",
    "numbers kept at once in a run": "推理时同时保存的数值个数",
    "numbers kept for the gradients": "为求梯度保存的数值个数",
    "{} over {}: {} at {}, {} at {}.": "{0}随{1}变化：{3} 处为 {2}，{5} 处为 {4}。",
    "{}, {} in all: {}.": "{}，共 {}：{}。",
    # What a picture leaves out, and what it needs.
    "network {}": "网络 {}",
    "the network": "该网络",
    "note: {}": "注：{}",
    "{}: with {} = {}": "{}：取 {} = {}",
    "{}: {} of {} values of {} left out, where it cannot be: {}":
        "{0}：{3} 的 {2} 个取值中省略 {1} 个，网络在这些值处不成立：{4}",
    "{}: {} points are not above 0, and left out on a logarithmic axis": "{}：{} 个点不大于 0，对数坐标轴上省略",
    "{}: {} rows without {} left out": "{}：省略 {} 行，它们没有{}",
    "no font has {}": "没有字体包含 {}",
    "a document that takes it needs {}, and XeLaTeX": "使用它的文档需要 {}，并用 XeLaTeX 编译",
}  # fmt: skip
