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
from symcnn.render.widths import TWO_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZOO = sorted(symcnn.zoo())
BATCH = 12
BATCHES = [ZOO[start::BATCH] for start in range(BATCH)]
PARTS = {
    "symbols": ("architecture", "table", "formula", "formulas", "symbols", "conditions"),
    "numbers": ("architecture", "table", "formula"),
}
DOCUMENT = (
    "\\documentclass[10pt,a4paper%s]{article}\n%s\\usepackage{%s}\n\\raggedbottom\n"
    "\\begin{document}\n%s\n\\end{document}\n"
)
SAID = re.compile(r"^(!.*|Overfull \\hbox.*|.*Warning: (?!Label\(s\) may).*|Missing character.*|NET .*)$", re.MULTILINE)

pytestmark = [
    pytest.mark.tex,
    pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is missing, so nothing was compiled"),
]


def complaints(body: str, width: str, folder: Path) -> Iterator[str]:
    """What TeX says of a body, each line with the mark before it."""
    columns, room = (",twocolumn", f"\\usepackage[{TWO_COLUMNS}]{{geometry}}\n") if width == "twocolumn" else ("", "")
    (folder / "page.tex").write_text(DOCUMENT % (columns, room, ",".join(packages(body)), body), "utf-8")
    command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-no-shell-escape", "page.tex"]
    environment = {**os.environ, "max_print_line": "1000"}
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=environment)
    mark = ""
    for line in SAID.findall(run.stdout.decode("utf-8", "replace")):
        mark = line if line.startswith("NET ") else mark
        if line != mark:
            yield f"{mark}: {line}"
    assert run.returncode == 0, mark


def marked(name: str, net: symcnn.Network, parts: tuple[str, ...], width: str) -> Iterator[str]:
    for part in parts:
        text = net.paper(part, width=width)
        yield f"\\typeout{{NET {name} {part}}}\n{text}\\typeout{{NET {name} after {part}}}\\clearpage"


@pytest.mark.parametrize("names", BATCHES, ids=lambda names: names[0])
@pytest.mark.parametrize("mode", PARTS)
def test_the_zoo_compiles(names: list[str], mode: str, tmp_path: Path) -> None:
    bodies: dict[str, list[str]] = {"onecolumn": [], "twocolumn": []}
    for name in names:
        net = symcnn.load(name)
        net = net.numbers() if mode == "numbers" else net
        for width in bodies:
            bodies[width] += marked(name, net, PARTS[mode], width)
    found = {width: list(complaints("\n".join(body), width, tmp_path)) for width, body in bodies.items()}
    assert found == {"onecolumn": [], "twocolumn": []}


@pytest.mark.parametrize("name", ["lenet5", "vgg16", "unet", "densenet_bc", "tcn"])
@pytest.mark.parametrize("width", ["onecolumn", "twocolumn"])
def test_the_work_compiles(name: str, width: str, tmp_path: Path) -> None:
    net = symcnn.load(name)
    assert not list(complaints("\n".join(marked(name, net, ("work",), width)), width, tmp_path))


@pytest.mark.parametrize("width", ["onecolumn", "twocolumn", "bothcolumns", "180", "221pt"])
def test_a_document_by_itself_compiles(width: str) -> None:
    assert symcnn.load("resnet18").pdf(width=width, siunitx=True).startswith(b"%PDF")
