"""What a run does not load, open or evaluate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast

from symcnn.cli.group import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Loaded = Callable[..., set[str]]

WATCHED = (
    "sympy",
    "rich",
    "lark",
    "symcnn.algebra.domains.symbolic",
    "mpmath",
    "numpy",
    "matplotlib",
    "socket",
    "urllib.request",
)

LOADED = """
import json, os, sys
from symcnn.cli import cli
for line in sys.stdin:
    if os.fork():
        os.wait()
        continue
    said = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    try:
        sys.argv = ["symcnn", *json.loads(line)]
        cli.main()
    except SystemExit:
        answer = json.dumps([*sys.modules])
    except BaseException as failure:
        answer = repr(failure)
    os.write(said, (answer + "\\n").encode())
    os._exit(0)
"""

OPENED = """
import json, sys
events = []
def watch(event, args):
    if watching and event == "open":
        events.append((event, str(args[0])))
    elif watching and event == "compile":
        events.append((event, repr(args[0])))
    elif watching and event.startswith(("socket.", "subprocess.", "os.system", "os.exec", "ctypes.", "urllib.")):
        events.append((event, repr(args)))
watching = False
sys.addaudithook(watch)
{warm}
watching = True
{code}
watching = False
print(json.dumps(events), file=sys.__stderr__)
"""


@pytest.fixture(scope="module")
def loaded() -> Iterator[Loaded]:
    """What is loaded after a command line: each runs in a fork of one process that has imported the command line."""
    # Folding a table needs rich. Readline tells the width of a terminal to the processes that this one starts.
    unfolded = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    command = [sys.executable, "-c", LOADED]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=unfolded) as started:
        assert started.stdin is not None
        assert started.stdout is not None
        tell, answers = started.stdin, started.stdout

        def asked(*arguments: str) -> set[str]:
            print(json.dumps(arguments), file=tell, flush=True)
            return set(json.loads(answers.readline()))

        yield asked


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("derive", "--help"), ("derive", "--bogus")], ids=" ".join
)
def test_little_is_loaded_for_little(arguments: tuple[str, ...], loaded: Loaded) -> None:
    assert not {"sympy", "rich"} & loaded(*arguments)


def test_help_lists_each_verb_once_and_loads_no_derivation() -> None:
    assert len(set(VERBS)) == len(VERBS)
    code = "import sys; from symcnn.cli import main\ntry: main(['--help'])\nexcept SystemExit: print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not [name for name in done.stdout.split() if name.startswith(("symcnn.derive", "symcnn.model."))]


def test_the_list_of_networks_is_folded_and_needs_no_algebra(loaded: Loaded) -> None:
    assert not {"sympy", "lark"} & loaded("zoo")


@pytest.mark.parametrize("text", ["input(W", "input(W, D); conv(3", "use 3"])
@pytest.mark.parametrize("verb", ["derive", "explain"])
def test_a_mistake_in_the_grammar_needs_no_algebra(verb: str, text: str, loaded: Loaded) -> None:
    assert not {"sympy", "rich"} & loaded(verb, "-e", text)


@pytest.mark.parametrize(
    "arguments",
    some_fast(
        [
            ("derive", "lenet5", "--numbers"),
            ("derive", "lenet5", "--numbers", "--format", "json"),
            ("derive", "lenet5", "--set", "W=40", "--numbers"),
            ("derive", "-e", "input(32, 32, 3); conv(3, 8); maxpool(2)"),
            ("reconcile", "lenet5", "--numbers"),
            ("memory", "lenet5", "--numbers"),
            ("memory", "resnet50", "--numbers", "--format", "json"),
            ("fmt", "--check", "nosuch.cnn"),
        ]
    ),
    ids=" ".join,
)
def test_numbers_need_no_symbols(arguments: tuple[str, ...], loaded: Loaded) -> None:
    assert not {"sympy", "symcnn.algebra.domains.symbolic"} & loaded(*arguments)


@pytest.mark.parametrize("verb", ["derive", "memory"])
def test_a_run_in_numbers_loads_one_verb_and_nothing_that_it_never_asks(verb: str, loaded: Loaded) -> None:
    found = loaded(verb, "lenet5", "--numbers")
    assert not {"dataclasses", "hashlib", "tempfile"} & found
    assert [name for name in VERBS if f"symcnn.cli.{name}" in found] == [verb]


@pytest.mark.parametrize(
    "arguments",
    [
        ("deriv", "lenet5"),
        ("derive", "lenett5"),
        ("derive", "lenet5", "--colums", "all"),
        ("derive", "lenet5", "--columns", "bogus"),
        ("derive", "lenet5", "--notation", "bogus"),
        ("explain", "lenet5", "--lang", "bogus"),
        ("memory", "lenet5", "--set", "Q=3"),
        ("compare", "lenet5", "alexnt"),
    ],
    ids=" ".join,
)
def test_a_misspelt_word_needs_no_algebra(arguments: tuple[str, ...], loaded: Loaded) -> None:
    assert not {"sympy", "lark", "numpy"} & loaded(*arguments)


def test_no_network_library_is_ever_loaded(loaded: Loaded) -> None:
    assert not {"socket", "urllib.request", "numpy"} & loaded("derive", "lenet5", "--numbers", "--format", "json")


def test_import_symcnn_is_light() -> None:
    code = f"import sys, symcnn; print([name for name in {WATCHED!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def events(code: str, warm: str = "") -> list[tuple[str, str]]:
    """What Python's audit hooks see of a piece of code: files opened, text compiled, processes and connections."""
    script = OPENED.format(warm=warm, code=code)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return [(event, what) for event, what in json.loads(done.stderr.splitlines()[-1])]


def foreign(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is neither a file of the package or of Python's libraries, nor a text compiled."""
    import symcnn

    homes = (str(Path(symcnn.__file__).parents[1]), sys.prefix, sys.base_prefix)
    return [(event, what) for event, what in found if event != "compile" and not what.startswith(homes)]


def test_import_opens_its_own_files_only() -> None:
    found = events("import symcnn")
    assert found
    assert not foreign(found)


@pytest.mark.parametrize(
    "code",
    some_fast(
        [
            "net.numbers().table('json')",
            "net.table()",
            "net.table('json')",
            "net.table('latex')",
            "net.explain(format='html')",
            "net.at(Marker='2*Marker2', K='Marker + 1').table('markdown')",
            "net.params; net.output; str(net.macs); net.latex(); net.conditions; net.definitions",
        ]
    ),
)
def test_no_text_becomes_code(code: str) -> None:
    """No word of the author is ever compiled, and no file is opened but the package's and Python's own."""
    text = "network Marker(Marker = 9, K = 3) { input(Marker, D = 3); Marker: conv(3, K, stride=Marker % 7); dense(K) }"
    found = events(f"net = symcnn.parse({text.replace('D = 3', '3')!r}); {code}", "import symcnn, sympy")
    assert not foreign(found)
    assert not [what for event, what in found if event == "compile" and "Marker" in what]


@pytest.mark.parametrize(
    "name", ["__import__('os').system('touch pwned')", "lambda: 0", "().__class__", "open('pwned', 'w')", "exec('1')"]
)
def test_code_as_text(run: Callable[..., Any], tmp_path: Path, name: str) -> None:
    for arguments in (
        ("derive", "-e", f"input({name}, D)"),
        ("derive", "-e", "input(W, D)", "--set", f"W={name}"),
        ("derive", name),
        ("formula", name),
    ):
        done = run(*arguments)
        assert done.status in (1, 2)
        assert "Traceback" not in done.err
    assert not list(tmp_path.iterdir())
