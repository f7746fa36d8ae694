"""Short texts that ask for much: each ends soon and within its memory, in a result or in an error of ours."""

from __future__ import annotations

import subprocess
import sys

import pytest

SECONDS = 20
MEMORY = 4_000_000
"""In kilobytes, of addresses."""

BOMBS = {
    "brackets": "input(" + "(" * 10_000 + "W" + ")" * 10_000 + ", H, D)",
    "braces": "input(W, D) " + "repeat 2 { " * 10_000 + "relu" + "}" * 10_000,
    "digits": "input(" + "9" * 10_000 + ", D)",
    "minuses": "input(" + "-" * 10_000 + "W, D)",
    "nots": "assume " + "not " * 10_000 + "W",
    "ifs": "let a = " + "1 if W else " * 10_000 + "2",
    "powers": "input(2^(2^(2^(2^(2^2)))), D)",
    "products": "input(W, D); dense(" + "*".join(["W"] * 20_000) + ")",
    "sums": "input(W, D); dense(" + "+".join(f"a{i}" for i in range(1_000)) + ")",
    "squares": "input(W, D); let a0 = W + D; "
    + "; ".join(f"let a{i + 1} = a{i}*a{i} + a{i}" for i in range(60))
    + "; dense(a60)",
    "power of a sum": "input(W, D); dense((W + D + a + b + c + d + e + f + g)^900)",
    "symbolic tower": "input(W, D); dense(W^(W^(W^(W^W))))",
    "floors": "input(W, D); let a0 = W; "
    + "; ".join(f"let a{i + 1} = floor((a{i} + D)/S)" for i in range(400))
    + "; dense(a400)",
    "lets that double": "let a0 = (1, 1); "
    + "; ".join(f"let a{i + 1} = [a{i}, a{i}]" for i in range(60))
    + "; input(W, D); dense(count(a60))",
    "blocks that double": " ".join(f"block b{i} {{ b{i + 1}; b{i + 1} }}" for i in range(40))
    + " block b40 { relu } input(W, D); b0",
    "repeats of nothing": "input(W, D); repeat 100000 { repeat 100000 { repeat 100000 { } } }",
    "a list to go through": "input(W, D); for a in [" + "1," * 3_000 + "] { relu }",
    "a fold over much": "layer a(k) { X' = X; D' = sum(1 for i in k) } input(W, D); a(10^12)",
    "a fold over a box": "layer a(k) { X' = X; D' = sum(1 for i in box(k)) } input(9, 9, 9, D); a(10000)",
    "folds in folds": "layer a(k) { X' = X; D' = sum(sum(sum(1 for i in k) for i in k) for j in k) } input(D); a(999)",
    "long name": "input(" + "W" * 100_000 + ", D); relu",
    "long label": "C" * 100_000 + ": input(W, D)",
    "comments": "#" * 1_000_000 + "\ninput(W, D)",
    "strings": 'use "' + "a" * 100_000 + '"',
    "labels": "input(W, D); " + "; ".join(f"l{i}: relu" for i in range(800)),
    "many branches": "input(W, D); add { " + "{ relu } " * 3_000 + "}",
    "extrema": "input(W, D); conv(1, max("
    + ",".join(f"a{i}" for i in range(9))
    + ")*min(W, D)); "
    + "conv(1, max(W, D)); " * 30,
    "remainders": "input(W, D); let a0 = W; "
    + "; ".join(f"let a{i + 1} = (a{i} + {i}) % D + W" for i in range(200))
    + "; dense(a200)",
}

TRY = """
import sys
import symcnn
try:
    net = symcnn.parse(sys.stdin.read())
    for ask in (net.table, net.latex, net.explain, lambda: str(net.params)):
        assert ask()
except symcnn.SymcnnError as mistake:
    assert len(str(mistake)) < 2_000
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_bombs(name: str) -> None:
    """In a process of its own, which can be stopped whatever it does."""
    limited = f'ulimit -v {MEMORY}; exec "$@"'
    command = ["/bin/sh", "-c", limited, "sh", sys.executable, "-c", TRY]
    done = subprocess.run(command, input=BOMBS[name], capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr[-500:]
