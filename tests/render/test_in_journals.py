r"""Fragments within documents of authors: IEEE's class, an article of two columns, a Chinese one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from fast_rows import some_fast
from journals import CLASSES, WIDTHS, document, has_class
from set_by_tex import complaints

import symcnn
from symcnn.errors import NotFound
from symcnn.render.formats.latex_lines import fill, staged
from symcnn.render.languages.translate import words
from symcnn.render.paper.published_names import published_name
from symcnn.render.paper.thing_names import listed
from symcnn.syntax.parser import parse_expression


@pytest.mark.tex
@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("network", some_fast(["resnet18", "lenet5"]))
def test_fragments_fit_into_documents_of_authors(name: str, network: str, tmp_path: Path) -> None:
    if not has_class(name) or not shutil.which("xelatex" if name == "ctexart" else "pdflatex"):
        pytest.skip(f"{name} is missing, so nothing was set in it")
    net = symcnn.load(network)
    pages = [net.paper(part, width=WIDTHS[name]) for part in ("architecture", "table", "formula", "symbols")]
    pages += [net.paper(part, width="bothcolumns") for part in ("architecture", "table", "formula", "conditions")]
    pages += [
        net.table("latex", columns="params,macs", width=WIDTHS[name]),
        net.reconcile("macs", "flops").render("latex", width=WIDTHS[name]),
    ]
    pages = [page for page in pages if name != "article" or "table*" not in page]
    said = [line for line in complaints(document(name, *pages), tmp_path) if "Font" not in line]
    assert not said


def test_every_page_in_latex_is_as_wide_as_is_said() -> None:
    net = symcnn.load("resnet18").numbers()
    table, narrow = (net.table("latex", columns="params", width=width) for width in ("onecolumn", "twocolumn"))
    assert table == net.table("latex", columns="params")
    assert r"\begin{longtable}" in table
    assert r"\begin{longtable}" not in narrow
    assert narrow.count(r"\midrule") == narrow.count(r"\toprule") + 1, "the totals stand below the last part only"
    work = symcnn.load("unet").explain("left2", "latex", width=180)
    assert work.count("\n&") > symcnn.load("unet").explain("left2", "latex").count("\n&")
    with pytest.raises(NotFound, match="a page cannot be 20 points wide"):
        net.table("latex", width=20)


def test_a_layer_without_a_kernel_says_by_what_it_scales() -> None:
    net = symcnn.parse("input(8, 8, 8); upsample(3); B: pixel_shuffle(2); pixel_unshuffle(4); upsample_linear(1)")
    words = [r"upsample}\ {\times}3", r"pixel shuffle}\ {\times}2", r"pixel unshuffle}\ /4", "upsample linear}"]
    page, table = (net.paper(part, columns="params") for part in ("architecture", "table"))
    assert [word in page for word in words] == [True] * len(words)
    assert [word.replace("}\\ ", " $").replace("linear}", "linear ") in table for word in words] == [True] * len(words)
    assert "pixel unshuffle /4" in net.draw(style="schematic")
    shown = symcnn.blocks(symcnn.parse("input(8, 8, 8); upsample((2, 3)); repeat 2 { upsample(2) }"))
    assert [line.split()[1:4] for line in shown.splitlines()[2:4]] == [
        ["upsample", "×2×3", "8"],
        ["upsample", "×2", "8"],
    ]


@pytest.mark.parametrize("part", ["architecture", "table"])
def test_a_table_over_both_columns_is_a_float_of_both(part: str) -> None:
    page = symcnn.load("lenet5").paper(part, width="bothcolumns")
    assert r"\begin{table*}[tp]" in page
    assert r"\begin{table}" not in page


def test_what_letters_stand_for_floats_with_its_table() -> None:
    page = symcnn.load("vgg11").paper("architecture", width="twocolumn")
    assert "where $" in page
    assert "%}" not in page + symcnn.load("densenet_bc").paper("formula", width="twocolumn")
    assert page.rstrip().endswith(r"\end{table}")
    assert page.index("where $") < page.rindex(r"\end{table}")


def test_notes_are_as_wide_as_their_table() -> None:
    page = symcnn.load("lenet5").paper("architecture")
    assert r"\sbox0{%" in page
    assert r"\parbox{\dimen0}{\footnotesize\raggedright $/s$: with stride $s$.\par}" in page


def test_no_blank_makes_the_box_of_a_table_wider() -> None:
    for page in (symcnn.load("lenet5").paper("architecture"), symcnn.blocks(symcnn.load("lenet5"), format="latex")):
        assert "\\end{tabular}%\n}\\usebox0" in page


def test_a_column_that_folds_has_room_for_its_longest_word() -> None:
    net = symcnn.parse(
        "input(Z); dense(16*G); reshape((4, 4), G); repeat n { conv_transpose(4, G, stride=2, padding=1, bias=false) };"
        "UPSAMPLED_PART: conv_transpose(4, 3, stride=2)"
    )
    page = net.table("latex", columns="params", width="cvpr")
    room = int(page.partition("{@{}p{")[2].partition("pt}")[0])
    assert room >= 6 * len("UPSAMPLED_PART"), "in the size of footnotes a capital is some six points wide"


def test_a_chinese_page_says_its_words_as_they_are() -> None:
    net = symcnn.parse("input(W, H, 3); C1: conv(5, 8); maxpool(2)")
    pages = [net.table("latex", language="zh"), net.explain(format="latex", language="zh")]
    pages += [symcnn.family(net, symcnn.load("resnet18"), format="latex", language="zh")]
    for page in map(str, pages):
        assert "otherscript" not in page
        assert r"\usepackage{ctex} with XeLaTeX, for Chinese" in page.partition("\n")[0]
    assert "（maxpool1：窗口" in str(pages[0])  # noqa: RUF001 - as Chinese has them
    assert listed(["ResNet-18", "ResNet-34"], words("zh")) == "ResNet-18 和 ResNet-34"
    assert listed(["参数个数", "连接数"], words("zh")) == "参数个数和连接数"


def test_no_blank_stands_behind_a_formula() -> None:
    for part in ("formula", "formulas", "work"):
        page = symcnn.load("lenet5").paper(part)
        assert r"\endgroup%" in page
        assert "\\endgroup\n" not in page


def test_a_brace_goes_around_lines_of_equal_height_only() -> None:
    net = symcnn.parse(
        "input(8, 8, 8); STAGE: repeat 3 { a_very_long_name_of_a_layer_that_is_folded: conv(3, 8, padding=1);"
        " another_very_long_name_of_a_layer: conv(3, 8, padding=1) }"
    )
    page = net.paper("table", width="180").partition(r"\end{table}")[0]
    assert "p{" in page
    assert r"\multirow" not in page
    assert page.count(r"$\quad\times 3$") == 2
    assert r"\multirow" in symcnn.load("resnet34").numbers().paper("table", columns="params")


def test_a_long_table_has_no_page_of_a_few_rows() -> None:
    page = symcnn.load("mobilenet_v3_large").numbers().paper("table")
    tables = page.split(r"\midrule")[1:]
    rows = [table.split(r"\bottomrule")[0].count(r"\\") for table in tables]
    assert min(rows[:2]) > max(rows[:2]) / 2


def test_captions_have_the_published_name_or_the_authors() -> None:
    net = symcnn.load("mobilenet_v2")
    assert r"\caption{Layers of MobileNetV2.}\label{tab:mobilenet_v2-layers}" in net.paper("table")
    page = net.paper("architecture", title="Ours", label="tab:ours")
    assert r"\caption{Architecture of Ours.}\label{tab:ours}" in page
    own = net.paper("architecture", caption="What we built.", width="twocolumn", label="tab:ours")
    assert own.count(r"\caption{What we built") == own.count(r"\begin{table}")
    assert r"\label{tab:ours.2}" in own
    assert r"\label{eq:mine}" in net.paper("formula", quantity="params", label="eq:mine")
    assert r"\label{eq:mine.macs}" in net.paper("formula", label="eq:mine")
    with pytest.raises(NotFound, match="a caption belongs to one part"):
        net.paper(caption="all")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("ResNet50", "ResNet-50"),
        ("VGG16_bn", "VGG-16 with batch normalisation"),
        ("ViT_B16", "ViT-B/16"),
        ("RegNetX_1_6GF", "RegNetX-1.6GF"),
        ("ConvNeXt_v2_Tiny", "ConvNeXt V2-Tiny"),
        ("Res2Net50_26w_4s", "Res2Net-50 (26w×4s)"),
        ("ConvMixer_1536_20", "ConvMixer-1536/20"),
        ("PreResNet101", "PreResNet-101"),
        ("Swin_T", "Swin-T"),
        ("DenseNet_ImageNet", "DenseNet (ImageNet)"),
        ("MyNet_v2", "MyNet_v2"),
        ("OurResNet50", "OurResNet50"),
    ],
)
def test_a_name_is_shown_as_published(name: str, shown: str) -> None:
    assert published_name(name) == shown


def test_no_published_name_has_an_underscore() -> None:
    texts = [path.read_text("utf-8") for path in sorted((Path(symcnn.__file__).parent / "zoo").glob("*.cnn"))]
    names = {name for text in texts for name in re.findall(r"^network (\w+)", text, re.MULTILINE)}
    assert len(names) > 300
    assert not [name for name in names if "_" in published_name(name)]


def test_layers_of_one_block_have_names_alike() -> None:
    page = symcnn.load("mobilenet_v3_large").numbers().paper("table", columns="params")
    rows = [line.partition(" & ")[0].replace(r"\allowbreak{}", "") for line in page.splitlines() if " & " in line]
    assert [row for row in rows if row.startswith("stage/4/")][:3] == [
        "stage/4/expand", "stage/4/bn1", "stage/4/depthwise1"
    ]  # fmt: skip
    assert not [row for row in rows if row.startswith("net/")]


def test_lines_end_at_the_outermost_sign_that_there_is() -> None:
    term = "(a + b*(c + d + e) + f)"
    whole = parse_expression(f"7*x*{term} + 8*y*{term} + 9*z*{term}")
    lines = fill(staged([whole], 150), 150)
    assert [line.count("(") - line.count(")") for line in lines] == [0, 0, 0]
    assert [line.startswith(r"&\quad{} +") for line in lines] == [False, True, True]


def test_what_is_broken_within_brackets_is_set_in_farther() -> None:
    lines = fill(staged([parse_expression("9*C^2/2*((W - 188)*(H - 188) + 2*(W - 192)*(H - 192)) + D")], 180), 180)
    assert lines[0].startswith(r" &= \frac{9}{2} C^{2} \bigl(")
    assert lines[1].startswith(r"&\quad\quad{} +")
    assert lines[2].startswith(r"&\quad{} + D")


def test_a_repeat_of_one_turn_has_a_row_for_each_stage_within() -> None:
    net = symcnn.parse(
        "block two(kernel F, dilation L) { a: conv(F, 4, dilation=L, padding=L); b: part }"
        "block part() { conv(1, 4); relu }"
        "input(64, 4); stack: repeat m { repeat 3 as i { two(3, 2^i) } }"
    )
    rows = [line.partition(" &")[0] for line in net.at(m=1).paper("architecture").splitlines() if "dilation" in line]
    assert rows == ["repeat1 2", "repeat1 3"]


def test_blocks_within_themselves_are_counted() -> None:
    page = symcnn.load("nnunet_2d").numbers().paper("architecture", width="twocolumn")
    assert "concat with net/below6/left" in page
    assert "below/\\allowbreak{}below" not in page
