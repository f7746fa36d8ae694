"""What ``import symcnn`` offers besides the network itself: ways to get one, and the cheat sheet."""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symcnn.errors import ArgumentMistake, NotFound, nearest
from symcnn.layer import Layer
from symcnn.limits import DEFAULT, Limits
from symcnn.model.library import Library, build_library, prelude, read_source, shipped_library
from symcnn.model.shipped import ZOO, plain_name, shipped_program, signs_alike, spelled, zoo_networks
from symcnn.model.volume import AXES
from symcnn.network import Network
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


def parse(
    text: str, *, folder: str | Path | None = None, network: str = "", limits: Limits = DEFAULT, name: str = "<text>"
) -> Network:
    """Read a network from a text; files that it uses are looked for in ``folder`` only.

    >>> parse("input(W, H, D); conv(F, K)").params
    K*(D*F**2 + 1)
    """
    if not isinstance(text, str):
        raise ArgumentMistake(f"a network is read from a string, not from {type(text).__name__}")
    program = parse_tree(text, name, limits)
    return _network(build_library(program, None if folder is None else Path(folder), limits), network, limits)


def _network(library: Library, network: str, limits: Limits) -> Network:
    return Network(library, library.main(network), {}, limits.for_text(len(library.program.span.source.text)))


def load(source: str | Path, *, network: str = "", limits: Limits = DEFAULT) -> Network:
    """A network of the zoo by name, or a file.

    >>> load("lenet5").at(W=32, H=32, D=1, M=10).params
    60000
    """
    path, name = find(source)
    if name or path.parent == ZOO:
        return _network(shipped_library(path), network or name, limits)
    program = parse_tree(read_source(path, limits), str(source), limits)
    return _network(build_library(program, path.parent, limits), network, limits)


def find(source: str | Path) -> tuple[Path, str]:
    """The file of a network, and which of its networks is meant: of that path, or of the zoo's network of that name.

    >>> find("LeNet-5")[1]
    'LeNet5'
    """
    if not isinstance(source, str | Path):
        raise ArgumentMistake(f"a network is found by a name or a path, not by {type(source).__name__}")
    path = Path(source)
    if path.suffix == ".cnn" or os.path.isfile(path):  # noqa: PTH113 - for which no name is too long
        return path, ""
    known = zoo_networks()
    for alike in (str.lower, signs_alike, plain_name):
        found = spelled(alike).get(alike(str(source)), ())
        if len(found) > 1:
            raise NotFound(f'"{source}" may mean {" or ".join(found)}')
        if found:
            return known[found[0]], found[0]
    if os.path.lexists(source):  # a folder, a pipe, a link that leads nowhere: reading it says so
        return path, ""
    hint = _family(str(source)) or "symcnn zoo lists the networks; a file's name ends in .cnn"
    raise NotFound(f'there is no file or zoo network "{source}"', hint)


_SHOWN = 6
"""Names of a family that a hint lists."""


def _family(word: str) -> str:
    """The networks whose names go on where a word ends, or else the one that looks most like it."""
    names = list(map(str.lower, zoo_networks()))
    family = [name for name in names if plain_name(name).startswith(plain_name(word))] if plain_name(word) else []
    if len(family) > 1:
        return f"there is {', '.join(family[:_SHOWN])}{' and others' * (len(family) > _SHOWN)}"
    return f'did you mean "{family[0]}"?' if family else nearest(word, names)


def check(source: str | Path, *, limits: Limits = DEFAULT) -> str:
    """Read a text (or, given a path, a file), derive it, and say in one line what it holds."""
    if isinstance(source, Path):
        program, folder = parse_tree(read_source(source, limits), str(source), limits), source.parent
    else:
        program, folder = parse_tree(source, "<stdin>", limits), None
    library = build_library(program, folder, limits)
    if library.main() is None and not program.statements and (library.layers or library.bodies):
        return f"defines {', '.join([*library.layers, *library.bodies])}"
    return _network(library, "", limits).summary()


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
    """
    from symcnn.analysis import solve as solving

    if not isinstance(equation, str):
        raise ArgumentMistake("an equation is a string in the language", hint='such as "C1.W == W"')
    given: Mapping[str, object] = bounds or {}
    for name, ends in given.items():
        if not isinstance(ends, tuple) or len(ends) != 2:  # noqa: PLR2004 - a least and a greatest
            raise ArgumentMistake(f"the bounds of {name} are a least and a greatest value, such as (1, 9)")
    return solving.solve(_known(network), equation, str(unknown), bounds=bounds, seconds=seconds)


def sizes(network: Network, unknown: str = "", *, seconds: float = 10) -> list[Legal]:
    """The legal values of each input size that is a symbol, or of one symbol.

    >>> sizes(load("lenet5"), "W")[0].least
    32
    """
    from symcnn.analysis import solve as solving

    return solving.sizes(_known(network), str(unknown), seconds=seconds)


def compare(
    first: Network, second: Network, of: str = "params", unknown: str = "", *, seconds: float = 10
) -> Comparison:
    """A quantity of two networks: difference, ratio, when the first is cheaper, growth.

    >>> compare(parse("input(N); dense(10)"), parse("input(N); dense(20)")).ratio
    1/2
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
    """
    from symcnn.analysis.compare import Growth

    return Growth(network, symbol)


def zoo() -> dict[str, Path]:
    """Name to file of every published network that comes with symcnn.

    >>> "lenet5" in zoo()
    True
    """
    return {name.lower(): path for name, path in zoo_networks().items()}


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
    """The cheat sheet of one layer or block, or of all: those of a file first, then those that come with symcnn."""
    from symcnn.analysis.reader import saying
    from symcnn.derive.sheet import make_sheet
    from symcnn.render.content.cheat_sheet import said_sheet

    library = Library(tree.Program())
    if file is not None:
        library = build_library(parse_tree(read_source(Path(file), DEFAULT), str(file)), Path(file).parent)
    found = [library.find(name) for name in ([layer] if layer else [*library.layers, *prelude()])]
    sheets = [d for d in found if isinstance(d, tree.Layer) or (d is not None and d.kind == "block")]
    if not sheets:
        raise NotFound(f'there is no layer "{layer}"', nearest(layer, library.known()))
    said = saying(notation, language, library.notations.values())
    made = [said_sheet(make_sheet(definition, axes), tuple(AXES[:axes]), said) for definition in sheets]
    text: str = renderer(format).render_sheets(made, said.words, **options)
    return text.rstrip("\r\n")


def describe(name: str) -> tuple[str, str]:
    """Title and source of a published network: the first two lines of its docstring."""
    path, network = find(name)
    body = next(body for body in shipped_program(path).bodies if body.name == network)
    words = body.doc.splitlines()
    return (words[0], words[1]) if len(words) > 1 else (network, "")
