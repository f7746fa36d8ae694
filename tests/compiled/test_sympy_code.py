"""What SymPy's own printers and ``lambdify`` make of what is handed out."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
import sympy

import symcnn
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.sums.series import Index, Series
from symcnn.errors import Unavailable

if TYPE_CHECKING:
    from pathlib import Path

W, P = sympy.symbols("W P", integer=True, positive=True)
ROUNDED = Quotient(W - 2 * P, 7)
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
}


@pytest.mark.parametrize("language", PRINTERS)
def test_a_quotient_is_printed(language: str) -> None:
    text = PRINTERS[language](ROUNDED)
    assert "7" in text
    assert "ot supported" not in text


@pytest.mark.skipif(shutil.which("cc") is None, reason="no cc")
def test_c_rounds_down(tmp_path: Path) -> None:
    loop = f'while (scanf("%ld %ld", &W, &P) == 2) printf("%ld\\n", {sympy.ccode(ROUNDED)});'
    source = f"#include <stdio.h>\nint main(void) {{ long W, P; {loop} return 0; }}"
    (tmp_path / "rounded.c").write_text(source)
    subprocess.run([str(shutil.which("cc")), "-o", tmp_path / "rounded", tmp_path / "rounded.c"], check=True)
    assert printed([str(tmp_path / "rounded")]) == right()


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
def test_javascript_rounds_down() -> None:
    body = f"const [W, P] = line.split(' ').map(Number); console.log({sympy.jscode(ROUNDED)})"
    script = f"require('fs').readFileSync(0, 'utf8').trim().split('\\n').forEach((line) => {{ {body} }})"
    assert printed([str(shutil.which("node")), "-e", script]) == right()


def printed(command: list[str]) -> list[int]:
    lines = "".join(f"{width} {padding}\n" for width, padding in POINTS)
    ended = subprocess.run(command, input=lines, capture_output=True, text=True, check=True)
    return [int(line) for line in ended.stdout.split()]


def right() -> list[int]:
    return [(width - 2 * padding) // 7 for width, padding in POINTS]


def test_a_sum_names_the_call_to_use() -> None:
    i = Index("i")
    with pytest.raises(Unavailable, match=r"net\.function"):
        sympy.ccode(Series(2 ** (i**2), i, 0, W))


@pytest.mark.parametrize("name", ["lenet5", "resnet_bottleneck", "vgg"])
@pytest.mark.parametrize("modules", ["math", "sympy"])
def test_lambdify_is_exact_with_whole_numbers_where_no_coefficient_is_a_fraction(name: str, modules: str) -> None:
    net = symcnn.load(name)
    symbols = sorted(net.macs.free_symbols, key=str)
    compiled = sympy.lambdify(symbols, net.macs, modules)
    large = {symbol.name: 10**5 for symbol in symbols}
    assert compiled(*large.values()) == net.function("macs")(**large)
