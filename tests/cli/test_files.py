"""Files that are read and written, and those that must not be."""

from __future__ import annotations

import os
import shlex
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = "network N(W = 8) { input(W, W, 1); conv(3, 4) }\n"
LOOSE = "network N(W=8){input(W,W,1);conv(3,4)}"
BLOCK = "block b(K) { conv(3, K) }"
as_root = pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")


def test_standard_input(run: Callable[..., Any]) -> None:
    assert run("derive", "-", stdin=GOOD).out == run("derive", "-e", GOOD).out
    assert run("derive", "-", stdin=b"\xef\xbb\xbf" + GOOD.encode()).out == run("derive", "-e", GOOD).out


def test_line_ends_of_other_systems(run: Callable[..., Any]) -> None:
    assert run("derive", "-", stdin=GOOD.replace("\n", "\r\n").encode()).out == run("derive", "-e", GOOD).out


# -- what is written


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.json", "{\n"), ("a.csv", "layer,"), ("a.md", "| layer"),
        ("a.html", "<div"), ("a.tex", "% "), ("a.txt", "N\n"),
    ],
)  # fmt: skip
def test_a_file_holds_what_its_name_says(run: Callable[..., Any], tmp_path: Path, name: str, begins: str) -> None:
    run("derive", "-e", GOOD, "-o", name)
    assert begins in (tmp_path / name).read_text("utf-8")[:120]
    run("derive", "-e", GOOD, "-o", name, "--format", "text")
    assert (tmp_path / name).read_text("utf-8").startswith("N\n")


@pytest.mark.parametrize(
    ("name", "comment"),
    [
        ("a.tex", "% {}\n"), ("a.html", "<!-- {} -->\n"), ("a.md", "<!-- {} -->\n"),
        ("a.json", None), ("a.csv", None), ("a.txt", None),
    ],
)  # fmt: skip
def test_a_file_carries_the_version_that_made_it(
    run: Callable[..., Any], tmp_path: Path, name: str, comment: str | None
) -> None:
    run("derive", "-e", GOOD, "-o", name)
    written, words = (tmp_path / name).read_text("utf-8"), f"made by symcnn {symcnn.__version__}"
    assert written.endswith(comment.format(words)) if comment else words not in written


def test_nothing_is_written_on_an_error(fails: Callable[..., str], tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.write_text("before")
    fails(2, "derive", "-e", "input(W", "-o", "page")
    fails(1, "explain", "lenet5", "--layer", "none", "-o", "page")
    fails(2, "derive", "-e", "input(3, 3, 1); conv(5, 1)", "-o", "new")
    assert page.read_text() == "before"
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o666])
def test_the_mode_of_a_file_is_kept(run: Callable[..., Any], tmp_path: Path, mode: int) -> None:
    page = tmp_path / "page"
    page.write_text("before")
    page.chmod(mode)
    before = page.stat().st_ino
    assert run("derive", "lenet5", "-o", "page").status == 0
    assert page.stat().st_mode & 0o777 == mode
    assert page.stat().st_ino != before  # written beside and renamed


def test_a_new_file_obeys_the_umask(run: Callable[..., Any], tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        assert run("derive", "lenet5", "-o", "page").status == 0
    finally:
        os.umask(mask)
    assert (tmp_path / "page").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("target", ["nowhere/page", ".", "..", "", "a\x00b", "x" * 300])
def test_an_unwritable_path(fails: Callable[..., str], tmp_path: Path, target: str) -> None:
    assert "cannot write" in fails(1, "derive", "lenet5", "-o", target)
    assert not list(tmp_path.iterdir())


@as_root
def test_a_folder_that_is_read_only(fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert "cannot write" in fails(1, "derive", "lenet5", "-o", "closed/page")


def test_a_link_stays_a_link(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "real").write_text("before")
    (tmp_path / "link").symlink_to("real")
    assert run("derive", "lenet5", "-o", "link").status == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text().startswith("LeNet5")


def test_what_is_no_plain_file_is_written_to_and_never_replaced(run: Callable[..., Any], tmp_path: Path) -> None:
    """As with ``-o /dev/null``, on a pipe of the test's own: as root, a failure would take the machine's away."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        result = run("derive", "lenet5", "--numbers", "-o", "pipe")
        assert stat.S_ISFIFO(pipe.stat().st_mode)
        assert result.status == 1 or b"340,908" in os.read(reader, 65536)
    finally:
        os.close(reader)


# -- fmt and check


def test_fmt_in_place(run: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("a.cnn", "b.cnn"):
        (tmp_path / name).write_text(LOOSE)
    (tmp_path / "a.cnn").chmod(0o640)
    result = run("fmt", "a.cnn", "b.cnn")
    assert (result.status, result.out) == (0, "")
    assert (tmp_path / "a.cnn").read_text() == (tmp_path / "b.cnn").read_text() == GOOD
    assert (tmp_path / "a.cnn").stat().st_mode & 0o777 == 0o640
    assert run("fmt", "a.cnn") == (0, "", "")


def test_fmt_leaves_a_good_file_alone(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "a.cnn"
    path.write_text(GOOD)
    os.utime(path, (1, 1))
    assert run("fmt", "a.cnn").status == 0
    assert path.stat().st_mtime == 1


def test_fmt_check(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.cnn").write_text(LOOSE)
    (tmp_path / "b.cnn").write_text(GOOD)
    result = run("fmt", "--check", "a.cnn", "b.cnn")
    assert (result.status, result.out) == (1, "")
    assert "a.cnn" in result.err
    assert "b.cnn" not in result.err
    assert (tmp_path / "a.cnn").read_text() == LOOSE
    assert run("fmt", "--check", "b.cnn").status == 0


def test_fmt_of_standard_input(run: Callable[..., Any]) -> None:
    assert run("fmt", "-", stdin=LOOSE) == (0, GOOD, "")
    assert run("fmt", "-", "--check", stdin=LOOSE).status == 1
    assert run("fmt", "-", "--check", stdin=GOOD) == (0, "", "")


def test_fmt_of_a_broken_file_changes_nothing(fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "a.cnn").write_text("input(W")
    (tmp_path / "b.cnn").write_text(LOOSE)
    assert "a.cnn:1:6" in fails(2, "fmt", "a.cnn", "b.cnn")
    assert (tmp_path / "a.cnn").read_text() == "input(W"


def test_check_of_several_files(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "good.cnn").write_text(GOOD)
    (tmp_path / "bad.cnn").write_text("input(W")
    result = run("check", "good.cnn", "bad.cnn", "nosuch.cnn", "good.cnn")
    assert result.status == 2
    assert result.out.count("good.cnn: N, 1 layer,") == 2
    assert "bad.cnn:1:6" in result.err
    assert "nosuch.cnn" in result.err
    assert run("check", "good.cnn").status == 0
    assert run("check", "nosuch.cnn", "good.cnn").status == 1
    assert run("check", "-", stdin=GOOD).status == 0


def test_check_of_a_file_of_blocks(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "blocks.cnn").write_text(BLOCK)
    assert run("check", "blocks.cnn").status == 0


# -- what is read


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"input(W, D)\n# caf\xe9\n", "a.cnn:2:6"),
        (b"\xff\xfei\x00n\x00", "is not UTF-8\n    \ufffd\n    ^\n  it is in UTF-16: save it as UTF-8"),
        (b"", "no network"),
        (b"\n\n   \n", "no network"),
        (b"\x00\x00\x00", "no meaning"),
        (b"\x1b[31minput(W, D)", "no meaning"),
        (("input(W, D); conv(" + "(" * 10_000).encode(), "nested deeper"),
        (("input(W, D) " + "repeat 2 {" * 10_000).encode(), "nested deeper"),
        (("input(" + "1" * 10_000 + ", D)").encode(), "digits"),
        (("input(0." + "1" * 10_000 + ", D)").encode(), "digits"),
    ],
    ids=["latin-1", "UTF-16", "empty", "blank", "zeros", "escape", "brackets", "braces", "digits", "decimals"],
)
@pytest.mark.parametrize("verb", ["derive", "check"])
def test_a_file_that_cannot_be_read(
    fails: Callable[..., str], tmp_path: Path, verb: str, data: bytes, said: str
) -> None:
    (tmp_path / "a.cnn").write_bytes(data)
    message = fails(2, verb, "a.cnn")
    assert said in message
    assert "a.cnn" in message
    assert "\x1b" not in message
    assert len(message) < 1_000
    assert fails(2, verb, "-", stdin=data)


@pytest.mark.parametrize("arguments", [("derive",), ("check",), ("fmt",), ("formula", "conv", "--file")], ids=" ".join)
def test_a_huge_file_is_refused_before_it_is_read(
    fails: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    with (tmp_path / "a.cnn").open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr("pathlib.Path.read_bytes", lambda _path: pytest.fail("read"))
    monkeypatch.setattr("pathlib.Path.read_text", lambda _path, **_: pytest.fail("read"))
    assert "100,000,000" in fails(2, *arguments, "a.cnn")


@pytest.mark.parametrize("kind", ["endless", "pipe"])
def test_a_file_without_a_size_or_an_end(tmp_path: Path, kind: str) -> None:
    """Reading a pipe waits for ever, and reading ``/dev/zero`` ends with the memory; here at 2 GB or ten seconds."""
    if kind == "pipe":
        os.mkfifo(tmp_path / "a.cnn")
    else:
        (tmp_path / "a.cnn").symlink_to("/dev/zero")
    words = shlex.join([sys.executable, "-m", "symcnn", "check", "a.cnn"])
    command = ["/bin/sh", "-c", f"ulimit -v 2000000; exec {words}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=10)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "a.cnn" in done.stderr


@pytest.mark.parametrize(
    ("name", "said"),
    [("loop", "symbolic links"), ("loop.cnn", "symbolic links"), ("folder", "plain file"), ("pipe", "plain file"),
     ("folder.cnn", "plain file"), ("x" * 300, "no file"), ("x" * 300 + ".cnn", "too long"), ("a\x00b.cnn", "null"),
     ("", "no file"), ("dangling", "No such file")],
)  # fmt: skip
def test_what_is_no_file(fails: Callable[..., str], tmp_path: Path, name: str, said: str) -> None:
    for link, target in (("loop", "loop"), ("loop.cnn", "loop.cnn"), ("dangling", "nowhere")):
        (tmp_path / link).symlink_to(target)
    for folder in ("folder", "folder.cnn"):
        (tmp_path / folder).mkdir()
    os.mkfifo(tmp_path / "pipe")
    assert said in fails(1, "derive", name)


def test_a_folder_is_no_network_of_the_same_name(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "lenet5").mkdir()
    assert run("derive", "lenet5", "--numbers").status == 0


# -- use


def use(path: str) -> str:
    return f'use "{path}"\n{GOOD.replace("conv", "b")}'.replace("b(3, 4)", "b(4)")


def test_use(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "blocks.cnn").write_text(f'use "inner.cnn"\n{BLOCK}')
    (tmp_path / "sub" / "inner.cnn").write_text("block c { relu }")
    (tmp_path / "a.cnn").write_text(use("sub/blocks.cnn"))
    assert run("derive", "a.cnn", "--numbers").status == 0


@pytest.mark.parametrize(
    "path",
    ["../out.cnn", "loop.cnn", "/etc/passwd", "sub/../../out.cnn",
     "link.cnn", "linked/out.cnn", "..\\out.cnn", "~/out.cnn", "",
     ".", "a\x00b.cnn", "x" * 300 + ".cnn", "nosuch.cnn", "sub", "http://example.org/a.cnn", "file:///etc/passwd"],
)  # fmt: skip
def test_use_of_what_is_not_there_or_not_below(fails: Callable[..., str], tmp_path: Path, path: str) -> None:
    (tmp_path / "out.cnn").write_text(BLOCK)
    folder = tmp_path / "folder"
    (folder / "sub").mkdir(parents=True)
    (folder / "link.cnn").symlink_to(tmp_path / "out.cnn")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "loop.cnn").symlink_to("loop.cnn")
    (folder / "a.cnn").write_text(use(path))
    message = fails(2, "derive", "folder/a.cnn")
    assert "a.cnn:1:" in message
    assert "root:" not in message


def test_use_in_a_circle(fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "a.cnn").write_text('use "b.cnn"\nblock one { relu }')
    (tmp_path / "b.cnn").write_text('use "c.cnn"')
    (tmp_path / "c.cnn").write_text('use "a.cnn"')
    assert "circle" in fails(2, "derive", "a.cnn")
    (tmp_path / "self.cnn").write_text('use "self.cnn"')
    assert "circle" in fails(2, "derive", "self.cnn")


def test_use_that_doubles(process: Callable[..., Any], tmp_path: Path) -> None:
    """Thirty files of two lines are not read a thousand million times."""
    for number in range(30):
        (tmp_path / f"{number}.cnn").write_text(f'use "{number + 1}.cnn"\n' * 2)
    (tmp_path / "30.cnn").write_text(BLOCK)
    (tmp_path / "a.cnn").write_text(use("0.cnn"))
    assert process("derive", "a.cnn", "--numbers").status in (0, 2)


def test_a_mistake_in_a_used_file_is_told_with_its_name(fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "a.cnn").write_text(use("sub/blocks.cnn"))
    (tmp_path / "sub").mkdir()
    for text, place in (("block b(K) {\n  conv(3, K", "2:7"), ("block b(K) {\n  cnv(3, K) }", "2:3"), ("\xff", "1:1")):
        (tmp_path / "sub" / "blocks.cnn").write_bytes(text.encode("latin-1"))
        assert f"blocks.cnn:{place}" in fails(2, "derive", "a.cnn")


def test_a_text_from_nowhere_uses_nothing(fails: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "blocks.cnn").write_text(BLOCK)
    assert "folder" in fails(2, "derive", "-e", use("blocks.cnn"))
    assert "folder" in fails(2, "derive", "-", stdin=use("blocks.cnn"))
