"""What SymPy's own printers and ``lambdify`` make of what is handed out."""

from __future__ import annotations

import functools
import pickle
import shutil
import subprocess
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import sympy
from compiled_runs import drawn_points
from fast_rows import some_fast
from sympy.printing.lambdarepr import NumExprPrinter
from sympy.printing.numpy import CuPyPrinter, JaxPrinter
from sympy.printing.pytorch import TorchPrinter
from sympy.printing.tensorflow import TensorflowPrinter

import symcnn
from symcnn.algebra.quotients.choice import ChoiceIfNotBelowZero, ChoiceIfZero
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.remainder import Remainder
from symcnn.algebra.quotients.whole_total import whole_total
from symcnn.algebra.sums.series import Index, Series
from symcnn.compiled.proved_whole import exact_in_code
from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

W, P = sympy.symbols("W P", integer=True, positive=True)
NODES: dict[str, tuple[sympy.Expr, Callable[[int, int], int]]] = {
    "a quotient": (Quotient(W - 2 * P, 7), lambda w, p: (w - 2 * p) // 7),
    "a quotient of powers": (Quotient(W**2 - P**3, 7), lambda w, p: (w * w - p * p * p) // 7),
    "a quotient by a symbol": (Quotient(P - W, P), lambda w, p: (p - w) // p),
    "a quotient of a number": (Quotient(100, W), lambda w, _: 100 // w),
    "a quotient of fractions": (
        Quotient(W / 2 + P / 3 - 7, sympy.Rational(5, 2)),
        lambda w, p: (Fraction(w, 2) + Fraction(p, 3) - 7) // Fraction(5, 2),
    ),
    "a quotient of the least": (Quotient(sympy.Min(W, P**2) + 1, 3), lambda w, p: (min(w, p * p) + 1) // 3),
    "a quotient of the greatest": (
        Quotient(sympy.Max(W, P**2, 2 * P) - 40, 3),
        lambda w, p: (max(w, p * p, 2 * p) - 40) // 3,
    ),
    "a remainder in a product": (2 * Remainder(W - 2 * P, 7) - 1, lambda w, p: 2 * ((w - 2 * p) % 7) - 1),
    "a quotient of a remainder": (
        Quotient(Remainder(W**2 - P, 7) * P, 4),
        lambda w, p: ((w * w - p) % 7) * p // 4,
    ),
    "a choice": (3 * ChoiceIfZero(W - P, W + 3, P) - 1, lambda w, p: 3 * (w + 3 if w == p else p) - 1),
    "a choice by order": (
        Quotient(ChoiceIfNotBelowZero(W - 2 * P, W**2, P), 5),
        lambda w, p: (w * w if w >= 2 * p else p) // 5,
    ),
    "a total with fractions": (whole_total(W**2 / 2 - W / 2 + P), lambda w, p: w * (w - 1) // 2 + p),
    "a product with fractions": (whole_total(W * (W + 1) / 2), lambda w, _: w * (w + 1) // 2),
}
POINTS = [(width, padding) for width in range(1, 30, 3) for padding in range(1, 40, 7)]
PRINTERS = {
    "C": sympy.ccode,
    "C++": sympy.cxxcode,
    "JavaScript": sympy.jscode,
    "Rust": sympy.rust_code,
    "Julia": sympy.julia_code,
    "Octave": sympy.octave_code,
    "Fortran": sympy.fcode,
    "R": sympy.rcode,
    "Mathematica": sympy.mathematica_code,
    "Maple": sympy.maple_code,
    "CuPy": CuPyPrinter().doprint,
    "JAX": JaxPrinter().doprint,
    "PyTorch": TorchPrinter().doprint,
    "TensorFlow": TensorflowPrinter().doprint,
}
FLOATING = {"GLSL": sympy.glsl_code, "numexpr": NumExprPrinter().doprint}


@pytest.mark.parametrize("language", PRINTERS)
@pytest.mark.parametrize("name", NODES)
def test_every_node_is_printed(name: str, language: str) -> None:
    text = PRINTERS[language](NODES[name][0])
    assert "W" in text
    assert "ot supported" not in text


@pytest.mark.parametrize("language", FLOATING)
@pytest.mark.parametrize("name", NODES)
def test_printers_to_floating_point_name_the_call_to_use(name: str, language: str) -> None:
    with pytest.raises(Unavailable, match=r"floating point\n.*net\.function"):
        FLOATING[language](NODES[name][0])


@pytest.mark.parametrize("name", NODES)
def test_arrays_of_other_libraries_are_divided_as_whole_numbers(name: str) -> None:
    """What is printed for JAX, run with NumPy's arrays in the place of its own."""
    node, value = NODES[name]
    function = sympy.lambdify(
        [W, P], node, [{"where": np.where, "jax": SimpleNamespace(numpy=np), "functools": functools}], JaxPrinter
    )
    points = np.array(POINTS, dtype=np.int64).T
    assert function(*points).tolist() == [value(width, padding) for width, padding in POINTS]
    assert function(*points).dtype == np.int64


def test_logic_is_told_of_whole_numbers() -> None:
    printed = sympy.smtlib_code(3 * Quotient(W - 2 * P, 7) - 1, auto_assert=False, auto_declare=False)
    assert printed == "(+ -1 (* 3 (div (+ W (* -2 P)) 7)))"
    with_names = sympy.smtlib_code(2 * Remainder(W - 2 * P, 7) - 1)
    assert with_names.splitlines()[-1] == "(+ -1 (* 2 (mod (+ W (* -2 P)) 7)))"


def right() -> list[list[int]]:
    return [[int(value(width, padding)) for _, value in NODES.values()] for width, padding in POINTS]


def printed(command: list[str]) -> list[list[int]]:
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return [list(map(int, line.split())) for line in ended.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("cc") is None, reason="no cc")
def test_c_computes_with_whole_numbers(tmp_path: Path) -> None:
    values = [f'printf("%ld ", {sympy.ccode(node)});' for node, _ in NODES.values()]
    calls = [f"row({width}, {padding});" for width, padding in POINTS]
    source = f'#include <stdio.h>\nvoid row(long W, long P) {{ {" ".join(values)} puts(""); }}\n'
    (tmp_path / "rounded.c").write_text(f"{source}int main(void) {{ {' '.join(calls)} return 0; }}")
    command = [
        str(shutil.which("cc")),
        "-Wall",
        "-Werror",
        "-o",
        str(tmp_path / "rounded"),
        str(tmp_path / "rounded.c"),
    ]
    subprocess.run(command, check=True)
    assert printed([str(tmp_path / "rounded")]) == right()


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
def test_javascript_computes_with_whole_numbers() -> None:
    values = ", ".join(sympy.jscode(node) for node, _ in NODES.values())
    script = f"{[list(point) for point in POINTS]}.forEach(([W, P]) => console.log([{values}].join(' ')))"
    assert printed([str(shutil.which("node")), "-e", script]) == right()


@pytest.mark.skipif(shutil.which("rustc") is None, reason="no rustc")
def test_rust_computes_with_whole_numbers(tmp_path: Path) -> None:
    values = "".join(f'let v: i64 = {sympy.rust_code(node)}; print!("{{}} ", v);\n' for node, _ in NODES.values())
    source = f"fn row(W: i64, P: i64) {{\n{values}println!();\n}}\n"
    calls = "".join(f"row({width}, {padding});" for width, padding in POINTS)
    (tmp_path / "rounded.rs").write_text(f"#![allow(warnings)]\n{source}fn main() {{ {calls} }}")
    command = [str(shutil.which("rustc")), "-o", str(tmp_path / "rounded"), str(tmp_path / "rounded.rs")]
    subprocess.run(command, check=True, capture_output=True)
    assert printed([str(tmp_path / "rounded")]) == right()


@pytest.mark.parametrize("modules", ["math", "sympy", "mpmath", "numpy"])
def test_lambdify_computes_with_whole_numbers(modules: str) -> None:
    compiled = sympy.lambdify([W, P], [node for node, _ in NODES.values()], modules)
    assert [list(map(int, compiled(*point))) for point in POINTS] == right()
    large = 10**20 + 7
    assert modules == "numpy" or compiled(large, 3)[-2] == large * (large - 1) // 2 + 3


@pytest.mark.parametrize("write", [*PRINTERS.values(), *FLOATING.values()])
def test_a_sum_names_the_call_to_use(write: Callable[[sympy.Expr], str]) -> None:
    i = Index("i")
    with pytest.raises(Unavailable, match=r"needs a loop\n.*net\.function"):
        write(Series(2 ** (i**2), i, 0, W))


@pytest.mark.parametrize("write", [sympy.ccode, sympy.cxxcode, sympy.rust_code])
def test_a_power_that_needs_a_loop_names_the_call_to_use(write: Callable[[sympy.Expr], str]) -> None:
    with pytest.raises(Unavailable, match=r"net\.function"):
        write(Quotient(2**W + P, 3))


FRACTIONS = (
    "densenet",
    "densenet_bc",
    "rcan",
    "wideresnet",
    "shufflenet_v1",
    "stackedhourglass",
    "unet",
    "wavenet",
    "yolov5n",
)


@pytest.mark.parametrize("name", some_fast(["lenet5", "resnet_bottleneck", "vgg", *FRACTIONS]))
@pytest.mark.parametrize("key", ["params", "macs", "units"])
def test_lambdify_is_exact_with_whole_numbers(name: str, key: str) -> None:
    net = symcnn.load(name)
    total = net.quantity(key)
    function, symbols = net.function(key), sorted(total.free_symbols, key=str)
    compiled = sympy.lambdify(symbols, total, "math")
    factors = (1, 2**20, 3**20)
    points = [{**net.defaults, **point} for point in drawn_points(net, function.symbols, 12, 3)] + [net.defaults]
    points = [{word: value * factor if word in "WHTC" else value for word, value in point.items()}
              for point in points for factor in factors]  # fmt: skip
    right = [(point, function(**{word: point[word] for word in function.symbols})) for point in points]
    there = [(point, value) for point, value in right if value is not None]
    assert there
    assert [compiled(*(point[symbol.name] for symbol in symbols)) for point, _ in there] == [
        value for _, value in there
    ]
    assert all(isinstance(compiled(*(point[symbol.name] for symbol in symbols)), int) for point, _ in there)


def test_a_whole_total_is_sympys_own_in_all_else() -> None:
    plain = W**2 / 6 - sympy.Rational(5, 3) * W + P
    total: Any = whole_total(plain)
    assert type(total) is not type(plain)
    assert total == plain
    assert plain == total
    assert (total != plain, plain != total) == (False, False)
    assert {plain: 1}[total] == {total: 1}[plain] == 1
    made = [total.func(*total.args), total.subs(P, 3), 2 * total, total + W, -total, total.xreplace({P: W})]
    assert {type(one) for one in made} <= {sympy.Add, sympy.Mul}
    assert total - plain == 0
    assert total.diff(W) == plain.diff(W)
    assert (str(total), sympy.srepr(total)) == (str(plain), sympy.srepr(plain))
    again = pickle.loads(pickle.dumps(total))  # noqa: S301 - its own
    assert (again, type(again)) == (plain, type(total))


def test_only_what_is_shown_to_be_whole_is_divided_as_whole_numbers() -> None:
    width = 10**20 + 2
    for text, right in (("", width / 3), ("assume W % 3 == 0; ", width // 3)):
        net = symcnn.parse(f"{text}input(W, 3); conv(1, 8)")
        third = exact_in_code(net, net.symbols["W"] / 3)
        assert sympy.lambdify(net.symbols["W"], third)(width) == right


GROUPED = [
    {"a": 1, "b": 1, "G": 1, "n_1": 2, "n_2": 4, "n_3": 14, "n_4": 1},
    {"a": 10**9, "b": 3 * 10**9, "G": 2, "n_1": 2, "n_2": 4, "n_3": 14, "n_4": 3},
    {"a": Fraction(3, 4), "b": Fraction(5, 2), "G": 4, "n_1": 3, "n_2": 5, "n_3": 14, "n_4": 2},
    {"a": 1, "b": 1, "G": 7, "n_1": 1, "n_2": 1, "n_3": 1, "n_4": 1},  # without a layer whose groups have to divide
]
SQUEEZED = [{"C": 64, "r": 16}, {"C": 10**12, "r": 4 * 10**12}, {"C": 3**30, "r": 3**20}, {"C": 5, "r": 20}]


@pytest.mark.parametrize(
    ("name", "point"), [*(("repvgg", point) for point in GROUPED), *(("se_resnet50", point) for point in SQUEEZED)]
)
def test_symbols_that_divide_divide_whole_numbers(name: str, point: dict[str, int | Fraction]) -> None:
    net = symcnn.load(name)
    point = {word: value for word, value in net.defaults.items() if str(word) in map(str, net.free_symbols)} | point
    numbers = net.at(**point)
    for key in ("params", "macs"):
        total = net.quantity(key)
        symbols = sorted(total.free_symbols, key=str)
        value = sympy.lambdify(symbols, total, "math")(*(point[symbol.name] for symbol in symbols))
        assert (value, type(value)) == (numbers.quantity(key), int)


def test_what_no_condition_divides_stays_a_fraction() -> None:
    net = symcnn.load("repvgg")
    assert sympy.pycode(exact_in_code(net, net.params / net.symbols["G"])).endswith("/G")
