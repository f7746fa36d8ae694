"""Random ONNX graphs whose axes differ in everything that may differ, valid by ONNX' checker and inference."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

KINDS = (
    *("conv", "conv", "depthwise", "transposed", "pool", "pool", "bn", "activation", "activation", "pad", "resize"),
    *("concat", "merge", "merge", "number", "weights", "softmax", "permute", "reshape", "reduce", "slice", "split"),
    *("instance", "lrn", "prelu", "clip", "matmul", "squeeze", "layer_norm", "globally", "gate", "dropout", "depth"),
)
ENDS = ("gemm", "flatten", "global_pool", "nothing", "nothing", "softmax", "matmul")


class UnevenGraph:
    """Nodes and weights, drawn one after another; each is kept if ONNX infers a shape for it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.values = np.random.default_rng(seed)
        axes = self.rng.choice((1, 2, 2, 2, 3))
        largest = {1: 40, 2: 24, 3: 12}[axes]
        self.shape = [1, self.rng.randint(2, 5), *self.rng.sample(range(largest // 2, largest + 1), axes)]
        self.nodes: list[Any] = []
        self.weights: list[Any] = []
        self.now, self.sizes = "x", list(self.shape)
        for _ in range(self.rng.randint(2, 6)):
            self._try(self.rng.choice(KINDS))
        self._try(self.rng.choice(ENDS))
        self._node("Relu", [self.now])

    @property
    def axes(self) -> int:
        """How many axes there are now."""
        return len(self.sizes) - 2

    def model(self) -> Any:
        """The model so far."""
        entry = helper.make_tensor_value_info("x", TensorProto.FLOAT, self.shape)
        leaves = helper.make_tensor_value_info(self.now, TensorProto.FLOAT, None)
        graph = helper.make_graph(self.nodes, "uneven", [entry], [leaves], self.weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)])
        model.ir_version = 9
        return onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)

    def macs(self) -> int:
        """Multiply-accumulates of convolutions and products with weights: a weight at every place where it is used."""
        model, total = self.model(), 0
        known = (*model.graph.value_info, *model.graph.output, *model.graph.input)
        shapes = {one.name: [size.dim_value for size in one.type.tensor_type.shape.dim] for one in known}
        weights = {one.name: list(one.dims) for one in model.graph.initializer}
        for node in model.graph.node:
            if node.op_type in ("Conv", "ConvTranspose"):
                places = shapes[node.output[0] if node.op_type == "Conv" else node.input[0]][2:]
                total += int(np.prod(weights[node.input[1]]) * np.prod(places))
            elif node.op_type in ("Gemm", "MatMul"):
                total += int(np.prod(weights[node.input[1]]) * np.prod(shapes[node.output[0]][:-1]))
        return total

    def _try(self, kind: str) -> None:
        before = (len(self.nodes), len(self.weights), self.now, self.sizes)
        try:
            getattr(self, f"_{kind}")()
            model = self.model()
            onnx.checker.check_model(model)
            self.sizes = [one.dim_value for one in model.graph.output[0].type.tensor_type.shape.dim]
            usual = len(self.sizes) > 1 and all(0 < size < 3000 for size in self.sizes) and self.sizes[0] == 1
            if not usual or np.prod(self.sizes) > 30000:
                raise ValueError("too large, or empty")  # noqa: TRY301
        except (ValueError, IndexError, onnx.shape_inference.InferenceError, onnx.checker.ValidationError):
            nodes, weights, self.now, self.sizes = before
            del self.nodes[nodes:], self.weights[weights:]

    def _node(self, kind: str, inputs: list[str], outputs: int = 1, **given: Any) -> list[str]:
        names = [f"v{len(self.nodes)}_{place}" for place in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, f"{kind}_at_{len(self.nodes)}", **given))
        self.now = names[0]
        return names

    def _weight(self, *shape: int, positive: bool = False) -> str:
        name = f"w{len(self.weights)}"
        values = self.values.uniform(0.5 if positive else -1, 1, shape).astype(np.float32)
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def _constant(self, values: list[int] | list[float]) -> str:
        name = f"w{len(self.weights)}"
        kind = np.float32 if any(isinstance(value, float) for value in values) else np.int64
        self.weights.append(numpy_helper.from_array(np.array(values, kind), name))
        return name

    def _each(self, least: int, most: int) -> list[int]:
        return [self.rng.randint(least, most) for _ in range(self.axes)]

    def _window(self, most: int = 4) -> dict[str, Any]:
        given: dict[str, Any] = {"kernel_shape": self._each(1, most), "strides": self._each(1, 3)}
        kind = self.rng.random()
        if kind < 0.3:
            given["auto_pad"] = self.rng.choice(("SAME_UPPER", "SAME_LOWER", "VALID"))
        elif kind < 0.8:
            given["pads"] = [self.rng.randint(0, max(0, size // 2)) for size in given["kernel_shape"] * 2]
        return given

    def _conv(self, *, groups: int = 1, filters: int = 0) -> None:
        given = self._window()
        if self.rng.random() < 0.4 and "auto_pad" not in given:
            given["dilations"] = self._each(1, 2)
        filters = filters or self.rng.randint(1, 5)
        weights = [self._weight(filters, self.sizes[1] // groups, *given["kernel_shape"])]
        bias = [self._weight(filters)] if self.rng.random() < 0.5 else []
        self._node("Conv", [self.now, *weights, *bias], group=groups, **given)

    def _depthwise(self) -> None:
        self._conv(groups=self.sizes[1], filters=self.sizes[1] * self.rng.randint(1, 2))

    def _transposed(self) -> None:
        given = self._window()
        if self.rng.random() < 0.5:
            given["output_padding"] = [self.rng.randint(0, step - 1) for step in given["strides"]]
        if self.rng.random() < 0.2:
            given["output_shape"] = [size * step for size, step in zip(self.sizes[2:], given["strides"], strict=True)]
        filters = self.rng.randint(1, 4)
        weights = [self._weight(self.sizes[1], filters, *given["kernel_shape"])]
        bias = [self._weight(filters)] if self.rng.random() < 0.5 else []
        self._node("ConvTranspose", [self.now, *weights, *bias], **given)

    def _pool(self) -> None:
        kind = self.rng.choice(("MaxPool", "AveragePool", "LpPool"))
        given = self._window(3)
        if "auto_pad" not in given:
            given["ceil_mode"] = self.rng.randint(0, 1)
            if self.rng.random() < 0.3:
                given["dilations"] = self._each(1, 2)
        if kind == "AveragePool":
            given["count_include_pad"] = self.rng.randint(0, 1)
        self._node(kind, [self.now], **given)

    def _bn(self) -> None:
        depth = self.sizes[1]
        parts = [self._weight(depth), self._weight(depth), self._weight(depth), self._weight(depth, positive=True)]
        self._node("BatchNormalization", [self.now, *parts])

    def _instance(self) -> None:
        self._node("InstanceNormalization", [self.now, self._weight(self.sizes[1]), self._weight(self.sizes[1])])

    def _layer_norm(self) -> None:
        axis = self.rng.choice((-1, 1, 2))
        shape = self.sizes[axis:]
        self._node("LayerNormalization", [self.now, self._weight(*shape), self._weight(*shape)], axis=axis)

    def _lrn(self) -> None:
        self._node("LRN", [self.now], size=self.rng.randint(1, 5))

    def _prelu(self) -> None:
        shape = self.rng.choice(([self.sizes[1], *[1] * self.axes], [1], self.sizes[1:]))
        self._node("PRelu", [self.now, self._weight(*shape)])

    def _activation(self) -> None:
        words = ("Relu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Softplus", "Selu", "Gelu", "Elu", "LeakyRelu")
        self._node(self.rng.choice((*words, "Mish", "Softsign", "Abs", "Exp", "Celu", "ThresholdedRelu")), [self.now])

    def _clip(self) -> None:
        low, high = self.rng.choice(((0.0, 6.0), (-1.0, 1.0), (0.0, 3.0)))
        bounds = [self._constant([low]), self._constant([high])]
        for one in self.weights[-2:]:
            one.dims[:] = []
        self._node("Clip", [self.now, *bounds])

    def _pad(self) -> None:
        sides = [0, 0, *self._each(0, 2)], [0, 0, *self._each(0, 2)]
        mode = self.rng.choice(("constant", "constant", "reflect", "edge"))
        self._node("Pad", [self.now, self._constant([*sides[0], *sides[1]])], mode=mode)

    def _resize(self) -> None:
        mode = self.rng.choice(("nearest", "linear", "cubic"))
        if self.rng.random() < 0.5:
            scales = self._constant([1.0, 1.0, *(self.rng.choice((1.0, 2.0, 3.0, 0.5)) for _ in range(self.axes))])
            self._node("Resize", [self.now, "", scales], mode=mode)
        else:
            self._node("Resize", [self.now, "", "", self._constant([*self.sizes[:2], *self._each(3, 9)])], mode=mode)

    def _concat(self) -> None:
        before = self.now
        other = self._node(self.rng.choice(("Relu", "Tanh")), [before])
        axis = self.rng.randint(1, 1 + self.axes)
        self._node("Concat", [before, *other], axis=self.rng.choice((axis, axis - len(self.sizes))))

    def _merge(self) -> None:
        before = self.now
        (other,) = self._node("Tanh", [before])
        self._node(self.rng.choice(("Add", "Mul", "Max", "Min", "Sub", "Div", "Mean", "Sum")), [before, other])

    def _gate(self) -> None:
        before = self.now
        if self.rng.random() < 0.5:
            self._node("GlobalAveragePool", [before])
            self._node("Conv", [self.now, self._weight(self.sizes[1], self.sizes[1], *[1] * self.axes)])
        else:
            self._node("Conv", [before, self._weight(1, self.sizes[1], *[1] * self.axes)])
        self._node(self.rng.choice(("Mul", "Add", "Sub")), [before, self.now])

    def _number(self) -> None:
        self._node(self.rng.choice(("Add", "Mul", "Sub", "Div")), [self.now, self._constant([2.0])])

    def _weights(self) -> None:
        kind = self.rng.choice(("Add", "Mul", "Sub", "Div"))
        last = self.sizes[-1]
        shapes = ([self.sizes[1], *[1] * self.axes], [last], self.sizes[1:], [1, *self.sizes[2:]], [1])
        inputs = [self.now, self._weight(*self.rng.choice(shapes), positive=True)]
        self._node(kind, inputs if self.rng.random() < 0.7 else inputs[::-1])

    def _softmax(self) -> None:
        axis = self.rng.randint(1, 1 + self.axes)
        self._node(self.rng.choice(("Softmax", "LogSoftmax")), [self.now], axis=axis)

    def _permute(self) -> None:
        order = self.rng.sample(range(1, len(self.sizes)), len(self.sizes) - 1)
        self._node("Transpose", [self.now], perm=[0, *order])

    def _reshape(self) -> None:
        sizes = list(self.sizes)
        place = self.rng.randrange(1, len(sizes))
        if place + 1 < len(sizes) and self.rng.random() < 0.6:
            sizes[place : place + 2] = [sizes[place] * sizes[place + 1]]
        else:
            least = next((n for n in (2, 3, 5) if sizes[place] % n == 0), 1)
            sizes[place : place + 1] = [least, sizes[place] // least]
        self._node("Reshape", [self.now, self._constant(sizes)])

    def _reduce(self) -> None:
        over = self.rng.sample(range(1, len(self.sizes)), self.rng.randint(1, len(self.sizes) - 1))
        kind = self.rng.choice(("ReduceMean", "ReduceMax", "ReduceSum"))
        self._node(kind, [self.now, self._constant(sorted(over))], keepdims=self.rng.randint(0, 1))

    def _slice(self) -> None:
        axis = self.rng.randint(1, 1 + self.axes)
        start, end = self.rng.randint(0, 1), self.rng.choice((-1, self.sizes[axis], self.sizes[axis] // 2))
        parts = [self._constant([number]) for number in (start, end, axis)]
        self._node("Slice", [self.now, *parts])

    def _split(self) -> None:
        axis = self.rng.randint(1, 1 + self.axes)
        parts = self._node("Split", [self.now], 2, axis=axis, num_outputs=2)
        if self.rng.random() < 0.5:
            self.now = parts[1]
        else:
            self._node("Concat", parts[::-1], axis=axis)

    def _matmul(self) -> None:
        self._node("MatMul", [self.now, self._weight(self.sizes[-1], 3)])

    def _squeeze(self) -> None:
        self._node("Unsqueeze", [self.now, self._constant([self.rng.randint(1, len(self.sizes))])])

    def _dropout(self) -> None:
        self._node("Dropout", [self.now])

    def _depth(self) -> None:
        kind = self.rng.choice(("DepthToSpace", "SpaceToDepth"))
        self._node(kind, [self.now], blocksize=2)

    def _globally(self) -> None:
        self._node(self.rng.choice(("GlobalAveragePool", "GlobalMaxPool")), [self.now])

    def _global_pool(self) -> None:
        self._globally()
        self._node("Flatten", [self.now])

    def _flatten(self) -> None:
        self._node("Flatten", [self.now], axis=self.rng.choice((1, 1, 2)))

    def _gemm(self) -> None:
        self._node("Flatten", [self.now])
        whole = int(np.prod(self.sizes[1:]))
        turned = self.rng.randint(0, 1)
        weights = self._weight(*((3, whole) if turned else (whole, 3)))
        bias = [self._weight(3)] if self.rng.random() < 0.5 else []
        alpha = self.rng.choice((1.0, 1.0, 0.5))
        self._node("Gemm", [self.now, weights, *bias], transB=turned, alpha=alpha)

    def _nothing(self) -> None:
        self._node("Identity", [self.now])
