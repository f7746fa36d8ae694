"""What layers ask for, and what frameworks ask for besides, in Chinese."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REQUIREMENTS: Mapping[str, str] = {
    "a shortcut of zeros only adds maps": "补零的捷径只能增加特征图",
    "it takes the advantages, and one value": "它接受各优势和一个价值",
    "two things have a distance": "距离存在于两者之间",
    "a convolution needs spatial axes": "卷积需要空间轴",
    "a partial connection table goes with one group": "部分连接表只能用于一个分组",
    "an embedding takes one number at every position": "嵌入层在每个位置接受一个数",
    "cropping needs spatial axes": "裁剪需要空间轴",
    "every filter must see an input map": "每个卷积核必须至少看到一个输入特征图",
    "global response normalisation needs spatial axes": "全局响应归一化需要空间轴",
    "instance normalisation needs spatial axes": "实例归一化需要空间轴",
    "interpolation needs spatial axes": "插值需要空间轴",
    "padding needs spatial axes": "填充需要空间轴",
    "pixel shuffle needs spatial axes": "像素重排需要空间轴",
    "pooling needs spatial axes": "池化需要空间轴",
    "sampling needs spatial axes": "采样需要空间轴",
    "subsampling needs spatial axes": "下采样需要空间轴",
    "the far padding goes with a number of values": "另一端的填充只能与数值填充一起给出",
    "the gates are half of the maps": "门控占特征图的一半",
    "the groups must divide the depth": "分组数必须整除深度",
    "the groups must divide the input depth": "分组数必须整除输入深度",
    "the groups must divide the number of filters": "分组数必须整除卷积核个数",
    "the heads must divide the depth": "头数必须整除深度",
    "the kernel must fit into the padded input": "卷积核必须能放进填充后的输入",
    "the output padding must be smaller than the stride or the dilation": "输出填充必须小于步幅或膨胀率",
    "the padding must be at most half the window": "填充不得超过窗口的一半",
    "the parts must divide the depth": "份数必须整除深度",
    "the pieces must divide the depth": "片数必须整除深度",
    "the probability must be below 1": "概率必须小于 1",
    "the scale must divide the depth, once for every axis": "缩放倍数必须整除深度，每个轴一次",
    "the scale must divide the sizes": "缩放倍数必须整除尺寸",
    "the second branch must give the rows of an affine map": "第二个分支必须给出仿射映射的各行",
    "the slope must be at most 1": "斜率不得超过 1",
    "the table must have one row of distinct input maps per filter":
        "连接表中每个卷积核必须有一行互不相同的输入特征图",
    "the table must name input maps from 0 to D - 1": "连接表中的输入特征图必须从 0 到 D - 1",
    "the window must fit into the input": "窗口必须能放进输入",
    "the window must fit into the padded input": "窗口必须能放进填充后的输入",
    "along three axes the window must fit into the input without padding": "三个轴时窗口必须能放进未填充的输入",
    "there cannot be more links than pairs of an input and an output map": "连接数不能多于输入与输出特征图的配对数",
    "there is no such part": "没有这一份",
    "there must be as many values as before": "值的个数必须与之前相同",
    "there must be as many windows as are wanted": "窗口个数必须达到所需个数",
    "there must be so many maps": "必须有那么多特征图",
    "there must be something to crop": "必须有可裁剪的部分",
    "tokens stand in one row": "标记必须排成一行",
    "unpooling needs spatial axes": "反池化需要空间轴",
    "upsampling needs spatial axes": "上采样需要空间轴",
    "the output padding goes with a number of values and without a size":
        "输出填充只能与数值填充一起给出，且不能同时给定尺寸",
    "the convolution must make what comes of the given size": "卷积必须能由给定尺寸得到输入的尺寸",
    "the given size must be less than a stride from what would be made without it":
        "给定尺寸与不给定时的尺寸之差必须小于步幅",
    "a transposed convolution takes a number of values, or same; padding_end cuts off the far side":
        "转置卷积的填充为数值或 same；padding_end 裁去另一端",
    "the second branch must give a place for each axis": "第二个分支必须为每个轴给出一个位置",
    "a product of matrices takes two branches": "矩阵乘积需要两个分支",
    "both branches need the same axes, one at least": "两个分支必须有相同的轴，至少一个",
    "the axes before the last must agree": "最后一个轴之前的各轴必须一致",
    "the inner sizes must agree": "相乘的内侧尺寸必须一致",
    "who asks is the first branch, who is asked the second": "第一个分支是询问者，第二个分支是被询问者",
    "the groups of maps that move alike must divide the depth": "一起移动的特征图组数必须整除深度",
    "a deformable convolution takes the input, offsets, and factors if there are any":
        "可变形卷积的分支是输入、偏移，以及可选的系数",
    "offsets stand at every output position, one for each tap and axis": "每个输出位置、每个元素和每个轴各有一个偏移",
    "factors stand at every output position, one for each tap": "每个输出位置、每个元素各有一个系数",
    # What frameworks ask for.
    "the padding is the same on both sides": "两端的填充必须相同",
    "padding same goes with stride 1": "same 填充要求步幅为 1",
    "padding same goes with dilation 1": "same 填充要求膨胀率为 1",
    "the padding is a number of values": "填充必须为数值",
    "an average has no dilation": "平均池化没有膨胀率",
    "pooling has no dilation": "池化没有膨胀率",
    "a power average has no padding": "幂平均池化没有填充",
    "a power average has no dilation": "幂平均池化没有膨胀率",
    "along three axes the windows leave a value over": "三个轴时各窗口必须留下一个值",
    "a mean is taken over more than one position": "均值必须取自不止一个位置",
    "the stride or the dilation must be 1": "步幅或膨胀率必须为 1",
    "the output padding must be smaller than the stride": "输出填充必须小于步幅",
    "the padding is valid, same or, along one axis, causal; a layer of its own pads otherwise":
        "填充为 valid、same，或在一个轴时为 causal；其他填充由单独的层完成",
    "the padding is valid or same; a layer of its own pads otherwise": "填充为 valid 或 same；其他填充由单独的层完成",
    "no window hangs over": "窗口不得超出边界",
    "the scale is a whole number": "缩放倍数必须为整数",
    "the padding on either side must be smaller than the window": "每一端的填充必须小于窗口",
    "with padding same the windows must reach to the end": "same 填充时窗口必须到达末端",
    "without padding the window must be at least as large as the stride": "不填充时窗口不得小于步幅",
    "there are two axes at most": "至多有两个轴",
    "there are two axes": "必须有两个轴",
    "with padding same the window must be at least as large as the stride": "same 填充时窗口不得小于步幅",
}  # fmt: skip
