"""Words of other frameworks, as rows that say how the same is written here; hints are looked up here first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from symcnn.errors import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from symcnn.formula import Formula
    from symcnn.syntax.tree import Invocation, Parameter

_LAYERS = {
    "dense": "fc fullyconnected affine innerproduct gemm linearlayer denselayer",
    "conv": "conv convolution convolutional convlayer convolve",
    "conv_transpose": "deconv deconvolution convtranspose conv1dtranspose conv2dtranspose conv3dtranspose "
    "transposedconv transposeconv upconv",
    "depthwise": "depthwiseconv dwconv depthwiseconvolution",
    "separable": "separableconv sepconv separableconvolution",
    "locally_connected": "locallyconnected local",
    "bn": "batchnorm batchnormalization batchnormalisation norm normalize",
    "layer_norm": "layernorm layernormalization",
    "rms_norm": "rmsnorm rmsnormalization",
    "group_norm": "groupnorm groupnormalization",
    "instance_norm": "instancenorm instancenormalization",
    "lrn": "localresponsenorm localresponsenormalization",
    "maxpool": "maxpool maxpooling pool pooling subsampling",
    "avgpool": "avgpool avgpooling averagepool averagepooling meanpool meanpooling",
    "gap": "globalavgpool globalavgpooling globalaveragepool globalaveragepooling globalpool globalpooling",
    "gmp": "globalmaxpool globalmaxpooling",
    "adaptive_avgpool": "adaptiveavgpool adaptiveaveragepool",
    "adaptive_maxpool": "adaptivemaxpool",
    "max_unpool": "maxunpool unpool unpooling",
    "pad": "zeropad zeropadding constantpad reflectionpad replicationpad padding",
    "crop": "centercrop",
    "trim": "cropping",
    "upsample": "upsampling upsamplingnearest",
    "upsample_linear": "upsamplingbilinear bilinear upsamplebilinear",
    "interpolate": "resize resizing rescale",
    "upsample_cubic": "upsamplingbicubic bicubic upsamplebicubic",
    "unfold": "im2col",
    "fold": "col2im",
    "repeat_vector": "repeatvector",
    "clip": "clamp clipbyvalue",
    "glp": "globallppool globallppooling",
    "pixel_shuffle": "pixelshuffle depthtospace subpixel",
    "pixel_unshuffle": "pixelunshuffle spacetodepth",
    "relu": "activation act nonlinearity relulayer",
    "leaky_relu": "leakyrelu lrelu",
    "hard_swish": "hardswish hswish",
    "hard_sigmoid": "hardsigmoid hsigmoid",
    "hard_tanh": "hardtanh",
    "log_softmax": "logsoftmax",
    "silu": "swish",
    "add { {...} {} }": "residual skip shortcut sum eltwise elementwiseadd addition",
    "concat { {...} {...} }": "cat concatenate concatenation merge",
    "mul { {...} {...} }": "multiply product",
    "subtract { {...} {} }": "sub minus difference",
    "attention": "multiheadattention multihead mha selfattention",
    "squeeze_excite": "se seblock squeezeexcitation squeezeandexcitation",
    "dropout": "dropout spatialdropout alphadropout",
    "stochastic_depth": "droppath",
    "block NAME(K) { ... }": "sequential",
    "channel_shuffle": "channelshuffle shuffle",
    "embedding": "embeddingbag",
    "head { ... }": "output aux",
}
_ALSO = {"maxpool": "avgpool", "gap": "gmp", "adaptive_avgpool": "gap", "bn": "layer_norm", "relu": "sigmoid"}
"""What else a word may mean, where it is not one layer alone."""
_VAGUE = frozenset(
    [
        "pool",
        "pooling",
        "subsampling",
        "globalpool",
        "globalpooling",
        "norm",
        "normalize",
        "activation",
        "act",
        "nonlinearity",
    ]
)
_VAGUE_TOO = frozenset({"adaptiveavgpool", "adaptiveaveragepool"})

_ARGUMENTS = {
    "kernel_size": "kernel ksize kernelsize filtersize kernelshape poolsize windowsize windowshape size k window",
    "filters": "outchannels channels nfilters numfilters numoutput filter outplanes planes features c",
    "out_features": "units outchannels outfeatures nout numoutput features nodes neurons dim",
    "stride": "strides step subsample",
    "padding": "pad pads",
    "dilation": "dilationrate dilations",
    "groups": "group numgroups",
    "bias": "usebias biasterm withbias hasbias",
    "heads": "numheads nhead",
    "probability": "p rate droprate",
    "slope": "negativeslope alpha",
    "scale": "scalefactor size factor",
    "multiplier": "depthmultiplier channelmultiplier",
    "epsilon": "eps",
    "tracked": "trackrunningstats",
    "affine": "elementwiseaffine trainable",
    "ceil_mode": "ceil ceilmode",
    "size": "outputsize outputshape targetsize",
    "output_size": "outputshape targetsize",
}
_OF_WHAT_ENTERS = "the depth of what enters is known; leave it out"
_ITS_OWN_LAYER = "an activation is a layer of its own: conv(3, 8); relu"
_NOTHING = "it changes no size and no count; leave it out"
_EXPLAINED = {
    _OF_WHAT_ENTERS: "inchannels infeatures inputdim inputshape nin inplanes indim inputchannels numfeatures "
    "numchannels",
    _ITS_OWN_LAYER: "activation act activationfn nonlinearity relu",
    "normalisation is a layer of its own: conv(3, 8); bn": "norm normlayer normalization batchnorm",
    "a label stands before the layer: C1: conv(3, 8)": "name label",
    "upsample repeats values, and upsample_linear goes between them": "mode interpolation align",
    _NOTHING: "paddingmode dataformat layout dtype device inplace momentum kernelinitializer biasinitializer "
    "initializer kernelregularizer regularizer weightdecay training returnindices",
}

_SAME = "write same: padding=same"
_CAUSAL = "write causal: padding=causal"
_VALID = "write valid, which is padding=0"
_LEFT_OUT = "leave it out"
_FILLING = "what stands in the padding changes no size; write how wide it is: padding=1"
_VALUES = {
    "write true": "true yes on",
    "write false": "false no off",
    _LEFT_OUT: "none null nil nan undefined",
    _SAME: "same sameupper samelower",
    _CAUSAL: "causal",
    _VALID: "valid explicit nopadding",
    _FILLING: "reflect reflection replicate replication circular wrap symmetric constant zeros zero border edge mirror",
    _ITS_OWN_LAYER: "relu sigmoid tanh gelu silu swish elu selu leakyrelu softmax prelu mish hardswish",
    "normalisation is a layer of its own: conv(3, 8); bn": "bn batchnorm layernorm",
    "upsample(2) repeats values, and upsample_linear(2) goes between them": "bilinear trilinear bicubic nearest cubic",
    "the depth comes last here, so nothing says it": "channelsfirst channelslast nchw nhwc",
}
_BY_KERNEL = {
    "full": "padding={0}",
    "half": "padding={1}",
}
"""Words for a padding that depends on the kernel."""

_QUANTITIES = {
    'did you mean "params"?': "parameters weights numparams param trainable",
    'did you mean "macs"? a multiply-accumulate is two FLOPs': "flops flop gflops mflops madds multadds gmacs mac mult",
    'did you mean "units"?': "activations outputs neurons",
}

_DIMENSIONS = re.compile(r"[123]d$")


def _folded(word: str) -> str:
    """A word as the tables have it: small letters, no underscores, no number of axes behind."""
    return _DIMENSIONS.sub("", word.lower().replace("_", "").replace("-", ""))


def _turned(table: Mapping[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for here, words in table.items():
        for word in words.split():
            found.setdefault(word, []).append(here)
    return found


_LAYER, _ARGUMENT, _EXPLANATION, _VALUE, _QUANTITY = map(
    _turned, (_LAYERS, _ARGUMENTS, _EXPLAINED, _VALUES, _QUANTITIES)
)


def layer_hint(word: str, known: Iterable[str]) -> str:
    """What a layer of another framework is called here, or the known name that looks most like it.

    >>> layer_hint("BatchNorm2d", []), layer_hint("fc", [])
    ('did you mean "bn"?', 'did you mean "dense"?')
    """
    folded = _folded(word)
    for here in _LAYER.get(folded, ()):
        other = _ALSO.get(here) if folded in _VAGUE | _VAGUE_TOO else None
        return f'did you mean "{here}"' + (f' or "{other}"?' if other else "?")
    return nearest(word, known)


def argument_hint(word: str, parameters: Iterable[Parameter]) -> str:
    """What an argument of another framework is called here, or why there is none.

    >>> argument_hint("in_channels", [])
    'the depth of what enters is known; leave it out'
    """
    folded, words = _folded(word), [name for parameter in parameters for name in (*parameter.words, parameter.symbol)]
    here = next((name for name in _ARGUMENT.get(folded, ()) if name in words), None)
    if here is not None:
        return f'did you mean "{here}"?'
    return next(iter(_EXPLANATION.get(folded, ())), "") or nearest(word, words)


def quantity_hint(word: str, known: Iterable[str]) -> str:
    """What a quantity is called here.

    >>> quantity_hint("flops", [])
    'did you mean "macs"? a multiply-accumulate is two FLOPs'
    """
    return next(iter(_QUANTITY.get(_folded(word), ())), "") or nearest(word, known)


def value_hint(word: str, call: Invocation | None = None, parameter: Parameter | None = None) -> str | None:
    """How a value of another framework is written here; empty for a word that is none, None where nothing means it.

    >>> value_hint("SAME"), value_hint("K"), value_hint("None")
    ('write same: padding=same', '', 'leave it out')
    """
    folded = _folded(word)
    if folded in _BY_KERNEL:
        return f"write {_BY_KERNEL[folded].format(*_widths(call))}" if _takes(parameter, "padding") else None
    hint = next(iter(_VALUE.get(folded, ())), "") if word not in _OURS else ""
    if parameter is not None and hint == _LEFT_OUT:
        default = parameter.default
        return "write false" if parameter.kind == "boolean" else hint if default is not None else None
    return hint if hint not in _FOR or _takes(parameter, _FOR[hint]) else None


def _takes(parameter: Parameter | None, kind: str) -> bool:
    """Whether an argument may be of a kind, as far as it is known."""
    return parameter is None or parameter.kind == kind


_FOR = {
    "write true": "boolean", "write false": "boolean", **dict.fromkeys((_SAME, _CAUSAL, _FILLING, _VALID), "padding"),
}  # fmt: skip
"""Hints that help arguments of one kind only."""


_OURS = frozenset({"true", "false", "none", "same", "causal", "valid"})


def _widths(call: Invocation | None) -> tuple[str, str]:
    """What a padding is as wide as the kernel but for one, and half of the kernel: in numbers where they are known."""
    given = {argument.name: argument.value for argument in call.arguments} if call else {}
    first = call.arguments[0].value if call and call.arguments and not call.arguments[0].name else None
    kernel = next((given[name] for name in ("F", "kernel_size", "kernel") if name in given), first)
    dilation = next((given[name] for name in ("L", "dilation") if name in given), None)
    size, step = _number(kernel), 1 if dilation is None else _number(dilation)
    if size is None or step is None:
        shown = kernel.span.text if kernel is not None and kernel.op in ("name", "number") else "F"
        times = "" if dilation is None else f"*{dilation.span.text if dilation.op in ('name', 'number') else 'L'}"
        return (f"({shown} - 1){times}" if times else f"{shown} - 1"), f"floor({shown}/2)"
    return str((size - 1) * step), str(size // 2)


def _number(formula: Formula | None) -> int | None:
    return formula.value if formula is not None and isinstance(formula.value, int) else None
