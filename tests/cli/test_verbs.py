"""Every verb: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import pkgutil
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import click
import pytest
from fast_rows import some_fast

import symcnn
from symcnn.cli import cli
from symcnn.cli.group import VERBS
from symcnn.cli.options import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PRINTING = [("derive", "lenet5"), ("derive", "lenet5", "--numbers"), ("explain", "lenet5"), ("formula", "conv")]
SNIPPET = "input(W, H, D); c: conv(F, K, stride=S)"


def test_verbs_are_all_tested() -> None:
    found = {module.name for module in pkgutil.iter_modules(symcnn.cli.__path__)}
    assert {verb for verb in found if cli.get_command(click.Context(cli), verb) is not None} == set(VERBS)


@pytest.mark.parametrize("verb", ["", *VERBS])
@pytest.mark.parametrize("word", ["--help", "-h"])
def test_help(run: Callable[..., Any], verb: str, word: str) -> None:
    result = run(*filter(None, [verb, word]))
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"Usage: {f'cli {verb}'.strip()} ")
    assert "\\b" not in result.out
    assert "\b" not in result.out
    assert not [line for line in result.out.splitlines() if len(line) > 100]


def test_help_keeps_the_lines_of_its_examples(run: Callable[..., Any]) -> None:
    examples = [line for line in run("--help").out.splitlines() if line.strip().startswith("symcnn derive lenet5")]
    assert len(examples) == 2


def test_version(run: Callable[..., Any]) -> None:
    assert run("--version").out == f"symcnn, version {symcnn.__version__}\n"


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.parametrize("format_", FORMATS)
def test_formats(run: Callable[..., Any], arguments: tuple[str, ...], format_: str) -> None:
    result = run(*arguments, "--format", format_)
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("\n")
    assert not result.out.endswith("\n\n")
    assert "\x1b" not in result.out
    if format_ == "json":
        json.loads(result.out)
    if format_ == "html":
        assert open_tags(result.out) == []


def open_tags(page: str) -> list[str]:
    stack: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Any) -> None:  # noqa: ARG002 - the library's signature
            if tag not in ("br", "meta", "link"):
                stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert stack.pop() == tag

    Reader().feed(page)
    return stack


@pytest.mark.parametrize("arguments", PRINTING, ids=" ".join)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_holds_what_would_be_printed(
    run: Callable[..., Any], tmp_path: Path, arguments: tuple[str, ...], format_: str
) -> None:
    printed = run(*arguments, "--format", format_)
    result = run(*arguments, "--format", format_, "-o", "page")
    assert result == (0, "", "")
    written = (tmp_path / "page").read_text(encoding="utf-8")
    assert re.sub(r"(?:% |<!-- )made by symcnn \S+(?: -->)?\n\Z", "", written) == printed.out
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_numbers(run: Callable[..., Any]) -> None:
    totals = json.loads(run("derive", "lenet5", "--numbers", "--format", "json").out)["totals"]
    assert (totals["params"], totals["connections"]) == (60000, 340908)


def test_numbers_and_values(run: Callable[..., Any]) -> None:
    result = run("derive", "lenet5", "--numbers", "--set", "M=7", "--format", "json")
    assert json.loads(result.out)["totals"]["connections"] == 340908 - 3 * 84


def test_numbers_without_a_default_are_missed_by_name(fails: Callable[..., str]) -> None:
    """``--numbers`` promises numbers; a symbol without one is no number."""
    message = fails(1, "derive", "-e", "input(W, H, 3); conv(3, 8)", "--set", "W=9", "--numbers")
    assert "H" in message
    assert "--set" in message


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("W=64", [62, "H - 2", 4]),
        ("W = 64", [62, "H - 2", 4]),
        ("W=2*n", ["2*n - 2", "H - 2", 4]),
        ("W=2^6", [62, "H - 2", 4]),
        ("W=(3+5)*8", [62, "H - 2", 4]),
        ("W=H", ["H - 2", "H - 2", 4]),
    ],
)
def test_set(run: Callable[..., Any], setting: str, expected: list[Any]) -> None:
    result = run("derive", "-e", "input(W, H, D); conv(3, 4)", "--set", setting, "--format", "json")
    assert json.loads(result.out)["layers"][0]["output"] == expected


def test_set_a_fraction(run: Callable[..., Any]) -> None:
    text = "network M(alpha: real = 1) { input(8, 8, 3); conv(1, floor(64*alpha)) }"
    result = run("derive", "-e", text, "--set", "alpha=1/3", "--format", "json")
    assert json.loads(result.out)["layers"][0]["output"] == [8, 8, 21]


@pytest.mark.parametrize(
    ("setting", "status", "said"),
    [
        ("Q=3", 2, '"Q"'),
        ("w=3", 2, 'did you mean "W"?'),
        ("W=-3", 2, "positive whole number"),
        ("W=1/3", 2, "1/3"),
        ("W=", 2, "an expression is missing"),
        ("W=3; relu", 2, "expression"),
        ("W=1/0", 2, "division by zero"),
        ("W=9^9^9", 2, "brackets"),
        ("W=9^99999999", 2, "bits"),
        ('W="a"', 2, "W"),
        ("W=__import__('os')", 2, "without quotes"),
        ("W=none", 2, "none"),
        ("W", 1, "--set W=64"),
        ("=3", 1, "--set W=64"),
        ("W H=3", 1, "--set W=64"),
        ("\x1b[31m=3", 1, "--set W=64"),
    ],
)
def test_set_refused(fails: Callable[..., str], setting: str, status: int, said: str) -> None:
    message = fails(status, "derive", "-e", SNIPPET, "--set", setting)
    assert said in message
    assert "\x1b" not in message


def test_one_name_set_twice(fails: Callable[..., str]) -> None:
    """Neither of two values is silently dropped."""
    assert "W" in fails(1, "derive", "-e", SNIPPET, "--set", "W=3", "--set", "W=4")


def test_limits(run: Callable[..., Any], fails: Callable[..., str]) -> None:
    text = "input(W, D); repeat 5 { relu }"
    assert run("derive", "-e", text, "--limit", "layers=5").status == 0
    assert "4" in fails(2, "derive", "-e", text, "--limit", "layers=4")
    assert "layers" in fails(1, "derive", "-e", text, "--limit", "layer=4")
    for wrong in ("layers", "layers=-1", "layers=x", "layers=1.5", "layers=²", "layers="):
        fails(1, "derive", "-e", text, "--limit", wrong)


@pytest.mark.parametrize(
    "arguments",
    [
        ("derive",),
        ("derive", "--bogus"),
        ("derive", "lenet"),
        ("derive", "nosuch.cnn"),
        ("derive", "lenet5", "-e", SNIPPET),
        ("derive", "lenet5", "lenet5"),
        ("derive", "lenet5", "--format", "xml"),
        ("derive", "lenet5", "--network", "Other"),
        ("derive", "lenet5", "-o"),
        ("derive", "."),
        ("explain", "lenet5", "--layer", "C9"),
        ("formula", "cnv"),
        ("formula", "conv", "--axes", "4"),
        ("formula", "--file", "nosuch.cnn"),
        ("fmt",),
        ("fmt", "nosuch.cnn"),
        ("fmt", "."),
        ("check",),
        ("check", "nosuch.cnn"),
        ("zoo", "extra"),
        ("bogus",),
    ],
    ids=" ".join,
)
def test_status_1(fails: Callable[..., str], arguments: tuple[str, ...]) -> None:
    """What is wrong is not in an author's text."""
    fails(1, *arguments)


@pytest.mark.parametrize("text", ["", "input(W", "conv(3, 4)", "input(3, 3, 1); conv(5, 1)", "input(W, D); cnv(3)"])
@pytest.mark.parametrize("verb", ["derive", "explain"])
def test_status_2(fails: Callable[..., str], verb: str, text: str) -> None:
    assert "-e:1:" in fails(2, verb, "-e", text)
    assert "<stdin>:1:" in fails(2, verb, "-", stdin=text)


def test_a_near_name(fails: Callable[..., str]) -> None:
    assert 'did you mean "lenet5"?' in fails(1, "derive", "lenet55")
    assert "there is lenet1989, lenet1, lenet4, lenet5" in fails(1, "derive", "lenet")
    assert 'did you mean "conv"?' in fails(1, "formula", "cnv")
    assert 'did you mean "C1"?' in fails(1, "explain", "lenet5", "--layer", "c1")


def test_explain_one_layer(run: Callable[..., Any]) -> None:
    shown = run("explain", "lenet5", "--layer", "C3").out
    assert "C3" in shown
    assert "C5" not in shown
    assert "1,516" in shown or "1516" in shown


def test_formula_of_a_layer_in_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "own.cnn").write_text('"""Mine.\nA paper."""\nlayer mine(k) { X\' = X; D\' = k*D; params = k }')
    shown = run("formula", "mine", "--file", "own.cnn").out
    assert "Mine." in shown
    assert "conv" not in shown
    assert "connections" not in shown


def test_formula_of_all_layers(run: Callable[..., Any]) -> None:
    names = [sheet["name"] for sheet in json.loads(run("formula", "--format", "json").out)]
    assert {"conv", "dense", "maxpool", "avgpool", "subsample", "relu", "rbf"} <= set(names)
    assert len(set(names)) == len(names)


def test_zoo(run: Callable[..., Any]) -> None:
    result = run("zoo")
    assert result.status == 0
    assert all(name in result.out for name in symcnn.zoo())


@pytest.mark.parametrize("name", some_fast(symcnn.zoo(), 20))
def test_a_published_network_is_derived(name: str, run: Callable[..., Any]) -> None:
    assert run("derive", name).status == 0
    assert run("derive", name.upper(), "--numbers").status == 0
