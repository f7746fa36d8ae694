"""How the documentation is built: ``sphinx-build -W docs docs/_build``."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

from pygments.lexers.shell import BashSessionLexer

from symcnn import sheet
from symcnn.derive.conventions import CONVENTIONS
from symcnn.editor.highlighting import CnnLexer

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "symcnn"
project_copyright = "the symcnn authors"
release = version_of("symcnn")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinx-mathjax-offline",  # formulas are set without a request to another host
]
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True
copybutton_line_continuation_character = "\\"
myst_enable_extensions = ["colon_fence", "dollarmath"]
myst_heading_anchors = 3
napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
exclude_patterns = ["_build", "editors", "zh/README.zh.md"]
html_theme = "furo"
html_title = "symcnn"
html_static_path = ["_static"]
html_css_files = ["wide.css"]


def sheets(language: str) -> str:
    """The sheet of every layer, each under the layer's own name, by which a link finds it."""
    whole = sheet(format="markdown", language=language)
    return re.sub(r"^### (`(\w+).*)$", rf"({language}-\2)=\n## \2\n\n\1", whole, flags=re.MULTILINE)


def ignored() -> str:
    """The layers that each convention counts as nothing, as a table."""
    rows = [(row.name, ", ".join(f"`{kind}`" for kind in row.ignored)) for row in CONVENTIONS if row.ignored]
    head = ("convention", "counts as nothing"), ("---", "---")
    return "\n".join(f"| {left} | {right} |" for left, right in (*head, *rows))


def with_lists(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put the sheets, and what conventions ignore, where a page asks for them: what grows with every layer."""
    for mark, made in (("sheets", lambda: sheets("zh" if page.startswith("zh/") else "en")), ("ignored", ignored)):
        if (comment := f"<!-- {mark} -->") in source[0]:
            source[0] = source[0].replace(comment, made())


def setup(app: Sphinx) -> None:
    """Make the lexers known; what a command prints is no shell script."""
    app.add_lexer("cnn", CnnLexer)
    app.add_lexer("sh", BashSessionLexer)
    app.connect("source-read", with_lists)
