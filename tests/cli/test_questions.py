"""The verbs that ask: what they print, and how they end."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SAME = ("solve", "-e", "input(W, W, D); C: conv(F, K, padding=P)", "C.W == W", "--for", "P")
ONE, OTHER = "input(W, W, C); conv(3, C)", "input(W, W, C); conv(5, C)"


@pytest.mark.parametrize(("arguments", "first"), [
    (("sizes", "lenet5"), "W ≥ 32, from 32 on"),
    (("sizes", "lenet5", "--for", "H"), "H ≥ 32, from 32 on"),
    (SAME, "P = (F − 1)/2 if F ≡ 1 (mod 2)"),
    ((*SAME, "--notation", "dumoulin"), "p = (k − 1)/2 if k ≡ 1 (mod 2)"),
    (("sizes", "lenet5", "--for", "W", "--notation", "dumoulin"), "i₁ ≥ 32, from 32 on"),
    (("memory", "-e", "input(4, D); conv(1, K)", "--notation", "lecun", "--bytes", "2*D"),
     "memory in bytes, with 2n₁ bytes per number"),
    (("derive", "-e", "input(D); dense(N)", "--leading", "D", "--notation", "pytorch", "--lang", "zh"),
     "C_in 增大时的主导项"),
    (("solve", "lenet5", "S4.W == 7", "--for", "W"), "40 ≤ W ≤ 43"),
    (("solve", "lenet5", "connections >= 340908", "--for", "W", "--numbers"), "W ≥ 32"),
    (("solve", "lenet5", "params == 1", "--for", "D", "--numbers"), "no D: "),
    (("solve", "-e", "input(9, 9, 1); c: conv(F, 2, padding=P)", "c.W == 9", "--for", "F,P", "--bound", "F=3..4"),
     "F = 3: P = 1"),
    (("compare", "-e", ONE, "-e", OTHER), "parameters"),
    (("compare", "lenet5", "lenet5", "--of", "macs", "--numbers"), "MACs"),
])  # fmt: skip
def test_it_prints(run: Callable[..., Any], arguments: tuple[str, ...], first: str) -> None:
    result = run(*arguments)
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[0].startswith(first)


@pytest.mark.parametrize("verb", [("compare",), ("family",), ("sweep", "--over", "C=3..9:3", "--set", "W=8")])
def test_a_network_comes_in_as_text(run: Callable[..., Any], verb: tuple[str, ...]) -> None:
    piped = run(*verb, "-", "-e", OTHER, stdin=ONE)
    assert (piped.status, piped.err) == (0, "")
    assert piped.out.replace("<stdin>", "-e") == run(*verb, "-e", ONE, "-e", OTHER).out


@pytest.mark.parametrize("arguments", [("sizes", "lenet5"), SAME, ("compare", "-e", ONE, "-e", OTHER)])
def test_json_is_data_and_a_file_holds_it(run: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...]) -> None:
    printed = run(*arguments, "--format", "json")
    json.loads(printed.out)
    assert run(*arguments, "--format", "json", "-o", "page") == (0, "", "")
    assert (tmp_path / "page").read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize(("status", "arguments", "words"), [
    (2, ("sizes", "lenet5", "--for", "w"), 'did you mean "W"?'),
    (2, ("sizes", "-e", "input(8, 8, 3); conv(3, K)"), "every input size of this network is a number"),
    (2, ("sizes", "-e", "input(N); dense(3)", "--for", "Q"), 'no symbol "Q"'),
    (1, ("solve", "lenet5", "--for", "W"), "give a network and an equation"),
    (2, ("solve", "lenet5", "S4.W = 7", "--for", "W"), "equation:1:6"),
    (2, ("solve", "lenet5", "S4.W == 7", "--for", "M"), "M does not occur"),
    (1, ("solve", "lenet5", "S4.W == 7", "--for", "W", "--bound", "W=1-9"), "such as F=1..9"),
    (2, ("solve", "lenet5", "S4.W == 7", "--for", "H,W"), "H needs a bound"),
    (2, ("solve", "lenet5", "S4.W == 7", "--for", "W", "--bound", "w=1..9"), 'did you mean "W"?'),
    (2, ("solve", "lenet5", "S4.W == 7", "--for", "W", "--bound", "H=1..9"), "H has a bound, but is not what"),
    (2, ("solve", "lenet5", "S4.W == 7", "--for", "W", "--bound", "W=9..1"), "no W is at least 9 and at most 1"),
    (1, ("sizes", "lenet5", "--secnds", "3"), 'error: there is no option --secnds\n  did you mean "--seconds"?\n  '),
    (1, ("sizes", "lenet5", "--seconds", "x"), "error: invalid value for '--seconds': "),
    (1, ("sizez", "lenet5"), 'error: there is no command "sizez"\n  did you mean "sizes"?\n'),
    (1, ("sizes",), "error: give one of FILE, NAME, - for standard input, or -e TEXT\n"),
    (1, ("compare", "lenet5"), "give two networks"),
    (1, ("compare", "lenet5", "lenet5", "--set", "Q=1"), "neither network has a symbol"),
    (1, ("compare", "lenet5", "lenet5", "--of", "parms"), 'did you mean "params"?'),
    (1, ("derive", "lenet5", "--form", "shorter"), 'did you mean "shortest"?'),
    (2, ("derive", "lenet5", "--form", "by Q"), 'no symbol "Q"'),
    (2, ("derive", "lenet5", "--leading", "Q"), 'no symbol "Q"'),
])  # fmt: skip
def test_it_says_what_is_wrong(fails: Callable[..., str], status: int, arguments: tuple[str, ...], words: str) -> None:
    assert words in fails(status, *arguments)


def test_time_that_is_up_is_no_failure(run: Callable[..., Any]) -> None:
    result = run("solve", "lenet5", "S4.W*S4.W == S4.H + 2", "--for", "W", "--seconds", "0")
    assert result.status == 0
    assert result.out.startswith("not decided; what was tried:")


FRACTIONS = "network N(a: real > 0) { input(8, 3); conv(3, floor(a*4)) }"


def test_bounds_on_the_command_line(run: Callable[..., tuple[int, str, str]]) -> None:
    arguments = ("solve", "-e", FRACTIONS, "conv1.params <= 100", "--for", "a")
    assert run(*arguments, "--bound", "a=1/8..2")[1] == "1/4 ≤ a ≤ 2\n"
    assert run(*arguments, "--bound", "a=0.5 .. 2")[1] == "1/2 ≤ a ≤ 2\n"
    for wrong in ("a=5", "a=..2", "a=1.."):
        assert "write the least and the greatest value" in run(*arguments, "--bound", wrong)[2]


@pytest.mark.parametrize("unknowns", [["--for", "W,H"], ["--for", "W, H"], ["--for", "W", "--for", "H"]])
def test_several_unknowns_keep_no_default(run: Callable[..., Any], unknowns: list[str]) -> None:
    found = run("solve", "lenet5", "units == 8094", "--numbers", "--bound", "W=32..33", *unknowns)
    assert found.out.splitlines()[0] == "W = 32: H = 32"
