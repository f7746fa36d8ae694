"""Draws the picture at the top of the README: formulas as LaTeX sets them, beside the figure of the same network.

    python docs/pictures/first_screen.py

Needs pdflatex and pdftocairo. Writes ``first_screen.svg`` and ``first_screen_dark.svg`` beside this file.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

import symcnn

HERE = Path(__file__).parent
TEXT = """
input(W, H, D)
C1: conv(5, K)
S2: maxpool(2)
C3: conv(5, 2*K)
S4: maxpool(2)
F5: dense(M)
"""
GAP = 18
DOCUMENT = r"""\documentclass[varwidth=345pt,border=2pt]{standalone}
\usepackage{amsmath}\begin{document}
%s
\end{document}"""
# Ink and lines turn light; the faces of the volumes keep their colours.
DARK = {"rgb(0%,0%,0%)": "#e6edf3", "#1b1f24": "#e6edf3", "#3a3f47": "#8b949e"}


def set_by_latex(tex: str) -> str:
    """An SVG of what LaTeX makes of a formula."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "f.tex").write_text(DOCUMENT % tex, "utf-8")
        for command in (["pdflatex", "-interaction=batchmode", "f.tex"], ["pdftocairo", "-svg", "f.pdf", "f.svg"]):
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "f.svg").read_text("utf-8")


def size(svg: str) -> tuple[float, float]:
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box, "a picture says its size"
    return float(box[1]), float(box[2])


def placed(svg: str, x: float, y: float) -> str:
    """A picture within another."""
    width, height = size(svg)
    inner = svg[svg.index("<svg") :]
    place = rf'\1 x="{x}" y="{y}" width="{width}" height="{height}"'
    return re.sub(r'(<svg[^>]*?) width="[^"]*" height="[^"]*"', place, inner, count=1)


def main() -> None:
    net = symcnn.parse(TEXT)
    formula = set_by_latex(net.paper("formula"))
    figure = net.draw(width="onecolumn")
    (left, high), (right, tall) = size(formula), size(figure)
    height = max(high, tall)
    both = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" '
        f'viewBox="0 0 {left + GAP + right:.1f} {height:.1f}">\n<title>Formulas of a network, and its figure</title>\n'
        f"{placed(formula, 0, round((height - high) / 2, 1))}"
        f"{placed(figure, round(left + GAP, 1), round((height - tall) / 2, 1))}</svg>\n"
    )
    (HERE / "first_screen.svg").write_text(both, "utf-8")
    for light, dark in DARK.items():
        both = both.replace(light, dark)
    (HERE / "first_screen_dark.svg").write_text(both, "utf-8")


if __name__ == "__main__":
    main()
