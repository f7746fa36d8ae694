"""The words of pages in Chinese, as Chinese textbooks of deep learning use them."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.languages.zh_answers import ANSWERS
from symcnn.render.languages.zh_counting import COUNTING
from symcnn.render.languages.zh_figures import FIGURES
from symcnn.render.languages.zh_interactive import INTERACTIVE
from symcnn.render.languages.zh_layer_notes import LAYER_NOTES
from symcnn.render.languages.zh_layers import LAYERS
from symcnn.render.languages.zh_paper import PAPER
from symcnn.render.languages.zh_requirements import REQUIREMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES: Mapping[str, str] = {
    # Tables.
    "layer": "层",
    "definition": "定义",
    "output": "输出",
    "input": "输入",
    "total": "合计",
    "units": "单元数",
    "parameters": "参数个数",
    "connections": "连接数",
    "MACs": "乘加次数",
    "buffers": "缓冲量",
    "MACs of input gradients": "输入梯度乘加次数",
    "MACs of weight gradients": "权重梯度乘加次数",
    "MACs of training": "训练乘加次数",
    "weights read": "读取的权重",
    "values moved": "读写的值",
    "multiplications": "乘法次数",
    "additions": "加法次数",
    "comparisons": "比较次数",
    "divisions": "除法次数",
    "exponentials": "指数运算次数",
    "depth": "深度",
    "share": "占比",
    "share of the {} in all": "占{}总数的比例",
    "receptive field": "感受野",
    "jump": "步距",
    "start": "起点",
    "not stated": "未给出",
    "not known": "未知",
    "{} layers": "{} 层",
    "of {} branches": "{} 个分支",
    "of {} branch": "{} 个分支",
    "{} of {} branch": "{}，{} 个分支",
    "{} of {} branches": "{}，{} 个分支",
    "{}, one turn of a repeat": "{}，重复的一轮",
    "all layers inside": "其中所有层",
    # What the quantities are.
    "values that leave the layer: the product of its output sizes": "该层输出的数值个数：输出各尺寸之积",
    "numbers that training changes": "训练中改变的数",
    "links through which a weight or a bias reaches an output unit": "权重或偏置到达输出单元的连接",
    "multiply-accumulates: products of a weight and an input, added up; padding counts":
        "乘加运算：权重与输入相乘并累加；填充也计入",
    "products of two numbers": "两个数的积",
    "how many values of the input a unit sees, along each axis": "一个单元沿每个轴看到多少个输入值",
    "how many values of the input lie between what two neighbours see": "相邻两个单元所见之间相隔多少个输入值",
    "where in the input begins what the first unit sees; below 0 in the padding":
        "第一个单元所见在输入中的起点；小于 0 表示在填充中",
    "sums and differences of two numbers": "两个数的和与差",
    "of two numbers the greater one, or the lesser": "取两个数中较大或较小者",
    "quotients of two numbers": "两个数的商",
    "values of functions such as exp, log, tanh and the square root": "exp、log、tanh、平方根等函数的取值",
    "numbers that are stored and not trained, such as running means": "存储但不训练的数，如滑动平均",
    "multiply-accumulates for the gradients of what enters each layer, where weights stand before it":
        "求各层输入梯度的乘加次数（其前有权重时）",
    "multiply-accumulates for the gradients of the weights": "求权重梯度的乘加次数",
    "multiply-accumulates of a step of training: forward, gradients of inputs, gradients of weights":
        "一步训练的乘加次数：前向、输入梯度、权重梯度",
    "parameters and buffers that each layer reads once, also where it shares them":
        "各层读取一次的参数和缓冲，共享权重时也计入",
    "values that each layer reads once and writes once; none where it only hands them on":
        "各层读写一次的值；仅传递时为零",
    "layers with weights on the longest way from the input to the output": "从输入到输出的最长路径上带权重的层数",
    # Below a table.
    "where": "其中",
    "assuming": "假设",
    "exact": "处处整除",
    "if": "条件",
    "{} ({}: {})": "{}（{}：{}）",
    "{}  ({}: {})": "{}（{}：{}）",
    "{}  (with {})": "{}（给定 {} 时）",
    "{}: {} = {}, …, {}; its rows give sizes in turn {}, and quantities of all turns together":
        "{}：{} = {}, …, {}；各行给出第 {} 轮的尺寸，以及所有各轮合计的数量",
    "likewise {} with {} in place of {}": "同样有 {}，只是以 {} 代替 {}",
    "likewise with {} in place of {}": "同样，只是以 {} 代替 {}",
    "{} is an output of its own: {}": "{} 是单独的输出：{}",
    "with {} = {}": "取 {} = {}",
    "the depth of an input comes last: here the sizes are {}, and the depth is {}":
        "输入的深度写在最后：此处尺寸为 {}，深度为 {}",
    "{}: with {} = {}": "{}：取 {} = {}",
    "depth {} (layers with weights on the longest way)": "深度 {}（最长路径上带权重的层数）",
    "{}: {} parameters, {} MACs": "{}：{} 个参数，{} 次乘加",
    "other layers": "其他层",
    "over all layers:": "所有层合计：",
    "These formulas hold if": "以上公式成立的条件是",
    "These formulas take for granted that": "以上公式的前提是",
    "and": "且",
    "or": "或",
    # Cheat sheets.
    "with {}": "给定 {} 时",
    "with {}: {}": "给定 {} 时：{}",
    "{} is {}": "{} 为 {}",
    "required": "要求",
    "Here": "其中",
    "Required": "要求",
    "quantity": "量",
    "stage": "阶段",
    "formula": "公式",
    "remark": "说明",
    "row": "行",
    # Conditions.
    "{} is a whole number": "{} 为整数",
    "{} is at least {}": "{} 至少为 {}",
    "{} must hold": "必须满足 {}",
    "{} must be {}": "{} 必须是{}",
    "{} must be {}, not {}": "{} 必须是{}，而不是 {}",
    "a positive whole number": "正整数",
    "a whole number": "整数",
    "a whole number {}": "{} 的整数",
    "a number": "数",
    "a number {}": "{} 的数",
    "true or false": "真或假",
    "a list": "列表",
    "a list, each entry {}": "列表，每一项是{}",
    "a string": "字符串",
    'an axis such as "W" or the number of one': '一个轴（如 "W"）或其编号',
    "a whole number, not below 0, same, same_lower or causal": "非负整数、same、same_lower 或 causal",
    "what is unpooled must be as large as what the pooling left": "反池化的输入必须与池化的输出一样大",
    "what is unpooled must be as large as what the pooling left, along {}": "反池化的输入沿 {} 必须与池化的输出一样大",
    "its branches agree along {}": "各分支沿 {} 一致",
    "its branches agree along {}, or one of them has 1 there": "各分支沿 {} 方向尺寸一致，或其中之一在该方向为 1",
    "the called network gets the input that it declares": "所调用的网络得到它所声明的输入",
    "{} (assumed)": "{}（假设）",
    "its branches are centred alike along {}": "各分支沿 {} 的中心一致",
    "its branches are never centred alike along {}": "各分支沿 {} 的中心从不一致",
    "it has the weights of {}": "它使用 {} 的权重",
    "the number of repeats is whole and not below 0": "重复次数为非负整数",
    "the repeat has at least {} turn": "至少重复 {} 轮",
    "the repeat has at least {} turns": "至少重复 {} 轮",
    "no turn can follow": "之后不能再有一轮",
    "{}; {}": "{}；{}",
    # Memory.
    "memory in bytes, with {} bytes per number": "内存（字节），每个数占 {} 字节",
    "weights: {} (parameters and buffers)": "权重：{}（参数和缓冲）",
    "running: {} (the most at once, for one example)": "推理：{}（单个样本的峰值）",
    "running: {} (the most at once, for one example, while {} runs)": "推理：{}（单个样本的峰值，出现在 {} 运行时）",
    "training: {} (what enters and what leaves every layer, for one example)":
        "训练：{}（单个样本在每层的输入与输出）",
    "running: {} (the most at once, for {} examples)": "推理：{}（{} 个样本的峰值）",
    "running: {} (the most at once, for {} examples, while {} runs)": "推理：{}（{} 个样本的峰值，出现在 {} 运行时）",
    "training: {} (what enters and what leaves every layer, for {} examples)":
        "训练：{}（{} 个样本在每层的输入与输出）",
    "memory in bytes, with {} bytes per weight, {} per activation, {} per gradient, {} per optimizer state":
        "内存（字节），每个权重占 {} 字节，每个激活值占 {} 字节，每个梯度占 {} 字节，优化器的每个状态占 {} 字节",
    "gradients: {} (one for every parameter)": "梯度：{}（每个参数一个）",
    "optimizer: {} ({} for every parameter)": "优化器：{}（每个参数 {} 个）",
    "a step of training: {} (weights, what is kept for the gradients, gradients, optimizer)":
        "一步训练：{}（权重、为梯度保留的值、梯度、优化器）",
    "moved: {} (what every layer reads and writes once, for one example)": "访存量：{}（单个样本在每层各读写一次）",
    "moved: {} (what every layer reads and writes once, for {} examples)": "访存量：{}（{} 个样本在每层各读写一次）",
    "intensity: {} multiply-accumulates for each byte moved": "计算强度：每字节访存 {} 次乘加运算",
    "{} = {} MiB": "{} = {} MiB",
}  # fmt: skip

TABLE: Mapping[str, str] = {
    **PAGES,
    **LAYERS,
    **LAYER_NOTES,
    **REQUIREMENTS,
    **ANSWERS,
    **COUNTING,
    **FIGURES,
    **INTERACTIVE,
    **PAPER,
}
