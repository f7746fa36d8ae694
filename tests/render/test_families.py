"""Tables of families and of blocks against what papers print, in every format, and set by TeX as authors do."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast
from journals import WIDTHS, document, has_class
from set_by_tex import complaints

import symcnn
from symcnn.errors import ArgumentMistake, NotFound
from symcnn.render.formula.ascii import in_ascii

if TYPE_CHECKING:
    from pathlib import Path

    from symcnn.network.network import Network

HE = {
    "resnet18": ("[3×3, 64; 3×3, 64] × 2", 2, 2, 2, "11.7 M"),
    "resnet34": ("[3×3, 64; 3×3, 64] × 3", 4, 6, 3, "21.8 M"),
    "resnet50": ("[1×1, 64; 3×3, 64; 1×1, 256] × 3", 4, 6, 3, "25.6 M"),
    "resnet101": ("[1×1, 64; 3×3, 64; 1×1, 256] × 3", 4, 23, 3, "44.5 M"),
    "resnet152": ("[1×1, 64; 3×3, 64; 1×1, 256] × 3", 8, 36, 3, "60.2 M"),
}
"""He et al. 2015, arXiv:1512.03385, table 1: blocks of conv2_x, and how often those of conv3_x to conv5_x come."""
SIMONYAN = {
    "vgg11": (1, 1, 2, 2, 2, 133), "vgg13": (2, 2, 2, 2, 2, 133), "vgg16": (2, 2, 3, 3, 3, 138),
    "vgg19": (2, 2, 4, 4, 4, 144),
}  # fmt: skip
"""Simonyan and Zisserman 2015, arXiv:1409.1556, tables 1 and 2: convolutions of each stage, millions of parameters."""
SANDLER = [
    ("224×224×3", "", 32, 1, 2), ("112×112×32", 1, 16, 1, 1), ("112×112×16", 6, 24, 2, 2), ("56×56×24", 6, 32, 3, 2),
    ("28×28×32", 6, 64, 4, 2), ("14×14×64", 6, 96, 3, 1), ("14×14×96", 6, 160, 3, 2), ("7×7×160", 6, 320, 1, 1),
    ("7×7×320", "", 1280, 1, 1), ("7×7×1280", "", 1280, 1, ""), ("1280", "", 1000, 1, ""),
]  # fmt: skip
"""Sandler et al. 2018, arXiv:1801.04381, table 2: input, t, c, n, s."""
TAN = [
    (1, "3×3", 16, 1), (6, "3×3", 24, 2), (6, "5×5", 40, 2), (6, "3×3", 80, 3), (6, "5×5", 112, 3), (6, "5×5", 192, 4),
    (6, "3×3", 320, 1),
]  # fmt: skip
"""Tan and Le 2019, arXiv:1905.11946, table 1, stages 2 to 8: expansion, kernel, channels, layers."""
TAN_V2 = [("fused ", 4, 48, 4), ("fused ", 4, 64, 4), ("", 4, 128, 6), ("", 6, 160, 9), ("", 6, 256, 15)]
"""Tan and Le 2021, arXiv:2104.00298, table 4, stages 2 to 6: expansion, channels, layers."""
HOWARD = [
    ("3×3", 16, 16, "yes", 2), ("3×3", 72, 24, "no", 2), ("3×3", 88, 24, "no", 1), ("5×5", 96, 40, "yes", 2),
    ("5×5", 240, 40, "yes", 1), ("5×5", 120, 48, "yes", 1), ("5×5", 288, 96, "yes", 2),
]  # fmt: skip
"""Howard et al. 2019, arXiv:1905.02244, table 2: kernel, expanded maps, maps, SE, stride; equal rows once."""


def numbers(*names: str) -> list[Network]:
    return [symcnn.load(name).numbers() for name in names]


def records(page: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(page)))


def column(rows: list[list[str]], place: int) -> dict[str, str]:
    return {row[0]: row[place] for row in rows}


def test_residual_networks_are_those_of_the_published_table() -> None:
    rows = records(symcnn.family(*numbers(*HE), format="csv"))
    assert rows[0] == ["stage", "output", "ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152"]
    outputs = column(rows, 1)
    assert [outputs[f"conv{n}"] for n in range(1, 6)] == ["112×112", "56×56", "28×28", "14×14", "7×7"]
    for place, (first, *times, _) in enumerate(HE.values(), 2):
        cells = column(rows, place)
        assert cells["conv1"] == "7×7, 64, /2"
        assert cells["conv2"] == first
        assert [cells[f"conv{n}"].rpartition(" × ")[2] for n in (3, 4, 5)] == list(map(str, times))


def test_millions_of_parameters_are_those_that_are_published() -> None:
    page = symcnn.family(*numbers(*HE), units="M")
    line = next(line for line in page.splitlines() if line.startswith("parameters"))
    assert line.split()[1::2] == [row[-1].split()[0] for row in HE.values()]


def test_configurations_of_vgg_are_those_of_the_published_table() -> None:
    rows = records(symcnn.family(*numbers(*SIMONYAN), format="csv"))
    for place, (*counts, millions) in enumerate(SIMONYAN.values(), 2):
        cells = column(rows, place)
        for stage, count in enumerate(counts, 1):
            layers = f"3×3, {min(64 * 2 ** (stage - 1), 512)}"
            assert cells[f"stage{stage}"] == (f"[{layers}] × {count}" if count > 1 else layers) + "; 2×2 max pool, /2"
        assert round(int(cells["parameters"]) / 1e6) == millions


def test_inverted_residuals_are_those_of_mobilenet_v2() -> None:
    rows = records(symcnn.blocks(*numbers("mobilenet_v2"), format="csv"))
    assert rows[0] == ["input", "operator", "t", "c", "n", "s"]
    assert [(row[0], *row[2:]) for row in rows[1:]] == [tuple(map(str, row)) for row in SANDLER]
    assert {row[1] for row in rows[2:9]} == {"inverted residual, 3×3"}


def test_width_multipliers_leave_the_expansion() -> None:
    rows = records(symcnn.blocks(symcnn.load("mobilenet_v2"), format="csv"))
    assert [row[2] for row in rows[1:]] == [str(row[1]) for row in SANDLER]
    assert [row[4] for row in rows[1:]] == [str(row[3]) for row in SANDLER]


def test_efficientnet_is_that_of_the_published_tables() -> None:
    rows = [row for row in records(symcnn.blocks(*numbers("efficientnet_b0"), format="csv")) if "inverted" in row[1]]
    assert [(int(r[2]), r[1].partition(", ")[2], int(r[3]), int(r[4])) for r in rows] == TAN
    assert {row[6] for row in rows} == {"yes"}
    rows = [row for row in records(symcnn.blocks(*numbers("efficientnetv2_s"), format="csv")) if "inverted" in row[1]]
    assert [(r[1].partition("inverted")[0], *map(int, r[2:5])) for r in rows] == TAN_V2


def test_expanded_maps_stand_where_an_expansion_is_no_whole_number() -> None:
    rows = records(symcnn.blocks(*numbers("mobilenet_v3_small"), format="csv"))
    assert rows[0] == ["input", "operator", "e", "c", "n", "s", "SE"]
    found = [row for row in rows if "inverted" in row[1]]
    assert [(r[1].partition(", ")[2], int(r[2]), int(r[3]), r[6], int(r[5])) for r in found] == HOWARD


def test_blocks_that_are_no_inverted_residuals_are_drawn_and_counted() -> None:
    rows = records(symcnn.blocks(*numbers("resnet50"), format="csv"))
    assert [row[3] for row in rows if row[1].startswith("[")] == ["3", "4", "6", "3"]


def test_labels_and_how_a_filter_is_called_do_not_matter() -> None:
    text = (
        "input(8, 8, 4); x: conv(1, 12); y: conv(3, 12, padding=1, groups=12); z: conv(1, 4);"
        "b: add { { block_of: repeat 1 { conv(1, 12); depthwise(3, padding=1); conv(1, 4) } } { } }"
    )
    page = symcnn.blocks(symcnn.parse(f"network A {{ {text.replace('block_of: repeat 1', 'repeat 1')} }}"))
    assert "inverted" not in page  # a repeat inside of a branch is no block, and three layers in a row are none
    inner = "block b(K) { conv(1, 12); conv(3, 12, padding=1, groups=12); conv(1, K) }"
    page = symcnn.blocks(symcnn.parse(f"{inner}\ninput(8, 8, 4); b(4); add {{ {{ b(4) }} {{ }} }}"))
    assert next(line for line in page.splitlines() if "inverted" in line).split()[-4:] == ["3", "4", "2", "1"]
    assert "has a shortcut" not in page  # the first one keeps sizes and maps, and has none


def test_what_differs_in_the_last_block_is_no_run() -> None:
    inner = "block b(K, S) { conv(1, 12); depthwise(3, padding=1, stride=S); conv(1, K) }"
    two = symcnn.blocks(symcnn.parse(f"{inner}\ninput(8, 8, 4); b(4, 2); b(4, 2)"))
    assert sum("inverted" in line for line in two.splitlines()) == 2
    assert sum(line.split()[-2:] == ["1", "2"] for line in two.splitlines()) == 2


def test_what_one_network_lacks_is_left_out() -> None:
    nets = [symcnn.parse(f"input(8, 8, 3); a: conv(3, 4); {inner} c: dense(9)") for inner in ("", "b: conv(3, 4);")]
    rows = records(symcnn.family(*nets, format="csv"))
    assert [row[0] for row in rows] == ["stage", "a", "b", "c", "parameters", "MACs"]
    assert rows[2][2:] == ["", "3×3, 4"]
    assert "–" in symcnn.family(*nets)


STAGES = "stem: conv(3, {0}, padding=1); {1}: maxpool(2); {2}: conv(3, 8, padding=1); {3}: maxpool(2); {4}: dense({0})"


def test_stages_of_other_names_stand_where_they_are_of_one_kind_and_size() -> None:
    texts = STAGES.format(4, "pool", "body", "pool2", "head"), STAGES.format(5, "p1", "layer1", "p2", "fc")
    nets = [symcnn.parse(f"network N{place} {{ input(8, 8, 3); {text} }}") for place, text in enumerate(texts)]
    rows = records(symcnn.family(*nets, format="csv"))[1:-2]
    assert [row[0] for row in rows] == ["stem", "pool / p1", "body / layer1", "pool2 / p2", "head / fc"]
    assert rows[2][1:] == ["4×4", "3×3, 8", "3×3, 8"]
    data = json.loads(symcnn.family(*nets, format="json"))["networks"]  # each network's own names
    assert [stage["name"] for stage in data[1]["stages"]] == ["stem", "p1", "layer1", "p2", "fc"]


def test_other_kinds_and_sizes_have_rows_of_their_own() -> None:
    texts = "a: conv(3, 4)", "b: maxpool(3, stride=1)", "c: conv(5, 4)"
    nets = [symcnn.parse(f"input(8, 8, 3); {text}") for text in texts]
    assert [row[0] for row in records(symcnn.family(*nets, format="csv"))[1:-2]] == ["a", "b", "c"]


def test_a_name_that_two_networks_have_goes_before_sizes() -> None:
    nets = [
        symcnn.parse(f"input(8, 8, 3); {text}")
        for text in ("a: conv(3, 4, padding=1); b: conv(5, 4)", "b: conv(3, 4, padding=1)")
    ]
    assert [row[0] for row in records(symcnn.family(*nets, format="csv"))[1:-2]] == ["a", "b"]


DENSE = "densenet121", "densenet169", "densenet201"


def test_dense_blocks_are_counted_as_in_table_1_of_huang_et_al() -> None:
    rows = {row[0]: row[2:] for row in records(symcnn.family(*numbers(*DENSE), format="csv"))}
    counts = {"dense1": (6, 6, 6), "dense2": (12, 12, 12), "dense3": (24, 32, 48), "dense4": (16, 32, 32)}
    for stage, times in counts.items():
        assert rows[stage] == [f"[1×1, 128; 3×3, 32] × {count}" for count in times]
    assert len(rows) == 14


def test_where_outputs_differ_each_cell_leads_to_its_own() -> None:
    nets = [symcnn.parse(f"input({size}, {size}, 3); a: conv(3, 4)") for size in (8, 16)]
    page = symcnn.family(*nets)
    assert "→ 6×6" in page
    assert "→ 14×14" in page
    assert "→" not in symcnn.family(nets[0], nets[0])


def test_every_format_holds_the_table() -> None:
    nets = numbers("resnet18", "resnet50")
    data = json.loads(symcnn.family(*nets, format="json"))
    assert data["networks"][1]["total"] == {"params": 25557032, "macs": 4089184256}
    assert data["networks"][1]["stages"][4]["blocks"] == [
        {"layers": "[1×1, 256; 3×3, 256, /2 first; 1×1, 1024]", "times": 6, "beside": ["1×1, 1024, /2"]}
    ]
    html = symcnn.family(*nets, format="html")
    assert '<td colspan="2"' in html
    assert html.count("<tr>") == html.count("</tr>") == 11
    assert html.count("<span") == html.count("</span>")
    markdown = [line for line in symcnn.family(*nets, format="markdown").splitlines() if line.startswith("|")]
    assert {line.count(" | ") for line in markdown} == {3}
    latex = symcnn.family(*nets, format="latex")
    assert r"\multicolumn{2}{c@{}}{$7 \times 7,\ 64,\ /2$}" in latex
    assert r"\caption{Architectures of ResNet-18 and ResNet-50.}\label{tab:resnet18-resnet50-family}" in latex
    assert r"\begin{table*}" in latex


def test_text_is_parted_where_columns_have_no_room() -> None:
    page = symcnn.family(*numbers(*HE), characters=70)
    assert max(map(len, page.splitlines())) <= 70
    assert page.count("stage  ") == 3


def test_tall_brackets_have_signs_in_every_encoding() -> None:
    page = in_ascii(symcnn.family(*numbers("resnet18", "resnet50")), "cp1252")
    assert "[1 x 1, 64 ]" in page
    assert "\\u" not in page


def test_long_totals_stand_below() -> None:
    page = symcnn.family(symcnn.load("resnet18"), symcnn.load("resnet50"))
    assert "parameters of ResNet-50 = C(5,724C + 32M + 49D + 830) + M" in page
    assert "\nparameters  " not in page


def test_an_author_names_the_table() -> None:
    page = symcnn.family(*numbers("resnet18", "vgg11"), format="latex", caption="Ours.", label="tab:ours", width="252")
    assert r"\caption{Ours.}\label{tab:ours}" in page
    assert page.count(r"\label{tab:ours") == page.count(r"\begin{table}")


def test_columns_that_have_room_stand_side_by_side() -> None:
    page = symcnn.family(*map(symcnn.load, ("efficientnet_b0", "efficientnet_b1", "efficientnet_b2")), format="latex")
    assert "& EfficientNet-B0 & EfficientNet-B1 & EfficientNet-B2 \\\\" in page


def test_tables_of_one_family_are_told_apart() -> None:
    nets = numbers("shufflenet_v2", "mobilenet_v3_small", "efficientnet_b0")
    page = symcnn.family(*nets, format="latex", width="252")
    labels = re.findall(r"\\label\{([^}]*)\}", page)
    captions = re.findall(r"\\caption\{(.*?)\}\\label", page)
    assert len(labels) == len({*labels}) == page.count(r"\begin{minipage}") + page.count(r"\begin{table}") > 3
    assert captions[1:] == [f"{captions[0].removesuffix('.')} (continued)."] * (len(captions) - 1)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ArgumentMistake, match="at least one network"):
        symcnn.family()
    with pytest.raises(NotFound, match='no format "pdf"'):
        symcnn.family(*numbers("resnet18"), format="pdf")
    with pytest.raises(NotFound, match='no column "flops"'):
        symcnn.family(*numbers("resnet18"), columns="flops")


@pytest.mark.tex
@pytest.mark.parametrize("name", some_fast(WIDTHS))
def test_families_fit_into_documents_of_authors(name: str, tmp_path: Path) -> None:
    if not has_class(name) or not shutil.which("xelatex" if name == "ctexart" else "pdflatex"):
        pytest.skip(f"{name} is missing, so nothing was set in it")
    language = "zh" if name == "ctexart" else "en"
    residual = [symcnn.load(net) for net in HE]
    in_numbers = [net.numbers() for net in residual]
    families = [(in_numbers, "bothcolumns"), (in_numbers, WIDTHS[name]), (residual[1:3], WIDTHS[name])]
    families += [([symcnn.load("shufflenet_v2"), symcnn.load("mobilenet_v3_small")], WIDTHS[name])]
    families += [(numbers(*SIMONYAN, "vgg16_c"), width) for width in ("bothcolumns", WIDTHS[name])]
    pages = [
        symcnn.family(*nets, format="latex", units="M", width=width, label=f"tab:f{place}", language=language)
        for place, (nets, width) in enumerate(families)
        if name != "article" or width != "bothcolumns"
    ]
    nets = [*numbers("mobilenet_v2", "mobilenet_v3_large", "efficientnet_b0", "resnet50"), symcnn.load("mobilenet_v2")]
    nets += [symcnn.load("inceptionv3"), symcnn.load("shufflenet_v2")]
    pages += [
        symcnn.blocks(net, format="latex", width=WIDTHS[name], label=f"tab:b{place}", language=language)
        for place, net in enumerate(nets)
    ]
    assert not [line for line in complaints(document(name, *pages), tmp_path) if "Font" not in line]
