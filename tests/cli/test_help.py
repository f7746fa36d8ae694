"""Help: whole sentences, examples that run, and what shells complete."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.shell_completion import BashComplete, FishComplete, ZshComplete
from fast_rows import some_fast

from symcnn.cli import cli
from symcnn.cli.examples import EXAMPLES
from symcnn.cli.group import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

NET = "input(W, H, 3); conv(3, 8, padding=1)\n"
WITHOUT = {"import", "lsp", "play"}
"""Verbs whose examples speak of models that are not here, or that serve until they are stopped."""


@pytest.mark.parametrize(
    "example", some_fast(line for verb, lines in EXAMPLES.items() if verb not in WITHOUT for line in lines)
)
def test_an_example_runs(run: Run, tmp_path: Path, example: str) -> None:
    if " plot " in example:
        pytest.importorskip("matplotlib")
    if " --to onnx " in example:
        pytest.importorskip("onnx")
    if " sweep " in example:
        pytest.importorskip("numpy")
    (tmp_path / "net.cnn").write_text(NET)
    _, *arguments = shlex.split(example)
    status, _, error = run(*arguments)
    assert status == 0, error


@pytest.mark.parametrize("verb", VERBS)
def test_each_help_has_examples(run: Run, verb: str) -> None:
    page = run(verb, "--help")[1]
    assert all(f"  {example}\n" in page for example in EXAMPLES[verb])
    assert EXAMPLES[verb]


def test_no_sentence_of_the_list_is_cut(run: Run) -> None:
    status, page, _ = run("--help")
    assert status == 0
    listed = " ".join(page.partition("Commands:")[2].split())
    assert "..." not in listed
    for verb in VERBS:
        sentence = cli.get_command(cli.make_context("symcnn", ["zoo"]), verb).get_short_help_str()  # type: ignore[union-attr]
        assert sentence.endswith((".", "prints."))
        assert f"{verb} {sentence}" in listed


COMPLETED = [
    ("derive lene", ["lenet1", "lenet5"]),
    ("derive lenet5 --notation du", ["dumoulin"]),
    ("derive lenet5 --lang ", ["en", "zh"]),
    ("derive lenet5 --columns params,ma", ["params,macs"]),
    ("derive lenet5 --units M", ["M", "Mi"]),
    ("derive lenet5 --form h", ["horner"]),
    ("explain lenet5 --layer C", ["C1", "C3", "C5"]),
    ("explain -e 'input(W, 3); first: conv(3, 8)' --layer ", ["first"]),
    ("explain nowhere --layer C", []),
    ("explain own.cnn --layer ", ["conv1"]),
    ("compare resnet5", ["resnet50"]),
    ("compare lenet5 alexnet --of params,mu", ["params,multiplications"]),
    ("formula max", ["max_unpool", "maxpool", "maximum"]),
    ("code lenet5 --to t", ["torch"]),
    ("draw lenet5 --style f", ["field"]),
    ("draw lenet5 --format p", ["pdf", "png"]),
    ("reconcile lenet5 --only fv", ["fvcore"]),
    ("check own.cnn --for-framework k", ["keras"]),
    ("derive own", ["own.cnn"]),
    ("rec", ["reconcile"]),
]


@pytest.mark.parametrize(("line", "words"), COMPLETED)
def test_words_are_completed(run: Run, tmp_path: Path, line: str, words: list[str]) -> None:
    run("--version")  # in an empty folder
    (tmp_path / "own.cnn").write_text("input(W, H, 3); conv(3, 8, padding=1)")
    arguments = shlex.split(line)
    last = "" if line.endswith(" ") else arguments.pop()
    shell = BashComplete(cli, {}, "symcnn", "_SYMCNN_COMPLETE")
    found = [item.value for item in shell.get_completions(arguments, last) if item.type == "plain"]
    assert set(words) <= set(found)
    assert all(word.rpartition(",")[2].startswith(last.rpartition(",")[2]) for word in found)
    assert bool(found) == bool(words)


@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_shells_find_the_command(shell: type[BashComplete | ZshComplete | FishComplete]) -> None:
    source = f"{shell.name}_source"
    starter = "import sys; sys.argv[0] = 'symcnn'; from symcnn.__main__ import run; run()"
    environment = {**os.environ, "_SYMCNN_COMPLETE": source}
    done = subprocess.run(
        [sys.executable, "-c", starter], env=environment, capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 0, done.stderr
    assert "_SYMCNN_COMPLETE=" in done.stdout


def test_a_place_without_a_word_completes_files() -> None:
    items = BashComplete(cli, {}, "symcnn", "_SYMCNN_COMPLETE").get_completions(["derive"], "nosuch/")
    assert [item.type for item in items] == ["file"]
