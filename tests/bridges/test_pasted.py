"""Pasted code: what is read, what is refused with its place, and that nothing of it runs."""

from __future__ import annotations

import pytest

from symcnn.bridges.pasted import from_code, text_of_code
from symcnn.errors import ArgumentMistake, SyntaxMistake

DOCUMENTATION = """
model = nn.Sequential(
          nn.Conv2d(1,20,5),
          nn.ReLU(),
          nn.Conv2d(20,64,5),
          nn.ReLU()
        )
"""
ORDERED = """
model = nn.Sequential(OrderedDict([
          ('conv1', nn.Conv2d(1,20,5)),
          ('relu1', nn.ReLU()),
          ('conv2', nn.Conv2d(20,64,5)),
          ('relu2', nn.ReLU())
        ]))
"""
KERAS = """
from keras import layers
model = keras.Sequential([
    keras.Input(shape=(28, 28, 1)),
    layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
    layers.MaxPooling2D(pool_size=(2, 2)),
    layers.Flatten(),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
"""


def test_the_example_of_pytorchs_documentation() -> None:
    assert text_of_code(DOCUMENTATION) == "input(W, H, 1)\nconv(5, 20); relu\nconv(5, 64); relu\n"
    assert from_code(DOCUMENTATION).params == 1 * 20 * 25 + 20 + 20 * 64 * 25 + 64


@pytest.mark.parametrize("dim", ["dim=-1", "dim=1", "-1"])
def test_a_softmax_behind_a_dense_layer_goes_along_the_depth(dim: str) -> None:
    code = f"nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 3), nn.Softmax({dim}))"
    assert text_of_code(code).endswith("softmax\n")


@pytest.mark.parametrize(
    ("sizes", "header"),
    [({"W": 32, "H": 24}, "W = 32, H = 24, D"), ({"H": 24}, "W, H = 24, D"), ({"D": 3}, "W, H, D = 3")],
)
def test_what_has_no_default_stands_in_the_header_too(sizes: dict[str, int], header: str) -> None:
    net = from_code("nn.Sequential(nn.ReLU(), nn.MaxPool2d(2))", sizes=sizes)
    assert f"network Net({header}) {{" in net.source
    assert tuple(net.numbers(W=32, H=24, D=3).output) == (16, 12, 3)


@pytest.mark.parametrize(
    ("layers", "text"),
    [
        ("nn.ReflectionPad2d((0, 1, 2, 3)), nn.ConstantPad2d(1, 0.5)", "pad((0, 2), padding_end=(1, 3))\npad(1)"),
        ("nn.PixelUnshuffle(2), nn.ChannelShuffle(2)", "pixel_unshuffle(2)\nchannel_shuffle(2)"),
        ("nn.CELU(2), nn.AlphaDropout(0.1)", "celu(2); dropout(0.1)"),
        ("nn.Flatten(), nn.LayerNorm([12], bias=False)", "flatten; layer_norm(bias=false)"),
    ],
)
def test_layers_of_pytorch(layers: str, text: str) -> None:
    assert text_of_code(f"nn.Sequential({layers})") == f"input(W, H, D)\n{text}\n"


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        ("nn.AdaptiveMaxPool2d((None, 3))", "AdaptiveMaxPool2d: a size that stays as it is"),
        ("nn.Conv2d(3, 4, 3), nn.LayerNorm(8)", "LayerNorm works along the last axes"),
    ],
)
def test_what_hangs_on_sizes_that_code_does_not_say(layers: str, words: str) -> None:
    with pytest.raises(SyntaxMistake, match=words):
        from_code(f"nn.Sequential({layers})")


def test_a_map_that_grows_again_is_no_single_value() -> None:
    """What a dense layer gets is not what one position has."""
    for grown in ("nn.Upsample(size=2)", "nn.ConstantPad2d((0, 1, 0, 1), 0)"):
        code = f"nn.Sequential(nn.Conv2d(1, 4, 3), nn.AdaptiveAvgPool2d(1), {grown}, nn.Flatten(), nn.Linear(16, 3))"
        assert from_code(code).numbers(W=9, H=9).params == 40 + 51


def test_names_of_an_ordered_dictionary_are_labels() -> None:
    net = from_code(ORDERED)
    assert net["conv2"].params == 32064


def test_the_convolutional_example_of_kerass_documentation() -> None:
    """Keras prints 34,826 for it (keras.io, Simple MNIST convnet)."""
    assert from_code(KERAS).numbers().params == 34826


TUTORIALS = {
    "added": """
num_classes = 10
input_shape = (28, 28, 1)
model = Sequential()
model.add(Conv2D(32, kernel_size=(3, 3), activation=tf.nn.relu, input_shape=input_shape))
model.add(layers.MaxPooling2D((2, 2)))  # half as large
model.add(layers.Dense(num_classes, kernel_regularizer=keras.regularizers.l2(1e-4)))
model.summary()
""",
    "chain": """
    inputs = keras.Input(shape=(28, 28, 1))
    x = layers.Conv2D(32, 3, activation="relu")(inputs)
    x = layers.MaxPooling2D()(x)
    outputs = layers.Dense(10)(x)
    model = keras.Model(inputs, outputs)
""",
}


MODEL = "m = nn.Sequential(nn.Conv2d(3, 4, 1))"

AROUND = {
    "training": f"""
device = "cuda" if torch.cuda.is_available() else "cpu"
{MODEL}.to(device)
optimizer = torch.optim.Adam(m.parameters(), lr=3e-4)
for images, labels in batches:
    loss = nn.functional.cross_entropy(m(images), labels)
    loss.backward()
print(m(torch.zeros(1, 3, 8, 8)).shape)
""",
    "fitted": """
m = keras.Sequential([keras.Input((None, None, 3)), layers.RandomFlip("horizontal"), layers.Conv2D(4, 1)])
m.compile(optimizer="adam", loss="mse")
history = m.fit(x_train, y_train, batch_size=128, validation_split=0.1)
score = m.evaluate(x_test, y_test, verbose=0)
""",
    "a layer with a name": "mix = nn.Conv2d(3, 4, 1)\nnn.Sequential(mix)",
    "a list of layers": "parts = [nn.Conv2d(3, 4, 1)]\nnn.Sequential(*parts)",
    "two names": "x = Input((None, None, 3))\ny = x\nz = Conv2D(4, 1)(y)\nModel(x, z)",
}


@pytest.mark.parametrize("code", AROUND.values(), ids=AROUND)
def test_what_stands_around_a_model(code: str) -> None:
    entry, *rows = text_of_code(code).splitlines()
    assert (entry, [row.removeprefix("mix: ") for row in rows]) == ("input(W, H, 3)", ["conv(1, 4)"])


def test_layers_that_only_pytorch_has() -> None:
    code = (
        "nn.Sequential(nn.PReLU(), nn.Conv2d(3, 4, 1), nn.PReLU(4), nn.LocalResponseNorm(5, k=2), nn.InstanceNorm2d(4))"
    )
    layers = text_of_code(code).splitlines()[1:]
    assert layers == ["prelu(shared=true)", "conv(1, 4); prelu; lrn(5, bias=2); instance_norm"]
    with pytest.raises(SyntaxMistake, match="PReLU takes 3 maps and gets 4"):
        text_of_code(code.replace("PReLU(4)", "PReLU(3)"))


@pytest.mark.parametrize("code", TUTORIALS.values(), ids=TUTORIALS)
def test_layers_line_by_line(code: str) -> None:
    conv, *_, dense = text_of_code(code).splitlines()[1:]
    assert (conv, dense) == ("conv(3, 32); relu", "linear(10)")


def test_a_session_with_numbers_that_are_computed() -> None:
    code = """
>>> ngf = 64
>>> net = nn.Sequential(
...     nn.ConvTranspose2d(100, ngf * 2, 4, 1, 0, bias=False),
...     nn.LeakyReLU(-1 + 6 / 5),
... ).to(device)
>>> net
Sequential(...)
"""
    assert text_of_code(code) == "input(W, H, 100)\nconv_transpose(4, 128, bias=false); leaky_relu(0.2)\n"


def test_layers_that_do_not_say_what_they_take() -> None:
    code = "nn.Sequential(nn.LazyConv2d(96, 11), nn.LazyBatchNorm2d(), nn.Flatten(), nn.LazyLinear(10))"
    assert text_of_code(code) == "input(W, H, D)\nconv(11, 96); bn\ndense(10)\n"


def test_one_place_that_stays_keeps_its_axes() -> None:
    """As in squeeze and excitation; behind a flattening it is none any more, and its depth is known."""
    squeeze = "nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1), nn.ReLU()"
    assert text_of_code(f"nn.Sequential({squeeze})").splitlines()[1:] == ["adaptive_avgpool(1)", "conv(1, 2); relu"]
    with pytest.raises(SyntaxMistake, match="takes 3 maps and gets 2"):
        text_of_code(f"nn.Sequential({squeeze}, nn.Flatten(), nn.Linear(3, 4))")


def test_what_a_dense_layer_takes_is_compared_where_sizes_are_given() -> None:
    code = "nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, 4))"
    assert from_code(code, sizes={"W": 8, "H": 8}).numbers().params == 20 + 73 * 4
    with pytest.raises(SyntaxMistake, match="Linear takes 72 maps and gets 98"):
        from_code(code, sizes={"W": 9, "H": 9})


@pytest.mark.parametrize(
    ("code", "words", "place"),
    [
        ("nn.Sequential(nn.Conv2d(1, n, 5))", "only literals", "1:28"),
        ("nn.Sequential(nn.Conv2d(1, 20, 5), nn.Conv2d(21, 3, 3))", "takes 21 maps and gets 20", "1:36"),
        ("nn.Sequential(nn.Konv2d(1, 2, 3))", 'the layer "Konv2d" is not known', "1:15"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3, bias=print('ran')))", "only literals", "1:39"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3, colour=1))", "colour cannot be read", "1:34"),
        ("nn.Sequential(*[nn.ReLU()])", "no literal call", "1:15"),
        ("nn.Sequential(nn.Conv2d(1, 2))", "needs kernel_size", "1:15"),
        ("__import__('os').system('ls')", "no plain name", "1:1"),
        ("for x in y: pass", "only imports and one Sequential", "1:1"),
        ("nn.Sequential(", "this is no Python", "1:14"),
        ("nn.Sequential()", "empty", "1:1"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Softmax(dim=-1))", "the dimension -1 cannot be read", "1:35"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(2, 3))", "nn.Flatten() before it", "1:35"),
        ("x = 'é'\nnn.Sequential(nn.ReLU('é' + x))", "only literals", "2:23"),
        ("nn.Sequential(nn.Conv2d(1, 8 // 0, 3))", "a division by 0", "1:28"),
        ("nn.Sequential(nn.Conv2d(1, 9" + "*999999999" * 5 + ", 3))", "more than 40 digits", "1:28"),
        ("nn.Sequential(nn.Conv2D(1, 20, 5))", 'the layer "Conv2D" is not known', "1:15"),
        ("keras.Sequential([layers.Conv2d(8, 3)])", 'the layer "Conv2d" is not known', "1:19"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool1d(2))", "goes along 1 axes, and the input has 2", "1:35"),
        ("nn.Sequential(nn.Conv3d(1, 2, 3), nn.ZeroPad2d(1))", "goes along 2 axes, and the input has 3", "1:35"),
        ("nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Linear(8, 2))", "nn.Flatten() before it", "1:40"),
        ("nn.Sequential(nn.Linear(784, 8), nn.Linear(9, 2))", "takes 9 maps and gets 8", "1:34"),
        ("class Net(nn.Module): pass", "only imports and one Sequential", "1:1"),
        ("x = Input((8, 8, 3))\ny = Conv2D(8, 3)(x)\nz = ReLU()(x)", "only a chain can be read", "3:12"),
        ("model = Sequential()\nmodel.add(3)", "no literal call", "2:11"),
        (">>> nn.Sequential(\n...     nn.Conf2d(1, 2, 3))\nSequential(...)", 'the layer "Conf2d"', "2:9"),
        ("nn.Sequential(nn.Conv2d(1, 2, -3))", "Conv2d: kernel_size cannot be -3", "1:15"),
        ("nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d('2'))", "MaxPool2d: kernel_size cannot be 2", "1:35"),
        ("nn.Sequential(nn.Conv2d(1, 2, (3, 5 / 2)))", "Conv2d: kernel_size cannot be", "1:15"),
        ("n = f.n if f else 2\nnn.Sequential(nn.Conv2d(1, n, 3))", "only literals", "2:28"),
        ("n = 2\nn = f.n\nnn.Sequential(nn.Conv2d(1, n, 3))", "only literals", "3:28"),
        ("one = nn.Conv2d(3, 3, 1)\nnn.Sequential(one, nn.ReLU(), one)", "no literal call", "2:31"),
        ("x = Input((8, 8, 3))\ny = Conv2D(3, 1)(x)\nz = layers.add([x, y])", "only a chain", "3:5"),
        (f"{MODEL}\nm.insert(0, nn.ReLU())", "a Sequential is expected", "2:1"),
        (f"{MODEL}\nm = wrapped(m)", "a Sequential is expected", "2:5"),
        (f"{MODEL}\nm[0] = nn.ReLU()", "a Sequential is expected", "2:8"),
        (f"{MODEL}\nother = m\nother.pop(0)", "only literals", "2:9"),
        (f"{MODEL}\nfor n in range(3):\n    m.append(nn.ReLU())", "only imports and one Sequential", "2:1"),
        (f"{MODEL}\ngrow(m)", "a Sequential is expected", "2:1"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(code: str, words: str, place: str) -> None:
    with pytest.raises(SyntaxMistake) as refusal:
        text_of_code(code)
    assert words in refusal.value.message
    assert f":{place}:" in str(refusal.value)


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(SyntaxMistake):
        text_of_code("nn.Sequential(" * 2000 + ")" * 2000)


def test_sizes_that_are_given_are_defaults() -> None:
    net = from_code("nn.Sequential(nn.Conv2d(1, 20, 5), nn.ReLU())", sizes={"W": 32, "H": 28, "D": 1})
    assert net.source.splitlines()[0] == "network Net(W = 32, H = 28) {"
    assert net.numbers().output == (28, 24, 20)
    with pytest.raises(ArgumentMistake, match="D = 3, but the code says 1"):
        from_code("nn.Sequential(nn.Conv2d(1, 20, 5))", sizes={"D": 3})
    with pytest.raises(ArgumentMistake, match="T = 3, but the code says that there is no such axis"):
        from_code("nn.Sequential(nn.Conv2d(1, 20, 5))", sizes={"T": 3})
