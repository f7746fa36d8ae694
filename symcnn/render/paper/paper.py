"""The pages of a network for a paper: which parts, how wide, with which quantities. Start reading here."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from symcnn.derive.quantities import BY_KEY
from symcnn.derive.receptive_field import SEEN
from symcnn.derive.work_shown import show_totals, show_work
from symcnn.errors import NotFound, nearest
from symcnn.render.content.derivation_steps import Working, WorkPage
from symcnn.render.content.likewise import two_axes
from symcnn.render.content.table_columns import table_options
from symcnn.render.formula.shared_parts import PartNaming
from symcnn.render.formula.symbols import words_of
from symcnn.render.paper.document import document, fragment, headed
from symcnn.render.paper.formulas import all_formulas, printed_totals, rows_below, totals
from symcnn.render.paper.layers import layers_table, shown_rows, values_of
from symcnn.render.paper.look import Named, look
from symcnn.render.paper.nomenclature import list_of_symbols
from symcnn.render.paper.shown import work_shown
from symcnn.render.paper.stages import architecture, stage_values
from symcnn.render.paper.wording import conditions_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from symcnn.derive.derivation import Derivation
    from symcnn.derive.quantities import Quantity
    from symcnn.formula import Formula
    from symcnn.render.content.paper_options import PaperOptions
    from symcnn.render.content.voice import Presentation
    from symcnn.render.paper.cells import Writer
    from symcnn.render.paper.nomenclature import Symbols

COLUMNS = "params,connections,macs"
WITH_CAPTIONS = ("architecture", "table")
WITH_LABELS = (*WITH_CAPTIONS, "formula", "formulas")


class PaperRequest(NamedTuple):
    """Which pages of a paper a user wants, and how they are set."""

    part: str = "all"
    quantity: str = ""
    layer: str = ""
    columns: str = COLUMNS
    form: str = "shortest"
    by: int = 0
    """The number of labels that define a stage; 0: as the network is structured."""
    width: str = "onecolumn"
    siunitx: bool = False
    standalone: bool = False
    notation: str = ""
    language: str = "en"
    title: str = ""
    """What the network is called; empty for its published name."""
    caption: str = ""
    """What its tables are captioned with; empty for a sentence."""
    label: str = ""
    """The label of its first table or equation; empty for one made of names."""
    where: str = ""
    """Which parts of formulas get a letter."""


class PaperSource(NamedTuple):
    """What a paper is made from: a network, how its values are written, and what its author says of its symbols."""

    name: str
    derivation: Derivation
    numbers: Callable[[], Derivation | None]
    """Derives it with every default put in; None if that leaves a symbol."""
    writer: Writer
    presentation: Presentation
    symbols: Symbols
    naming: PartNaming = PartNaming()
    """What gives letters to parts of formulas."""


class PaperContext(NamedTuple):
    """A network, the request of a user, and what follows from it."""

    source: PaperSource
    request: PaperRequest
    look: PaperOptions
    columns: tuple[Quantity, ...]
    writer: Writer
    """How values are written."""
    work_page: Callable[[], WorkPage]
    """The steps of all layers, which are made once and only where a part needs them."""

    @property
    def derivation(self) -> Derivation:
        """Everything derived."""
        return self.source.derivation


def paper(source: PaperSource, request: PaperRequest) -> str:
    """The LaTeX of some parts."""
    if request.part not in (*PARTS, "all"):
        known = [*PARTS, "all"]
        raise NotFound(
            f'there is no part "{request.part}"', nearest(request.part, known) or f"there is {', '.join(known)}"
        )
    name, words = source.name, source.presentation.words
    columns = tuple(column.translated(words.sentence) for column in _columns(request))
    _check_own(request)
    own = Named(request.title, request.caption, request.label)
    options = look(name, request.width, words, own)._replace(axes=two_axes(source.derivation, source.writer.arranger))
    job = PaperContext(source, request, options, columns, source.writer, cache(partial(_work_page, source, request)))
    chosen = [request.part] if request.part != "all" else list(PARTS)
    job = _with_letters(job, [PARTS[part] for part in chosen])
    sections = [(words(PARTS[part].heading), PARTS[part].write(job)) for part in chosen]
    body = headed(sections, with_headings=request.standalone and len(chosen) > 1)
    text = fragment(body, f"{name or 'network'}, {request.part}", words.language, siunitx=request.siunitx)
    return document(text, job.look, job.look.title, job.derivation.doc) if request.standalone else text


def _with_letters(job: PaperContext, parts: Sequence[PaperPart]) -> PaperContext:
    """The same with one letter for a part of formulas in all that is written, chosen by all of it."""
    if job.source.naming.where == "none":
        return job
    printed: list[Formula] = []
    for part in parts:  # what several parts show, such as totals, is not repeated by that
        known = {*printed}
        printed += [formula for formula in part.printed(job) if formula not in known]
    beside = words_of(job.work_page().rules) if PARTS["work"] in parts else ()
    return job._replace(writer=job.writer.with_parts(job.source.naming, printed, beside))


def _check_own(request: PaperRequest) -> None:
    for word, part_of in (("caption", WITH_CAPTIONS), ("label", WITH_LABELS)):
        if getattr(request, word) and request.part not in part_of:
            raise NotFound(f"a {word} belongs to one part", f"choose the part: {', '.join(part_of)}")


def _columns(request: PaperRequest) -> tuple[Quantity, ...]:
    if request.quantity:
        if request.quantity not in BY_KEY:
            hint = nearest(request.quantity, BY_KEY) or f"there is {', '.join(BY_KEY)}"
            raise NotFound(f'there is no quantity "{request.quantity}"', hint)
        return (BY_KEY[request.quantity],)
    columns: tuple[Quantity, ...] = table_options(request.columns or COLUMNS).columns
    if any(column in SEEN for column in columns):
        raise NotFound("a paper's tables show quantities that add up", f"such as {COLUMNS}; symcnn derive shows all")
    return columns


def _table(job: PaperContext) -> str:
    return layers_table(job.writer, job.look, job.columns)


def _architecture(job: PaperContext) -> str:
    return architecture(job.writer, job.look, job.columns, job.request.by)


def _formula(job: PaperContext) -> str:
    return _formulas(job) if job.request.layer else totals(job.writer, job.look.in_a_column, job.columns)


def _formulas(job: PaperContext) -> str:
    _check_layer(job.derivation, job.request.layer)
    return all_formulas(job.writer, job.look.in_a_column, job.columns, job.request.layer)


def _check_layer(derivation: Derivation, layer: str) -> None:
    names = [result.name for result in derivation.layers]
    if layer and not any(name == layer or name.startswith(f"{layer}/") for name in names):
        raise derivation.no_layer(layer)


def _work(job: PaperContext) -> str:
    page = job.work_page().with_parts(job.writer.put_in_all)
    return work_shown(page.work, page.totals, page.definitions, job.look.in_a_column)


def _work_page(source: PaperSource, request: PaperRequest) -> WorkPage:
    derivation, layer = source.derivation, request.layer
    _check_layer(derivation, layer)
    numbers = None if derivation.loops else source.numbers()
    working = Working(derivation, source.presentation, source.writer.arranger)
    work = [w for w in show_work(derivation, numbers) if not layer or (w.layer + "/").startswith(f"{layer}/")]
    sums = [] if layer else show_totals(numbers or derivation)
    shown, totals = working.work(work), working.totals(sums)
    return WorkPage(tuple(shown), totals, definitions=working.definitions(*(row.lines for row in shown), totals))


def _in_architecture(job: PaperContext) -> Iterator[Formula]:
    for sizes, costs in stage_values(job.derivation, job.columns, job.request.by):
        yield from map(job.writer.formed, sizes)
        yield from filter(None, map(job.writer.total, costs))
    yield from _in_totals(job)


def _in_table(job: PaperContext) -> Iterator[Formula]:
    rows = shown_rows(job.derivation, job.columns)
    yield from map(job.writer.formed, values_of(job.derivation, rows, job.columns))
    yield from _in_totals(job)


def _in_totals(job: PaperContext) -> Iterator[Formula]:
    yield from filter(None, (job.writer.total(job.derivation.stated(column.key)) for column in job.columns))


def _in_formula(job: PaperContext) -> Iterator[Formula]:
    yield from _in_formulas(job) if job.request.layer else printed_totals(job.writer, job.look, job.columns)


def _in_formulas(job: PaperContext) -> Iterator[Formula]:
    rows = rows_below(job.derivation, job.columns, job.request.layer)
    yield from map(job.writer.formed, values_of(job.derivation, rows, job.columns))


def _in_work(job: PaperContext) -> Iterator[Formula]:
    yield from job.work_page().put_in


def _in_words(_job: PaperContext) -> Iterator[Formula]:
    """Lists of symbols and of conditions, in which each formula stays as it is."""
    yield from ()


def _symbols(job: PaperContext) -> str:
    known = job.source.symbols._replace(names=job.writer.arranger.names)
    return list_of_symbols(job.derivation, job.look.in_a_column, job.columns, known)


def _conditions(job: PaperContext) -> str:
    return conditions_in_words(job.derivation, job.writer.arranger, job.source.presentation.words)


class PaperPart(NamedTuple):
    """A part of a paper: its heading, the function that writes it, and the formulas in it."""

    heading: str
    write: Callable[[PaperContext], str]
    printed: Callable[[PaperContext], Iterable[Formula]] = _in_words
    """The formulas in it, some of whose parts may get a letter."""


PARTS: Mapping[str, PaperPart] = {
    "architecture": PaperPart("Architecture", _architecture, _in_architecture),
    "table": PaperPart("Layers", _table, _in_table),
    "formula": PaperPart("Totals", _formula, _in_formula),
    "formulas": PaperPart("Formulas", _formulas, _in_formulas),
    "work": PaperPart("The work shown", _work, _in_work),
    "symbols": PaperPart("Symbols", _symbols),
    "conditions": PaperPart("Conditions", _conditions),
}
"""The parts of a paper in their order."""
