"""The page of other frameworks' words is the table that hints read; ``--update`` writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tables_on_pages import with_tables

import symcnn
from symcnn.model import foreign_words as words
from symcnn.model.library import prelude

PAGE = Path(__file__).parents[2] / "docs" / "words.md"
TABLES = {
    "layers": ("here", words.LAYERS),
    "absent": ("what is said", words.NOT_HERE),
    "arguments": ("here", words.ARGUMENTS),
    "values": ("what is said", {**words.EXPLAINED, **words.VALUES}),
    "quantities": ("what is said", words.QUANTITIES),
    "columns": ("what is said", words.COLUMNS),
}
TORCH = """
Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv2d Linear LazyLinear Bilinear
Identity MaxPool1d MaxPool2d MaxPool3d AvgPool2d LPPool2d FractionalMaxPool2d AdaptiveAvgPool2d
AdaptiveMaxPool2d MaxUnpool2d BatchNorm1d BatchNorm2d LazyBatchNorm2d SyncBatchNorm InstanceNorm2d GroupNorm
LayerNorm LocalResponseNorm CrossMapLRN2d RMSNorm ReLU ReLU6 GELU SiLU Mish Hardswish Hardsigmoid Hardtanh
Hardshrink Softshrink Softplus Softsign Softmin Tanh Tanhshrink Sigmoid LogSigmoid Softmax Softmax2d
LogSoftmax CELU SELU ELU PReLU RReLU LeakyReLU GLU Threshold Dropout Dropout1d Dropout2d Dropout3d
AlphaDropout FeatureAlphaDropout Flatten Unflatten PixelShuffle PixelUnshuffle Upsample UpsamplingNearest2d
UpsamplingBilinear2d ZeroPad1d ZeroPad2d ReflectionPad2d ReplicationPad2d ConstantPad2d CircularPad2d Unfold
Fold ChannelShuffle MultiheadAttention Transformer TransformerEncoderLayer LSTM GRU RNN LSTMCell Sequential
ModuleList ModuleDict Parameter CrossEntropyLoss MSELoss Embedding EmbeddingBag Module
"""
KERAS = """
Conv1D Conv2D Conv3D SeparableConv1D SeparableConv2D DepthwiseConv1D DepthwiseConv2D Conv2DTranspose
Conv3DTranspose Convolution2D Dense EinsumDense Flatten Reshape Permute RepeatVector Cropping1D Cropping2D
UpSampling1D UpSampling2D ZeroPadding2D MaxPooling1D MaxPooling2D MaxPool2D AveragePooling2D AvgPool2D
GlobalAveragePooling2D GlobalAvgPool2D GlobalMaxPooling2D GlobalMaxPool2D Add Multiply Concatenate Average
Maximum Minimum Subtract Dot Activation LeakyReLU PReLU ELU ReLU ThresholdedReLU Softmax Dropout
SpatialDropout2D GaussianNoise GaussianDropout AlphaDropout ActivityRegularization BatchNormalization
LayerNormalization UnitNormalization GroupNormalization SpectralNormalization RMSNormalization Embedding LSTM
GRU SimpleRNN ConvLSTM2D Bidirectional TimeDistributed RNN Lambda Input InputLayer Model Sequential Masking
Attention AdditiveAttention MultiHeadAttention Rescaling Resizing Normalization RandomFlip RandomCrop
CenterCrop Identity
"""
TENSORFLOW = """
conv1d conv2d conv3d max_pool2d max_pool avg_pool avg_pool2d bias_add batch_normalization depth_to_space
space_to_depth local_response_normalization fused_batch_norm depthwise_conv2d separable_conv2d atrous_conv2d
conv2d_transpose dilation2d fractional_max_pool swish pool moments
"""


def table(title: str, rows: dict[str, str]) -> str:
    lines = [f"| {title} | there |", "|---|---|"]
    for here, there in rows.items():
        shown = f"`{here}`" if title == "here" else here
        lines.append(f"| {shown} | {', '.join(f'`{word}`' for word in there.split())} |")
    return "\n".join(lines)


def test_the_page_shows_the_rows(update: bool) -> None:
    text = PAGE.read_text("utf-8")
    tables = {name: table(title, dict(rows)) for name, (title, rows) in TABLES.items()}
    if update:
        PAGE.write_text(with_tables(text, tables), "utf-8")
        return
    assert with_tables(text, tables) == text


def said_of(text: str) -> tuple[str, str]:
    try:
        symcnn.parse(text).table()
    except symcnn.TextError as mistake:
        return mistake.message, mistake.hint
    return "", ""


@pytest.mark.parametrize("framework", [TORCH, KERAS, TENSORFLOW], ids=["torch", "keras", "tensorflow"])
def test_every_layer_of_a_framework_has_a_hint_that_is_right(framework: str) -> None:
    for word in framework.split():
        message, hint = said_of(f"input(32, 32, 8); {word}")
        if not message.startswith("there is no layer"):  # it is called the same here
            assert word.lower() in prelude(), word
            continue
        listed = next((here for here, row in words.LAYERS.items() if word.lower() in row.lower().split()), "")
        meant = re.findall('"([^"]+)"', hint)
        absent = any(word.lower() in row.lower().split() for row in words.NOT_HERE.values())
        assert (hint in words.NOT_HERE) == absent, word
        assert absent or all(name in words.LAYERS or name in prelude() for name in meant), word
        assert absent or (meant and (not listed or meant[0] == listed)), word


def test_what_is_named_here_is_here() -> None:
    for here in words.LAYERS:
        name = re.split(r"[ (]", here)[0]
        assert name in prelude() or name in ("block", "network", "input", "repeat", "head"), here
    known = {word for layer in prelude().values() for parameter in layer.parameters for word in parameter.words}
    assert set(words.ARGUMENTS) <= known


@pytest.mark.parametrize("word", " ".join(words.VALUES.values()).split())
def test_a_foreign_value_is_never_a_symbol_without_a_word(word: str) -> None:
    if word in ("same", "same_lower", "causal", "valid", "None") or word.lower() in ("true", "false"):
        return
    message, hint = said_of(f"input(W, H, 3); conv(3, 8, padding={word})")
    other, advice = said_of(f"input(W, H, 3); conv(3, 8, bias={word})")
    assert (message and hint) or (other and advice), word
