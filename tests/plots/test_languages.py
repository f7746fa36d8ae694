"""Plots in another language and with other symbols: the words, their fonts, and what a document needs."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.analysis.measures import KEPT, SIZES, read_measures
from symcnn.analysis.plot import INPUTS, ROLES, draw
from symcnn.derive.quantities import HEADINGS
from symcnn.derive.receptive_field import SEEN
from symcnn.errors import NotFound
from symcnn.render.languages.cjk_fonts import PACKAGE, SANS, SERIF
from symcnn.render.languages.translate import words
from symcnn.render.plots.label_escaping import escape
from symcnn.render.plots.saving import picture
from symcnn.render.plots.shares import bars

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("matplotlib")
LATIN_WORDS = re.compile(r"(?<![$\\{a-z])[a-z]{3,}")


@pytest.fixture
def chinese(matplotlib: Any) -> None:
    assert matplotlib
    from matplotlib.font_manager import get_font_names

    if not {*SERIF, *SANS} & set(get_font_names()):
        pytest.skip("no font with Chinese characters is installed, such as Noto Serif CJK SC")


def words_in(figure: Any) -> list[str]:
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.slow
@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("of", "over", "x", "ys"),
    [
        ("macs, params", "W,H=64..96:16", "输入尺寸 $W$ = $H$", ["$10^{6}$ 乘加次数", "$10^{3}$ 参数个数"]),
        ("C1.W, C3.D, macs/W", "W=32..40", "输入宽度 $W$", ["C1 的宽度", "C3 的深度", "$10^{3}$ 乘加次数/W"]),
        ("field, jump, start", "W=32..40", "输入宽度 $W$", ["感受野", "步距", "起点"]),
        ("running, training, weights", "D=1..9", "输入深度 $D$", ["$10^{3}$ 保存的数值个数"]),
    ],
)
def test_every_word_is_chinese_and_has_its_glyphs(
    of: str, over: str, x: str, ys: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        drawn = draw([symcnn.load("lenet5"), symcnn.load("lenet5")], of, over, language="zh")
        for format_ in ("png", "pdf", "svg"):
            assert not picture(drawn.figure, format_).missing
    assert not caplog.records
    assert drawn.figure.axes[-1].get_xlabel() == x
    found = [axes.get_ylabel().replace("\n", " ") for axes in drawn.figure.axes]
    assert [re.sub(r"^\$10.*?\$ ", "", y) for y in found] == [re.sub(r"^\$10.*?\$ ", "", y) for y in ys]
    assert not [word for word in words_in(drawn.figure) if LATIN_WORDS.search(word)]


@pytest.mark.usefixtures("chinese")
def test_bars_in_chinese(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        drawn = bars(symcnn.load("alexnet").numbers().derivation, "params, macs", words=words("zh"))
        assert not picture(drawn.figure, "png").missing
    assert not caplog.records
    assert [re.sub(r"^\$.*?\$ ", "", axes.get_xlabel()) for axes in drawn.figure.axes] == ["参数个数", "乘加次数"]
    assert drawn.remarks == ("AlexNet：省略 13 行，它们没有参数个数或乘加次数",)


@pytest.mark.usefixtures("chinese")
def test_what_is_left_out_is_said_in_chinese_with_the_symbols_of_the_notation() -> None:
    remarks = draw(symcnn.load("lenet5"), "macs", "W=30..40", language="zh", notation="dumoulin").remarks
    assert remarks == (
        "LeNet5：i₁ 的 11 个取值中省略 2 个，网络在这些值处不成立：i₁ ≥ 32（C5：卷积核必须能放进填充后的输入）",
    )
    low = draw(symcnn.load("lenet5"), "macs - 400000", "W=32..40", language="zh", log="y").remarks
    assert "个点不大于 0，对数坐标轴上省略" in low[0]


@pytest.mark.usefixtures("chinese")
def test_names_of_authors_beside_chinese(caplog: pytest.LogCaptureFixture) -> None:
    net = symcnn.parse("input(W, W, 3); 层_1: conv(3, 8, padding=1)")
    with caplog.at_level(logging.WARNING):
        figure = draw([net, net], "层_1.macs", "W=30..40", labels=["a_b 50%", "слой_1"], language="zh").figure
        assert not picture(figure, "png").missing
    assert not caplog.records
    assert escape("层_1 50%", "zh") == r"层$\_$1 50$\%$"


def test_every_phrase_is_known() -> None:
    say = words("zh")
    for phrase in (*INPUTS, *ROLES.values(), *SIZES.values(), *HEADINGS.values(), "input size", "input depth"):
        assert say(phrase) != phrase
    columns = ", ".join([*(column.key for column in SEEN), *KEPT, "params", "C1.W"])
    assert [measure for measure in read_measures(columns, say) if measure.heading.isascii()] == []
    assert not say.missing


@pytest.mark.parametrize(
    ("over", "notation", "x"),
    [
        ("W=32..40", "dumoulin", "input width $i_{1}$"),
        ("W,H=32..40", "dumoulin", "input size $i_{1}$ = $i_{2}$"),
        ("D=1..4", "pytorch", r"input depth $C_{\mathrm{in}}$"),
        ("M=1..4", "dumoulin", "$M$"),
        ("W=32..40", "", "input width $W$"),
    ],
)
def test_symbols_of_a_notation_along_the_axis(over: str, notation: str, x: str) -> None:
    assert draw(symcnn.load("lenet5"), "macs", over, notation=notation).figure.axes[0].get_xlabel() == x


def test_a_notation_of_the_author_s_and_networks_that_differ() -> None:
    net = symcnn.parse("notation lab { W = n; K = kappa }\ninput(W, W, 3); C: conv(3, K)").at(K=8)
    assert draw(net, "macs", "W=9..12", notation="lab").figure.axes[0].get_xlabel() == "input size $n$"
    other = symcnn.parse("input(9, 9, 3); conv(W, 8)")
    axes = draw([net, other], "macs/W", "W=4..8", notation="dumoulin").figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("$W$", "MACs/W")
    figure = symcnn.plot(net, "macs/W", "W", range(9, 12), notation="dumoulin")
    assert figure.axes[0].get_ylabel().endswith("MACs/i")
    with pytest.raises(NotFound, match='did you mean "dumoulin"'):
        draw(net, "macs", "W=9..12", notation="dumulin")


def test_without_a_font_for_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matplotlib.font_manager.get_font_names", lambda: ["DejaVu Serif"])
    with pytest.raises(NotFound, match=r"no font with Chinese characters(.|\n)*Noto Serif CJK SC"):
        draw(symcnn.load("lenet5"), "macs", "W=32..40", language="zh")
    assert draw(symcnn.load("lenet5"), "macs", "W=32..40").figure.axes


@pytest.mark.tex
@pytest.mark.usefixtures("chinese")
@pytest.mark.skipif(not shutil.which("xelatex"), reason="xelatex is not installed")
def test_pgf_says_what_a_document_needs_and_is_set_by_it(tmp_path: Path) -> None:
    made = picture(draw(symcnn.load("lenet5"), "macs", "W=32..40", language="zh").figure, "pgf")
    assert made.needs == PACKAGE
    assert not picture(draw(symcnn.load("lenet5"), "macs", "W=32..40").figure, "pgf").needs
    (tmp_path / "a.pgf").write_bytes(made.data)
    head = rf"\documentclass{{article}}\usepackage{{pgf}}{PACKAGE}\def\mathdefault#1{{#1}}"
    (tmp_path / "page.tex").write_text(rf"{head}\begin{{document}}\input{{a.pgf}}\end{{document}}", "utf-8")
    command = ["xelatex", "-halt-on-error", "-interaction=nonstopmode", "page.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=200)
    assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-2000:]
    assert b"Missing character" not in done.stdout
