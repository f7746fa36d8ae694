"""The notations that come with symcnn, as rows: each is a table of symbols for the letters that the rules use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from symcnn.errors import NotFound, nearest
from symcnn.render.formula.order import TEXTBOOK, Notation, Size

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = ("W", "H", "T")

CS231N = Notation(
    name="cs231n",
    source="CS231n course notes, Convolutional Networks",
    axes={n: tuple(Size(f"{letter}_1", f"{letter}_2", letter) for letter in _LETTERS[:n]) for n in (1, 2, 3)},
    letters={letter: letter for letter in "FSPLGKN"},
    depth=Size("D_1", "D_2", "D"),
    has_sums_last=False,
)

DUMOULIN = Notation(
    name="dumoulin",
    source="Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning",
    terms="XPFLSGTKND",
    letters={"F": "k", "S": "s", "P": "p", "L": "d", "G": "g", "K": "n", "N": "N", "A": "a"},
    axes={
        1: (Size("i", "o", "o"),),
        **{n: tuple(Size(f"i_{axis}", f"o_{axis}", f"o_{axis}") for axis in range(1, n + 1)) for n in (2, 3)},
    },
    depth=Size("m", "m'", "m"),
    is_numbered=True,
)

PYTORCH = Notation(
    name="pytorch",
    source="PyTorch documentation, Conv2d and its neighbours",
    terms="XPLFSGTKND",
    letters={
        "F": "kernel_size", "S": "stride", "P": "padding", "L": "dilation", "G": "groups", "K": "out_channels",
        "N": "out_features",
    },
    axes={
        n: tuple(Size(f"{letter}_in", f"{letter}_out", letter) for letter in letters)
        for n, letters in {1: ("L",), 2: ("W", "H"), 3: ("W", "H", "D")}.items()
    },
    depth=Size("C_in", "C_out", "C"),
)  # fmt: skip

LECUN = Notation(
    name="lecun",
    source="LeCun, Kavukcuoglu and Farabet 2010, Convolutional networks and applications in vision, section II",
    letters={"F": "l", "S": "s", "P": "p", "L": "L", "G": "G", "K": "m_1", "N": "N"},
    axes={n: tuple(Size(f"n_{axis}", f"m_{axis}", f"m_{axis}") for axis in range(2, n + 2)) for n in (1, 2, 3)},
    depth=Size("n_1", "n_1'", "n_1"),
    is_numbered=True,
)

NOTATIONS: tuple[Notation, ...] = (TEXTBOOK, CS231N, DUMOULIN, PYTORCH, LECUN)


def notation(name: str, own: Iterable[Notation] = ()) -> Notation:
    """The notation of that name: of some that an author gives, or of those that come with symcnn.

    >>> notation("dumoulin").letters["F"]
    'k'
    """
    known = {row.name: row for row in (*NOTATIONS, *own)}
    if name not in known:
        raise NotFound(f'there is no notation "{name}"', nearest(name, known) or f"there is {', '.join(known)}")
    return known[name]
