"""Writes ``frameworks.cases``: what PyTorch, Keras and ONNX Runtime make of calls on both sides of their limits.

Run by hand where they are installed, each by itself: ``python tests/published/record_frameworks.py torch``. Sizes are
in our order, the depth last; a call is refused, or makes an output of some sizes.
"""

from __future__ import annotations

import os
import random
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

CASES = Path(__file__).with_name("frameworks.cases")
EACH = 80
"""Calls of each layer."""
WORDS = {
    "conv": "stride padding padding_end dilation",
    "depthwise": "stride padding padding_end dilation",
    "conv_transpose": "stride padding padding_end dilation output_padding",
    "maxpool": "stride padding padding_end dilation ceil_mode",
    "avgpool": "stride padding padding_end dilation ceil_mode",
    "lppool": "stride padding padding_end dilation",
    "stochastic_pool": "stride",
    "instance_norm": "tracked",
    "fractional_maxpool": "size",
    "upsample": "scale",
    "upsample_linear": "scale",
}
DRAWN: dict[str, list[str]] = {
    "stride": ["1", "1", "2", "3"],
    "padding": ["0", "1", "2", "3", "same", "causal"],
    "padding_end": ["0", "1", "2", "3"],
    "dilation": ["1", "1", "2"],
    "output_padding": ["0", "1", "2"],
    "ceil_mode": ["false", "true"],
    "tracked": ["false", "true"],
    "scale": ["1", "2", "3/2"],
    "size": ["2", "3", "4"],
}
ASKED = {
    "torch": ("conv", "depthwise", "conv_transpose", "maxpool", "avgpool", "lppool", "fractional_maxpool",
              "instance_norm"),
    "keras": ("conv", "depthwise", "conv_transpose", "maxpool", "avgpool", "upsample", "upsample_linear"),
    "onnx": ("conv", "depthwise", "conv_transpose", "maxpool", "avgpool", "lppool"),
}  # fmt: skip


class Asked(NamedTuple):
    """One call."""

    layer: str
    sizes: tuple[int, ...]
    options: dict[str, str]

    @property
    def text(self) -> str:
        """The call in our language."""
        filters = {"filters": "4"} if self.layer in {"conv", "conv_transpose"} else {}
        bias = {"bias": "false"} if self.layer in {"conv", "conv_transpose", "depthwise"} else {}
        words = ", ".join(f"{word}={value}" for word, value in {**self.options, **filters, **bias}.items())
        return f"input({', '.join(map(str, self.sizes))}, 2); {self.layer}({words})"

    def number(self, word: str, default: int) -> int:
        return int(self.options.get(word, default))

    @property
    def axes(self) -> int:
        return len(self.sizes)


MORE = (
    *(
        Asked(layer, (5, 6), {"kernel_size": kernel, "stride": stride, "padding": "same_lower"})
        for layer in ("conv", "depthwise", "maxpool", "avgpool", "lppool")
        for kernel, stride in (("2", "1"), ("3", "2"), ("4", "3"), ("1", "2"))
    ),
    Asked("maxpool", (4, 5), {"kernel_size": "1", "stride": "2", "padding": "same"}),
    Asked("avgpool", (2, 5, 4), {"kernel_size": "3", "padding": "1"}),
    Asked("avgpool", (3, 5, 4), {"kernel_size": "3", "padding": "1"}),
    Asked("fractional_maxpool", (5, 5, 5), {"kernel_size": "2", "size": "4"}),
    Asked("fractional_maxpool", (6, 6, 6), {"kernel_size": "2", "size": "4"}),
)
"""What is hardly ever drawn."""


def drawn(framework: str) -> list[Asked]:
    """Calls that the limits are about, and others."""
    draw = random.Random(framework)
    made = {}
    for layer in ASKED[framework]:
        for _ in range(EACH):
            axes = draw.choice([2, 3] if layer == "fractional_maxpool" else [1, 2, 3])
            options = {word: draw.choice(DRAWN[word]) for word in WORDS[layer].split() if draw.random() < 0.5}
            options |= {"size": "2"} if layer == "fractional_maxpool" and "size" not in options else {}
            options |= {"scale": "2"} if layer.startswith("upsample") and "scale" not in options else {}
            if not {"instance_norm", "upsample", "upsample_linear"} & {layer}:
                options = {"kernel_size": draw.choice(["1", "2", "3"]), **options}
            if not options.get("padding", "0").isdecimal() or "output_padding" in options:
                options.pop("padding_end", None)
            if options.get("padding") in {"same", "same_lower", "causal"}:
                options.pop("output_padding", None)
                options.pop("ceil_mode", None)
            if layer == "conv_transpose" and options.get("padding") == "causal":
                options.pop("padding")
            asked = Asked(layer, tuple(draw.randint(1, 6) for _ in range(axes)), options)
            made[asked.text] = asked
    return [*made.values(), *(row for row in MORE if row.layer in ASKED[framework])]


class Lacking(Exception):  # noqa: N818 - no mistake
    """The framework has no such argument, or does not take it so."""


# -- PyTorch -----------------------------------------------------------------------------------------------------------


def in_torch(asked: Asked) -> tuple[int, ...]:
    import torch

    def module(kind: str) -> Any:
        return getattr(torch.nn, f"{kind}{asked.axes}d")

    kernel, stride = asked.number("kernel_size", 1), asked.options.get("stride")
    padding: Any = asked.options.get("padding", "0")
    if asked.options.get("padding_end", padding) != padding or padding in {"causal", "same_lower"}:
        raise Lacking
    padding = padding if padding == "same" else int(padding)
    steps = {} if stride is None else {"stride": int(stride)}
    dilation = {"dilation": asked.number("dilation", 1)}
    if asked.layer in {"conv", "depthwise"}:
        depth, groups = (4, 1) if asked.layer == "conv" else (2, 2)
        made = module("Conv")(2, depth, kernel, padding=padding, groups=groups, **steps, **dilation)
    elif asked.layer == "conv_transpose":
        extra = asked.number("output_padding", 0)
        made = module("ConvTranspose")(2, 4, kernel, padding=padding, output_padding=extra, **steps, **dilation)
    elif asked.layer == "fractional_maxpool":
        made = module("FractionalMaxPool")(kernel, output_size=asked.number("size", 2))
    elif asked.layer == "instance_norm":
        made = module("InstanceNorm")(2, track_running_stats=asked.options.get("tracked") == "true").eval()
    else:
        if asked.layer != "maxpool" and dilation["dilation"] != 1:
            raise Lacking
        if asked.layer == "lppool" and padding != 0:
            raise Lacking
        kind = {"maxpool": "MaxPool", "avgpool": "AvgPool", "lppool": "LPPool"}[asked.layer]
        ceil = asked.options.get("ceil_mode") == "true"
        more = {} if asked.layer == "lppool" else {"padding": padding}
        more |= dilation if asked.layer == "maxpool" else {}
        first = (2.0, kernel) if asked.layer == "lppool" else (kernel,)
        made = module(kind)(*first, ceil_mode=ceil, **steps, **more)
    with torch.no_grad():
        _, depth, *sizes = made(torch.zeros(1, 2, *asked.sizes)).shape
    return (*sizes, depth)


# -- Keras -------------------------------------------------------------------------------------------------------------


def in_keras(asked: Asked) -> tuple[int, ...]:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    import numpy as np

    def layer(kind: str) -> Any:
        return getattr(keras.layers, kind.format(asked.axes))

    padding = asked.options.get("padding", "0")
    far = asked.options.get("padding_end", "0" if not padding.isdecimal() else padding)
    if (
        padding in {"1", "2", "3"}
        or far != "0"
        or padding == "same_lower"
        or (padding == "causal" and asked.layer != "conv")
    ):
        raise Lacking
    padding = "valid" if padding == "0" else padding
    kernel, stride, dilation = (asked.number(word, 1) for word in ("kernel_size", "stride", "dilation"))
    steps = {"strides": stride, "padding": padding}
    if asked.layer == "conv":
        made = layer("Conv{}D")(4, kernel, dilation_rate=dilation, **steps)
    elif asked.layer == "depthwise":
        made = layer("DepthwiseConv{}D")(kernel, dilation_rate=dilation, **steps)
    elif asked.layer == "conv_transpose":
        extra = {"output_padding": int(asked.options["output_padding"])} if "output_padding" in asked.options else {}
        made = layer("Conv{}DTranspose")(4, kernel, dilation_rate=dilation, **steps, **extra)
    elif asked.layer in {"maxpool", "avgpool"}:
        if dilation != 1 or asked.options.get("ceil_mode") == "true":
            raise Lacking
        strides = int(asked.options["stride"]) if "stride" in asked.options else None
        made = layer({"maxpool": "MaxPooling{}D", "avgpool": "AveragePooling{}D"}[asked.layer])(
            kernel, strides=strides, padding=padding
        )
    else:
        if asked.layer == "upsample_linear" and asked.axes != 2:
            raise Lacking
        scale: Any = float(3 / 2) if asked.options["scale"] == "3/2" else int(asked.options["scale"])
        more = {"interpolation": "bilinear"} if asked.layer == "upsample_linear" else {}
        made = layer("UpSampling{}D")(scale, **more)
    _, *sizes, depth = made(np.zeros((1, *asked.sizes, 2), "float32")).shape
    return (*sizes, depth)


# -- ONNX Runtime ------------------------------------------------------------------------------------------------------


def in_onnx(asked: Asked) -> tuple[int, ...]:
    import numpy as np
    import onnx
    import onnxruntime
    from onnx import helper

    axes = asked.axes
    attributes: dict[str, Any] = {"kernel_shape": [asked.number("kernel_size", 1)] * axes}
    padding = asked.options.get("padding", "0")
    if padding in {"same", "same_lower"}:
        attributes["auto_pad"] = "SAME_UPPER" if padding == "same" else "SAME_LOWER"
    elif padding == "causal":
        front = asked.number("dilation", 1) * (asked.number("kernel_size", 1) - 1)
        attributes["pads"] = [front] * axes + [0] * axes
    else:
        attributes["pads"] = [int(padding)] * axes + [asked.number("padding_end", int(padding))] * axes
    default = attributes["kernel_shape"][0] if asked.layer.endswith("pool") else 1
    attributes["strides"] = [asked.number("stride", default)] * axes
    attributes["dilations"] = [asked.number("dilation", 1)] * axes
    if asked.options.get("ceil_mode") == "true":
        attributes["ceil_mode"] = 1
    if "output_padding" in asked.options:
        attributes["output_padding"] = [asked.number("output_padding", 0)] * axes
    if asked.layer == "depthwise":
        attributes["group"] = 2
    kind = {"conv": "Conv", "depthwise": "Conv", "conv_transpose": "ConvTranspose", "maxpool": "MaxPool",
            "avgpool": "AveragePool", "lppool": "LpPool"}[asked.layer]  # fmt: skip
    feed = {"x": np.zeros((1, 2, *asked.sizes), np.float32)}
    weights = {"conv": (4, 2), "depthwise": (2, 1), "conv_transpose": (2, 4)}.get(asked.layer)
    if weights:
        feed["w"] = np.zeros((*weights, *attributes["kernel_shape"]), np.float32)
    number = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node(kind, [*feed], ["y"], **attributes)],
        "one",
        [helper.make_tensor_value_info(name, number, value.shape) for name, value in feed.items()],
        [helper.make_tensor_value_info("y", number, None)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 4
    _, depth, *sizes = onnxruntime.InferenceSession(model.SerializeToString(), quiet).run(None, feed)[0].shape
    return (*sizes, depth)


HOW = {"torch": in_torch, "keras": in_keras, "onnx": in_onnx}


def answer(framework: str, asked: Asked) -> str:
    try:
        output = HOW[framework](asked)
    except Exception:  # noqa: BLE001 - each framework has errors of its own, and all of them refuse
        return "refused"
    return " x ".join(map(str, output)) if 0 not in output else "refused"


def main(framework: str) -> None:
    """Replace the lines of one framework."""
    lines = CASES.read_text("utf-8").splitlines() if CASES.exists() else []
    kept = [line for line in lines if not re.match(rf"{framework}: ", line)]
    made = [f"{framework}: {asked.text} -> {answer(framework, asked)}" for asked in drawn(framework)]
    CASES.write_text("\n".join([*kept, *sorted(made)]) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
