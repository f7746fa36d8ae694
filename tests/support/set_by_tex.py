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


def complaints(document: str, folder: Path) -> Iterator[str]:
    r"""What TeX says, each line with the mark before it, which is a line ``\typeout{NET …}`` of the document."""
    (folder / "page.tex").write_text(document, "utf-8")
    engine = find_engine(document)
    command = [engine, FASTER[Path(engine).name], "-interaction=nonstopmode", "-no-shell-escape", "page.tex"]
    environment = {**os.environ, "max_print_line": "1000"}
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=environment)
    mark = ""
    for line in SAID.findall((folder / "page.log").read_text("utf-8", "replace")):
        mark = line if line.startswith("NET ") else mark
        if line != mark:
            yield f"{mark}: {line}"
    assert run.returncode == 0, mark
