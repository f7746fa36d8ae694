"""Random Keras models whose axes differ in everything that may differ, with whatever layers Keras has for them."""

from __future__ import annotations

import random
from typing import Any

import keras
from keras import layers

WINDOWS = ("Conv", "Conv", "MaxPooling", "AveragePooling", "DepthwiseConv", "SeparableConv", "Transpose")
OTHERS = (
    *("ZeroPadding", "Cropping", "UpSampling", "bn", "layer_norm", "group_norm", "softmax", "relu", "leaky", "prelu"),
    *("activation", "concat", "add", "gate", "dense", "permute", "reshape", "dropout", "maximum", "minimum", "average"),
    *("subtract", "elu", "noise", "spatial_dropout", "unit_norm", "rescale", "nested", "twice", "multiply"),
)
ENDS = ("flatten", "flatten", "gap", "gmp", "gap_keeps", "nothing", "heads")


class UnevenKeras:
    """The layers of a model, drawn one after another."""

    def __init__(self, seed: int) -> None:
        keras.utils.clear_session()
        keras.utils.set_random_seed(seed)
        self.rng = random.Random(seed)
        self.axes = self.rng.choice((1, 2, 2, 2, 3))
        largest = {1: 40, 2: 24, 3: 12}[self.axes]
        self.shape = (*self.rng.sample(range(largest // 2, largest + 1), self.axes), self.rng.randint(2, 5))
        self.heads: list[Any] = []
        self.keeps_order = True

    def model(self) -> Any:
        """The model with all of them."""
        x = inputs = keras.Input(self.shape)
        for _ in range(self.rng.randint(2, 6)):
            x = self._one_more(x, self.rng.choice((self.rng.choice(WINDOWS), self.rng.choice(OTHERS))))
        x = self._one_more(x, self.rng.choice(ENDS))
        return keras.Model(inputs, [x, *self.heads] if self.heads else x)

    def _one_more(self, x: Any, kind: str) -> Any:
        try:
            after = self._window(x, kind) if kind in WINDOWS else getattr(self, f"_{kind.lower()}")(x)
        except (ValueError, NotImplementedError, AttributeError):
            return x
        usual = all(size is None or 0 < size < 2000 for size in after.shape[1:])
        return after if usual else x

    def _each(self, least: int, most: int) -> tuple[int, ...]:
        return tuple(self.rng.randint(least, most) for _ in range(self.axes))

    def _class(self, word: str) -> Any:
        return getattr(layers, f"Conv{self.axes}DTranspose" if word == "Transpose" else f"{word}{self.axes}D")

    def _window(self, x: Any, kind: str) -> Any:
        padding = self.rng.choice(("valid", "same"))
        if kind.endswith("Pooling"):
            return self._class(kind)(self._each(1, 3), self.rng.choice((None, self._each(1, 3))), padding)(x)
        options: dict[str, Any] = {"use_bias": self.rng.random() < 0.5, "padding": padding}
        if self.rng.random() < 0.5:
            options["strides"] = self._each(1, 3)
        elif "Transpose" not in kind:
            options["dilation_rate"] = self._each(1, 2)
        if kind in ("DepthwiseConv", "SeparableConv"):
            options["depth_multiplier"] = self.rng.randint(1, 2)
            if "strides" in options:
                options["strides"] = self.rng.randint(1, 2)
        if self.rng.random() < 0.3:
            options["activation"] = self.rng.choice(("relu", "tanh", "sigmoid", "softmax", "gelu", "silu"))
        filters = () if kind == "DepthwiseConv" else (self.rng.randint(1, 5),)
        return self._class(kind)(*filters, self._each(1, 4), **options)(x)

    def _pairs(self) -> Any:
        pairs = tuple((self.rng.randint(0, 2), self.rng.randint(0, 2)) for _ in range(self.axes))
        return pairs if self.axes > 1 else pairs[0]

    def _zeropadding(self, x: Any) -> Any:
        return self._class("ZeroPadding")(self.rng.choice((self._pairs(), self._each(0, 2), 1)))(x)

    def _cropping(self, x: Any) -> Any:
        return self._class("Cropping")(self.rng.choice((self._pairs(), 1)))(x)

    def _upsampling(self, x: Any) -> Any:
        if self.axes == 2:
            how = self.rng.choice(("nearest", "bilinear"))
            return layers.UpSampling2D(self._each(1, 3), interpolation=how)(x)
        return self._class("UpSampling")(self._each(1, 3) if self.axes > 1 else self.rng.randint(1, 3))(x)

    def _bn(self, x: Any) -> Any:
        axis = self.rng.choice((-1, -1, -1, 1))
        options = {"center": self.rng.random() < 0.7, "scale": self.rng.random() < 0.7, "epsilon": 1e-5}
        return layers.BatchNormalization(axis=axis, **options)(x)

    def _layer_norm(self, x: Any) -> Any:
        axis = self.rng.choice((-1, -1, 1, [1, -1]))
        options = {"center": self.rng.random() < 0.7, "scale": self.rng.random() < 0.7, "epsilon": 1e-5}
        return layers.LayerNormalization(axis=axis, **options)(x)

    def _group_norm(self, x: Any) -> Any:
        groups = self.rng.choice([n for n in range(1, x.shape[-1] + 1) if x.shape[-1] % n == 0])
        return layers.GroupNormalization(groups, epsilon=1e-5)(x)

    def _unit_norm(self, x: Any) -> Any:
        return layers.UnitNormalization()(x)

    def _softmax(self, x: Any) -> Any:
        return layers.Softmax(axis=self.rng.choice((-1, 1, -2)))(x)

    def _relu(self, x: Any) -> Any:
        options = self.rng.choice(({}, {"max_value": 6}, {"max_value": 4}, {"negative_slope": 0.5}, {"threshold": 1}))
        return layers.ReLU(**options)(x)

    def _leaky(self, x: Any) -> Any:
        return layers.LeakyReLU(self.rng.choice((0.1, 0.3)))(x)

    def _prelu(self, x: Any) -> Any:
        return layers.PReLU(shared_axes=self.rng.choice((None, list(range(1, self.axes + 1)), [1])))(x)

    def _elu(self, x: Any) -> Any:
        return layers.ELU(self.rng.choice((1.0, 0.5)))(x)

    def _activation(self, x: Any) -> Any:
        words = ("relu", "elu", "selu", "gelu", "silu", "softplus", "softsign", "exponential", "mish", "log_softmax")
        return layers.Activation(self.rng.choice((*words, "hard_sigmoid", "hard_silu", "celu", "glu")))(x)

    def _concat(self, x: Any) -> Any:
        return layers.Concatenate(axis=self.rng.choice((-1, 1, -2, self.axes)))([x, layers.ReLU()(x)])

    def _add(self, x: Any) -> Any:
        return layers.Add()([x, layers.Activation("tanh")(x)])

    def _multiply(self, x: Any) -> Any:
        return layers.Multiply()([x, layers.Activation("tanh")(x)])

    def _maximum(self, x: Any) -> Any:
        return layers.Maximum()([x, layers.Activation("tanh")(x)])

    def _minimum(self, x: Any) -> Any:
        return layers.Minimum()([x, layers.Activation("tanh")(x)])

    def _average(self, x: Any) -> Any:
        return layers.Average()([x, layers.Activation("tanh")(x)])

    def _subtract(self, x: Any) -> Any:
        return layers.Subtract()([x, layers.Activation("tanh")(x)])

    def _gate(self, x: Any) -> Any:
        """Squeeze and excitation: a branch without axes, or one of a single map."""
        if self.rng.random() < 0.5:
            gate = self._class("GlobalAveragePooling")(keepdims=True)(x)
            gate = self._class("Conv")(x.shape[-1], 1, activation="sigmoid")(gate)
        else:
            gate = self._class("Conv")(1, 1, activation="sigmoid")(x)
        return layers.Multiply()([x, gate])

    def _dense(self, x: Any) -> Any:
        return layers.Dense(self.rng.randint(2, 5), activation=self.rng.choice((None, "relu")))(x)

    def _permute(self, x: Any) -> Any:
        return layers.Permute(tuple(self.rng.sample(range(1, 2 + self.axes), 1 + self.axes)))(x)

    def _reshape(self, x: Any) -> Any:
        sizes = list(x.shape[1:])
        place = self.rng.randrange(self.axes)
        sizes[place : place + 2] = [sizes[place] * sizes[place + 1]]
        if len(sizes) == 1:
            return x
        self.axes -= 1
        self.keeps_order = False
        return layers.Reshape(tuple(sizes))(x)

    def _dropout(self, x: Any) -> Any:
        return layers.Dropout(self.rng.choice((0.0, 0.3)))(x)

    def _spatial_dropout(self, x: Any) -> Any:
        return self._class("SpatialDropout")(0.3)(x)

    def _noise(self, x: Any) -> Any:
        return layers.GaussianNoise(0.3)(x)

    def _rescale(self, x: Any) -> Any:
        return layers.Rescaling(1.0)(x)

    def _nested(self, x: Any) -> Any:
        inner = keras.Sequential([keras.Input(x.shape[1:]), self._class("Conv")(3, 1), layers.ReLU()])
        return inner(x)

    def _twice(self, x: Any) -> Any:
        layer = self._class("Conv")(x.shape[-1], self._each(1, 3), padding="same")
        return layer(layer(x))

    def _flatten(self, x: Any) -> Any:
        return layers.Dense(3)(layers.Flatten()(x))

    def _gap(self, x: Any) -> Any:
        return layers.Dense(3)(self._class("GlobalAveragePooling")()(x))

    def _gmp(self, x: Any) -> Any:
        return self._class("GlobalMaxPooling")()(x)

    def _gap_keeps(self, x: Any) -> Any:
        return self._class("GlobalAveragePooling")(keepdims=True)(x)

    def _heads(self, x: Any) -> Any:
        self.heads.append(self._class("Conv")(2, 1)(x))
        return layers.ReLU()(x)

    def _nothing(self, x: Any) -> Any:
        return x
