"""What ``import symcnn`` offers besides the network itself: ways to get one, questions, and the cheat sheet."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcnn.errors import NotFound, nearest
from symcnn.limits import DEFAULT
from symcnn.model.library import Library, build_library, prelude, read_source
from symcnn.model.volume import AXES
from symcnn.network.composite import Composite
from symcnn.network.layer import Layer
from symcnn.network.load import check, describe, find, load, parse, zoo
from symcnn.network.network import Network
from symcnn.render.printers.registry import renderer, rich_page
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.syntax import tree
from symcnn.syntax.parser import parse as parse_tree

if TYPE_CHECKING:
    from symcnn.analysis.compare import compare
    from symcnn.analysis.growth_of_totals import leading
    from symcnn.analysis.legal_sizes import sizes
    from symcnn.analysis.plot import plot
    from symcnn.bridges.from_files import from_keras, from_onnx
    from symcnn.bridges.from_torch import check_torch, from_torch
    from symcnn.bridges.pasted import from_code
    from symcnn.compiled.designs import Networks, Progress
    from symcnn.compiled.grid_axes import ValuesBySymbol
    from symcnn.compiled.schedulers import Scheduler
    from symcnn.compiled.sweep_table import SweepTable
    from symcnn.compiled.trying import solve
    from symcnn.network.families import blocks, family

__all__ = [
    "Composite",
    "Layer",
    "Network",
    "blocks",
    "check",
    "check_torch",
    "compare",
    "describe",
    "family",
    "find",
    "from_code",
    "from_keras",
    "from_onnx",
    "from_torch",
    "leading",
    "load",
    "parse",
    "plot",
    "sheet",
    "sizes",
    "solve",
    "sweep",
    "zoo",
]

_ELSEWHERE = {
    "blocks": "symcnn.network.families",
    "compare": "symcnn.analysis.compare",
    "check_torch": "symcnn.bridges.from_torch",
    "family": "symcnn.network.families",
    "from_code": "symcnn.bridges.pasted",
    "from_keras": "symcnn.bridges.from_files",
    "from_onnx": "symcnn.bridges.from_files",
    "from_torch": "symcnn.bridges.from_torch",
    "leading": "symcnn.analysis.growth_of_totals",
    "plot": "symcnn.analysis.plot",
    "sizes": "symcnn.analysis.legal_sizes",
    "solve": "symcnn.compiled.trying",
}
"""Where questions are answered and models read; loaded when first asked, since most need SymPy or a framework."""


def __getattr__(name: str) -> Any:
    """A function by its name."""
    if name not in _ELSEWHERE:
        raise AttributeError(f"module 'symcnn.api' has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE[name]), name)


@checks_arguments
def sweep(  # noqa: PLR0913 - all but the first three are given by name
    nets: Networks,
    of: str = "params, macs",
    over: ValuesBySymbol | None = None,
    *,
    where: str = "",
    front: str = "",
    best: str = "",
    scheduler: Scheduler = None,
    progress: Progress | None = None,
) -> SweepTable:
    """Quantities of networks at every point of a grid; points without a network are left out.

    >>> import symcnn
    >>> net = symcnn.load("mobilenet_v2")
    >>> grid = {"alpha": "1/4..1:1/4", "W,H": "96..224:32"}
    >>> print(sweep(net, "params, macs", grid, where="macs <= 10^8", best="W:max, alpha:max"))
    alpha    W   params      macs
      1/2  224  1968680  97131840

    Args:
        nets: A network, several, or several by what they are to be called.
        of: Quantities, sizes of layers, or formulas of these: the columns.
        over: The values of each symbol, such as ``{"W": "32..512:32", "alpha": "1/4, 1/2"}``; ``"W,H"`` for both alike.
        where: What must hold besides, such as ``params <= 5*10^6 and macs <= 300M``.
        front: Objectives such as ``macs:min, W:max``: only points that no other beats in all of them.
        best: Objectives, the first one first: only the best point.
        scheduler: ``threads``, ``processes``, the address of a Dask scheduler, or a client; here by default.
        progress: Called with the points done and the points of all.

    Returns:
        A row for each point kept; after ^C what was found until then, marked as partial.

    Raises:
        NameMistake: A symbol, a quantity or an objective that is not there.
        Unavailable: A symbol without a value, which what is asked for has. Of any other the conditions are left out.
        NotFound: NumPy is not installed.
        LimitExceeded: More points than can be gone through, or more rows than can be kept.
    """
    from symcnn.compiled.targets import needs

    needs("numpy", "sweeps", "numpy")
    from symcnn.compiled.designs import grids_of, swept

    return swept(grids_of(nets, of, over or {}, where=where, front=front, best=best), scheduler, progress)


@checks_arguments
def sheet(
    layer: str = "",
    format: str = "text",
    *,
    axes: int = 2,
    file: str | Path | None = None,
    notation: str = "",
    language: str = "en",
    **options: str | float,
) -> str:
    """The cheat sheet of one layer or block, or of all: those of a file first, then those that come with symcnn.

    >>> sheet("relu").splitlines()[0]
    'relu()'

    Args:
        layer: The layer's word, such as ``conv``; empty for all.
        format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
        axes: How many spatial axes the formulas speak of.
        file: A file in the language whose layers come first.
        notation: A table of symbols; empty for the letters of the language.
        language: ``en`` or ``zh``.
        **options: What the format takes: a ``width``, in characters for text, for LaTeX as papers have it.

    Raises:
        NotFound: There is no such layer, format, notation or language.
    """
    from symcnn.analysis.reader import presentation
    from symcnn.derive.sheet import make_sheet
    from symcnn.render.content.cheat_sheet import SheetPage, presented_sheet

    library = Library(tree.Program(), {}, {}, {}, set())
    if file is not None:
        library = build_library(parse_tree(read_source(Path(file), DEFAULT), str(file)), Path(file).parent)
    found = [library.find(name) for name in ([layer] if layer else [*library.layers, *prelude()])]
    sheets = [d for d in found if isinstance(d, tree.LayerDefinition) or (d is not None and d.kind == "block")]
    if not sheets:
        raise NotFound(
            f'there is no layer "{layer}"', nearest(layer, library.known()) or "symcnn formula lists them all"
        )
    said = presentation(notation, language, library.notations.values())
    made = tuple(presented_sheet(make_sheet(definition, axes), tuple(AXES[:axes]), said) for definition in sheets)
    page = SheetPage(made, said.words)
    return rich_page(renderer(format), page, **options)
