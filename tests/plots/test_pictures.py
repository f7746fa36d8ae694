"""What a picture shows: the exact values, gaps, ticks, a legend outside of the data."""

from __future__ import annotations

import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import symcnn
from symcnn.analysis.plot import draw
from symcnn.errors import NotFound, SymcnnError, Unavailable
from symcnn.render.matplotlib_style import POINTS_PER_INCH, points_of
from symcnn.render.plots.saving import FORMATS, picture
from symcnn.render.plots.shares import bars

pytestmark = pytest.mark.usefixtures("matplotlib")

MAGIC = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml", "pgf": b"%% Creator"}


def lines_of(figure: Any, panel: int = 0) -> list[tuple[list[float], list[float]]]:
    return [(list(line.get_xdata()), list(line.get_ydata())) for line in figure.axes[panel].get_lines()]


def ticks_of(axis: Any) -> list[str]:
    low, high = sorted(axis.get_view_interval())
    return [
        label.get_text()
        for place, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=True)
        if low <= place <= high
    ]


def test_a_line_has_the_exact_values() -> None:
    figure = symcnn.plot(symcnn.load("vgg16"), "macs", "W, H", range(200, 241, 8))
    (xs, ys), *others = lines_of(figure)
    assert not others
    assert xs == [200, 208, 216, 224, 232, 240]
    assert ys[3] * 10**9 == pytest.approx(15_470_264_320, abs=1)
    axes = figure.axes[0]
    assert axes.get_ylabel() == "$10^{9}$ MACs"
    assert axes.get_xlabel() == "input size $W$ = $H$"
    assert not figure.legends


def test_gaps_break_the_line_and_are_told() -> None:
    with pytest.warns(UserWarning, match=r"LeNet5: 4 of 13 values of W left out, .*W ≥ 32"):
        figure = symcnn.plot(symcnn.load("lenet5"), "macs", "W", range(28, 41))
    (_, ys), *_ = lines_of(figure)
    assert [math.isnan(y) for y in ys] == [True] * 4 + [False] * 9


def test_points_between_gaps_are_marked() -> None:
    figure = draw(symcnn.load("densenet"), "params", "L=7..100").figure
    line = figure.axes[0].get_lines()[0]
    assert line.get_marker() == "o"
    assert line.get_linestyle() == "None"


def test_several_networks_and_quantities() -> None:
    nets = {"a $ b": symcnn.load("vgg16"), "R": symcnn.load("resnet18")}
    figure = symcnn.plot(nets, "macs, params", "W,H=64..128:16")
    assert [axes.get_ylabel() for axes in figure.axes] == ["$10^{9}$ MACs", "$10^{6}$ parameters"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [r"a $\$$ b", "R"]
    first, second = figure.axes[0].get_lines()
    assert first.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()


def test_a_legend_has_the_published_names_and_those_of_the_author() -> None:
    nets = [symcnn.load("resnet18"), symcnn.load("mobilenet_v1")]
    legends = [
        symcnn.plot(row, "params", "W,H=64..96:32").legends[0] for row in (nets, {"ResNet 18": nets[0], "b": nets[1]})
    ]
    assert [[text.get_text() for text in legend.get_texts()] for legend in legends] == [
        ["ResNet-18", "MobileNetV1"],
        ["ResNet 18", "b"],
    ]


def test_the_legend_is_outside_of_the_data_and_inside_of_the_picture() -> None:
    names = ["resnet18", "resnet34", "resnet50", "vgg16", "densenet121", "mobilenet_v1"]
    figure = draw([symcnn.load(name) for name in names], "macs", "W,H=64..128:32").figure
    legend = figure.legends[0].get_window_extent()
    assert legend.y0 >= figure.axes[0].get_window_extent().y1
    assert 0 <= legend.x0 < legend.x1 <= figure.bbox.width
    assert legend.y1 <= figure.bbox.height + 1


def test_sizes_of_layers_share_an_axis() -> None:
    figure = draw(symcnn.load("lenet5"), "C1.W, C3.W", "W=32..60").figure
    assert [axes.get_ylabel() for axes in figure.axes] == ["width"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["width of C1", "width of C3"]


@pytest.mark.parametrize(
    ("of", "over", "log", "x", "y"),
    [
        ("macs", "W,H=32..512:*2", "xy", ["32", "64", "128", "256", "512"], ["$\\mathdefault{10^{8}}$"]),
        ("C1.W", "W=32..36", "", ["32", "33", "34", "35", "36"], ["0", "10", "20", "30"]),
        ("params", "W,H=32..64:16", "y", ["40", "50", "60"], ["100", "200", "500"]),
    ],
)  # fmt: skip
def test_ticks(of: str, over: str, log: str, x: list[str], y: list[str]) -> None:
    axes = draw(symcnn.load("lenet5"), of, over, log=log).figure.axes[0]
    assert ticks_of(axes.xaxis) == x
    assert set(y) <= set(ticks_of(axes.yaxis))


def test_ticks_of_a_symbol_that_is_no_whole_number() -> None:
    axes = draw(symcnn.load("mobilenet_v1"), "params", "alpha=1/4..1:1/8").figure.axes[0]
    assert ticks_of(axes.xaxis) == ["0.4", "0.6", "0.8", "1"]
    assert axes.get_xlabel() == r"$\alpha$"


@pytest.mark.parametrize("width", ["onecolumn", "twocolumn", 345, "200pt"])
def test_a_picture_is_as_wide_as_asked(width: str | float) -> None:
    for figure in (draw(symcnn.load("lenet5"), "macs", "W=32..40", width=width).figure, bars_of("params", width)):
        assert figure.get_figwidth() * POINTS_PER_INCH == pytest.approx(points_of(width))


def bars_of(of: str, width: str | float) -> Any:
    return symcnn.load("lenet5").bars(of, width=width)


def test_bars_have_the_exact_values_and_shares() -> None:
    found = bars(symcnn.load("alexnet").numbers().derivation, "params")
    axes: Any = found.figure.axes[0]
    assert found.remarks == ("AlexNet: 13 rows without parameters left out",)
    names = [label.get_text() for label in axes.get_yticklabels()]
    lengths = dict(zip(names, (bar.get_width() for bar in axes.patches), strict=True))
    assert lengths["fc6"] == pytest.approx(37.752832)
    shares = [text.get_text() for text in axes.texts]
    assert shares[list(lengths).index("fc6")] == r"61.8 $\%$"
    assert sum(lengths.values()) == pytest.approx(61.10084)


def test_bars_of_groups_in_two_panels() -> None:
    figure = symcnn.load("resnet50").bars("params, macs", 1)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["conv1", "bn1", "conv2", "conv3", "conv4", "conv5", "fc"]
    assert [axes.get_xlabel() for axes in figure.axes] == ["$10^{6}$ parameters", "$10^{9}$ MACs"]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_picture_drawn_twice_is_one_file(format_: str, request: pytest.FixtureRequest) -> None:
    if format_ == "pgf":
        request.getfixturevalue("tex")
    made = [picture(draw(symcnn.load("lenet5"), "macs", "W=32..40").figure, format_) for _ in range(2)]
    assert made[0].data.startswith(MAGIC[format_])
    assert made[0].data == made[1].data
    assert not made[0].missing


@pytest.fixture
def tex() -> None:
    import shutil

    from symcnn.render.plots.saving import TEX_PROGRAMS

    if not any(map(shutil.which, TEX_PROGRAMS)):
        pytest.skip("no TeX is installed, which measures the words of a pgf picture")


def test_signs_without_a_font_are_told() -> None:
    figure = draw(symcnn.load("lenet5"), "macs", "W=32..40", labels=["\U00013000"]).figure
    assert not picture(figure, "png").missing  # one network needs no legend
    twice = draw([symcnn.load("lenet5")] * 2, "macs", "W=32..40", labels=["\U00013000", "b"]).figure
    assert picture(twice, "png").missing


def test_drawing_leaves_the_settings_of_matplotlib_alone(matplotlib: Any) -> None:
    before = dict(matplotlib.rcParams)
    picture(draw(symcnn.load("lenet5"), "macs", "W=32..40").figure, "png")
    assert dict(matplotlib.rcParams) == before


def test_pgf_without_tex(monkeypatch: pytest.MonkeyPatch) -> None:
    figure = draw(symcnn.load("lenet5"), "macs", "W=32..40").figure
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(NotFound, match=r"pgf needs TeX(.|\n)*or write pdf"):
        picture(figure, "pgf")


@pytest.mark.parametrize(
    ("of", "over", "extra", "said"),
    [
        ("macs", "W=32..64", {"log": "z"}, "there is x, y and xy"),
        ("macs", "W=32..64", {"width": "onecolum"}, 'did you mean "onecolumn"?'),
        ("macs", "W=32..64", {"width": "9"}, "from 100 to 2000"),
        ("macs", "W=32..64", {"width": "nan"}, "from 100 to 2000"),
        ("macs", "W=32..64", {"labels": ["a", "b"]}, "2 labels for 1 networks"),
        ("macs", "W", {}, "is said nowhere"),
        ("macs", "W=32..64", {"values": [3]}, "is said twice"),
        ("macs", "3=32..64", {}, "names no symbol"),
        ("macs", "W,Q=32..64", {}, 'no symbol "Q"'),
        ("0 - macs", "W=32..64", {"log": "y"}, "above 0"),
        ("macs", "D=10^299..10^301:*10", {}, "floating point"),
    ],
)
def test_what_cannot_be_drawn(of: str, over: str, extra: dict[str, Any], said: str) -> None:
    with pytest.raises(SymcnnError) as mistake:
        draw(symcnn.load("lenet5"), of, over, **extra)
    assert said in str(mistake.value)


def test_bars_that_cannot_be_drawn() -> None:
    with pytest.raises(NotFound, match='did you mean "macs"'):
        bars(symcnn.load("lenet5").numbers().derivation, "mac")
    with pytest.raises(Unavailable, match="no layer has parameters"):
        bars(symcnn.parse("input(8, 8, 3); relu").numbers().derivation)
    with pytest.raises(Unavailable, match="no picture any more"):
        bars(symcnn.load("resnet152").numbers().derivation)
    with pytest.raises(Unavailable, match="no default is given"):
        bars(symcnn.parse("input(W, W, 3); conv(3, 8)").numbers().derivation)


@pytest.mark.parametrize(
    ("language", "curves", "shares"),
    [
        (
            "en",
            "MACs over input width W: 326,520 at 32, 1,165,560 at 64.",
            "parameters, 60,000 in all: C1 156, S2 12, ",
        ),
        (
            "zh",
            "乘加次数随输入宽度 W变化：32 处为 326,520，64 处为 1,165,560。",  # noqa: RUF001 - Chinese
            "参数个数，共 60,000：C1 156, S2 12, ",  # noqa: RUF001 - Chinese
        ),
    ],
)
def test_svg_says_in_words_what_it_shows(language: str, curves: str, shares: str) -> None:
    net = symcnn.load("lenet5")
    drawn = draw(net, "macs", "W=32..64:4", language=language).figure, net.bars("params", language=language)
    for figure, said in zip(drawn, (curves, shares), strict=True):
        root = ET.fromstring(picture(figure, "svg").data)  # noqa: S314 - our own
        tag = {"zh": "zh-CN"}.get(language, language)
        assert (root.get("role"), root.get("lang")) == ("img", tag)
        assert said in (root.findtext("{http://www.w3.org/2000/svg}desc") or "")


def test_a_notebook_shows_a_plot() -> None:
    net = symcnn.load("lenet5")
    for figure in (symcnn.plot(net, over="W", values=range(32, 65)), net.bars()):
        shown = figure._repr_svg_()  # type: ignore[attr-defined]
        assert shown.startswith("<svg ")
        assert "<desc>" in shown
