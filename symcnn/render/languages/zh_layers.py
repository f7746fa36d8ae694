"""The layers that come with symcnn, in Chinese: their names, and the sentences of their cheat sheets."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYER_NAMES: Mapping[str, str] = {
    # Activation.
    "relu": "ReLU",
    "relu6": "ReLU6",
    "leaky_relu": "Leaky ReLU",
    "prelu": "PReLU",
    "maxout": "Maxout",
    "hard_sigmoid": "Hard Sigmoid",
    "hard_swish": "Hard Swish",
    "hard_tanh": "Hard Tanh",
    "softsign": "Softsign",
    "clip": "截断",
    "sigmoid": "Sigmoid",
    "log_sigmoid": "LogSigmoid",
    "tanh": "Tanh",
    "elu": "ELU",
    "selu": "SELU",
    "celu": "CELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "mish": "Mish",
    "softplus": "Softplus",
    "glu": "GLU",
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "dropout": "随机失活",
    "stochastic_depth": "随机深度",
    "identity": "恒等映射",
    # Weights.
    "conv": "卷积",
    "depthwise": "深度卷积",
    "locally_connected": "局部连接",
    "conv_transpose": "转置卷积",
    "dense": "全连接",
    "linear": "线性",
    "rbf": "径向基函数",
    "embedding": "嵌入",
    "attention": "自注意力",
    "window_attention": "窗口自注意力",
    "class_token": "类别标记",
    "position_embedding": "位置嵌入",
    "opaque": "不透明层",
    # Branches.
    "add": "相加",
    "concat": "拼接",
    "mul": "相乘",
    "maximum": "取最大值",
    "minimum": "取最小值",
    "average": "取平均",
    "subtract": "相减",
    "affine_sample": "仿射采样",
    "add_spread": "广播相加",
    "matmul": "矩阵乘",
    "grid_sample": "网格采样",
    "affine_grid": "仿射网格",
    "roi_align": "区域对齐",
    "cross_attention": "交叉注意力",
    "linear_attention": "线性注意力",
    "cross_covariance": "互协方差注意力",
    "fourier_positions": "傅里叶位置编码",
    "deformable_conv": "可变形卷积",
    # Normalisation.
    "bn": "批量归一化",
    "layer_norm": "层归一化",
    "rms_norm": "均方根归一化",
    "group_norm": "组归一化",
    "instance_norm": "实例归一化",
    "lrn": "局部响应归一化",
    "grn": "全局响应归一化",
    "layer_scale": "层缩放",
    # Pooling.
    "subsample": "下采样",
    "maxpool": "最大池化",
    "avgpool": "平均池化",
    "lppool": "幂平均池化",
    "stochastic_pool": "随机池化",
    "max_unpool": "最大反池化",
    "gap": "全局平均池化",
    "gmp": "全局最大池化",
    "glp": "全局幂平均池化",
    "adaptive_avgpool": "自适应平均池化",
    "adaptive_maxpool": "自适应最大池化",
    "fractional_maxpool": "分数最大池化",
    # Sizes and shape.
    "pad": "填充",
    "crop": "裁剪",
    "trim": "裁边",
    "upsample": "上采样",
    "interpolate": "插值",
    "upsample_linear": "线性上采样",
    "interpolate_linear": "线性插值",
    "upsample_cubic": "三次上采样",
    "interpolate_cubic": "三次插值",
    "pixel_shuffle": "像素重排",
    "pixel_unshuffle": "像素逆重排",
    "flatten": "展平",
    "reshape": "改变形状",
    "permute": "换轴",
    "tokens": "排成标记序列",
    "split": "切分",
    "narrow": "按深度截取",
    "channel_shuffle": "通道混洗",
    "pad_maps": "补零特征图",
    "repeat_vector": "重复向量",
    "unfold": "展开窗口",
    "fold": "合并窗口",
    # Layers of published networks.
    "conv_with_unit_biases": "卷积（逐单元偏置）",
    "dueling": "竞争结构",
    "distance": "距离",
    "first_token": "首个标记",
    "scale": "缩放",
    "zero_shortcut": "补零捷径",
    "scaled_conv": "标准化权重卷积",
    "gain": "增益",
}
"""The layers that come with symcnn; no two are called alike."""

LAYERS: Mapping[str, str] = {
    # Activation.
    "Rectified linear unit.": "修正线性单元。",
    "Rectified linear unit, capped at 6.": "修正线性单元，上限为 6。",
    "Leaky rectified linear unit: a slope for negative values too.": "带泄漏的修正线性单元：负值也有一个斜率。",
    "Parametric rectified linear unit: the slope for negative values is trained, one for each map or one for all.":
        "参数化修正线性单元：负值的斜率由训练得到，每个特征图一个，或所有特征图共用一个。",
    "Maxout: the largest of n neighbouring maps.": "Maxout：相邻 n 个特征图中的最大值。",
    "Sigmoid in three straight pieces.": "由三段直线构成的 Sigmoid。",
    "Swish with the sigmoid in three straight pieces.": "Swish，其中的 Sigmoid 由三段直线构成。",
    "Hyperbolic tangent in three straight pieces: values are kept between -1 and 1.":
        "由三段直线构成的双曲正切：取值限制在 -1 与 1 之间。",
    "Softsign.": "Softsign。",
    "Dropout: in training each value is dropped with probability q; a trained network passes it on.":
        "随机失活：训练时每个值以概率 q 被丢弃；训练好的网络原样传递。",
    "Stochastic depth: in training a branch is dropped with probability q; a trained network passes it on.":
        "随机深度：训练时一个分支以概率 q 被丢弃；训练好的网络原样传递。",
    "Identity.": "恒等映射。",
    "Logistic sigmoid.": "逻辑斯谛 Sigmoid。",
    "Logarithm of the logistic sigmoid.": "逻辑斯谛 Sigmoid 的对数。",
    "Hyperbolic tangent.": "双曲正切。",
    "Exponential linear unit.": "指数线性单元。",
    "Scaled exponential linear unit: its two constants keep mean 0 and variance 1.":
        "缩放指数线性单元：两个常数使均值保持为 0、方差保持为 1。",
    "Continuously differentiable exponential linear unit.": "连续可微的指数线性单元。",
    "Gaussian error linear unit.": "高斯误差线性单元。",
    "Sigmoid linear unit, or swish.": "Sigmoid 线性单元，即 Swish。",
    "Mish.": "Mish。",
    "Softplus, a smooth rectifier.": "Softplus，一种平滑的整流函数。",
    "Gated linear unit: half of the maps, each times the sigmoid of its partner in the other half.":
        "门控线性单元：一半特征图，各乘以另一半中对应特征图的 Sigmoid。",
    "Softmax over the depth, at every position.": "在每个位置上沿深度做 Softmax。",
    "Logarithm of the softmax over the depth, at every position.": "在每个位置上沿深度做 Softmax 后取对数。",
    "Values kept between two bounds; either may be left out, and where they cross, all values are the upper one.":
        "把值限制在两个界限之间；任一界限可省略；两界交叉时所有值取上界。",
    # Attention and blocks.
    "Multi-head self-attention: every position asks all positions, in h heads that share the depth between them.":
        "多头自注意力：每个位置向所有位置查询，h 个头平分深度。",
    "Multi-head self-attention within windows of M positions along each axis, which a shift moves.":
        "窗口内的多头自注意力：每个轴上窗口有 M 个位置，窗口可以移动。",
    "Trained tokens in front of a sequence, the last of which are what came.":
        "在序列前加上可训练的标记，序列本身排在其后。",
    "A number added to every value that tells the positions apart: trained, or fixed and stored.":
        "给每个值加上一个用于区分位置的数：由训练得到，或固定并存储。",
    "Depthwise separable convolution: a filter for every map without bias, then a convolution of kernel size 1.":
        "深度可分离卷积：每个特征图一个无偏置的卷积核，再接一个卷积核大小为 1 的卷积。",
    "Squeeze and excitation: every map times a share that all maps settle together.":
        "压缩与激励：每个特征图乘以一个由所有特征图共同决定的比例。",
    "Patch embedding: every patch of size F becomes one token of depth K.":
        "图块嵌入：每个大小为 F 的图块变成一个深度为 K 的标记。",
    # Convolution and dense layers.
    "Convolution: every output map is a sum over the input maps it sees, plus a bias.":
        "卷积：每个输出特征图是它所见输入特征图上的加权和，再加偏置。",
    "Depthwise convolution: every input map has Q filters of its own.": "深度卷积：每个输入特征图有自己的 Q 个卷积核。",
    "Locally connected layer: a convolution whose weights are not shared, each output position has its own.":
        "局部连接层：不共享权重的卷积，每个输出位置有自己的权重。",
    "Transposed convolution: every input value adds a multiple of the kernel to the output, S apart.":
        "转置卷积：每个输入值把卷积核的若干倍加到输出上，相邻间隔为 S。",
    "Dense (fully connected) layer; it flattens what it receives.": "全连接层；先把输入展平。",
    "Linear layer over the depth, the same at every position, as a convolution of kernel size 1.":
        "沿深度的线性层，每个位置相同，相当于卷积核大小为 1 的卷积。",
    "Euclidean radial basis functions with fixed centres: every link carries a weight, none is trained.":
        "中心固定的欧氏径向基函数：每条连接带一个权重，都不训练。",
    "Embedding: the number of a word becomes its row in a table of V trained rows. A row is looked up, nothing is "
    "computed.": "嵌入：词的编号换成一张 V 行可训练表中对应的行。只查表，不计算。",
    "A layer of which only is known what leaves it: sizes and depth are stated, and no quantity is.":
        "只知道输出的层：给出尺寸和深度，不给出任何数量。",
    # Branches.
    "Sum of branches that agree in sizes and depth, value by value.": "尺寸和深度相同的各分支逐值相加。",
    "Branches that agree in sizes, side by side, their maps counted on.": "尺寸相同的各分支沿深度拼接。",
    "Product of branches that agree in sizes and depth, value by value; a branch without sizes serves every position.":
        "尺寸和深度相同的各分支逐值相乘；没有尺寸的分支用于每个位置。",
    "Maximum of branches that agree in sizes and depth, value by value.": "尺寸和深度相同的各分支逐值取最大。",
    "Minimum of branches that agree in sizes and depth, value by value.": "尺寸和深度相同的各分支逐值取最小值。",
    "Mean of branches that agree in sizes and depth, value by value.": "尺寸和深度相同的各分支逐值取平均。",
    "The second branch taken off the first; both agree in sizes and depth.":
        "第一个分支减去第二个分支；两者尺寸和深度相同。",
    "Spatial transformer: the first branch, sampled where the second says. Its values are the rows of an affine map.":
        "空间变换器：在第二个分支指定的位置对第一个分支采样。第二个分支的值是仿射映射的各行。",
    "Sum of branches, where a branch that has 1 along an axis, or in depth, serves every place along it.":
        "各分支相加；某个分支在一个轴上或深度上为 1 时，用于该方向的每个位置。",
    "Product of matrices: what the first branch has in depth are the places of the second along its last axis; with "
    "transpose, both agree in depth. Axes before the last agree, and each of their places is a product of its own.":
        "矩阵乘积：第一个分支的深度对应第二个分支最后一个轴上的位置；transpose 时两者深度相同。"
        "最后一个轴之前的各轴一致，其每个位置各有一个乘积。",
    "No weight takes part, so there are no connections.": "没有权重参与，因此没有连接。",
    "The first branch, sampled at the places that the second gives, along each axis from -1 at one end to 1 at "
    "the other.":
        "在第二个分支给出的位置对第一个分支采样，每个轴上从一端的 -1 到另一端的 1。",
    "To find the place between the values of the input takes a product and three sums for each axis, the "
    "weights of the "
    "values around it the products that affine_sample counts; every map then takes a product with each weight.":
        "找到输入值之间的位置，每个轴需一次乘法和三次加法；周围各值的权重所需乘法与仿射采样相同；"
        "每个特征图再与各权重相乘。",
    "Multi-head cross-attention: every position of the first branch asks all positions of the second, in h heads.":
        "多头交叉注意力：第一个分支的每个位置询问第二个分支的所有位置，共 h 个头。",
    "Multiply-accumulates are those of the four projections and of the two products without weights, as for attention.":
        "乘加次数包括四个投影以及两个没有权重的乘积，与自注意力相同。",
    "Deformable convolution: every tap looks where the second branch says, which gives an offset for each axis, "
    "for each "
    "tap, for each group of maps that move alike; a third branch, if there is one, gives each of these a factor.":
        "可变形卷积：卷积核的每个元素在第二个分支指定的位置取值；第二个分支为每组一起移动的特征图、"
        "每个元素、每个轴给出一个偏移；若有第三个分支，则给出相应的系数。",
    "Multiply-accumulates and connections are those of the convolution; what finds the values between those of "
    "the input "
    "is counted among multiplications and additions, as for affine_sample.":
        "乘加次数和连接数与普通卷积相同；求输入值之间的值所需运算计入乘法和加法，与仿射采样相同。",
    "Deformable convolution whose offsets a convolution of the same window finds; modulated, it finds a factor "
    "for each "
    "as well.": "可变形卷积，其偏移由相同窗口的卷积求出；modulated 时还求出各自的系数。",
    "Convolution whose weights are standardised: of those of each filter the mean is taken away, and what is left is "
    "brought to a trained size. As many windows as strides fit.":
        "权重标准化的卷积：每个卷积核的权重减去均值，再缩放到训练得到的大小。窗口数与步幅数相符。",
    "Everything times one trained number.": "所有值乘以一个训练得到的数。",
    # Normalisation.
    "Batch normalisation: every map is scaled and shifted, two trained numbers each.":
        "批量归一化：每个特征图缩放并平移，各有两个可训练的数。",
    "Layer normalisation over the depth, at every position.": "层归一化：在每个位置上沿深度进行。",
    "Group normalisation: over all positions and the maps of a group. One group is layer normalisation of the whole "
    "volume.": "组归一化：在所有位置和一组特征图上进行。只有一组时即整个特征体的层归一化。",
    "Instance normalisation: every map over its own positions; with tracked=true over mean and variance kept from "
    "training.": "实例归一化：每个特征图在自己的位置上进行；tracked=true 时使用训练中保留的均值和方差。",
    "Local response normalisation: every value is divided by what n neighbouring maps answer at its position.":
        "局部响应归一化：每个值除以相邻 n 个特征图在该位置的响应。",
    "Global response normalisation: a map is scaled by its share of what all maps answer, over all positions.":
        "全局响应归一化：特征图按其响应在所有特征图响应中的份额缩放，在所有位置上计算。",
    "Layer scale: every map times a trained number.": "层缩放：每个特征图乘以一个可训练的数。",
    "Root mean square normalisation over the depth, at every position: no mean is taken off.":
        "均方根归一化：在每个位置上沿深度进行，不减去均值。",
    # Pooling.
    "Trainable subsampling: the sum of a window times a coefficient, plus a bias, one of each per map.":
        "可训练的下采样：窗口内的和乘以系数再加偏置，每个特征图各一个。",
    "Maximum pooling; padding never wins. With ceiling, the last window may hang over but must start inside the input.":
        "最大池化；填充值不会成为最大值。向上取整时，最后一个窗口可以超出边界，但必须从输入内部开始。",
    "Average pooling; padding counts as zeros unless it is not to count (as with padding SAME in TensorFlow), and what "
    "hangs": "平均池化；填充按 0 计入，除非规定不计入（如 TensorFlow 的 SAME 填充）。",
    "Average pooling; padding counts as zeros unless it is not to count (as with padding SAME in TensorFlow), and what "
    "hangs over the padded input never counts.":
        "平均池化；填充按 0 计入，除非规定不计入（如 TensorFlow 的 SAME 填充）；超出填充后输入的部分从不计入。",
    "Power-average pooling: the p-th root of the sum of p-th powers; with p = 2 the length of what the window holds.":
        "幂平均池化：p 次幂之和的 p 次方根；p = 2 时为窗口内数值的长度。",
    "Stochastic pooling of a trained network: the mean of the values, each weighted with its share; values are not "
    "negative.": "训练好的网络中的随机池化：各值按其份额加权的平均；各值非负。",
    "Max-unpooling: every value goes back to where its maximum came from, all else is 0.":
        "最大反池化：每个值回到其最大值原来的位置，其余为 0。",
    "Global average pooling: each map becomes one number.": "全局平均池化：每个特征图变成一个数。",
    "Global maximum pooling: each map becomes one number.": "全局最大池化：每个特征图变成一个数。",
    "Adaptive average pooling: as many windows as wanted, spread evenly; they overlap where the sizes do not divide.":
        "自适应平均池化：窗口个数任意指定，均匀分布；尺寸不能整除时窗口重叠。",
    "Adaptive maximum pooling: as many windows as wanted, spread evenly; they overlap where the sizes do not divide.":
        "自适应最大池化：窗口个数任意指定，均匀分布；尺寸不能整除时窗口重叠。",
    "Fractional maximum pooling: as many windows as wanted, whole steps apart that differ by one at most.":
        "分数最大池化：窗口个数任意指定，间隔为整数，彼此至多相差 1。",
    "Global power-average pooling: of each map the p-th root of the sum of p-th powers of absolute values.":
        "全局幂平均池化：每个特征图取绝对值 p 次幂之和的 p 次方根。",
    # Resizing and shape.
    "Takes some values off both ends of every axis; cropping_end is the far side's, where it differs.":
        "从每个轴的两端各去掉若干值；cropping_end 是另一端的个数（若不同）。",
    "Upsampling by a factor, which may be a fraction, through four values on every axis by cubic polynomials.":
        "按倍数（可为分数）上采样，每个轴上用三次多项式经过四个值。",
    "Interpolation to a given size, through four values on every axis by cubic polynomials.":
        "插值到给定尺寸，每个轴上用三次多项式经过四个值。",
    "Maps of zeros that make K maps of those that come: behind them, or some before.":
        "用零特征图把输入补足为 K 个特征图：补在后面，或部分补在前面。",
    "A vector n times, as the positions of a sequence.": "把向量重复 n 次，作为序列的各个位置。",
    "Every window in a column of its own, the windows in one row: what a convolution multiplies with its filters "
    "(im2col).":
        "每个窗口成一列，各窗口排成一行：即卷积与卷积核相乘的数据（im2col）。",
    "Columns of windows put back to where they came from; where windows overlap, their values are added (col2im).":
        "把窗口的各列放回原处；窗口重叠处的值相加（col2im）。",
    "Padding with zeros on both ends of every axis; padding_end is the far side's, where it differs.":
        "在每个轴的两端填充零；padding_end 是另一端的填充（若不同）。",
    "Crop to a given size, as much from both ends; of an odd number, the far end loses one more.":
        "裁剪到给定尺寸，两端裁去同样多；为奇数时，远端多裁一个。",
    "Upsampling by a factor, which may be a fraction: every value is repeated, or below 1 some are left out.":
        "按倍数（可为分数）上采样：每个值重复；小于 1 时略去一些值。",
    "Interpolation to a given size: every value is that of the nearest before it.":
        "插值到给定尺寸：每个值取其前面最近的值。",
    "Upsampling by a factor, which may be a fraction, between two values on every axis: linear, bilinear, trilinear.":
        "按倍数（可为分数）上采样，在每个轴上于两值之间插值：线性、双线性、三线性。",
    "Interpolation to a given size, between two values on every axis: linear, bilinear, trilinear.":
        "插值到给定尺寸，在每个轴上于两值之间插值：线性、双线性、三线性。",
    "Pixel shuffle: r maps for each axis become r times as many positions along it (depth to space).":
        "像素重排：每个轴的 r 个特征图变成该轴上 r 倍的位置（深度转空间）。",
    "The reverse of pixel shuffle: r positions along each axis become as many maps (space to depth).":
        "像素重排的逆操作：每个轴上的 r 个位置变成同样多的特征图（空间转深度）。",
    "Flatten: the same values in one row, depth outermost.": "展平：同样的值排成一行，深度在最外层。",
    "The same values in another shape, counted with the depth outermost and the last axis innermost.":
        "同样的值换成另一种形状，深度在最外层，最后一个轴在最内层。",
    "Axes in another order: axes count from 0, the depth is the last.":
        "改变轴的次序：轴从 0 开始编号，深度为最后一个。",
    "All positions in one row, the last axis innermost; every position keeps its depth.":
        "所有位置排成一行，最后一个轴在最内层；每个位置的深度不变。",
    "Part j of n equal parts of the depth, or of an axis, counted from 0.":
        "把深度或某一轴分成 n 等份，取第 j 份，从 0 开始计数。",
    "Some maps that lie side by side: from one on, counted from 0, as many as are wanted.":
        "若干相邻的特征图：从某一个（从 0 开始计数）起，取所需个数。",
    "Channel shuffle: the maps of all groups are dealt out in turn.": "通道混洗：各组的特征图依次轮流排列。",
    # Layers of published networks.
    "A convolution whose weights are shared over the map and whose biases are not: every unit has its own.":
        "权重在特征图上共享而偏置不共享的卷积：每个单元有自己的偏置。",
    "Every value times a fixed number.": "每个值乘以一个固定的数。",
    "Shortcut without parameters: every S-th position, between maps of zeros that make K maps of them.":
        "无参数的捷径：每隔 S 个位置取一个，并以零特征图补足 K 个特征图。",
    "The first position alone.": "只取第一个位置。",
    "The value of each action: its advantage over the mean of all, and the value of the state.":
        "每个动作的价值：其相对所有动作均值的优势，加上状态的价值。",
    "Two branches of the same sizes, and how far apart they are, value by value.": "两个尺寸相同的分支，逐值求其差距。",
}  # fmt: skip
