"""A run as a process among others: interrupted, called from a host's own code, compiled, in a zip."""

from __future__ import annotations

import compileall
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import symcnn
from symcnn.cli import cli, main

PACKAGE = Path(symcnn.__file__).parent
COMMANDS = (
    "derive -e input(W,H,D);conv(F,K)",
    "zoo lenet5",
    "paper lenet5 --part formula",
    "draw lenet5",
)

INTERRUPTED = """
import os, signal, sys
from symcnn.__main__ import run
left = int(sys.argv.pop(1))
def watch(event, arguments):
    global left
    if event in ("import", "open"):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(watch)
run()
"""
HOST = """
import sys
from symcnn.cli import main
before = sys.stdout.errors
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("still here", end.code, sys.stdout.errors == before)
"""


def ran(*command: str | Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run something in a folder that holds no package."""
    environment = {"PYTHONPATH": str(PACKAGE.parent), **os.environ, **extra}
    return subprocess.run(
        command, cwd="/", env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
        preexec_fn=_as_a_terminal_would,
    )  # fmt: skip


def _as_a_terminal_would() -> None:
    """Tests may run where interrupts are ignored, as in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


# -- ^C


@pytest.mark.parametrize("moment", [1, 3, 10, 25, 60, 100, 150, 250, 400, 600])
@pytest.mark.parametrize("words", ["derive lenet5", "zoo"])
def test_interrupted_while_libraries_are_imported(words: str, moment: int) -> None:
    """At the so many-th file that is opened or module that is imported; a run with fewer ends by itself."""
    done = ran(sys.executable, "-c", INTERRUPTED, str(moment), *words.split())
    assert done.stderr == ""
    assert done.returncode == 130 or (done.returncode == 0 and moment > 100)


def test_interrupted_at_any_time() -> None:
    ours = "import sys; from symcnn.__main__ import run; sys.stderr.write('!'); sys.stderr.flush(); run()"
    for seed in range(8):
        command = [sys.executable, "-c", ours, "derive", "lenet5"]
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=_as_a_terminal_would,  # noqa: PLW1509
        ) as child:
            assert child.stderr is not None
            child.stderr.read(1)
            time.sleep(0.005 + random.Random(seed).random() / 2)
            child.send_signal(signal.SIGINT)
            assert child.communicate()[1] == b""
        assert child.returncode in (130, 0)


def test_nothing_is_left_of_a_file_that_was_being_written(tmp_path: Path) -> None:
    """Interrupted when the file beside the wanted one is filled, before it is renamed."""
    script = """
import os, signal, sys
from pathlib import Path
Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGINT)
from symcnn.__main__ import run
run()
"""
    done = ran(sys.executable, "-c", script, "derive", "lenet5", "--numbers", "-o", tmp_path / "page")
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert list(tmp_path.iterdir()) == []


SWEPT = """
import os, signal, sys
import sympy
from symcnn.__main__ import run
from symcnn.compiled import designs, schedulers, streaming, sweeping
sweeping.CHUNK, sweeping.COLUMNS, whole, calls = 10, 10, sweeping.found_in, []
def interrupted(*given):
    calls.append(given)
    return os.kill(os.getpid(), signal.SIGINT) if len(calls) == 3 else whole(*given)
schedulers.found_in = interrupted
for words in ("--front W:max,macs", "--format csv", "--format json"):
    for output in ([], ["-o", words]):
        if os.fork() == 0:
            sys.argv[1:] = ["sweep", "lenet5", "--over", "W=32..99", "--of", "macs", *words.split(), *output]
            for stream, kind in ((1, "out"), (2, "err")):
                os.dup2(os.open(f"{words} {len(output)} {kind}", os.O_CREAT | os.O_WRONLY), stream)
            run()
        assert os.waitstatus_to_exitcode(os.wait()[1]) == 130
"""
"""Sweeps that are interrupted when the third block of a grid is gone through; what is imported is shared."""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sweeps left what they found, and what they said."""
    folder = tmp_path_factory.mktemp("swept")
    done = ran(sys.executable, "-c", f"import os; os.chdir({str(folder)!r})\n{SWEPT}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return folder


@pytest.mark.parametrize(
    ("words", "last"),
    [("--front W:max,macs", "partial: it was interrupted"), ("--format csv", "# partial"), ("--format json", "}")],
)
def test_an_interrupted_sweep_leaves_what_was_found(swept: Path, words: str, last: str) -> None:
    for output, left in ((0, f"{words} 0 out"), (2, words)):
        assert (swept / f"{words} {output} err").read_text("utf-8").splitlines() == [
            "interrupted after 20 points: what was found until then is marked as partial"
        ]
        text = (swept / left).read_text("utf-8")
        assert text.splitlines()[-1] == last
        assert "json" not in words or len(json.loads(text)["rows"]) == 20


def test_a_process_that_ignores_interrupts_goes_on_doing_so() -> None:
    script = f"import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n{INTERRUPTED}"
    assert ran(sys.executable, "-c", script, "5", "derive", "lenet5").stdout.startswith("LeNet5\n")


# -- called in a process


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("derive", "lenet5", "--numbers"), 0),
        (("--help",), 0),
        (("derive", "nosuch"), 1),
        (("derive", "-e", "input(W"), 2),
        (("check", "nosuch.cnn"), 1),
        ((), 1),
    ],
)
def test_a_host_goes_on(words: tuple[str, ...], status: int) -> None:
    done = ran(sys.executable, "-c", HOST, *words)
    assert done.stdout.endswith(f"still here {status} True\n")
    assert "Traceback" not in done.stderr


def test_a_host_in_ascii_is_answered_and_given_back_as_it_was() -> None:
    done = ran(sys.executable, "-c", HOST, "derive", "lenet5", PYTHONIOENCODING="ascii:backslashreplace")
    assert done.stdout.startswith("LeNet5\n")
    assert done.stdout.endswith("still here 0 True\n")


@pytest.mark.parametrize("stream", ["full", "pipe"])
def test_a_host_whose_output_nobody_takes(stream: str) -> None:
    target = os.open("/dev/full", os.O_WRONLY)
    if stream == "pipe":
        reader, target = os.pipe()
        os.close(reader)
    script = "from symcnn.cli import main; main(['derive', 'lenet5'])"
    done = subprocess.run([sys.executable, "-c", script], stdout=target, stderr=subprocess.PIPE, check=False)
    os.close(target)
    assert done.returncode == 1
    assert (done.stderr == b"") == (stream == "pipe")
    assert b"Traceback" not in done.stderr


def test_streams_of_a_host_that_are_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for given, wanted in (("input(3, 3, 1); conv(3, 2)", 0), ("input(W", 2)):
        monkeypatch.setattr("sys.stdin", io.StringIO(given))
        monkeypatch.setattr("sys.stdout", said := io.StringIO())
        monkeypatch.setattr("sys.stderr", io.StringIO())
        with pytest.raises(SystemExit) as end:
            main(["derive", "-", "--numbers"])
        assert (end.value.code, "conv1" in said.getvalue()) == (wanted, wanted == 0)


def test_as_a_function_of_click() -> None:
    """What goes wrong is raised, for the host to say."""
    with pytest.raises(symcnn.SymcnnError):
        cli.main(["derive", "nosuch"], standalone_mode=False)


# -- compiled, in a zip, without its data


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The package without sources, in a zip with them, in a zip without them."""
    folder = tmp_path_factory.mktemp("packed")
    for way in ("compiled", "sources"):
        shutil.copytree(PACKAGE, folder / way / "symcnn", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder / "compiled", quiet=1, legacy=True)
    for source in (folder / "compiled").rglob("*.py"):
        source.unlink()
    for way in ("compiled", "sources"):
        shutil.make_archive(str(folder / way), "zip", folder / way)
    return {way: folder / way for way in ("compiled", "sources.zip", "compiled.zip")}


@pytest.mark.slow
@pytest.mark.parametrize("way", ["compiled", "sources.zip", "compiled.zip"])
def test_packed_it_says_the_same(packed: dict[str, Path], way: str) -> None:
    where = ran(sys.executable, "-c", "import symcnn; print(symcnn.__file__)", PYTHONPATH=str(packed[way]))
    assert where.stdout.startswith(str(packed[way]))
    for words in COMMANDS:
        there = ran(sys.executable, "-m", "symcnn", *words.split(), PYTHONPATH=str(packed[way]))
        assert (there.returncode, there.stderr) == (0, "")
        assert there.stdout == CliRunner().invoke(cli, words.split()).stdout


def test_packed_without_its_data_it_says_what_is_missing(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bare.zip", "w") as bare:
        for source in PACKAGE.rglob("*.py"):
            bare.write(source, source.relative_to(PACKAGE.parent))
    for words in ("derive lenet5", "zoo", "derive -e input(W,3);conv(3,8)", "formula conv"):
        done = ran(sys.executable, "-m", "symcnn", *words.split(), PYTHONPATH=str(tmp_path / "bare.zip"))
        assert done.returncode == 1
        assert done.stderr.startswith(("error: the files of symcnn/", "error: symcnn came without its grammar"))


@pytest.mark.parametrize("changed", ["zoo/lenet5.cnn", "prelude/convolution.cnn"])
def test_a_text_that_was_changed_is_read_anew(tmp_path: Path, changed: str) -> None:
    """As in an editable install, whose ready-made files are older than the text."""
    shutil.copytree(PACKAGE, tmp_path / "symcnn", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "grammar", tmp_path / "grammar")
    command = (sys.executable, "-m", "symcnn", "derive", "lenet5", "--numbers")
    before = ran(*command, PYTHONPATH=str(tmp_path)).stdout
    text = tmp_path / "symcnn" / changed
    swap = ("dense(84)", "dense(85)") if "zoo" in changed else ("+ B)*K if", "+ B)*K + 1 if")
    assert swap[0] in text.read_text("utf-8")
    text.write_text(text.read_text("utf-8").replace(*swap), "utf-8")
    after = ran(*command, PYTHONPATH=str(tmp_path))
    assert (after.returncode, after.stderr) == (0, "")
    assert after.stdout != before
