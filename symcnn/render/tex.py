"""Runs the TeX that is installed, in a folder of its own, without shell commands and without other files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from symcnn.errors import Unavailable

_SECONDS = 300


def typeset(text: str, what: str = "document", seconds: float = _SECONDS) -> bytes:
    """The PDF of a document in LaTeX; ``what`` names it in the error where it cannot be set.

    One run is enough: nothing in our documents refers to a label, whose number only the next run would know.
    """
    engine = find_engine(text)
    with tempfile.TemporaryDirectory(prefix="symcnn.") as folder:
        Path(folder, "page.tex").write_text(text, "utf-8")
        _run(engine, Path(folder), what, seconds)
        return Path(folder, "page.pdf").read_bytes()


class Engines(NamedTuple):
    """The programs for documents with a mark; the first that is installed is taken. Without any: an error, a hint."""

    mark: str
    programs: tuple[str, ...]
    missing: str
    hint: str


_INSTALL = "install TeX Live (texlive-latex-extra and texlive-science), or take --format latex (tikz for a drawing)"
_NONE = "no TeX is installed: neither pdflatex nor xelatex nor lualatex is there"
_CHINESE = (
    "install texlive-xetex, texlive-lang-chinese and a Chinese font (fonts-noto-cjk), "
    "or take --format latex (tikz for a drawing)"
)
ENGINES = (
    *(
        Engines(mark, ("xelatex",), "Chinese is set by xelatex, which is not installed", _CHINESE)
        for mark in ("{ctexart}", "{xeCJK}")
    ),
    Engines(r"\otherscript", ("xelatex", "lualatex", "pdflatex"), _NONE, _INSTALL),
    Engines("", ("pdflatex", "xelatex", "lualatex"), _NONE, _INSTALL),
)
_LACKING = (
    (re.compile(r"File `(?:ctex\w*|xeCJK)\.\w+' not found|fontset|fontspec Error"), _CHINESE),
    (re.compile(r"File `[^']*' not found"), _INSTALL),
    (re.compile(r"Unicode character"), "the fonts that it uses lack it: take --format svg or png for a drawing"),
)
"""What TeX says where something is not installed, and what to install."""


def find_engine(text: str) -> str:
    """The program that sets a document: pdfLaTeX, or one that knows other scripts if the document has some."""
    wanted = next(row for row in ENGINES if row.mark in text)
    engine = next(filter(None, map(shutil.which, wanted.programs)), None)
    if engine is None:
        raise Unavailable(wanted.missing, wanted.hint)
    return engine


def _run(engine: str, folder: Path, what: str, seconds: float) -> None:
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "page.tex"]
    guarded = {**os.environ, "openin_any": "p", "openout_any": "p", "max_print_line": "1000"}
    try:
        run = subprocess.run(  # noqa: S603 - the program was found above, and the file is ours
            command,
            cwd=folder,
            env=guarded,
            capture_output=True,
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{Path(engine).name} was not done after {seconds:g} seconds") from None
    if run.returncode:
        said = run.stdout.decode("utf-8", "replace").splitlines()
        first = next((line.removeprefix("! ") for line in said if line.startswith("!")), "it said nothing")
        lacking = next((hint for pattern, hint in _LACKING if pattern.search(first)), "")
        raise Unavailable(
            f"{Path(engine).name} could not set the {what}", "; ".join(filter(None, (first.rstrip("."), lacking)))
        )
