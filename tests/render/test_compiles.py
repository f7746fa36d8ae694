"""Every network of the zoo, set for a paper by a real pdfLaTeX: no error, nothing undefined, nothing over the edge.

Many networks share a document; marks in the log tell which of them it speaks of.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.render.paper.document import packages
from symcnn.render.paper.look import COLUMN_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZOO = sorted(symcnn.zoo())
BATCH = 8
BATCHES = [ZOO[start : start + BATCH] for start in range(0, len(ZOO), BATCH)]
PARTS = ("architecture", "table", "formula", "formulas", "symbols", "conditions")
DOCUMENT = (
    "\\documentclass[10pt,a4paper%s]{article}\n\\usepackage{%s}\n\\raggedbottom\n"
    "\\begin{document}\n%s\n\\end{document}\n"
)
SAID = re.compile(r"^(!.*|Overfull \\hbox.*|.*Warning: (?!Label\(s\) may).*|Missing character.*|NET .*)$", re.MULTILINE)

pytestmark = [
    pytest.mark.tex,
    pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled"),
]


def complaints(body: str, width: str, folder: Path) -> Iterator[str]:
    """What TeX says of a body, each line with the mark before it."""
    columns = ",twocolumn" if width == "twocolumn" else ""
    (folder / "page.tex").write_text(DOCUMENT % (columns, ",".join(packages(body)), body), "utf-8")
    command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-no-shell-escape", "page.tex"]
    run = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, env={**os.environ, "max_print_line": "1000"}
    )
    mark = ""
    for line in SAID.findall(run.stdout.decode("utf-8", "replace")):
        mark = line if line.startswith("NET ") else mark
        if line != mark:
            text = net.paper(part, width=width)
        yield f"\\typeout{{NET {name} {part}}}\n{text}\\typeout{{NET {name} after {part}}}\\clearpage"


@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
@pytest.mark.parametrize("mode", ["symbols", "numbers"])
def test_the_zoo_compiles(names: list[str], mode: str, tmp_path: Path) -> None:
    found = []
    nets = {name: symcnn.load(name) for name in names}
    if mode == "numbers":
        nets = {name: net.numbers() for name, net in nets.items()}
    for width in ("onecolumn", "twocolumn"):
        body = "\n".join(text for name, net in nets.items() for text in marked(name, net, PARTS, width))
        found += [f"{width} {line}" for line in complaints(body, width, tmp_path)]
    assert not found


@pytest.mark.parametrize("name", ["lenet5", "vgg16", "unet", "densenet_bc", "tcn"])
@pytest.mark.parametrize("width", ["onecolumn", "twocolumn"])
def test_the_work_compiles(name: str, width: str, tmp_path: Path) -> None:
    net = symcnn.load(name)
    assert not list(complaints("\n".join(marked(name, net, ("work",), width)), width, tmp_path))


@pytest.mark.parametrize("width", ["onecolumn", "twocolumn", "180", "252pt"])
def test_a_document_by_itself_compiles(width: str) -> None:
    assert symcnn.load("resnet18").pdf(width=width, siunitx=True).startswith(b"%PDF")


def test_the_narrow_width_is_that_of_article() -> None:
    assert COLUMN_WIDTH == 221
