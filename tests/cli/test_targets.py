"""Where ``-o`` may lead: links, standard output by its file, a folder that is gone."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

VERBS = (
    "derive lenet5 --numbers", "explain lenet5", "paper lenet5", "draw lenet5", "sizes lenet5", "compare lenet5 nin",
    "solve lenet5 C1.W==28 --for W", "reconcile lenet5 --numbers", "memory lenet5 --numbers", "formula conv",
    "zoo lenet5", "code lenet5", "sweep lenet5 --over W=32..40", "page lenet5",
    "plot lenet5 --bars --format pdf", "draw lenet5 --format png",
)  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_link_that_leads_to_itself(fails: Callable[..., str], tmp_path: Path, verb: str) -> None:
    for name, target in (("loop", "loop"), ("there", "back"), ("back", "there")):
        (tmp_path / name).symlink_to(target)
    for name in ("loop", "back", "loop/page"):
        assert "Too many levels of symbolic links" in fails(1, *verb.split(), "-o", name)
    assert {path.name for path in tmp_path.iterdir()} == {"loop", "there", "back"}


@pytest.mark.parametrize("target", ["/dev/stdout", "/dev/fd/1", "link"])
@pytest.mark.parametrize("into", ["pipe", "file"])
def test_standard_output_by_its_file(tmp_path: Path, target: str, into: str) -> None:
    """A pipe has no name to be renamed to, and a file into which a shell writes is not replaced under its hands."""
    (tmp_path / "link").symlink_to("/dev/stdout")
    command = shlex.join([sys.executable, "-m", "symcnn", "derive", "lenet5", "--numbers", "-o", target])
    line = {"pipe": f"{command} | cat", "file": f"(echo before; {command}; echo after) > out; cat out"}[into]
    done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "340,908" in done.stdout
    assert into == "pipe" or (done.stdout.startswith("before\n") and done.stdout.endswith("after\n"))


def test_a_dangling_link_gets_its_target(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    assert run("derive", "lenet5", "-o", "link").status == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("LeNet5")


def test_a_folder_that_was_deleted(tmp_path: Path) -> None:
    """The folder in which the shell still is."""
    command = shlex.join([sys.executable, "-m", "symcnn"])
    for words, status in (("derive lenet5 --numbers", 0), ("derive a.cnn", 1), ("derive lenet5 -o page", 1)):
        line = f"mkdir gone; cd gone; rmdir ../gone; {command} {words}"
        path = os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")]))
        done = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == status
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("derive", "lenet5", "-o"),
        ("plot", "lenet5", "--of", "macs", "--over", "W=32..40", "-o"),
        ("sweep", "lenet5", "--over", "W=32..40", "--of", "macs", "--plot"),
    ],
    ids=" ".join,
)
def test_what_ends_as_a_folder_does_is_no_file(
    fails: Callable[..., str], tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    target = tmp_path / "pages"
    assert "Is a directory" in fails(1, *arguments, f"{target}/")
    assert not target.exists()
