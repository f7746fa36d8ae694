"""What code is as text: Python that a linter takes, whatever names, comments and words an author chose."""

from __future__ import annotations

import ast
import builtins
import keyword
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

import symcnn
from symcnn.api import zoo
from symcnn.code.identifiers import TAKEN
from symcnn.code.keras_helpers import KERAS_HELPERS
from symcnn.code.keras_model import KERAS_IMPORTS
from symcnn.code.torch_helpers import HELPERS
from symcnn.code.torch_module import IMPORTS
from symcnn.code.torch_names import OF_A_MODULE
from symcnn.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FEW = ("lenet5", "resnet50", "mobilenet_v2", "unet", "segnet", "googlenet", "deeplabv3_resnet50", "vit", "hourglass")
HOSTILE = (
    *("self", "nn", "torch", "functional", "x", "forward", "train", "add_module", "_modules", "__init__", "__class__"),
    *("__del__", "__reduce__", "super", "print", "eval", "exec", "open", "None_", "True_", "out_D", "out_X", "turn"),
    *("heads", "entry", "found", "l", "O", "I", "X_", "Net", "Sequential", "\N{LATIN SMALL LIGATURE FI}t"),
    *("\N{KELVIN SIGN}", "\N{MATHEMATICAL BOLD CAPITAL K}", "K", "é", "e\N{COMBINING ACUTE ACCENT}"),
    *("\N{ARABIC LETTER ALEF}", "\N{DOUBLE-STRUCK CAPITAL N}", "\N{ROMAN NUMERAL TWELVE}", "_", "__", "a" * 300),
    *(word for word in keyword.kwlist if word.islower()),
)
DOCS = (
    "a\\",
    'says "this" and " ',
    "\\N{BULLET} \\x41 \\",
    "\x1b[31m \u202e turned",
    "''' + str(1) + '''",
    "\\u",
    "{0} %s",
)


def code(text: str, target: str = "torch") -> str:
    return str(symcnn.parse(text).code(target))


def loaded_names(nodes: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(nodes) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def bound_names(tree: ast.AST) -> set[str]:
    """Every name that a file gives a meaning to: imports, classes, functions, arguments, variables."""
    found = {alias.asname or alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    found |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for alias in n.names}
    found |= {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    found |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return found | {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def is_plain(text: str) -> ast.Module:
    """The file as a tree, which holds classes, functions and imports that are ours; of the author's only names."""
    tree = ast.parse(text)
    for node in tree.body:
        assert isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Import | ast.ImportFrom), ast.unparse(node)
        if isinstance(node, ast.Import | ast.ImportFrom):
            assert ast.unparse(node) in {*IMPORTS.values(), *KERAS_IMPORTS.values(), "from keras import layers, ops"}
    assert loaded_names(tree) <= bound_names(tree) | {name for name in dir(builtins) if name in TAKEN}
    assert not loaded_names(tree) & {"eval", "exec", "open", "__import__", "print", "compile", "getattr"}
    return tree


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize(
    "text",
    some_fast(
        [
            "input(8, 8, 3); {}: conv(3, 8, padding=1); add {{ {{ from {} {{ }} }} {{ relu }} }}",
            "network Net({} = 8) {{ input({}, 8, 3); conv(3, {}); dense({}) }}",
            "network {}(W = 8) {{ input(W, 8, 3); conv(3, 4) }}",
            "block {}(K) {{ conv(3, K, padding=1) }} network N(W = 8) {{ input(W, W, 3); {}(5) }}",
            "input(8, 8, 3); let {} = 4; repeat 3 {{ conv(3, {}, padding=1); relu }}",
            "input(8, 8, 3); for {} in [4, 8] {{ conv(3, {}, padding=1); relu }}",
            "network N(W = 16, n = 2) {{ input(W, 3); repeat n as {} {{ conv(3, {} + 1, padding=1) }} }}",
            "input(8, 8, 3); {}: head {{ dense(2); relu }}; dense(3)",
        ]
    ),
)
def test_hostile_names(text: str, word: str) -> None:
    try:
        written = code(text.replace("{}", word).replace("{{", "{").replace("}}", "}"))
    except TextError:
        return  # such a name the language has not
    tree = is_plain(written)
    names = bound_names(tree)
    assert not [name for name in names if keyword.iskeyword(name) or name in {"l", "O", "I"}]
    compile(written, "generated.py", "exec")


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize(
    "text",
    some_fast(
        [
            "input(8, 8, 3); {}: conv(3, 8, padding=1); add {{ {{ from {} {{ }} }} {{ relu }} }}",
            "block {}(K) {{ {}: conv(3, K, padding=1) }} network N(W = 8) {{ input(W, W, 3); {}: {}(5); {}(5) }}",
            "network N(W = 16, n = 2) {{ input(W, 3); repeat n as {} {{ {}: conv(3, {} + 1, padding=1) }} }}",
            "input(8, 8, 3); {}: head {{ dense(2); relu }}; for {} in [1, 2] {{ {}: relu }}",
        ]
    ),
)
def test_hostile_names_in_keras(text: str, word: str) -> None:
    try:
        written = code(text.replace("{}", word).replace("{{", "{").replace("}}", "}"), "keras")
    except TextError:
        return  # such a name the language has not
    names = bound_names(is_plain(written))
    assert not [name for name in names if keyword.iskeyword(name) or name in {"l", "O", "I"}]
    compile(written, "generated.py", "exec")


@pytest.mark.parametrize("words", DOCS)
def test_hostile_words(words: str) -> None:
    text = f'"""{words}"""\nnetwork N(W = 8) {{ assume W != 3 or\nW > 2; input(W, W, 3); conv(3, 4) }}'
    written = code(text)
    is_plain(written)
    assert "\x1b" not in written
    assert "\u202e" not in written


def test_attributes_do_not_hide_those_of_modules() -> None:
    written = code("input(8, 8, 3); train: conv(3, 8); forward: relu; _modules: conv(1, 2); out_D: relu")
    stored = {n.attr for n in ast.walk(ast.parse(written)) if isinstance(n, ast.Attribute) and n.attr != "__init__"}
    assert not stored & OF_A_MODULE
    assert not [name for name in stored if name.startswith("_")]


def test_what_a_module_has_is_known(torch: Any) -> None:
    has = {*dir(torch.nn.Module()), *dir(torch.nn.Sequential()), *dir(torch.nn.ModuleList())}
    assert {name for name in has if not name.startswith("_")} <= OF_A_MODULE


def linted(texts: Iterable[tuple[str, str]], folder: Path) -> str:
    for name, text in texts:
        (folder / f"{name}.py").write_text(text, "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    found = ""
    for command in (["check", "--isolated"], ["format", "--check", "--isolated"]):
        done = subprocess.run([*ruff, *command, str(folder)], capture_output=True, text=True, check=False)
        found += done.stdout + done.stderr if done.returncode else ""
    return found


def test_a_linter_takes_it_as_it_is(tmp_path: Path) -> None:
    pytest.importorskip("ruff")
    assert not linted(((name, str(symcnn.load(name).code("torch"))) for name in FEW), tmp_path)
    both = [(f"keras_{name}", str(symcnn.load(name).code("keras"))) for name in FEW if name != "segnet"]
    assert not linted(both, tmp_path)


def test_helpers_are_written_as_a_formatter_would(tmp_path: Path) -> None:
    pytest.importorskip("ruff")
    needs = "".join(f"{line}\n" for line in IMPORTS.values() if "torch" in line)
    used = "\n\n\n".join(text.strip() for text in HELPERS.values())
    text = f"from math import prod\n\n{needs}\n\n{used}\n"
    assert not linted([("helpers", text)], tmp_path)
    used = "\n\n\n".join(text.strip() for text in KERAS_HELPERS.values())
    text = f"from math import prod\n\nimport keras\nfrom keras import layers, ops\n\n\n{used}\n"
    assert not linted([("keras_helpers", text)], tmp_path)


REFUSED = {
    "layer mine { X' = X; D' = D; params = 0 } input(8, 8, 3); mine": "1:59: PyTorch has no counterpart of the layer",
    "layer yours { X' = X; D' = D; params = 0 } input(8, 8, 3); yours": "what it counts, and code needs what it does",
    "layer relu { X' = X; D' = D; params = 5 } input(8, 8, 3); relu": "PyTorch has no counterpart of the layer",
    "input(8, 8, 3); max_unpool(2)": "there is no pooling of the same sizes in the same block",
    "input(8, 8, 3); selu(alpha=2)": 'PyTorch has no counterpart of "selu" with constants of its own',
    "input(8, 3); avgpool(2, divisor=3)": 'PyTorch has no counterpart of "avgpool" with a divisor along one axis',
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_counterpart_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(TextError) as refusal:
        code(text)
    assert REFUSED[text] in str(refusal.value)
    assert "^" in str(refusal.value)


def test_symbols_without_defaults_are_required() -> None:
    written = code("network N(W, K, M = 10) { input(W, W, 3); conv(3, K); gap; dense(M) }")
    assert "def __init__(self, *, W, K, M=10):" in written


def test_values_that_were_put_in_are_the_defaults() -> None:
    assert "def __init__(self, W=224, H=224, D=3, C=32, M=1000):" in str(symcnn.load("resnet50").at(C=32).code())
    with pytest.raises(TextError, match="has no counterpart in the code"):
        symcnn.load("resnet50").at(C="2*n").code()


OF_ITS_OWN = {
    **{name: "scaled_conv" for name in zoo() if name.startswith("nfnet")},
    "edgenext": "fourier_positions",
    "efficientvit": "linear_attention",
}
"""Networks with a layer of their own that PyTorch has not, and the first of these."""


@pytest.mark.parametrize("name", sorted(OF_ITS_OWN))
def test_a_layer_of_its_own_is_refused_by_name(name: str) -> None:
    with pytest.raises(TextError, match=f'no counterpart of the layer "{OF_ITS_OWN[name]}"'):
        symcnn.load(name).code("torch")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("maxpool(3, padding=causal)", "with causal padding"),
        ("conv_transpose(3, 4, stride=2, output_padding=2)", "whose stride or output padding may be too large"),
        ("avgpool(2, dilation=2)", "with dilation"),
        ("upsample(6/5)", "may not be whole"),
        ("softmax(positions=true)", "with positions"),
        ("opaque((3, 3), 4)", 'of the layer "opaque"'),
    ],
)
def test_an_argument_that_no_row_knows_is_refused(call: str, words: str) -> None:
    with pytest.raises(TextError, match=words):
        symcnn.parse(f"input(9, 9, 3); {call}").code("torch")


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("locally_connected(3, 4)", 'Keras has no counterpart of the layer "locally_connected"'),
        ("maxpool(3, dilation=2)", 'Keras has no counterpart of "maxpool" with dilation'),
        ("conv_transpose(3, 3, groups=3)", "with groups"),
        ("conv(3, 4, stride=2, dilation=2)", "with a stride and dilation"),
        ("conv_transpose((3, 2), 4, stride=(1, 2), dilation=(2, 1))", "with a stride and dilation"),
    ],
)
def test_what_keras_lacks_is_refused_with_its_place(call: str, words: str) -> None:
    with pytest.raises(TextError, match=words) as refusal:
        code(f"input(9, 9, 3); {call}", "keras")
    assert "^" in str(refusal.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*zoo()} - {*OF_ITS_OWN}))
def test_the_zoo_has_code(name: str) -> None:
    is_plain(str(symcnn.load(name).code("torch")))


def test_only_the_turns_of_deep_networks_are_layers_of_their_own() -> None:
    """Keras follows the layers of a model by recursion."""
    shallow, deep = (code(f"input(8, 8, 3); repeat {n} {{ conv(3, 4, padding=1) }}", "keras") for n in (200, 500))
    assert "nested" not in shallow
    assert deep.count("x = nested(turn_entry, x)") == 1


def test_what_keras_crops_may_hang_on_a_symbol() -> None:
    net = symcnn.parse("input(8, 8, 1); conv_transpose(9, 1, stride=r, padding=4, output_padding=r - 1)")
    assert "layers.Cropping2D(((4, max(0, r - 9) - r + 5), (4, max(0, r - 9) - r + 5)))" in net.code("keras")
    late = symcnn.parse("input(8, 8, 1); conv_transpose(3, 1, stride=2, padding=0, output_padding=1)")
    with pytest.raises(TextError, match="whose output padding is more than its padding"):
        late.code("keras")
