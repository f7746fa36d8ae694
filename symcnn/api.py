"""What ``import symcnn`` offers besides the network itself: ways to get one, and the cheat sheet."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcnn.errors import ArgumentMistake, NotFound, nearest
from symcnn.limits import DEFAULT
from symcnn.model.library import Library, build_library, prelude, read_source
from symcnn.model.volume import AXES
from symcnn.network.layer import Layer
from symcnn.network.load import check, describe, find, load, parse, zoo
from symcnn.network.network import Network
from symcnn.render.formats.registry import renderer
from symcnn.syntax import tree
from symcnn.syntax.parser import parse as parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matplotlib.figure import Figure

    from symcnn.analysis.compare import Comparison, Growth
    from symcnn.analysis.constraints import Bound
    from symcnn.analysis.solution import Solution, Solutions
    from symcnn.analysis.solve import Legal

__all__ = [
    "Layer",
    "Network",
    "check",
    "compare",
    "describe",
    "find",
    "leading",
    "load",
    "parse",
    "plot",
    "sheet",
    "sizes",
    "solve",
    "zoo",
]


def solve(
    network: Network,
    equation: str,
    unknown: str,
    *,
    bounds: Mapping[str, Bound] | None = None,
    seconds: float = 10,
) -> Solution | Solutions:
    """All values of a symbol for which an equation between sizes or quantities holds.

    >>> net = parse("input(W, W, D); C1: conv(F, K, padding=P)")
    >>> print(solve(net, "C1.W == W", "P"))
    P = (F − 1)/2 if F ≡ 1 (mod 2)

    Args:
        network: The network; its symbols without a value may stand in the answer.
        equation: A comparison in the language of sizes (``C1.W``), totals (``params``) and symbols.
        unknown: The symbol to solve for, or several, parted by commas.
        bounds: For each of several unknowns but the last, its least and greatest value.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Returns:
        One `Solution`, or `Solutions` where there are several unknowns; its ``kind`` may be ``undecided``.

    Raises:
        TextError: The equation cannot be read, or names what the network does not have.
        Unavailable: Some layer states no rule for a quantity in it.
    """
    from symcnn.analysis.solve import EquationRequest
    from symcnn.analysis.solve import solve as solved

    if not isinstance(equation, str):
        raise ArgumentMistake("an equation is a string in the language", hint='such as "C1.W == W"')
    given: Mapping[str, object] = bounds or {}
    for name, ends in given.items():
        if not isinstance(ends, tuple) or len(ends) != 2:  # noqa: PLR2004 - a least and a greatest
            raise ArgumentMistake(f"the bounds of {name} are a least and a greatest value, such as (1, 9)")
    return solved(EquationRequest(_known(network), equation, str(unknown), bounds or {}, seconds))


def sizes(network: Network, unknown: str = "", *, seconds: float = 10) -> list[Legal]:
    """The legal values of each input size that is a symbol, or of one symbol.

    >>> sizes(load("lenet5"), "W")[0].least
    32

    Args:
        network: The network; of its other symbols the answer says what must hold.
        unknown: One symbol of the input, or all of them if it is empty.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Returns:
        For each size the numbers of values along that axis that every layer accepts.

    Raises:
        TextError: The network has no input size of that name.
    """
    from symcnn.analysis import solve as solving

    return solving.sizes(_known(network), str(unknown), seconds=seconds)


def compare(
    first: Network, second: Network, of: str = "params", unknown: str = "", *, seconds: float = 10
) -> Comparison:
    """A quantity of two networks: difference, ratio, when the first is cheaper, growth.

    >>> compare(parse("input(N); dense(10)"), parse("input(N); dense(20)")).ratio
    1/2

    Args:
        first: A network.
        second: Another; symbols of the same name are the same symbol.
        of: The quantity: ``params``, ``macs``, ``connections``, ``units`` or another word of `Network.quantity`.
        unknown: The symbol for which to say when the first is cheaper, or all that decide it if it is empty.
        seconds: Seconds of processor time of this thread, after which trying stops.

    Raises:
        Unavailable: Some layer states no rule for the quantity.
        TextError: Neither network has the symbol.
    """
    from symcnn.analysis.compare import Comparison

    return Comparison(_known(first), _known(second), of, str(unknown), seconds)


def _known(network: Network) -> Network:
    if not isinstance(network, Network):
        raise ArgumentMistake(f"a network is needed, not {type(network).__name__}", hint="parse or load makes one")
    return network


def plot(
    nets: Network | Iterable[Network] | Mapping[str, Network],
    of: str = "macs",
    over: str = "W",
    values: str | Iterable[Any] = (),
    *,
    log: str = "",
    width: str | float = "twocolumn",
    labels: Iterable[str] = (),
    **said: str,
) -> Figure:
    """Quantities of one network or of several over a symbol, as a figure of matplotlib (``pip install symcnn[plot]``).

    ``of`` names quantities, sizes of layers, or formulas of these: ``"params, C1.W, macs/params"``. ``over`` names the
    symbol, or several that are equal (``"W, H"``), and ``values`` its values: numbers, or text such as
    ``"32..512:16"``, which may stand in ``over`` as well. ``log`` is ``x``, ``y`` or ``xy``; ``width`` is
    ``onecolumn``, ``twocolumn``, ``bothcolumns`` or points. A network goes by its name, by its label, or in a
    dictionary by its key. ``notation`` and ``language`` choose symbols and words. Where a network cannot be there are
    gaps, and a warning.

    >>> figure = plot(load("lenet5"), of="params, macs", over="W", values=range(32, 65))
    >>> [axes.get_ylabel() for axes in figure.axes]
    ['$10^{3}$ parameters', '$10^{6}$ MACs']

    Args:
        nets: A network, several, or several by what they are to be called.
        of: Quantities, a panel each: counts, or bytes where it is ``memory``.
        over: The symbol along the axis, or several that are equal.
        values: Its values: numbers, or text.
        log: The axes with a logarithmic scale: ``x``, ``y`` or ``xy``.
        width: ``onecolumn``, ``twocolumn``, ``bothcolumns``, or points (72 to an inch).
        labels: What the networks are called, in order.
        **said: ``notation`` and ``language``.

    Raises:
        SymcnnError: A name that is not there, a symbol without a value, or matplotlib is not installed.
    """
    from symcnn.analysis import plot as plotting

    drawn = plotting.draw(nets, of, over, values, log=log, width=width, labels=labels, **said)
    for remark in drawn.remarks:
        warnings.warn(remark, stacklevel=2)
    return drawn.figure


def leading(network: Network, symbol: str) -> Growth:
    """The leading term of every total as a symbol grows.

    >>> print(leading(parse("input(N); dense(M)"), "N").report().lines[2].parts[1].op)
    product

    Args:
        network: The network.
        symbol: The symbol that grows beyond all bounds; the others stay.

    Raises:
        TextError: The network has no such symbol.
    """
    from symcnn.analysis.compare import Growth

    return Growth(network, symbol)


def sheet(
    layer: str = "",
    *,
    axes: int = 2,
    file: str | Path | None = None,
    format: str = "text",
    notation: str = "",
    language: str = "en",
    **options: int,
) -> str:
    """The cheat sheet of one layer or block, or of all: those of a file first, then those that come with symcnn.

    >>> sheet("relu").splitlines()[0]
    'relu()'

    Args:
        layer: The layer's word, such as ``conv``; empty for all.
        axes: How many spatial axes the formulas speak of.
        file: A file in the language whose layers come first.
        format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
        notation: A table of symbols; empty for the letters of the language.
        language: ``en`` or ``zh``.
        **options: What the format takes: text a ``width`` in characters.

    Raises:
        NotFound: There is no such layer, format, notation or language.
    """
    from symcnn.analysis.reader import presentation
    from symcnn.derive.sheet import make_sheet
    from symcnn.render.content.cheat_sheet import SheetPage, said_sheet

    library = Library(tree.Program())
    if file is not None:
        library = build_library(parse_tree(read_source(Path(file), DEFAULT), str(file)), Path(file).parent)
    found = [library.find(name) for name in ([layer] if layer else [*library.layers, *prelude()])]
    sheets = [d for d in found if isinstance(d, tree.LayerDefinition) or (d is not None and d.kind == "block")]
    if not sheets:
        raise NotFound(f'there is no layer "{layer}"', nearest(layer, library.known()))
    said = presentation(notation, language, library.notations.values())
    made = tuple(said_sheet(make_sheet(definition, axes), tuple(AXES[:axes]), said) for definition in sheets)
    return renderer(format)(SheetPage(made, said.words), **options).rstrip("\r\n")
