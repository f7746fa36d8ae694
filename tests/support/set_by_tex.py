"""What TeX says of a document: errors, warnings, boxes that are too full, characters that no font has."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.render.tex import find_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

SAID = re.compile(
    r"^(!.*|Overfull \\hbox.*|Overfull \\vbox.*output is active.*|.*Warning: (?!Label\(s\) may).*"
    r"|Missing character.*|NET .*)$",
    re.MULTILINE,
)
FASTER = {"pdflatex": "-draftmode", "xelatex": "-no-pdf"}
"""No engine writes the pages, which nobody reads."""


def run_tex(document: str, folder: Path, *options: str, engine: str = "") -> tuple[int, str]:
    """What an engine, by default that of the document, ends with, and its log."""
    (folder / "page.tex").write_text(document, "utf-8")
    engine = engine or find_engine(document)
    command = [engine, FASTER[Path(engine).name], "-interaction=nonstopmode", "-no-shell-escape", *options, "page.tex"]
    environment = {**os.environ, "max_print_line": "1000"}
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=environment, timeout=300)
    return run.returncode, (folder / "page.log").read_text("utf-8", "replace")


def complaints(document: str, folder: Path) -> Iterator[str]:
    r"""What TeX says, each line with the mark before it, which is a line ``\typeout{NET …}`` of the document."""
    status, log = run_tex(document, folder)
    mark = ""
    for line in SAID.findall(log):
        mark = line if line.startswith("NET ") else mark
        if line != mark:
            yield f"{mark}: {line}"
    assert status == 0, mark
