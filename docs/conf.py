"""How the documentation is built: ``sphinx-build -W docs docs/_build``."""

from __future__ import annotations

import re
from importlib.metadata import version as version_of
from typing import TYPE_CHECKING

from pygments.lexers.shell import BashSessionLexer

from symcnn import sheet
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


def with_sheets(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put the sheets where a page asks for them."""
    source[0] = source[0].replace("<!-- sheets -->", sheets("zh" if page.startswith("zh/") else "en"))


def setup(app: Sphinx) -> None:
    """Make the lexers known; what a command prints is no shell script."""
    app.add_lexer("cnn", CnnLexer)
    app.add_lexer("sh", BashSessionLexer)
    app.connect("source-read", with_sheets)
