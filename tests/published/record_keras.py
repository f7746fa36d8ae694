"""Records what Keras' own tests of layers say, as ``suites/keras_layers.cases`` and ``suites/keras_layers.left``.

    KERAS_BACKEND=torch python tests/published/record_keras.py     (with keras, which ships these tests)

Its tests call ``run_layer_test`` with a layer's class, its arguments, the shape of an input and the expected shape.
Each call is noted; a case is a name, the layer as a network of one layer in the language, and what Keras has behind it:
the expected shape with the depth last, and how many parameters Keras builds. Nothing of symcnn is asked.
"""

from __future__ import annotations

import sys
import unittest
from importlib import import_module
from math import prod
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER = Path(__file__).with_name("suites")
ROOMS = ("activations", "convolutional", "core", "merging", "normalization", "pooling", "regularization", "reshaping")


class Left(Exception):  # noqa: N818 - it says what happened, not that something is wrong
    """A layer that is not written as a network, and why."""


class Noted(NamedTuple):
    """A call of ``run_layer_test``."""

    test: str
    kind: str
    given: Mapping[str, Any]
    shape: Any
    output: Any
    params: int

    @property
    def is_first(self) -> bool:
        return self.given.get("data_format") == "channels_first"

    def last(self, shape: Any) -> tuple[int, ...]:
        """Sizes and depth, depth last, without the batch axis."""
        _, *rest = shape
        return (*rest[1:], rest[0]) if self.is_first else tuple(rest)


def row(values: Any) -> str:
    if isinstance(values, int):
        return str(values)
    found = list(values)
    return str(found[0]) if len(set(found)) == 1 else f"({', '.join(map(str, found))})"


def call(word: str, *positional: str, **named: Any) -> str:
    rest = [f"{name}={value}" for name, value in named.items() if value is not None]
    return f"{word}({', '.join([*positional, *rest])})" if positional or rest else word


def without_bias(noted: Noted) -> str | None:
    return "false" if noted.given.get("use_bias", True) is False else None


def padding(noted: Noted) -> str | None:
    how = noted.given.get("padding", "valid")
    return None if how == "valid" else how


def window(noted: Noted) -> dict[str, Any]:
    dilation = noted.given.get("dilation_rate", 1)
    return {
        "stride": row(noted.given.get("strides", 1)),
        "padding": padding(noted),
        "dilation": None if row(dilation) == "1" else row(dilation),
    }


def conv(noted: Noted) -> str:
    groups = noted.given.get("groups", 1)
    given = {**window(noted), "groups": groups if groups > 1 else None, "bias": without_bias(noted)}
    return call("conv", row(noted.given["kernel_size"]), str(noted.given["filters"]), **given)


def transposed(noted: Noted) -> str:
    extra, how = noted.given.get("output_padding"), padding(noted)
    if how == "same" and extra is not None:
        raise Left("output padding beside padding=same")
    given = {**window(noted), "bias": without_bias(noted)}
    kernel, stride = noted.given["kernel_size"], noted.given.get("strides", 1)
    if how is None and extra is None:
        # Without padding Keras keeps at least a whole stride for every input value.
        axes = len(noted.shape) - 2
        kernels, strides, dilations = (
            [one] * axes if isinstance(one, int) else list(one)
            for one in (kernel, stride, noted.given.get("dilation_rate", 1))
        )
        spans = [(k - 1) * d + 1 for k, d in zip(kernels, dilations, strict=True)]
        more = [max(0, s - span) for s, span in zip(strides, spans, strict=True)]
        given["output_padding"] = row(more) if any(more) else None
    elif extra is not None:
        given["output_padding"] = row(extra)
    return call("conv_transpose", row(kernel), str(noted.given["filters"]), **given)


def depthwise(noted: Noted) -> str:
    many = noted.given.get("depth_multiplier", 1)
    given = {"multiplier": many if many > 1 else None, **window(noted), "bias": without_bias(noted)}
    return call("depthwise", row(noted.given["kernel_size"]), **given)


def separable(noted: Noted) -> str:
    many = noted.given.get("depth_multiplier", 1)
    given = window(noted)
    first = call("depthwise", row(noted.given["kernel_size"]), multiplier=many, **given, bias="false")
    return f"{first}; {call('conv', '1', str(noted.given['filters']), bias=without_bias(noted))}"


def pool(word: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        size = noted.given.get("pool_size", 2)
        stride = noted.given.get("strides")
        return call(word, row(size), stride=None if stride is None else row(stride), padding=padding(noted))

    return write


def whole(word: str, kept: str) -> Callable[[Noted], str]:
    return lambda noted: kept if noted.given.get("keepdims") else word


def adaptive(word: str) -> Callable[[Noted], str]:
    return lambda noted: call(word, row(noted.given["output_size"]))


def sides(values: Any, axes: int) -> tuple[list[int], list[int]]:
    """Both sides of every axis."""
    if isinstance(values, int):
        return [values] * axes, [values] * axes
    found = list(values)
    if axes == 1 and len(found) == 2 and all(isinstance(one, int) for one in found):
        return [found[0]], [found[1]]
    pairs = [(one, one) if isinstance(one, int) else tuple(one) for one in found]
    return [near for near, _ in pairs], [far for _, far in pairs]


def sided(word: str, argument: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        near, far = sides(noted.given.get(argument, 1), len(noted.shape) - 2)
        return call(word, row(near), row(far))

    return write


def upsampled(noted: Noted) -> str:
    how = noted.given.get("interpolation", "nearest")
    if how not in ("nearest", "bilinear", "bicubic"):
        raise Left(f"upsampling by {how}")
    ending = {"nearest": "", "bilinear": "_linear", "bicubic": "_cubic"}[how]
    return call(f"upsample{ending}", row(noted.given.get("size", 2)))


def dense(noted: Noted) -> str:
    if noted.given.get("lora_rank"):
        raise Left("low-rank adaptation of trained weights")
    return call("linear", str(noted.given["units"]), bias=without_bias(noted))


def reshaped(noted: Noted) -> str:
    *inner, depth = noted.last(noted.output)
    return (
        call("reshape", f"({', '.join(map(str, inner))}{',' if len(inner) == 1 else ''})", str(depth))
        if inner
        else "flatten"
    )


def plain(word: str) -> Callable[[Noted], str]:
    return lambda _: word


def over_depth(noted: Noted) -> None:
    axis = noted.given.get("axis", -1)
    axes = [axis] if isinstance(axis, int) else list(axis)
    if [one % len(noted.shape) for one in axes] != [len(noted.shape) - 1]:
        raise Left("an axis other than the last, or several")


def batch_norm(noted: Noted) -> str:
    over_depth(noted)
    scale, center = noted.given.get("scale", True), noted.given.get("center", True)
    if scale != center:
        raise Left("a scale without a shift, or a shift without a scale")
    if noted.given.get("renorm"):
        raise Left("batch renormalisation")
    return call("bn", affine=None if scale else "false")


def layer_norm(noted: Noted) -> str:
    over_depth(noted)
    scale, center = noted.given.get("scale", True), noted.given.get("center", True)
    if center and not scale:
        raise Left("a shift without a scale")
    return call("layer_norm", affine=None if scale else "false", bias=None if center else "false")


def group_norm(noted: Noted) -> str:
    over_depth(noted)
    if noted.given.get("scale", True) != noted.given.get("center", True):
        raise Left("a scale without a shift, or a shift without a scale")
    groups = noted.given.get("groups", 32)
    return call(
        "group_norm",
        str(noted.shape[-1] if groups == -1 else groups),
        affine=None if noted.given.get("scale", True) else "false",
    )


def rms_norm(noted: Noted) -> str:
    over_depth(noted)
    return "rms_norm"


def softmax(noted: Noted) -> str:
    over_depth(noted)
    return "softmax"


def prelu(noted: Noted) -> str:
    shared = noted.given.get("shared_axes")
    shared = [shared] if isinstance(shared, int) else shared
    inner = list(range(1, len(noted.shape) - 1))
    if (shared is None and not inner) or sorted(shared or []) == inner:
        return "prelu"
    raise Left("one slope for each value, or for each of some places")


def merged(word: str) -> Callable[[Noted], str]:
    def write(noted: Noted) -> str:
        if len(set(noted.shape)) > 1 and word != "concat":
            raise Left("branches of several shapes are broadcast")
        return word

    return write


def embedding(noted: Noted) -> str:
    if noted.given.get("lora_rank"):
        raise Left("low-rank adaptation of trained weights")
    return call("embedding", str(noted.given["input_dim"]), str(noted.given["output_dim"]))


def repeated(noted: Noted) -> str:
    return call("repeat_vector", str(noted.given["n"]))


def relu(noted: Noted) -> str:
    most, slope, least = (noted.given.get(key) for key in ("max_value", "negative_slope", "threshold"))
    return "relu" if not least and not slope and not most else "identity"


BY_AXES = {
    "Conv{}D": conv, "Conv{}DTranspose": transposed, "DepthwiseConv{}D": depthwise, "SeparableConv{}D": separable,
    "MaxPooling{}D": pool("maxpool"), "AveragePooling{}D": pool("avgpool"),
    "GlobalMaxPooling{}D": whole("gmp", "adaptive_maxpool(1)"),
    "GlobalAveragePooling{}D": whole("gap", "adaptive_avgpool(1)"),
    "AdaptiveMaxPooling{}D": adaptive("adaptive_maxpool"), "AdaptiveAveragePooling{}D": adaptive("adaptive_avgpool"),
    "ZeroPadding{}D": sided("pad", "padding"), "Cropping{}D": sided("trim", "cropping"), "UpSampling{}D": upsampled,
    "SpatialDropout{}D": plain("dropout"),
}  # fmt: skip
ROWS: Mapping[str, Callable[[Noted], str]] = {
    **{name.format(axes): write for name, write in BY_AXES.items() for axes in (1, 2, 3)},
    "Dense": dense, "Flatten": plain("flatten"), "Reshape": reshaped, "RepeatVector": repeated, "Embedding": embedding,
    "BatchNormalization": batch_norm, "LayerNormalization": layer_norm, "GroupNormalization": group_norm,
    "RMSNormalization": rms_norm, "Softmax": softmax, "PReLU": prelu, "ReLU": relu, "ELU": plain("elu"),
    "LeakyReLU": plain("leaky_relu"), "Dropout": plain("dropout"), "GaussianDropout": plain("dropout"),
    "AlphaDropout": plain("dropout"), "GaussianNoise": plain("dropout"), "Identity": plain("identity"),
    "Add": merged("add"), "Multiply": merged("mul"), "Maximum": merged("maximum"), "Minimum": merged("minimum"),
    "Average": merged("average"), "Subtract": merged("subtract"),
}  # fmt: skip
"""Classes that a layer of the language is, and how they are written."""


def written(noted: Noted) -> str:
    """The network of one layer."""
    said = ROWS[noted.kind](noted)
    if isinstance(noted.shape, list):
        shapes = [noted.last(shape) for shape in noted.shape]
        named = "; ".join(f"i{place}: input({', '.join(map(str, one))})" for place, one in enumerate(shapes))
        return f"{named}; {said} {{ {' '.join(f'{{ from i{place} {{}} }}' for place in range(len(shapes)))} }}"
    entry = noted.last(noted.shape)
    if noted.kind == "Embedding":
        return f"input({', '.join(map(str, entry))}, 1); {said}"
    return f"input({', '.join(map(str, entry))}); {said}"


def noted_by(tests: Iterator[unittest.TestCase]) -> list[Noted]:
    """What the tests call, in order; a test stops where it is noted."""
    from keras.src import testing

    found: list[Noted] = []

    def note(test: Any, layer_class: Any, init_kwargs: Any, input_shape: Any = None, **rest: Any) -> None:
        output = rest.get("expected_output_shape")
        if input_shape is None or not hasattr(layer_class, "__name__"):
            return
        layer = layer_class(**init_kwargs)
        layer.build(input_shape)
        if output is None:
            output = layer.compute_output_shape(input_shape)
        trained = sum(prod(weight.shape) for weight in layer.trainable_weights)
        name = f"{type(test).__name__}.{test._testMethodName}"  # noqa: SLF001 - the name of the test
        found.append(Noted(name, layer_class.__name__, init_kwargs, input_shape, output, trained))

    testing.TestCase.run_layer_test = note
    for test in tests:
        test.run(unittest.TestResult())
    return found


def tests_of_layers() -> Iterator[unittest.TestCase]:
    """The tests of Keras' layers that call ``run_layer_test`` in their first lines."""
    import keras

    helpers = ModuleType("conftest")  # of Keras' repository; the package does not have it
    helpers.skip_if_backend = lambda *_: lambda test: test  # type: ignore[attr-defined]
    sys.modules.setdefault("conftest", helpers)
    folder = Path(keras.__file__).parent / "src" / "layers"
    for room in ROOMS:
        for path in sorted((folder / room).glob("*_test.py")):
            if "run_layer_test" not in path.read_text("utf-8"):
                continue
            module = import_module(f"keras.src.layers.{room}.{path.stem}")
            suites: Any = unittest.defaultTestLoader.loadTestsFromModule(module)
            for suite in suites:
                yield from (test for test in suite if calls_it(getattr(type(test), test._testMethodName)))  # noqa: SLF001


def calls_it(function: Any) -> bool:
    """Whether a test, or what a decorator wrapped, calls ``run_layer_test``."""
    code = getattr(function, "__code__", None)
    if code is not None and "run_layer_test" in code.co_names:
        return True
    inside = [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]
    return any(map(calls_it, (one for one in inside if callable(one))))


def recorded() -> tuple[list[str], list[str]]:
    """The rows of both files."""
    cases, left = [], []
    for number, noted in enumerate(noted_by(tests_of_layers())):
        name = f"{noted.test}#{number}"
        if noted.kind not in ROWS:
            left.append(f"{name}: no layer is {noted.kind}")
            continue
        try:
            text = written(noted)
            output = noted.last(noted.output)
            if None in output or 0 in output:
                left.append(f"{name}: a size that is not known, or 0")
                continue
        except Left as reason:
            left.append(f"{name}: {reason}")
            continue
        cases.append(f"{name} | {text} | {', '.join(map(str, output))} | {noted.params}")
    return cases, left


if __name__ == "__main__":
    import keras

    MADE = "# Made by `python tests/published/record_keras.py` from the layer tests"
    HEAD = f"{MADE} that Keras {keras.__version__} ships.\n"
    CASES, LEFT = recorded()
    (FOLDER / "keras_layers.cases").write_text(HEAD + "".join(f"{case}\n" for case in CASES), "utf-8")
    (FOLDER / "keras_layers.left").write_text(HEAD + "".join(f"{case}\n" for case in LEFT), "utf-8")
    sys.stdout.write(f"{len(CASES)} cases, {len(LEFT)} left\n")
