r"""Documents as authors have them: IEEE's class, an article of two columns, a Chinese one."""

from __future__ import annotations

import shutil
import subprocess

from symcnn.render.formats.latex_fragment import packages
from symcnn.render.languages.cjk_fonts import CLASS_FONTS

CLASSES = {
    "IEEEtran": r"\documentclass[journal]{IEEEtran}",
    "article": r"\documentclass[10pt,twocolumn,letterpaper]{article}"
    r"\usepackage[textwidth=6.875in,textheight=8.875in,columnsep=0.3125in]{geometry}",
    "ctexart": r"\documentclass[10pt,twocolumn,zihao=false,fontset=none]{ctexart}"
    rf"{CLASS_FONTS}\usepackage[textwidth=516pt,columnsep=12pt]{{geometry}}",
}
WORDS = "A text before and behind what was put into it, long enough for some lines of a column. " * 12
WIDTHS = {"IEEEtran": "twocolumn", "article": "cvpr", "ctexart": "twocolumn"}


def document(name: str, *fragments: str) -> str:
    body = f"\n{WORDS}\n\n".join(fragments)
    needed = "".join(rf"\usepackage{{{package}}}" for package in packages(body))
    return f"{CLASSES[name]}\n{needed}\n\\begin{{document}}\n{WORDS}\n\n{body}\n\n{WORDS}\n\\end{{document}}\n"


def has_class(name: str) -> bool:
    return bool(shutil.which("kpsewhich")) and bool(
        subprocess.run(["kpsewhich", f"{name}.cls"], check=False, capture_output=True).stdout  # noqa: S607 - ours
    )
