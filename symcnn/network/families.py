"""Tables of several networks side by side, and of the blocks of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from symcnn.analysis.subject import checked
from symcnn.errors import ArgumentMistake
from symcnn.render.content.table_columns import table_options
from symcnn.render.printers.registry import renderer, rich_page
from symcnn.support.gc_pause import collector_paused
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.support.work import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from symcnn.network.printing import Printed
    from symcnn.render.content.blocks import Page
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.languages.translate import Phrasebook
    from symcnn.render.paper.members import Member

_POINTS = 4.4
"""Points of a character of text, beside signs that take more."""
_BESIDE_STAGES, _BESIDE_COLUMNS = 0.7, 0.36
"""The parts of a page's width that branches may take beside names of stages, and beside the columns of blocks."""


class GridRequest(NamedTuple):
    """How a table is set."""

    format: str
    width: str | float
    title: str
    caption: str
    label: str
    notation: str
    language: str
    characters: int


@checks_arguments
def family(  # noqa: PLR0913 - each is an option of one table, by its name
    *networks: Printed,
    format: str = "text",
    columns: str = "params,macs",
    units: str = "",
    width: str | float = "bothcolumns",
    title: str = "",
    caption: str = "",
    label: str = "",
    notation: str = "",
    language: str = "en",
    characters: int = 0,
) -> str:
    """The architectures of several networks as columns of one table, as in table 1 of He et al. 2015.

    Stages of one name share a row, and what all networks have in common stands once, over all columns.

    >>> import symcnn
    >>> nets = [symcnn.parse(f"input(8, 8, 3); a: repeat {n} {{ conv(3, 3, padding=1) }}; b: dense(9)") for n in (2, 4)]
    >>> print(symcnn.family(*nets, columns="params"))
    stage       output   network 1     network 2
    ──────────────────────────────────────────────
    a           8×8     [3×3, 3] × 2  [3×3, 3] × 4
    b           9           fully connected, 9
    ──────────────────────────────────────────────
    parameters             1,905         2,073

    Args:
        *networks: The networks, in the order of the columns.
        format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
        columns: Quantities parted by commas, each a row at the end.
        units: ``k``, ``M``, ``G``, ``Ki`` or ``Mi`` to round numbers to it; empty for all digits.
        width: How wide LaTeX is: ``onecolumn``, ``twocolumn``, ``bothcolumns``, or points.
        title: What the networks are called together in LaTeX; empty for their names.
        caption: Your own caption in LaTeX.
        label: Your own label in LaTeX.
        notation: A table of symbols; empty for the letters of the language.
        language: ``en`` or ``zh``.
        characters: How wide text is; 0 for as wide as it gets.

    Raises:
        NotFound: There is no such format, quantity, unit, width, notation or language.
        ArgumentMistake: No network is given.
    """
    from symcnn.render.paper.family import FamilyPage

    if not networks:
        raise ArgumentMistake("a family has at least one network")
    for network in networks:
        checked(network)
    quantities = table_options(columns, unit=units).columns
    request = GridRequest(format, width, title, caption, label, notation, language, characters)
    return _printed(
        networks, request, lambda members, look: FamilyPage(members, quantities, units, look), _BESIDE_STAGES
    )


@checks_arguments
def blocks(  # noqa: PLR0913 - each is an option of one table, by its name
    network: Printed,
    *,
    format: str = "text",
    width: str | float = "bothcolumns",
    title: str = "",
    caption: str = "",
    label: str = "",
    notation: str = "",
    language: str = "en",
    characters: int = 0,
) -> str:
    """The blocks of a network, one row for each run of equal ones, as in table 2 of Sandler et al. 2018.

    Inverted residuals are recognised by their weights, whatever their labels; any other block is drawn.

    >>> import symcnn
    >>> print(symcnn.blocks(symcnn.load("mobilenet_v2").numbers()))
    input       operator                t    c    n  s
    ──────────────────────────────────────────────────
    224×224×3   conv, 3×3               –   32    1  2
    112×112×32  inverted residual, 3×3  1   16    1  1
    112×112×16  inverted residual, 3×3  6   24    2  2
    56×56×24    inverted residual, 3×3  6   32    3  2
    28×28×32    inverted residual, 3×3  6   64    4  2
    14×14×64    inverted residual, 3×3  6   96    3  1
    14×14×96    inverted residual, 3×3  6   160   3  2
    7×7×160     inverted residual, 3×3  6   320   1  1
    7×7×320     conv, 1×1               –  1,280  1  1
    7×7×1,280   global average pool     –  1,280  1  –
    1,280       fully connected         –  1,000  1  –
    <BLANKLINE>
    t: expansion, c: maps that leave, n: how often, s: the first stride.
    Each block that keeps sizes and maps has a shortcut.

    Args:
        network: The network.
        format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
        width: How wide LaTeX is: ``onecolumn``, ``twocolumn``, ``bothcolumns``, or points.
        title: What the network is called in LaTeX; empty for its published name.
        caption: Your own caption in LaTeX.
        label: Your own label in LaTeX.
        notation: A table of symbols; empty for the letters of the language.
        language: ``en`` or ``zh``.
        characters: How wide text is; 0 for as wide as it gets.

    Raises:
        NotFound: There is no such format, width, notation or language.
    """
    from symcnn.derive.block_runs import block_runs, have_shortcuts
    from symcnn.render.paper.block_table import BlockTablePage, block_rows

    checked(network)

    def page(members: Sequence[Member], look: PaperOptions) -> Page:
        runs = block_runs(network.derivation)
        return BlockTablePage(members[0], block_rows(members[0], runs), have_shortcuts(runs), look)

    request = GridRequest(format, width, title, caption, label, notation, language, characters)
    return _printed((network,), request, page, _BESIDE_COLUMNS)


def _printed(
    networks: Sequence[Printed],
    request: GridRequest,
    page_of: Callable[[tuple[Member, ...], PaperOptions], Page],
    share: float,
) -> str:
    """A page of some networks in the wanted format, which a notebook shows in HTML.

    Branches side by side may take a ``share`` of the width of LaTeX.
    """
    from symcnn.render.paper.look import Named, look
    from symcnn.render.paper.thing_names import listed

    print_page = renderer(request.format)
    options = {"width": request.characters} if request.format == "text" and request.characters else {}
    with counted(networks[0].limits), collector_paused():
        members, words = _members(networks, request, share)
        title = request.title or listed([member.name for member in members], words)
        own = Named(title, request.caption, request.label)
        name = "-".join(network.name or "network" for network in networks)
        page = page_of(members, look(name, str(request.width), words, own))
        return rich_page(print_page, page, **options)


def _members(networks: Sequence[Printed], request: GridRequest, share: float) -> tuple[tuple[Member, ...], Phrasebook]:
    """The columns of the table: each network's name and how its values are written; letters of sizes are shared."""
    from symcnn.analysis.reader import presentation
    from symcnn.render.paper.cells import SizeLetters, Values, Writer
    from symcnn.render.paper.look import text_width
    from symcnn.render.paper.members import WIDEST_ROW, Member
    from symcnn.render.paper.published_names import published_name

    widths = {"latex": share * text_width(request.width), "text": _POINTS * (request.characters or WIDEST_ROW)}
    widest = min(WIDEST_ROW, widths.get(request.format, WIDEST_ROW))
    said, letters = presentation(request.notation, request.language, networks[0].notations), SizeLetters()
    found = []
    for number, network in enumerate(networks, 1):
        values = Values(Writer(network.derivation, presentation=said), letters=letters)
        name = published_name(network.name) or said.words("network {}", str(number))
        found.append(Member(name, values, said.words, widest))
    return tuple(found), said.words
