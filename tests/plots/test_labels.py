"""Whatever authors call things, a picture shows it, and neither of the two readers obeys it."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from hypothesis import given
from hypothesis import strategies as st

import symcnn
from symcnn.analysis.plot import draw
from symcnn.render.plots.label_escaping import escape, symbol, two_lines
from symcnn.render.plots.saving import TEX_PROGRAMS, picture
from symcnn.render.plots.shares import bars

if TYPE_CHECKING:
    from pathlib import Path

ATTACKS = [
    r"\write18{touch pwned}", r"\input{/etc/passwd}", "^^5cwrite18{ls}", "$x$", "$", "$$", r"\$", r"\$x\$", r"\\$x$",
    "x\\", r"$\alpha$", r"a_b ^c % d # e & f ~ {g} |h| <i> \"j\" `k'", "_", "{", "}", r"\end{document}",
    r"\catcode`\_=0", r"\mathdefault{x}", "名_前 $ & \\write18{ls}", "λ_1 ⌊W/2⌋ ≡ ×", "a" * 500,
    "\x1b[31m", "\u202eabc",
]  # fmt: skip
MATHEMATICS = re.compile(r"\$(?:[^$\\]|\\.)*\$")
PLAIN = re.compile(r"[^\\{}_%~^<>|$#&\"]*")
HARMLESS = re.compile(
    r"\$(?:\\(?:backslash|sim|wedge|times|cdot|[lr]floor|[lr]ceil|equiv|sharp|[{}_%$]|[a-zA-Z]+)|[<>|-]|[\^_]\{\d\})\$"
)
COMMANDS = re.compile(r"\\(write|input|include|catcode|openout|def|csname|end\{document)(?![a-z])")


@given(st.sampled_from(ATTACKS) | st.text(max_size=40))
def test_outside_of_mathematics_stands_no_command(words: str) -> None:
    label = escape(words)
    assert PLAIN.fullmatch(MATHEMATICS.sub("", label)), label
    assert all(HARMLESS.fullmatch(piece) for piece in MATHEMATICS.findall(label)), label
    assert "\n" not in label
    assert MATHEMATICS.sub("", two_lines(label)).count("$") == 0


@given(st.from_regex(r"[^\W\d]\w{0,8}'{0,2}", fullmatch=True))
def test_a_symbol_is_balanced(name: str) -> None:
    label = symbol(name)
    assert not COMMANDS.search(label)
    assert label.count("{") == label.count("}")
    assert PLAIN.fullmatch(MATHEMATICS.sub("", label)), label


@pytest.fixture(scope="module")
def hostile(matplotlib: Any) -> Any:
    """A picture in which everything that can be named is named to do harm."""
    assert matplotlib
    net = symcnn.load("lenet5")
    return draw([net] * len(ATTACKS), "macs", "W=32..40", labels=ATTACKS).figure


@pytest.mark.parametrize("format_", some_fast(["svg", "png", "pdf"]))
def test_a_picture_is_drawn(hostile: Any, format_: str) -> None:
    assert picture(hostile, format_).data


def test_svg_is_text_and_nothing_else(hostile: Any) -> None:
    made = picture(draw(symcnn.load("lenet5"), "macs", "W=32..40", labels=["<script>x</script>"]).figure, "svg")
    assert b"<script" not in made.data
    assert hostile


@pytest.fixture(scope="module")
def tex() -> str:
    """A TeX; whoever asks for it is skipped where none is installed."""
    found = next(filter(shutil.which, TEX_PROGRAMS), None)
    if found is None:
        pytest.skip("no TeX is installed, which measures the words of a pgf picture")
    return found


def test_pgf_holds_no_command_of_an_author(hostile: Any, tex: str, tmp_path: Path) -> None:
    (tmp_path / "a.pgf").write_bytes(picture(hostile, "pgf").data)
    text = "\n".join(line for line in (tmp_path / "a.pgf").read_text("utf-8").splitlines() if not line.startswith("%"))
    assert not COMMANDS.search(text.replace(r"\catcode`\^=\active\def^", "").replace(r"\catcode`\%=\active\def%", ""))
    page = r"\documentclass{article}\usepackage{pgf}\def\mathdefault#1{#1}\begin{document}\input{a.pgf}\end{document}"
    (tmp_path / "page.tex").write_text(page, "utf-8")
    command = [tex, "-halt-on-error", "-shell-escape", "-interaction=nonstopmode", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=100)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    assert (tmp_path / "page.pdf").exists()
    assert not (tmp_path / "pwned").exists()


def test_names_of_layers_and_networks_in_a_picture(matplotlib: Any) -> None:
    assert matplotlib
    net = symcnn.parse("network 名_前(W = 9, λ_max = 3) { input(W, W, 3); write18_: conv(3, λ_max); 层_1: conv(3, 2) }")
    shown = bars(net.numbers().derivation, "params, macs").figure
    assert [label.get_text() for label in shown.axes[0].get_yticklabels()] == [r"write18$\_$", "层\uff3f1"]
    assert picture(shown, "png").data
    assert picture(draw(net, "macs", "λ_max=1..9").figure, "pdf").data
