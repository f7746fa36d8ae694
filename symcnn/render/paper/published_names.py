"""What publications call a network that the language calls by one word: LeNet-5, MobileNetV2, ResNet-50."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_TIMES, _DASH = "\N{MULTIPLICATION SIGN}", r"\1-\2"

_NAMES: Mapping[str, str] = {
    "AllCNN_C": "All-CNN-C", "AlexNet2012": "AlexNet", "AlphaGoZero": "AlphaGo Zero",
    "BN_Inception": "BN-Inception", "ConvTasNet": "Conv-TasNet",
    "C3D_small": "C3D (small)", "CharCNN_small": "CharCNN (small)", "CRNN_features": "CRNN", "DQN2013": "DQN (2013)",
    "DuelingDQN": "Dueling DQN", "FCN_ResNet50": "FCN-ResNet-50", "GoogLeNet2014": "GoogLeNet",
    "InceptionResNet_v2": "Inception-ResNet-v2", "MNASNet": "MnasNet", "M5_2016": "M5",
    "MTCNN_O": "O-Net", "MTCNN_P": "P-Net", "MTCNN_R": "R-Net", "SpatialTransformer": "Spatial transformer",
    "WideResNet": "Wide ResNet", "nnUNet_2D": "nnU-Net (2D)", "nnUNet_3D": "nnU-Net (3D)",
    "R2Plus1D_18": "R(2+1)D-18", "MC3_18": "MC3-18",
    "ResNet3D_18": "R3D-18", "ResNet_CIFAR": "ResNet (CIFAR-10)", "PreResNet_CIFAR": "PreResNet (CIFAR-10)",
    "StackedHourglass": "Stacked Hourglass", "UNet": "U-Net", "UNet3D": "3D U-Net", "UNetPlusPlus": "U-Net++",
    "VNet": "V-Net", "Wav2Vec2_features": "wav2vec 2.0", "Wav2Vec2_features_large": "wav2vec 2.0 Large",
}  # fmt: skip
"""Names that no rule below gives."""

_RULES: Sequence[tuple[str, str | Callable[[re.Match[str]], str]]] = (
    (r"(ResNet)_(?:basic|bottleneck)", r"\1"),
    (r"(MobileNet)_v1", r"\1V1"),
    (r"(MobileNet|ShuffleNet)_v(\d)", r"\1V\2"),
    (r"(?<=MobileNetV\d)(\w*)_alpha", r"\1"),
    (r"(?<=MobileNetV\d)_(?:conv_)?([sml])(mall|edium|arge)", lambda m: f"-{m[1].upper()}{m[2]}"),
    (r"(ShuffleNetV1)_g(\d)", r"\1 (g = \2)"),
    (r"(ShuffleNetV2)_x(\d)_(\d)", rf"\1 \2.\3{_TIMES}"),
    (r"(ConvNeXt)_v2", r"\1 V2"),
    (r"(Inception)V(\d)", r"\1-v\2"),
    (r"(DeepLab)V(\d)Plus_(.*)", r"\1v\2+ (\3)"),
    (r"(DeepLab)V(\d)_(.*)", r"\1v\2 (\3)"),
    (r"FasterRCNN_(ResNet50)_FPN(?:_(v2))?", lambda m: f"Faster R-CNN ({m[1]}-FPN{' v2' * bool(m[2])})"),
    (r"(RetinaNet)_v2", r"\1 v2"),
    (r"(FCN)(\d+s)", _DASH),
    (r"(ViT)_([BLH])(\d+)", r"\1-\2/\3"),
    (r"(WRN)_(\d+)_(\d+)", r"\1-\2-\3"),
    (r"(WideResNet)(\d+)(?:_2)?", r"Wide ResNet-\2"),
    (r"(DenseNet(?:_BC)?)_(\d+)_(\d+)", r"\1 (L = \2, k = \3)"),
    (r"(DenseNet)_BC", r"\1-BC"),
    (r"(Res2Net)(\d+)_(\d+)w_(\d+)s", rf"\1-\2 (\3w{_TIMES}\4s)"),
    (r"(ResNeXt)(\d+)_(\d+)x(\d+d)", rf"\1-\2 (\3{_TIMES}\4)"),
    (r"(RegNet[XY])_(\d+)(?:_(\d))?([GM]F)", lambda m: f"{m[1]}-{m[2]}{'.' * bool(m[3])}{m[3] or ''}{m[4]}"),
    (r"(SqueezeNet|MNASNet)(\d)_(\d+)", r"\1 \2.\3"),
    (r"(VGG\d+)_bn", r"\1 with batch normalisation"),
    (r"(VGG\d+)_C", r"\1 (C)"),
    (r"(ResNet\d+)_v1", r"\1"),
    (r"SE_(Res)", r"SE-\1"),
    (r"(ConvMixer)_(\d+)_(\d+)", r"\1-\2/\3"),
    (r"(DenseNet|NiN)_(ImageNet)", r"\1 (\2)"),
    (r"(LeNet|AlexNet|PreResNet|ResNet|ResNeXt|DenseNet|VGG|Darknet)(\d+)", _DASH),
    (r"(EfficientNet|EfficientNetV2|RepVGG|NFNet|ConvNeXt(?: V2)?|ConvMixer|MobileOne|Swin)_(\w+)", _DASH),
    (r"(DCGAN)_(generator|discriminator)(?:_2015)?", r"\1 \2"),
    (r"(OverFeat)_(fast|accurate)", r"\1 (\2)"),
)  # fmt: skip
"""Patterns within a name and what stands for them, applied one after another."""


_START = r"(?<![A-Za-z])"
"""A rule speaks of whole words, not of the end of one."""


def published_name(name: str) -> str:
    """A name as its publication prints it; one that no row knows stays.

    >>> [published_name(name) for name in ("LeNet5", "MobileNet_v3_large", "UNet", "SE_ResNeXt50_32x4d", "Mine_2")]
    ['LeNet-5', 'MobileNetV3-Large', 'U-Net', 'SE-ResNeXt-50 (32×4d)', 'Mine_2']
    """
    if name in _NAMES:
        return _NAMES[name]
    for pattern, shown in _RULES:
        name = re.sub(_START * (not pattern.startswith("(?")) + pattern, shown, name)
    return name
