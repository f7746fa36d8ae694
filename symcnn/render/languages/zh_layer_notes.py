"""What cheat sheets say besides of single layers, in Chinese: a sentence each; sources stay as published."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYER_NOTES: Mapping[str, str] = {
    "With an axis one behind another along that, of the same depth; what each has along it is counted on.":
        "给出轴时各分支沿该轴首尾相接，深度须相同；该轴上的尺寸相加。",
    "With an axis along that alone.": "给出轴时只沿该轴计算。",
    "With a slope alpha of its own, between 0 and 1, and beta at 0: ONNX, HardSigmoid.":
        "斜率 alpha 也可另取 0 与 1 之间的值，beta 取 0，即 ONNX 的 HardSigmoid。",
    "Multiply-accumulates are those of the four projections and those of the two products of queries with keys and of "
    "shares with values, which hold no weights: they are no connections.":
        "乘加次数包括四个投影，以及查询与键、注意力权重与值的两次乘积；后两者没有权重，不算连接。",
    "It is two layers with weights deep.": "它按两层带权重的层计入深度。",
    "The squeezed depth is D/R, or what channels says; with hard=true the shares come from a sigmoid in "
    "straight pieces, "
    "as in MobileNetV3.":
        "压缩后的深度为 D/R，或由 channels 给出；hard=true 时用分段线性的 sigmoid 求比例，如 MobileNetV3。",
    "padding_end is the far side's, where it differs.": "padding_end 是另一端的填充（若与这一端不同）。",
    "TensorFlow, padding SAME: as many windows as strides fit, the odd value of the padding behind.":
        "TensorFlow 的 SAME 填充：窗口数等于步幅能放下的次数，填充为奇数时多出的一个放在后面。",
    "ONNX, SAME_LOWER: the odd value in front.": "ONNX 的 SAME_LOWER：多出的一个放在前面。",
    "Keras, padding causal: all of it in front, so that nothing later is seen (van den Oord et al. 2016, "
    "WaveNet, section "
    "2.1).":
        "Keras 的 causal 填充：全部放在前面，因而看不到后面的值（van den Oord et al. 2016, WaveNet, section 2.1）。",
    "Of fewer links than filters, no two go to the same filter.":
        "连接数少于卷积核数时，没有两个连接通向同一个卷积核。",
    "With multiplier 1 it is a convolution with as many groups as maps.":
        "倍数为 1 时，它就是分组数等于特征图数的卷积。",
    "Biases differ from position to position too, unless they are shared.": "除非共享，偏置也随位置而不同。",
    "TensorFlow, padding SAME: S values for each that comes, the odd value of what is cut off behind, and with "
    "same_lower in front.":
        "TensorFlow 的 SAME 填充：每个输入值得到 S 个值，截去的个数为奇数时多出的一个截在后面，same_lower 时截在前面。",
    "padding_end is what is cut off the far side, where it differs.":
        "padding_end 是另一端截去的个数（若与这一端不同）。",
    "The size may be given back instead of the output padding: one of those from which the convolution makes the size "
    "that comes.":
        "也可以不给输出填充而直接给出尺寸：它必须是卷积后得到输入尺寸的那些尺寸之一。",
    "Multiply-accumulates are counted over input positions and taps, also where padding cuts the product off.":
        "乘加次数按输入位置与卷积核元素计数，被填充截去的乘积也计入。",
    "Every product is added to the output value that it falls on, which starts from the bias or from 0.":
        "每个乘积加到它所落到的输出值上，输出值从偏置或 0 开始。",
    "The centres are stored; a square is one product.": "中心是存储的常数；一次平方计为一次乘法。",
    "A sequence of L words is input(L, 1).": "L 个词的序列写作 input(L, 1)。",
    "A position takes the products of the map, one more for each axis to find the place between the values of "
    "the input, "
    "and the weights of the values around it; every map then takes a product with each weight.":
        "每个位置需要仿射映射的乘法，每个轴再加一次以确定在输入值之间的位置，另加周围各值的权重；"
        "然后每张特征图与每个权重相乘一次。",
    "Rounding is not counted.": "取整不计入。",
    "Ioffe and Szegedy 2015, algorithm 2; m and v are the mean and the variance of a map, kept from training.":
        "Ioffe and Szegedy 2015, algorithm 2；m 和 v 是训练中保存下来的特征图的均值与方差。",
    "Without them (tracked=false) they come from the batch, and working them out is not counted.":
        "不保存时（tracked=false）由批次求得，其计算不计入。",
    "PyTorch's count of batches is no buffer here.": "PyTorch 的批次计数在这里不算缓冲。",
    "With renorm=true it is batch renormalisation (Ioffe 2017, algorithm 1), which after training is the same; Keras "
    "keeps three more numbers of each map for it.":
        "renorm=true 时为批量再归一化（Ioffe 2017, algorithm 1），训练之后与此相同；Keras 为此每个特征图多保留三个数。",
    "What a region of the input holds, in as many parts as are wanted; where the region lies comes from outside.":
        "输入中一个区域的内容，分成所需的份数；区域的位置由外部给出。",
    "Each part is the mean of S values along each axis, found between those of the input.":
        "每份是沿每个轴 S 个值的平均，这些值由输入值之间插值得到。",
    "He et al. 2017, section 3 (Mask R-CNN); torchvision, RoIAlign, which leaves open how many values if it is "
    "not told.":
        "He et al. 2017, section 3 (Mask R-CNN)；torchvision, RoIAlign，不指定时值的个数不定。",
    "Counted for one region: to find a value takes what grid_sample counts.":
        "按一个区域计数：求一个值所需的运算与网格采样相同。",
    "The grid of places for grid_sample: where every position of the given size lies under the affine map whose rows "
    "come in.":
        "供网格采样使用的位置网格：给定尺寸的每个位置在仿射变换下的所在；输入是该变换的各行。",
    "Places along an axis go from -1 at one end to 1 at the other.": "沿一个轴的位置从一端的 -1 到另一端的 1。",
    "With positions=true over all positions as well, or over those of some axes; then every value has a scale "
    "and a shift "
    "of its own.":
        "positions=true 时也对所有位置归一化，或只对某些轴的位置；此时每个值有自己的缩放和平移。",
    "With positions=true over all positions as well, or over those of some axes.":
        "positions=true 时也对所有位置归一化，或只对某些轴的位置。",
    "With positions=true over all positions as well, or over those of some axes; with each_map=true every map "
    "by itself.":
        "positions=true 时也对所有位置，或只对某些轴的位置；each_map=true 时每张特征图各自进行。",
    "Neighbours beyond the first and the last map count as zeros.": "第一张之前和最后一张之后的相邻特征图按 0 计算。",
    "Its one product per unit is not counted as a multiply-accumulate.": "每个单元的一次乘法不计入乘加次数。",
    "Nothing has a maximum where a window holds padding alone.": "只含填充的窗口没有最大值。",
    "A divisor may be given instead.": "也可以另给除数。",
    "PyTorch, AvgPool2d (output size, divisor); ONNX, AveragePool (dilation).":
        "PyTorch, AvgPool2d（输出尺寸、除数）；ONNX, AveragePool（膨胀）。",
    "A window that holds only what does not count has the average 0.": "只含不计入的值的窗口，平均值为 0。",
    "Sermanet, Chintala and LeCun 2012, equation 1 (without weights); PyTorch, LPPool2d (which scales up what "
    "hangs over "
    "in ceiling mode); ONNX, LpPool (padding, dilation), which takes powers of absolute values, here with "
    "absolute=true.":
        "Sermanet, Chintala and LeCun 2012, equation 1（不带权重）；PyTorch, LPPool2d（向上取整时会放大超出的部分）；"
        "ONNX, LpPool（填充、膨胀）取绝对值的幂，这里写 absolute=true。",
    "Each value's power is worked out once.": "每个值的幂只计算一次。",
    "In training one value is drawn.": "训练时随机抽取一个值。",
    "Each value's square is worked out once.": "每个值的平方只计算一次。",
    "Zeiler and Fergus 2014, section 2.1; PyTorch, MaxUnpool2d (output size, which may be given back: less "
    "than a stride "
    "from what it would be).":
        "Zeiler and Fergus 2014, section 2.1；PyTorch, MaxUnpool2d（输出尺寸也可直接给出，与应有尺寸相差不到一"
        "个步幅）。",
    "p[i, k] is the place of the value that goes to i, if there is one.": "p[i, k] 是放到位置 i 的值的来处（若有）。",
    "With an offset, from there on (Long, Shelhamer and Darrell 2015; Caffe, Crop).":
        "给定偏移时从那里开始裁剪（Long, Shelhamer and Darrell 2015; Caffe, Crop）。",
    "PyTorch, Upsample (nearest, scale_factor): the size is rounded down.":
        "PyTorch, Upsample (nearest, scale_factor)：尺寸向下取整。",
    "PyTorch, Upsample (bilinear, scale_factor): the size is rounded down.":
        "PyTorch, Upsample (bilinear, scale_factor)：尺寸向下取整。",
    "Every value takes 2, 4 or 8 products with fixed weights.": "每个值需要 2、4 或 8 次与固定权重的乘法。",
    "Values beyond the ends are those at the ends.": "边界之外的值取边界上的值。",
    "Every value takes 4, 16 or 64 products with fixed weights.": "每个值需要 4、16 或 64 次与固定权重的乘法。",
    "With block_first the place within a block counts before the maps: TensorFlow, depth_to_space; ONNX, DepthToSpace "
    "(DCR).":
        "block_first 时块内位置排在特征图之前：TensorFlow, depth_to_space; ONNX, DepthToSpace (DCR)。",
    "With block_first the place within a block counts before the maps: TensorFlow, space_to_depth; ONNX, SpaceToDepth.":
        "block_first 时块内位置排在特征图之前：TensorFlow, space_to_depth; ONNX, SpaceToDepth。",
    "The size of the output needs an entry for each of its axes.": "输出尺寸的每个轴都要给出一个数。",
    "Every value is added to what is there, at first 0, also where padding cuts it off.":
        "每个值加到已有的值上（起初为 0），被填充截去的也计入。",
    "Window i goes from i*X/N, rounded down, to (i + 1)*X/N, rounded up.":
        "第 i 个窗口从 i*X/N（向下取整）到 (i + 1)*X/N（向上取整）。",
    "Graham 2014, section 2 (overlapping); PyTorch, FractionalMaxPool2d, whose random samples are 0 here.":
        "Graham 2014, section 2（重叠）；PyTorch, FractionalMaxPool2d，其随机样本在这里取 0。",
    "Klambauer et al. 2017, equation 2; the digits are PyTorch's.":
        "Klambauer et al. 2017, equation 2；数字取自 PyTorch。",
    "Hendrycks and Gimpel 2016, section 2; with approximate=true by the hyperbolic tangent, as there (the "
    "digits are those "
    "of the square root of 2/pi).":
        "Hendrycks and Gimpel 2016, section 2；approximate=true 时用其中的双曲正切近似（数字是 2/pi 的平方根）。",
    "PyTorch, clamp, and Hardtanh with bounds; ONNX, Clip.": "PyTorch, clamp，以及给定界限的 Hardtanh；ONNX, Clip。",
    "PyTorch, Linear, with the depth last; Lin, Chen and Yan 2014, section 3.1.":
        "PyTorch, Linear，深度在最后；Lin, Chen and Yan 2014, section 3.1。",
    "Ba, Kiros and Hinton 2016, equation 4; PyTorch, LayerNorm, with the depth last (ConvNeXt, vision transformers).":
        "Ba, Kiros and Hinton 2016, equation 4；PyTorch, LayerNorm，深度在最后（ConvNeXt、视觉 Transformer）。",
    "Krizhevsky, Sutskever and Hinton 2012, section 3.3; with alpha/n as in PyTorch, LocalResponseNorm.":
        "Krizhevsky, Sutskever and Hinton 2012, section 3.3；alpha/n 与 PyTorch 的 LocalResponseNorm 相同。",
    "Keys 1981, equation 4, with a = -3/4; PyTorch, Upsample (bicubic, scale_factor); ONNX, Resize (cubic).":
        "Keys 1981, equation 4，a = -3/4；PyTorch, Upsample (bicubic, scale_factor)；ONNX, Resize (cubic)。",
    "Keys 1981, equation 4, with a = -3/4; PyTorch, interpolate (bicubic); ONNX, Resize (cubic).":
        "Keys 1981, equation 4，a = -3/4；PyTorch, interpolate (bicubic)；ONNX, Resize (cubic)。",
    "What the shift takes out at one end comes in at the other; positions that are no neighbours do not ask each "
    "other.":
        "移动使一端移出的位置从另一端进入；原本不相邻的位置互不询问。",
    "How far two places of a window lie apart has a trained number in each head.":
        "窗口内两个位置的每种相对位移在每个头中各有一个可训练的数。",
    "Liu et al. 2021, equations 3 and 4 and section 3.2 (Swin).":
        "Liu et al. 2021, equations 3 and 4 and section 3.2 (Swin)。",
    "Multiply-accumulates are those of attention, of as many positions as a window has; what the shift keeps apart "
    "counts.":
        "乘加次数与自注意力相同，位置数为一个窗口的位置数；被移动隔开的也计入。",
    "Dauphin et al. 2017, equation 1; PyTorch, GLU (over the depth).":
        "Dauphin et al. 2017, equation 1；PyTorch, GLU（沿深度）。",
    "Attention without softmax, whose cost grows as the number of places does; what comes are queries, keys and values "
    "of d maps each, head by head.":
        "不含 softmax 的注意力，其计算量与位置数成正比；输入为逐头排列的查询、键和值，各有 d 个特征图。",
    "Products of rectified queries and keys, divided by their sum.": "经 ReLU 的查询与键的乘积，除以其总和。",
    "Cai et al. 2023, equations 1 and 2.": "Cai et al. 2023, equations 1 and 2。",
    "Multiply-accumulates are those of the products of matrices; a column of ones beside the values makes the sums.":
        "乘加次数为各矩阵乘积的乘加次数；值旁边的一列 1 用于求和。",
    "Attention between maps instead of places, in h heads: what comes are queries, keys and values side by side.":
        "在特征图之间而不是位置之间的注意力，共 h 个头；输入为并排的查询、键和值。",
    "Queries and keys are brought to length 1 over all places; each head has a trained temperature.":
        "查询和键在所有位置上缩放到长度 1；每个头有一个训练得到的温度。",
    "El-Nouby et al. 2021, XCiT, arXiv:2106.09681, equation 3.":
        "El-Nouby et al. 2021, XCiT, arXiv:2106.09681, equation 3。",
    "Multiply-accumulates are those of the two products.": "乘加次数为两个乘积的乘加次数。",
    "Added to every value: a linear map, trained, of N sines and cosines of its place along each of the two axes.":
        "每个值加上其位置在两个轴上各 N 个正弦和余弦的线性映射，映射经过训练。",
    "Maaz et al. 2022, section 3.1; timm, PositionalEncodingFourier.":
        "Maaz et al. 2022, section 3.1；timm, PositionalEncodingFourier。",
    "How the sines come about is left out.": "正弦的计算不计入。",
}  # fmt: skip
