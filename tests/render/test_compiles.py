"""Every network of the zoo, set for a paper by a real pdfLaTeX: no error, nothing undefined, nothing over the edge.

Many networks share a document; marks in the log tell which of them it speaks of.
"""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast
from set_by_tex import complaints

import symcnn
from symcnn.model.shipped import zoo_networks
from symcnn.render.formats import latex_lines
from symcnn.render.formats.latex_fragment import packages
from symcnn.render.formula.setting import set_formula
from symcnn.render.widths import TWO_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from symcnn.formula import Formula
    from symcnn.render.formula.style import Style

ZOO = sorted(symcnn.zoo())
BATCH = 12
BATCHES = [ZOO[start::BATCH] for start in range(BATCH)]
PARTS = ("architecture", "table", "formula", "formulas", "symbols", "conditions")
FAMILIES = sorted({path: name for name, path in sorted(zoo_networks().items(), reverse=True)}.values())
"""One network of each file, since the work of its relatives is the same but for its numbers."""
WORKING = [FAMILIES[start::BATCH] for start in range(BATCH)]
TOO_LARGE = {
    ("res2net50_14w_8s", "architecture"),
    ("res2net50_26w_6s", "architecture"),
    ("res2net50_26w_8s", "architecture"),
    ("FasterRCNN_ResNet50_FPN", "work"),
    ("RetinaNet", "work"),
}
"""Pages that no layout fits so far: six branches side by side, sums over five maps."""
DOCUMENT = (
    "\\documentclass[10pt,a4paper%s]{article}\n%s\\usepackage{%s}\n\\raggedbottom\n"
    "\\begin{document}\n%s\n\\end{document}\n"
)

pytestmark = [
    pytest.mark.tex,
    pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled"),
]


@pytest.fixture(autouse=True)
def each_formula_is_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A network's papers of all parts and widths hold the same formulas, which most of the time goes into."""
    known: dict[tuple[Formula, int], str] = {}

    def once(formula: Formula, style: Style) -> str:
        key = formula, id(style)  # a style lives as long as its module
        if key not in known:
            known[key] = set_formula(formula, style)
        return known[key]

    monkeypatch.setattr(latex_lines, "set_formula", once)
    monkeypatch.setattr(latex_lines, "_width", cache(latex_lines._width))  # noqa: SLF001 - the same function, asked once


def said(bodies: Iterable[str], width: str, folder: Path) -> list[str]:
    """What TeX says of some bodies in one document."""
    body = "\n".join(bodies)
    columns, room = (",twocolumn", f"\\usepackage[{TWO_COLUMNS}]{{geometry}}\n") if width == "twocolumn" else ("", "")
    return list(complaints(DOCUMENT % (columns, room, ",".join(packages(body)), body), folder))


def marked(name: str, net: symcnn.Network, parts: tuple[str, ...], width: str) -> Iterator[str]:
    for part in parts:
        if (name, part) in TOO_LARGE:
            continue
        text = net.paper(part, width=width)
        yield f"\\typeout{{NET {name} {part}}}\n{text}\\typeout{{NET {name} after {part}}}\\clearpage"


@pytest.mark.slow
@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
@pytest.mark.parametrize("mode", ["symbols", "numbers"])
def test_the_zoo_compiles(names: list[str], mode: str, tmp_path: Path) -> None:
    bodies: dict[str, list[str]] = {"onecolumn": [], "twocolumn": []}
    for name in names:
        net = symcnn.load(name)
        net = net.numbers() if mode == "numbers" else net
        for width in bodies:
            bodies[width] += marked(name, net, PARTS, width)
    assert {width: said(body, width, tmp_path) for width, body in bodies.items()} == {"onecolumn": [], "twocolumn": []}


@pytest.mark.slow
@pytest.mark.parametrize("names", WORKING, ids=lambda names: names[0])
def test_the_work_compiles(names: list[str], tmp_path: Path) -> None:
    bodies = [text for name in names for text in marked(name, symcnn.load(name), ("work",), "twocolumn")]
    assert not said(bodies, "twocolumn", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lenet5", "vgg16", "unet", "densenet_bc", "tcn"])
def test_the_work_compiles_in_one_column(name: str, tmp_path: Path) -> None:
    assert not said(marked(name, symcnn.load(name), ("work",), "onecolumn"), "onecolumn", tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), sorted(TOO_LARGE))
def test_only_what_does_not_fit_is_left_out(name: str, part: str, tmp_path: Path) -> None:
    net = symcnn.load(name)
    nets = [net] if part == "work" else [net, net.numbers()]
    widths = ["twocolumn"] if part == "work" else ["onecolumn", "twocolumn"]
    assert any(said([one.paper(part, width=width)], width, tmp_path) for one in nets for width in widths)


@pytest.mark.parametrize("width", some_fast(["twocolumn", "onecolumn", "bothcolumns", "cvpr", "180", "221pt"], 6))
def test_a_document_by_itself_compiles(width: str) -> None:
    assert symcnn.load("resnet18").pdf(width=width, siunitx=True).startswith(b"%PDF")
