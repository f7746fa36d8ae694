"""The words of a paper's pages, in Chinese."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.render.languages.zh_layers import LAYER_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

_KINDS: Mapping[str, str] = {
    **{word.replace("_", " "): said for word, said in LAYER_NAMES.items()},
    "depthwise conv": "深度卷积", "up-conv": "转置卷积", "fully connected": "全连接", "max pool": "最大池化",
    "average pool": "平均池化", "power-average pool": "幂平均池化", "stochastic pool": "随机池化",
    "subsampling": "下采样", "fractional max pool": "分数最大池化", "global average pool": "全局平均池化",
    "global max pool": "全局最大池化", "batch norm": "批量归一化", "product": "相乘",
    "separable": "深度可分离卷积", "patch embed": "图块嵌入", "squeeze excite": "压缩与激励",
    "deformable": "可变形卷积",
    **{word: word for word in ("RBF", "LRN", "GRN", "ReLU", "ReLU6", "PReLU", "SELU", "SiLU", "GELU")},
}  # fmt: skip

_MEANINGS: Mapping[str, str] = {
    "number of filters": "卷积核个数", "number of groups": "分组数", "number of outputs": "输出个数",
    "number of classes": "类别数", "number of heads": "头数", "depth multiplier": "深度倍数", "probability": "概率",
    "output padding": "输出填充", "padding end": "末端填充", "slope": "斜率", "pieces": "片数",
    "output size": "输出尺寸", "min": "下界", "max": "上界", "coefficient": "系数", "offset": "起始位置",
    "window": "窗口", "shift": "移动",
    "cropping": "裁边量", "cropping end": "末端裁边量", "before": "前面的个数",
    "vocabulary": "词表大小", "size": "尺寸", "sizes": "尺寸", "ratio": "压缩比", "channels": "通道数",
    "parts": "份数", "part": "所取的份", "count": "个数", "divisor": "除数", "norm": "范数的阶", "order": "次序",
    "links": "连接数", "offset groups": "偏移组数", "sampling ratio": "采样比",
    "transpose": "转置", "modulated": "调制", "alpha": "系数 α", "beta": "指数 β", "epsilon": "常数 ε",
}  # fmt: skip

PAPER: Mapping[str, str] = {
    **_KINDS,
    **_MEANINGS,
    # Headings.
    "Architecture": "网络结构",
    "Layers": "各层",
    "Totals": "总量",
    "Formulas": "公式",
    "The work shown": "推导过程",
    "Symbols": "符号",
    "Conditions": "条件",
    # Tables.
    "layers": "网络层",
    "type, kernel / stride": "类型，核大小 / 步幅",
    "stage {}": "阶段 {}",
    "Architecture of {}.": "{} 的网络结构",
    "What the stages of {} cost.": "{} 各阶段的开销",
    "Layers of {}.": "{} 各层一览",
    "What the layers of {} cost.": "{} 各层的开销",
    "{} (continued).": "{}（续）",
    "{} with {}": "与 {1} {0}",
    "{} ({})": "{}（{}）",
    "Fill in the sizes and quantities of each layer, and the totals.": "填写各层的尺寸与各项数量以及合计。",
    "Solutions, and below them the work.": "答案，其下为推导过程。",
    "no division leaves a remainder": "各处除法均无余数",
    # Below the tables.
    "{}: with stride {}, by which sizes are multiplied.": "{}：步幅为 {}，尺寸乘以它。",
    "{}: with stride {}.": "{}：步幅为 {}。",
    "{}: the first of them only.": "{}：仅用于其中的第一个。",
    "{}: what enters, multiplied by what leaves the bracket.": "{}：输入乘以方括号的输出。",
    "Braces hold branches.": "花括号内为各分支。",
    "Beside the first block of a stage stands a projection: {}.": "各阶段的第一个模块旁有投影捷径：{}。",
    "How often rows come stands behind them; they give one turn.":
        "行后为该行重复的次数；各行给出一轮的数值。",
    "{0} of {1}": "{1} 的 {0}",
    "Turns of {}: {}.": "{} 的各轮：{}。",
    "Without a row, since they keep the sizes and none of this is counted for them: {}.":
        "以下各层不改变尺寸，也不计入上述各量，故未列出：{}。",
    # Sentences.
    ",": "，",
    ".": "。",
    ";": "；",
    ":": "：",
    " and ": "和",
    ", and": "，以及",
    "{} and {} more": "{} 及另外 {} 层",
    "output sizes": "输出尺寸",
    "{} of the whole network:": "整个网络的{}：",
    "{}; what is zero is left out.": "{}；为零的项从略。",
    # Symbols.
    "symbol": "符号",
    "meaning": "含义",
    "default": "默认值",
    "output sizes and depth": "输出尺寸与深度",
    "{}: {}": "{}：{}",
    "width of the {}": "{}的宽度",
    "height of the {}": "{}的高度",
    "length in time of the {}": "{}的时间长度",
    "size of the {}": "{}的尺寸",
    "depth of the {}": "{}的深度",
    "turn of {}, counted from 0": "{} 的轮次，从 0 开始计数",
    "number of turns of {}": "{} 的重复次数",
    "enters the {}": "用于计算{}",
    # Conditions.
    "The formulas take for granted that {}.": "公式的前提是 {}。",
    "The formulas hold if": "公式成立的条件是",
    "The formulas hold without further conditions.": "公式无需其他条件即成立。",
    "{} is at most {}": "{} 至多为 {}",
    "{} is greater than {}": "{} 大于 {}",
    "{} is less than {}": "{} 小于 {}",
    "{} equals {}": "{} 等于 {}",
    "{} differs from {}": "{} 不等于 {}",
    "{} is whole": "{} 为整数",
    "{} is not whole": "{} 不是整数",
    "{} is a multiple of {}": "{} 是 {} 的倍数",
    "{} is not a multiple of {}": "{} 不是 {} 的倍数",
    "{} divided by {} leaves {}": "{} 除以 {} 余 {}",
    "{} divided by {} does not leave {}": "{} 除以 {} 的余数不是 {}",
    # The work.
    "those of {}": "与 {} 相同",
    # Tables of families and of blocks.
    "Architectures of {}.": "{} 的结构。",
    "Blocks of {}.": "{} 的模块。",
    "operator": "算子",
    "inverted residual": "倒残差模块",
    "fused inverted residual": "融合倒残差模块",
    "expansion": "扩展倍数",
    "maps in between": "中间的特征图数",
    "maps that leave": "输出的特征图数",
    "how often": "重复次数",
    "the first stride": "首个的步幅",
    "squeeze and excitation": "挤压与激励",
    "yes": "有",
    "no": "无",
    "Each block that keeps sizes and maps has a shortcut.": "尺寸和特征图数不变的模块都有捷径连接。",
    "{}: with stride {}, the first of them only.": "{}：步幅为 {}，仅其中第一个。",
    "network {}": "网络 {}",
    "; ": "；",
}  # fmt: skip
