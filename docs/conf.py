"""How the documentation is built: ``sphinx-build -W docs docs/_build``."""

from __future__ import annotations

import re
import sys
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING

from pygments.lexers.shell import BashSessionLexer
from sphinx.search import languages as search_languages

from symcnn import sheet
from symcnn.code.keras_layers import KERAS_LAYERS, KERAS_MERGES
from symcnn.code.onnx_layers_out import ONNX_LAYERS
from symcnn.code.onnx_shapes import ONNX_MERGES
from symcnn.code.torch_layers import LAYERS
from symcnn.code.torch_merges import MERGES
from symcnn.derive.conventions import CONVENTIONS
from symcnn.editor.highlighting import CnnLexer
from symcnn.model.library import prelude
from symcnn.syntax.tree import LayerDefinition

sys.path.insert(0, str(Path(__file__).parent))
from chinese_pages import SearchBothLanguages, in_chinese, with_lines_joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    names = re.findall(r"^### `(\w+)", sheet(format="markdown"), re.MULTILINE)
    return "\n".join(one_sheet(name, language) for name in names)


def one_sheet(name: str, language: str) -> str:
    """Words that a search finds, and the formulas as MathML: a script took ten seconds for those of all layers."""
    words = re.split(r"^- |^\$", sheet(name, format="markdown", language=language), flags=re.MULTILINE)[0]
    formulas = sheet(name, format="html", language=language).partition("</p>\n")[2].removesuffix("</div>")
    words = re.sub(r"  \n(?=[a-z])", " ", words.removeprefix("### "))  # a sentence goes on
    set_formulas = f'```{{raw}} html\n<div class="formulas">\n{formulas}</div>\n```'
    return f"({language}-{name})=\n## {name}\n\n{words}\n{set_formulas}\n"


def table(*rows: tuple[str, str]) -> str:
    """Two columns in Markdown, the first row as their heads."""
    return "\n".join(f"| {left} | {right} |" for left, right in (rows[0], ("---", "---"), *rows[1:]))


def named(names: Iterable[str]) -> str:
    """Names as code, with commas."""
    return ", ".join(f"`{name}`" for name in names)


def ignored(_page: str) -> str:
    """The layers that each convention counts as nothing."""
    rows = ((row.name, named(row.ignored)) for row in CONVENTIONS if row.ignored)
    return table(("convention", "counts as nothing"), *rows)


def lacking(_page: str) -> str:
    """The layers of the prelude that each target of code lacks."""
    layers = [name for name, body in prelude().items() if isinstance(body, LayerDefinition)]
    targets = {
        "PyTorch": {*LAYERS, *MERGES},
        "Keras": {*KERAS_LAYERS, *KERAS_MERGES},
        "ONNX": {*ONNX_LAYERS, *ONNX_MERGES},
    }
    rows = ((target, named(name for name in layers if name not in has)) for target, has in targets.items())
    return table(("target", "layers of the prelude that it lacks"), *rows)


def layers(_page: str) -> str:
    """What comes with symcnn, each by the first line of its description."""
    rows = ((f"`{name}`", body.doc.splitlines()[0]) for name, body in sorted(prelude().items()))
    return table(("layer or block", "what it is"), *rows)


LISTS: dict[str, Callable[[str], str]] = {
    "sheets": lambda page: sheets("zh" if page.startswith("zh/") else "en"),
    "layers": layers,
    "ignored": ignored,
    "lacking": lacking,
}
"""What grows with every layer, by the comment in whose place it stands."""


def with_lists(_app: Sphinx, page: str, source: list[str]) -> None:
    """Put lists where a page asks for them."""
    for name, made in LISTS.items():
        if (comment := f"<!-- {name} -->") in source[0]:
            source[0] = source[0].replace(comment, made(page))


def setup(app: Sphinx) -> None:
    """Make the lexers known; what a command prints is no shell script."""
    app.add_lexer("cnn", CnnLexer)
    app.add_lexer("sh", BashSessionLexer)
    search_languages["en"] = SearchBothLanguages
    app.connect("source-read", with_lists)
    app.connect("source-read", with_lines_joined)
    app.connect("html-page-context", in_chinese, priority=900)  # behind the theme, whose menu it replaces
