r"""How documents in another script are set: their class, their fonts, and the characters that stay as they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from symcnn.render.languages.cjk_fonts import CLASS_FONTS

if TYPE_CHECKING:
    from collections.abc import Mapping


class Script(NamedTuple):
    """How a language is set that pdfLaTeX by itself cannot set."""

    characters: str = ""
    """Those that its own fonts have, as within the brackets of a pattern."""
    package: str = ""
    """What a fragment needs, in words for its first line."""
    document_class: str = "article"
    options: str = ""
    fonts: str = ""
    """Lines that choose fonts among those that are installed."""
    tables: str = ""
    """What a table begins with, since the class sets lines farther apart than a table has them."""

    def plain(self, text: str) -> str:
        r"""A text in which its characters may stand in formulas too.

        >>> script_of("zh").plain(r"层 $\mathrm{参数个数} = 1$")
        '层 $\\text{参数个数} = 1$'
        """
        if not self.characters:
            return text
        pattern = rf"\\(?:mathrm|operatorname)\{{([^{{}}]*[{self.characters}][^{{}}]*)\}}"
        return re.sub(pattern, lambda match: rf"\text{{{match[1]}}}", text)


_LATIN = Script()
_SCRIPTS: Mapping[str, Script] = {
    # Types are those of article at 10pt, for which the widths of tables are reckoned.
    "zh": Script(
        "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{IDEOGRAPHIC SPACE}-\u303f\u4e00-\u9fff"
        "\N{FULLWIDTH EXCLAMATION MARK}-\N{FULLWIDTH TILDE}",
        r"\usepackage{ctex} with XeLaTeX, for Chinese",
        "ctexart",
        ",zihao=false,fontset=none",
        CLASS_FONTS,
        r"\linespread{1}\selectfont",
    ),
}


def script_of(language: str) -> Script:
    """How a language is set, by its code; one without a row is set by any LaTeX."""
    return _SCRIPTS.get(language, _LATIN)
