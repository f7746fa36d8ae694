"""Documents in Chinese and in every notation, as a real TeX sets them: nothing over the edge, no glyph missing."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from set_by_tex import complaints

import symcnn
from symcnn.render.formula.notations import NOTATIONS

if TYPE_CHECKING:
    from pathlib import Path


def lacks(*files: str) -> bool:
    """Whether TeX does not find some file."""
    found = subprocess.run(["kpsewhich", *files], check=False, capture_output=True).stdout  # noqa: S607 - beside TeX
    return len(found.splitlines()) < len(files)


CHINESE = pytest.mark.skipif(
    not shutil.which("xelatex") or lacks("ctexart.cls", "xeCJK.sty"),
    reason="xelatex, ctex or xeCJK is missing, so nothing was set in Chinese",
)
LATIN = pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled")
SAMPLE = ("lenet5", "vgg16", "resnet50", "unet", "mobilenet_v2", "inceptionv3")
pytestmark = pytest.mark.tex


@pytest.mark.slow
@CHINESE
@pytest.mark.parametrize("name", SAMPLE)
def test_a_chinese_document(name: str, tmp_path: Path) -> None:
    assert not list(complaints(symcnn.load(name).paper(language="zh", standalone=True), tmp_path))


@pytest.mark.slow
@CHINESE
@pytest.mark.parametrize("name", ["vgg16", "densenet_bc"])
def test_a_chinese_document_in_two_columns(name: str, tmp_path: Path) -> None:
    page = symcnn.load(name).numbers().paper(language="zh", width="twocolumn", siunitx=True, standalone=True)
    assert not list(complaints(page, tmp_path))


@CHINESE
def test_names_in_chinese(tmp_path: Path) -> None:
    text = "network 网络(W = 8, 层 = 3, P) {\n input(W, W, 3); 卷积_一: conv(3, 层); add { { conv(层, 4, padding=P) } "
    net = symcnn.parse(text + "{ conv(1, 4) } }; dense(10) }")
    for language in ("zh", "en"):
        assert not list(complaints(net.paper(language=language, standalone=True, notation="lecun"), tmp_path))
    assert net.pdf("all", language="zh").startswith(b"%PDF")


@pytest.mark.slow
@LATIN
@pytest.mark.parametrize("notation", [row.name for row in NOTATIONS if row.letters])
@pytest.mark.parametrize("width", ["onecolumn", "twocolumn"])
def test_a_document_in_a_notation(notation: str, width: str, tmp_path: Path) -> None:
    for name in ("lenet5", "mobilenet_v2", "densenet_bc", "tcn"):
        page = symcnn.load(name).paper(notation=notation, width=width, standalone=True)
        assert not list(complaints(page, tmp_path)), name
