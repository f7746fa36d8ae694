"""The words of counting conventions, in Chinese."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTING: Mapping[str, str] = {
    "multiply-accumulates, and what counting conventions make of them": "乘加运算，以及各种计数约定的结果",
    "{}: multiply-accumulates, and what counting conventions make of them": "{}：乘加运算，以及各种计数约定的结果",
    "{}{}  {} ({} layer)": "{}{}  {}（{} 层）",
    "{}{}  {} ({} layers)": "{}{}  {}（{} 层）",
    "{}not known  {}": "{}未知  {}",
    "not counted: {}": "不计入：{}",
    "says nothing of {}": "未说明：{}",
    "PyTorch has no module for {}: it depends on how they are written": "PyTorch 没有 {} 的模块：取决于其实现方式",
    # Units.
    "multiply-accumulates": "乘加运算",
    "operations, 2 per multiply-accumulate": "运算，每次乘加计 2 次",
    "multiply-accumulates and biases": "乘加运算与偏置",
    "multiply-accumulates, biases, scaling": "乘加运算、偏置与缩放",
    '"flops", 1 per multiply-accumulate': "“flops”，每次乘加计 1 次",
    '"mult-adds"': "“mult-adds”",
    '"MACs"': "“MACs”",
    '"FLOPs", 2 per multiply-accumulate': "“FLOPs”，每次乘加计 2 次",
    '"FLOPs", meaning multiply-adds': "“FLOPs”，指乘加运算",
    "{}  parameters": "{}  参数个数",
    # Sources.
    "products of a weight and an input, added up": "权重与输入相乘并累加",
    "a product and a sum are one operation each; sums of n terms count as n":
        "一次乘法和一次加法各计一次运算；n 项之和计 n 次",
    "a bias is one sum per value": "偏置为每个值一次加法",
    "normalising is a product and a sum per value, mean and deviation not counted":
        "归一化为每个值一次乘法和一次加法，不计均值与标准差",
    "He et al. 2016, table 1: products of convolutions and of the dense layer":
        "He et al. 2016，表 1：卷积层和全连接层的乘法",
    "Howard et al. 2017, table 4, equation 5: convolutions and the dense layer":
        "Howard et al. 2017，表 4，公式 5：卷积层和全连接层",
    "Simonyan and Zisserman 2015, table 2; the paper counts no operations":
        "Simonyan and Zisserman 2015，表 2；论文未统计运算次数",
    "fvcore {}, FlopCountAnalysis (nn/jit_handles.py)": "fvcore {}, FlopCountAnalysis (nn/jit_handles.py)",
    "torchinfo {}, summary ({})": "torchinfo {}, summary ({})",
    "ptflops {}, backend {}": "ptflops {}, backend {}",
    "thop {}, profile ({})": "thop {}, profile ({})",
    "PyTorch {}, FlopCounterMode ({})": "PyTorch {}, FlopCounterMode ({})",
    # What is counted besides.
    "bias: 1 per value": "偏置：每个值 1 次",
    "attention: biases, 4 per value": "注意力：偏置，每个值 4 次",
    "cross_attention: biases, 2 per value and 2 per value asked": "交叉注意力：偏置，每个值 2 次，每个被询问的值 2 次",
    "attention: products in one fused kernel, skipped": "注意力：融合算子中的乘积被略过",
    "attention: biases, scaling, softmax": "注意力：偏置、缩放与 softmax",
    "the sums: 1 per multiply-accumulate": "加法：每次乘加 1 次",
    "batch normalisation: 2 per value, 1 if not affine": "批量归一化：每个值 2 次，无仿射时 1 次",
    "{}: 5 per value, 4 if not affine": "{}：每个值 5 次，无仿射时 4 次",
    "{}: 4 per value, 2 if not affine": "{}：每个值 4 次，无仿射时 2 次",
    "{}: 2 per value, 1 if not affine": "{}：每个值 2 次，无仿射时 1 次",
    "{}: 1 per input value": "{}：每个输入值 1 次",
    "{}: 1 per output value": "{}：每个输出值 1 次",
    "{}: 1 per input value and per output value": "{}：每个输入值和每个输出值各 1 次",
    "{}: 1 per input value, counted twice": "{}：每个输入值 1 次，重复计数",
    "{}: 1 per value, counted twice": "{}：每个值 1 次，重复计数",
    "{}: 1 per trainable number": "{}：每个可训练的数 1 次",
    "{}: by its own rule {}": "{}：按其自身的规则 {}",
    "prelu: 1 per value": "prelu：每个值 1 次",
    "{}: 1 per value": "{}：每个值 1 次",
    "{}: 2 per value": "{}：每个值 2 次",
    "{}: 4 per value": "{}：每个值 4 次",
    "{}: 11 per value, 5 along one axis": "{}：每个值 11 次，一维时 5 次",
    "{}: 259 per value": "{}：每个值 259 次",
    "softmax: 3 per value, less 1 per sum": "softmax：每个值 3 次，每个和少 1 次",
    "lrn: its products, sums and pooling": "lrn：其中的乘法、加法与池化",
    "lppool: its pooling, relu and products": "lppool：其中的池化、relu 与乘法",
    "conv_transpose: weights and biases at output places": "conv_transpose：输出位置上的权重和偏置",
    "conv_transpose: weights at output places": "conv_transpose：输出位置上的权重",
    "linear: weights and biases at 1 position only": "linear：仅 1 个位置上的权重和偏置",
}  # fmt: skip
