"""Chinese in pictures: which words need it, and fonts that have it, as SVG, TeX and matplotlib call them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

SANS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
)
SERIF = (
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Songti SC",
    "STSong",
    "SimSun",
    "FandolSong",
)
_OF_TEX = {SANS: "FandolHei-Regular.otf", SERIF: "FandolSong-Regular.otf"}
"""What comes with TeX Live."""

PACKAGE = r"\usepackage[scheme=plain]{ctex}"
"""What a document needs; it finds fonts by itself."""

CLASS_FONTS = rf"""\IfFontExistsTF{{{SERIF[0]}}}{{%
  \setCJKmainfont{{{SERIF[0]}}}\setCJKsansfont{{{SANS[0]}}}\setCJKmonofont{{{SANS[0]}}}%
}}{{\IfFontExistsTF{{SimSun}}{{\ctexset{{fontset=windows}}}}{{%
  \IfFontExistsTF{{Songti SC}}{{\ctexset{{fontset=mac}}}}{{\ctexset{{fontset=fandol}}}}}}}}"""
"""The setting of a document of the class ``ctexart``: take Noto, or a set of its own, which knows what is bold."""


def is_wide(text: str) -> bool:
    """Whether some sign is as wide as it is high, as those of Chinese are.

    >>> is_wide("卷积"), is_wide("conv β")
    (True, False)
    """
    return not text.isascii() and any(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def font_for_chinese(installed: Collection[str], wanted: Sequence[str]) -> str:
    """The first of the wanted fonts that is installed, or else any that has Chinese.

    >>> font_for_chinese(["Arial", "SimHei"], SERIF)
    'SimHei'
    """
    found = next((font for font in (*wanted, *SERIF, *SANS) if font in installed), "")
    if not found:
        hint = f"install one, such as {wanted[0]} (fonts-noto-cjk); known are {', '.join((*SERIF, *SANS))}"
        raise NotFound("no font with Chinese characters is installed", hint)
    return found


def tex_fonts(fonts: Sequence[str]) -> str:
    r"""The setting for XeLaTeX: take the first of these fonts that is installed, or the one that comes with it.

    >>> tex_fonts(SERIF).splitlines()[1]
    '\\IfFontExistsTF{Noto Serif CJK SC}{\\symcnnfont{Noto Serif CJK SC}}{%'
    """
    row = [*fonts, _OF_TEX[tuple(fonts)]]
    lines = [rf"\IfFontExistsTF{{{font}}}{{\symcnnfont{{{font}}}}}{{%" for font in row]
    return "\n".join(
        [
            r"\usepackage{xeCJK}\newcommand\symcnnfont[1]{\setCJKmainfont{#1}\setCJKsansfont{#1}}",
            *lines,
            rf"\errmessage{{no font with Chinese characters is installed, such as {fonts[0]}}}{'}' * len(row)}",
        ]
    )
