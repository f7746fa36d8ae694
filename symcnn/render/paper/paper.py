"""The pages of a network for a paper: which parts, how wide, with which quantities. Start reading here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from symcnn.derive.quantities import BY_KEY
from symcnn.derive.receptive_field import SEEN
from symcnn.derive.work import show_totals, show_work
from symcnn.errors import NotFound, nearest
from symcnn.model.symbol_docs import symbol_docs
from symcnn.render.content.derivation_steps import Working
from symcnn.render.paper.document import document, fragment, headed
from symcnn.render.paper.formulas import all_formulas, totals
from symcnn.render.paper.layers import layers_table
from symcnn.render.paper.look import look
from symcnn.render.paper.nomenclature import Symbols, list_of_symbols
from symcnn.render.paper.shown import work_shown
from symcnn.render.paper.stages import architecture
from symcnn.render.paper.wording import conditions_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from symcnn.derive.quantities import Quantity
    from symcnn.render.content.voice import Presentation
    from symcnn.render.paper.look import PaperOptions
    from symcnn.render.paper.values import Writer

COLUMNS = "params,connections,macs"


class PaperRequest(NamedTuple):
    """What is asked for."""

    part: str = "all"
    quantity: str = ""
    layer: str = ""
    columns: str = COLUMNS
    form: str = "shortest"
    by: int = 0
    """The labels by which stages are told apart; 0: as the network is made."""
    width: str = "onecolumn"
    siunitx: bool = False
    standalone: bool = False
    notation: str = ""
    language: str = "en"


class PaperContext(NamedTuple):
    """A network, what is asked for, and what that means."""

    net: Any
    """A :class:`~symcnn.network.network.Network`, which knows this module and so cannot be named here."""
    wish: PaperRequest
    look: PaperOptions
    columns: tuple[Quantity, ...]
    writer: Writer
    presentation: Presentation


def paper(net: Any, wish: PaperRequest) -> str:
    """The LaTeX of some parts."""
    if wish.part not in (*PARTS, "all"):
        known = [*PARTS, "all"]
        raise NotFound(f'there is no part "{wish.part}"', nearest(wish.part, known) or f"there is {', '.join(known)}")
    name, said = net.name or "network", net.presentation(wish.notation, wish.language)
    words, writer = said.words, net.writer(*net.chosen(wish.form), said)
    columns = tuple(column.said(words.sentence) for column in _columns(net, wish))
    job = PaperContext(net, wish, look(net.name, wish.width, words), columns, writer, said)
    chosen = [wish.part] if wish.part != "all" else list(PARTS)
    sections = [(words(PARTS[part][0]), PARTS[part][1](job)) for part in chosen]
    body = headed(sections, with_headings=wish.standalone and len(chosen) > 1)
    text = fragment(body, f"{name}, {wish.part}", words.language, siunitx=wish.siunitx)
    return document(text, job.look, net.name or words("the network"), net.derivation.doc) if wish.standalone else text


def _columns(net: Any, wish: PaperRequest) -> tuple[Quantity, ...]:
    if wish.quantity:
        if wish.quantity not in BY_KEY:
            hint = nearest(wish.quantity, BY_KEY) or f"there is {', '.join(BY_KEY)}"
            raise NotFound(f'there is no quantity "{wish.quantity}"', hint)
        return (BY_KEY[wish.quantity],)
    columns: tuple[Quantity, ...] = net.choice(wish.columns or COLUMNS).columns
    if any(column in SEEN for column in columns):
        raise NotFound("a paper's tables show quantities that add up", f"such as {COLUMNS}; symcnn derive shows all")
    return columns


def _table(job: PaperContext) -> str:
    return layers_table(job.writer, job.look, job.columns)


def _architecture(job: PaperContext) -> str:
    return architecture(job.writer, job.look, job.columns, job.wish.by)


def _formula(job: PaperContext) -> str:
    return _formulas(job) if job.wish.layer else totals(job.writer, job.look, job.columns)


def _formulas(job: PaperContext) -> str:
    _check_layer(job)
    return all_formulas(job.writer, job.look, job.columns, job.wish.layer)


def _check_layer(job: PaperContext) -> None:
    layer, names = job.wish.layer, [result.name for result in job.net.derivation.layers]
    if layer and not any(name == layer or name.startswith(f"{layer}/") for name in names):
        raise job.net.no_layer(layer)


def _work(job: PaperContext) -> str:
    _check_layer(job)
    derivation, layer = job.net.derivation, job.wish.layer
    numbers = None if derivation.loops else job.net.in_numbers()
    working = Working(derivation, job.presentation, job.writer.arranger)
    work = [w for w in show_work(derivation, numbers) if not layer or (w.layer + "/").startswith(f"{layer}/")]
    sums = [] if layer else show_totals(numbers or derivation)
    return work_shown(working.work(work), working.totals(sums), job.look)


def _symbols(job: PaperContext) -> str:
    net = job.net
    words = {} if net.body is None else symbol_docs(net.body)
    defaults = (
        {}
        if net.is_in_numbers
        else {
            name: net.derivation.written(value) for name, value in net.defaults.items() if not isinstance(value, tuple)
        }
    )
    known = Symbols(words, defaults, job.writer.arranger.names)
    return list_of_symbols(net.derivation, job.look, job.columns, known)


def _conditions(job: PaperContext) -> str:
    return conditions_in_words(job.net.derivation, job.writer.arranger, job.presentation.words)


PARTS: Mapping[str, tuple[str, Callable[[PaperContext], str]]] = {
    "architecture": ("Architecture", _architecture),
    "table": ("Layers", _table),
    "formula": ("Totals", _formula),
    "formulas": ("Formulas", _formulas),
    "work": ("The work shown", _work),
    "symbols": ("Symbols", _symbols),
    "conditions": ("Conditions", _conditions),
}
"""The parts of a paper in their order: heading, and what makes them."""
