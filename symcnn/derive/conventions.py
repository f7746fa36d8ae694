"""Counting conventions as rows: what papers and tools call the operations of a network.

A convention starts from a quantity of the layers, nearly always their multiply-accumulates, and says for each kind of
layer what it adds or leaves out. Formulas are texts in the language, over the names of the layer's own rules. What the
tools count was read in their sources and seen in their output; ``tests/published/counters.cases`` holds what they
printed. A kind that a convention does not name is not known to it, unless its own rules state that it does no work.
"""

from __future__ import annotations

from typing import NamedTuple

from symcnn.errors import NotFound, nearest
from symcnn.support.message import Message

EVERY = "every layer"
"""Also those that an author defines: their rules state what is counted."""

SHIPPED = "every layer that comes with symcnn"


class Term(NamedTuple):
    """What a convention counts besides: for some kinds of layers a formula, and the words that explain it."""

    kinds: tuple[str, ...]
    formula: str
    words: str
    """What explains it; ``{kinds}`` stands for those of its kinds that a network has."""


class Convention(NamedTuple):
    """A way of counting."""

    name: str
    unit: str
    """What one of the total is, in words."""
    source: str
    """The definition, or the tool with its version, or the paper."""
    counted: tuple[str, ...]
    """The kinds whose base counts as it is."""
    terms: tuple[Term, ...] = ()
    ignored: tuple[str, ...] = ()
    """The kinds that count as nothing."""
    base: str = "macs"
    """The quantity from which it starts, and against which its difference is explained."""

    @property
    def rule(self) -> str:
        """The rule by which a layer of an author can say what the convention counts of it."""
        return self.name.replace("-", "_")

    def speaks_of(self, kind: str, *, is_shipped: bool) -> bool:
        """Whether the convention says what a kind of layer counts."""
        everything = {EVERY, *([SHIPPED] if is_shipped else [])}
        if everything & set(self.counted):
            return True
        return is_shipped and (kind in (*self.counted, *self.ignored) or any(kind in term.kinds for term in self.terms))


CONVOLUTIONS = ("conv", "depthwise", "conv_transpose")
DENSE = ("dense", "linear")
PRODUCTS = (*CONVOLUTIONS, *DENSE)
BIASED = (*PRODUCTS, "locally_connected", "deformable_conv")

BATCH = ("bn",)
STATISTICS = ("layer_norm", "group_norm", "instance_norm")
"""Normalisations that find mean and deviation of what they receive, also in a trained network."""
SCALING = ("lrn", "layer_scale")

SIMPLE = ("relu6", "leaky_relu", "silu", "softmax")
RECTIFIED = ("relu", "prelu", "elu", "gelu")
CURVES = (
    "selu", "celu", "mish", "softplus", "softsign", "hard_sigmoid", "hard_swish", "hard_tanh",
    "sigmoid", "log_sigmoid", "tanh", "log_softmax", "glu", "clip",
)  # fmt: skip
ACTIVATIONS = (*SIMPLE, *RECTIFIED, *CURVES)

MAXIMA = ("maxpool", "gmp", "adaptive_maxpool")
MEANS = ("gap", "adaptive_avgpool")
POOLING = (*MAXIMA, *MEANS, "avgpool", "lppool", "fractional_maxpool")

REPEATING = ("upsample", "interpolate")
MIXING = ("upsample_linear", "interpolate_linear")
SAMPLING = ("affine_sample", "grid_sample")
CUBIC = ("upsample_cubic", "interpolate_cubic")
ADDING = (
    "add", "add_spread", "mul", "maximum", "minimum", "average", "subtract", "fold", "position_embedding",
)  # fmt: skip
MERGING = (*ADDING, *SAMPLING)

NO_MODULE = (
    "rbf", "subsample", "locally_connected", "stochastic_pool", "grn", "maxout", "glp", "deformable_conv",
    "cross_attention", "window_attention", "opaque", "affine_grid", "roi_align",
)  # fmt: skip
"""Layers that have no module in PyTorch, or that many write by hand: what a tool counts depends on how."""

_BIASES = (
    Term(BIASED, "B*units", "bias: 1 per value"),
    Term(("attention", "window_attention"), "4*B*units", "attention: biases, 4 per value"),
    Term(("cross_attention",), "2*B*(units + D*U)", "cross_attention: biases, 2 per value and 2 per value asked"),
)

OWN: tuple[Convention, ...] = (
    Convention("macs", "multiply-accumulates", "products of a weight and an input, added up", (EVERY,)),
    Convention(
        "flops",
        "operations, 2 per multiply-accumulate",
        "a product and a sum are one operation each; sums of n terms count as n",
        (EVERY,),
        (Term((EVERY,), "macs", "the sums: 1 per multiply-accumulate"),),
    ),
    Convention(
        "with-bias",
        "multiply-accumulates and biases",
        "a bias is one sum per value",
        (SHIPPED,),
        _BIASES,
    ),
    Convention(
        "with-normalisation",
        "multiply-accumulates, biases, scaling",
        "normalising is a product and a sum per value, mean and deviation not counted",
        (SHIPPED,),
        (
            *_BIASES,
            Term((*BATCH, *STATISTICS, "lrn", "grn"), "2*units", "{kinds}: 2 per value"),
            Term(("rms_norm",), "units", "{kinds}: 1 per value"),
        ),
    ),
)

TOOLS: tuple[Convention, ...] = (
    Convention(
        "fvcore",
        '"flops", 1 per multiply-accumulate',
        Message("fvcore {}, FlopCountAnalysis (nn/jit_handles.py)", "0.1.5.post20221221"),
        (*PRODUCTS, "matmul"),
        (
            Term(BATCH, "(4 + A - 3*R)*units", "batch normalisation: 2 per value, 1 if not affine"),
            Term(STATISTICS, "(4 + A)*units", "{kinds}: 5 per value, 4 if not affine"),
            Term(MEANS, "prod(X)*D if len(X) == 2 else 0", "{kinds}: 1 per input value"),
            Term(REPEATING, "units if len(X) == 2 else 0", "{kinds}: 1 per value"),
            Term(MIXING, "4*units if len(X) == 2 else 0", "{kinds}: 4 per value"),
            Term(SAMPLING, "4*units", "{kinds}: 4 per value"),
            Term(("attention",), "-2*D*prod(X)^2", "attention: products in one fused kernel, skipped"),
        ),
        (
            *ACTIVATIONS, *MAXIMA, "avgpool", "lppool", "fractional_maxpool", "rms_norm", *SCALING, *CUBIC, *ADDING,
        ),
    ),
    Convention(
        "torchinfo",
        '"mult-adds"',
        Message("torchinfo {}, summary ({})", "1.8.0", "calculate_macs in layer_info.py"),
        (),
        (
            Term(("conv", "depthwise", "dense"), "B*units", "bias: 1 per value"),
            Term(
                ("conv_transpose",),
                "params*prod(X') - macs",
                "conv_transpose: weights and biases at output places",
            ),
            Term(("linear",), "params - macs", "linear: weights and biases at 1 position only"),
            Term(
                (*BATCH, *STATISTICS, "rms_norm", "prelu", "embedding"),
                "params",
                "{kinds}: 1 per trainable number",
            ),
        ),
        (
            *(kind for kind in ACTIVATIONS if kind != "prelu"),
            *POOLING, *SCALING, *MIXING, *CUBIC, *MERGING, "attention", "matmul",
        ),
    ),
    Convention(
        "ptflops",
        '"MACs"',
        Message("ptflops {}, backend {}", "0.7.5", "pytorch (pytorch_ops.py)"),
        ("matmul",),
        (
            Term(PRODUCTS, "B*units", "bias: 1 per value"),
            Term(
                (*BATCH, "group_norm", "instance_norm"),
                "(1 + A)*units",
                "{kinds}: 2 per value, 1 if not affine",
            ),
            Term(("layer_norm",), "units", "{kinds}: 1 per value"),
            Term(SIMPLE, "units", "{kinds}: 1 per value"),
            Term(RECTIFIED, "2*units", "{kinds}: 1 per value, counted twice"),
            Term(
                (*MAXIMA, *MEANS, "avgpool"),
                "2*prod(X)*D",
                "{kinds}: 1 per input value, counted twice",
            ),
            Term(
                ("upsample", "upsample_linear", "upsample_cubic"),
                "2*units",
                "{kinds}: 1 per value, counted twice",
            ),
            Term(("interpolate", "interpolate_linear", "interpolate_cubic"), "units", "{kinds}: 1 per value"),
            Term(("attention",), "(2 + 3*B)*units + h*prod(X)^2", "attention: biases, scaling, softmax"),
            Term(("lrn",), "3*units + prod(X)*(D + n - 1)", "lrn: its products, sums and pooling"),
            Term(("lppool",), "prod(X)*D + 2*units", "lppool: its pooling, relu and products"),
        ),
        (*CURVES, "fractional_maxpool", "rms_norm", "layer_scale", *MERGING),
    ),
    Convention(
        "thop",
        '"MACs"',
        Message("thop {}, profile ({})", "0.1.1.post2209072238", "vision/basic_hooks.py"),
        PRODUCTS,
        (
            Term(
                ("conv_transpose",),
                "prod(F)*D/G*units - macs",
                "conv_transpose: weights at output places",
            ),
            Term(
                (*BATCH, "layer_norm", "instance_norm"),
                "2*(1 + A)*units",
                "{kinds}: 4 per value, 2 if not affine",
            ),
            Term(("prelu",), "units", "prelu: 1 per value"),
            Term(
                ("softmax",),
                "3*units - (prod(X) if a == none else units/X[a])",
                "softmax: 3 per value, less 1 per sum",
            ),
            Term(("avgpool",), "units", "{kinds}: 1 per output value"),
            Term(MEANS, "prod(X)*D + units", "{kinds}: 1 per input value and per output value"),
            Term(("upsample",), "units", "{kinds}: 1 per value"),
            Term(
                ("upsample_linear",),
                "(5 if len(X) == 1 else (11 if len(X) == 2 else 0))*units",
                "{kinds}: 11 per value, 5 along one axis",
            ),
            Term(("upsample_cubic",), "259*units", "{kinds}: 259 per value"),
        ),
        (
            *(kind for kind in ACTIVATIONS if kind not in ("prelu", "softmax")),
            *MAXIMA, "lppool", "fractional_maxpool", "group_norm", "rms_norm", *SCALING,
            "interpolate_linear", "interpolate_cubic",
            *MERGING, "attention", "matmul",
        ),
    ),
    Convention(
        "torch",
        '"FLOPs", 2 per multiply-accumulate',
        Message("PyTorch {}, FlopCounterMode ({})", "2.14.1", "torch/utils/flop_counter.py"),
        (),
        (Term((*PRODUCTS, "attention", "matmul"), "macs", "the sums: 1 per multiply-accumulate"),),
        (
            *ACTIVATIONS, *POOLING, *BATCH, *STATISTICS, "rms_norm", *SCALING, *MIXING, *CUBIC, *MERGING,
        ),
    ),
)  # fmt: skip

PAPERS: tuple[Convention, ...] = (
    Convention(
        "resnet-paper",
        '"FLOPs", meaning multiply-adds',
        "He et al. 2016, table 1: products of convolutions and of the dense layer",
        (EVERY,),
    ),
    Convention(
        "mobilenet-paper",
        '"mult-adds"',
        "Howard et al. 2017, table 4, equation 5: convolutions and the dense layer",
        (EVERY,),
    ),
    Convention(
        "vgg-paper",
        "parameters",
        "Simonyan and Zisserman 2015, table 2; the paper counts no operations",
        (EVERY,),
        base="params",
    ),
)

CONVENTIONS: tuple[Convention, ...] = (*OWN, *TOOLS, *PAPERS)


def convention(name: str) -> Convention:
    """The convention of that name; its words are joined by hyphens or low lines.

    >>> convention("with_bias").unit
    'multiply-accumulates and biases'
    """
    known = {row.rule: row for row in CONVENTIONS}
    wanted = name.replace("-", "_")
    if wanted not in known:
        names = [row.name for row in CONVENTIONS]
        hint = nearest(name, names) or f"there is {', '.join(names)}"
        raise NotFound(f'there is no counting convention "{name}"', hint)
    return known[wanted]
