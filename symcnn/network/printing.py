"""What a network prints: its table, its drawing, its pages for a paper, the work shown, its quantities in a form."""

from __future__ import annotations

import importlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symcnn.errors import NotFound, SymcnnError, nearest
from symcnn.model.given_values import refuse_unknown
from symcnn.network.results import Results
from symcnn.render.content.rich_text import RichDrawing
from symcnn.render.printers.registry import renderer, rich_page
from symcnn.support.gc_pause import collector_paused
from symcnn.support.work import within_limits

if TYPE_CHECKING:
    from symcnn.analysis.printable import PrintableFormula
    from symcnn.analysis.reconcile import Counting, Reconciliation
    from symcnn.render.content.voice import Presentation
    from symcnn.render.paper.cells import Writer
    from symcnn.render.paper.nomenclature import Symbols


class Printed(Results):
    """The part of a network that prints: tables, drawings, pages for a paper, the work shown."""

    @within_limits
    def table(  # noqa: PLR0913 - each is an option of one table, by its name
        self,
        format: str = "text",
        form: str = "shortest",
        *,
        columns: str = "",
        by: int = 0,
        shares: bool = False,
        units: str = "",
        where: str = "",
        notation: str = "",
        language: str = "en",
        **options: str | float,
    ) -> str:
        """The table as ``text`` (which takes a ``width``), ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.

        >>> import symcnn
        >>> net = symcnn.parse("input(8, 8, 3); a: conv(3, 8); b: conv(3, 8)")
        >>> print(net.table(columns="params,buffers", shares=True).splitlines()[3].split()[4:8])
        ['224', '27.7', '%', '0']

        Args:
            format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
            form: ``shortest``, ``expanded``, ``factored``, ``horner``, or ``by`` with a symbol.
            columns: Quantities parted by commas; empty for the usual four.
            by: How many labels layers must share to be one row; 0 keeps them apart.
            shares: Whether each count also stands as its part of the total, in per cent.
            units: ``k``, ``M``, ``G``, ``Ki`` or ``Mi`` to round numbers to it, such as 25.6 M; empty for all digits.
            where: Which parts get a letter: ``often``, ``all`` or ``none``; empty for ``often`` but in JSON and CSV.
            notation: A table of symbols; empty for the letters of the language.
            language: ``en`` or ``zh``.
            **options: What the format takes: a ``width``, in characters for text, for LaTeX as papers have it.

        Raises:
            NotFound: There is no such format, form, quantity, unit, way to name parts, notation or language.
        """
        from symcnn.analysis.part_letters import known_naming, naming
        from symcnn.render.content.network_table import make_page
        from symcnn.render.content.table_columns import table_options
        from symcnn.render.formula.symbols import arranger_of

        choice, where = table_options(columns, by, has_shares=shares, unit=units), known_naming(where, format)
        said, print_page = self._presentation(notation, language), renderer(format)
        derivation = self.derivation  # only now: a misspelt word need not wait for it
        with collector_paused():
            named = naming(where, [derivation], arranger_of(derivation, said.notation), (), self._chosen(form))
            page = make_page(derivation, *self._chosen(form), choice, said).with_parts(named)
            return rich_page(print_page, page, **options)

    def _presentation(self, notation: str = "", language: str = "en") -> Presentation:
        """Symbols and words, among them the notations that the network's own text holds."""
        from symcnn.analysis.reader import presentation

        return presentation(notation, language, self.notations)

    @within_limits
    def draw(
        self,
        style: str = "auto",
        format: str = "svg",
        *,
        width: str | float = "bothcolumns",
        direction: str = "down",
        by: int = 0,
        notation: str = "",
        language: str = "en",
    ) -> str:
        """A drawing of the network as ``svg`` or ``tikz``; {doc}`figures` shows the styles.

        ``style`` is ``boxes`` (volumes as solids, scaled by size), ``schematic`` (boxes and arrows), ``field`` (what
        one unit sees) or ``auto``.

        >>> import symcnn
        >>> symcnn.load("lenet5").draw().splitlines()[1]
        '<title>network LeNet5</title>'

        Args:
            style: ``boxes``, ``schematic``, ``field`` or ``auto``.
            format: ``svg`` or ``tikz``.
            width: A column's name, or points (72 to an inch).
            direction: Where the network runs: ``down`` or ``right``.
            by: How many labels layers must share to be one box; 0 keeps them apart.
            notation: A table of symbols; empty for the letters of the language.
            language: ``en`` or ``zh``.

        Raises:
            NotFound: There is no such style, format, width, direction, notation or language.
        """
        from symcnn.render.figures.formats import draw

        said = self._presentation(notation, language)
        wish = {"style": style, "width": width, "direction": direction, "by": by, "said": said}
        return RichDrawing(draw(self.derivation, self._in_numbers(), format, **wish))

    @within_limits
    def picture(
        self, style: str = "auto", format: str = "png", *, notation: str = "", language: str = "en", **wish: Any
    ) -> bytes:
        """What `draw` draws as the bytes of a file: ``png`` (``pip install symcnn[plot]``), ``pdf``, ``svg``, ``tikz``.

        >>> import symcnn
        >>> symcnn.load("lenet5").picture(format="svg", language="zh")[:4]
        b'<svg'
        """
        from symcnn.render.figures.formats import file_of

        said = self._presentation(notation, language)
        return file_of(self.derivation, self._in_numbers(), format, style=style, said=said, **wish)

    @within_limits
    def form(self, quantity: str, form: str = "shortest") -> PrintableFormula:
        """A quantity in a form: ``shortest``, ``expanded``, ``factored``, ``horner`` or ``by K``.

        >>> import symcnn
        >>> net = symcnn.parse("input(W, H, D); conv(F, K); conv(F, K)")
        >>> print(net.form("params", "by K"))
        F²K² + K(F²D + 2)

        Args:
            quantity: A word that `quantity` takes.
            form: The form; ``by`` with a symbol of the network.

        Raises:
            NotFound: There is no such form.
            NameMistake: The network has no such symbol.
            Unavailable: Some layer states no rule for the quantity.
        """
        from symcnn.analysis.printable import PrintableFormula

        formula = self.derivation.domain.formed(self.quantity(quantity), *self._chosen(form))
        return PrintableFormula(self._arranger().arrange(formula))

    def _chosen(self, form: str) -> tuple[str, str]:
        """The name of a form and, for ``by``, its symbol, which must be one of the network's."""
        name, _, symbol = form.partition(" ")
        if name == "shortest" and not symbol:
            return name, symbol
        forms = importlib.import_module("symcnn.algebra.forms.forms").FORMS
        if name not in forms or (name == "by" and not symbol):
            known = ["by SYMBOL" if word == "by" else word for word in forms]
            raise NotFound(f'there is no form "{form}"', nearest(form, known) or f"there is {', '.join(known)}")
        refuse_unknown([symbol] * bool(symbol), [*self.symbols, *self.open_symbols])
        return name, symbol

    @cached_property
    def _writers(self) -> dict[tuple[str, ...], Writer]:
        return {}

    def _writer(self, form: str, symbol: str, said: Presentation) -> Writer:
        """The writer of its values in a form, a language and a notation; made once for each."""
        from symcnn.render.paper.cells import Writer

        key = form, symbol, said.words.language, repr(said.notation)
        if key not in self._writers:
            self._writers[key] = Writer(self.derivation, form, symbol, said)
        return self._writers[key]

    @within_limits
    def paper(self, part: str = "all", **options: Any) -> str:
        r"""LaTeX for a paper: ``architecture``, ``table``, ``formula``, ``formulas``, ``work``, ``symbols``, ….

        Options: ``quantity``, ``layer``, ``columns``, ``form``, ``by``, ``width`` (``onecolumn``, ``twocolumn``,
        ``bothcolumns`` or points), ``where``, ``siunitx``, ``standalone``, ``notation``, ``language``: as in the shell.

        >>> import symcnn
        >>> print(symcnn.load("lenet5").paper("formula", quantity="params", layer="C1").splitlines()[4])
        \mathcal{S}_{\text{C1}} &= \left(W - 4\right) \times \left(H - 4\right) \times 6 \label{eq:lenet5-C1-output} \\
        """
        from symcnn.analysis.part_letters import known_naming, naming
        from symcnn.render.paper.paper import PaperRequest, PaperSource, paper

        request, derivation = PaperRequest(part, **options), self.derivation
        said = self._presentation(request.notation, request.language)
        form = self._chosen(request.form)
        writer, told = self._writer(*form, said), self._symbols_told()
        name = naming(known_naming(request.where), [derivation], writer.arranger, (), form)
        return paper(PaperSource(self.name, derivation, self._in_numbers, writer, said, told, name), request)

    def _symbols_told(self) -> Symbols:
        """What the author says of the symbols, and their defaults where some symbol is left."""
        from symcnn.model.symbol_docs import symbol_docs
        from symcnn.render.paper.nomenclature import Symbols

        words = {} if self._body is None else symbol_docs(self._body)
        numbers = {name: value for name, value in self.defaults.items() if not isinstance(value, tuple | str)}
        written = self.derivation.written
        return Symbols(words, {name: written(value) for name, value in numbers.items()} if self.free_symbols else {})

    def pdf(self, part: str = "all", **options: Any) -> bytes:
        """The same as a PDF, set by the TeX that is installed; Unavailable if there is none."""
        from symcnn.render.tex import typeset

        return typeset(self.paper(part, **{**options, "standalone": True}))

    def latex(self) -> str:
        """The table of layers for a paper."""
        return self.table("latex")

    @within_limits
    def explain(
        self,
        layer: str = "",
        format: str = "text",
        *,
        units: str = "",
        where: str = "",
        notation: str = "",
        language: str = "en",
        **options: str | float,
    ) -> str:
        """The work shown: rule, symbols put in, numbers put in, value; for one layer or all.

        >>> import symcnn
        >>> print(symcnn.load("lenet5").explain("C1").splitlines()[1])
          W′ = W − F + 1 = W − 5 + 1 = 32 − 5 + 1 = 28

        Args:
            layer: The labels of a layer, or of what holds several, whose sums come first; empty for all and the totals.
            format: ``text``, ``markdown``, ``latex``, ``html``, ``json`` or ``csv``.
            units: ``k``, ``M``, ``G``, ``Ki`` or ``Mi`` to round values behind the exact ones, such as 25.6 M.
            where: Which parts get a letter, as in `table`; a rule is shown as it is stated.
            notation: A table of symbols; empty for the letters of the language.
            language: ``en`` or ``zh``.
            **options: What the format takes: a ``width``, in characters for text, for LaTeX as papers have it.

        Raises:
            NotFound: There is no such layer, format, unit, way to name parts, notation or language.
        """
        from symcnn.analysis.part_letters import known_naming, naming
        from symcnn.render.content.derivation_steps import explained
        from symcnn.render.content.table_columns import known_unit
        from symcnn.render.formula.symbols import arranger_of

        known_unit(units)
        said, where = self._presentation(notation, language), known_naming(where, format)
        derivation = self.derivation
        # In numbers the turns of a repeat are layers of their own, which no row of a repeat in symbols stands for.
        page = explained(derivation, None if derivation.loops else self._in_numbers(), layer, said)
        name = naming(where, [derivation], arranger_of(derivation, said.notation))
        page = page.with_parts(name.of).in_unit(units)
        return rich_page(renderer(format), page, **options)

    @within_limits
    def count(self, convention: str) -> Counting:
        """The network as a counting convention counts it: ``macs``, ``flops``, ``fvcore``, ``torchinfo``, ….

        >>> import symcnn
        >>> symcnn.parse("input(W, W, 3); conv(3, K)").count("flops").total
        54*K*(W - 2)**2

        Returns:
            The total in the convention's own unit, for one example, and how it differs from multiply-accumulates.

        Raises:
            NotFound: There is no such convention.
        """
        from symcnn.analysis.reconcile import Counting
        from symcnn.derive.conventions import convention as named

        return Counting(self, named(convention))

    @within_limits
    def reconcile(self, *conventions: str) -> Reconciliation:
        """The network under every counting convention, or under some, each difference explained.

        >>> import symcnn
        >>> symcnn.load("lenet5").reconcile("macs", "flops")["flops"].convention.unit
        'operations, 2 per multiply-accumulate'

        Args:
            *conventions: Their names; without any, all.

        Raises:
            NotFound: There is no such convention.
        """
        from symcnn.analysis.reconcile import Reconciliation

        return Reconciliation(self, conventions)

    @within_limits
    def summary(self) -> str:
        """One line: what the network is and what it costs.

        >>> import symcnn
        >>> symcnn.load("lenet5").numbers().summary()
        'LeNet5, 7 layers, 60,000 parameters, 340,908 connections'
        """
        from symcnn.render.content.network_table import make_page
        from symcnn.render.formats.text_digits import cell

        page = make_page(self.derivation)
        count = len(self.derivation.layers)
        layers = f"{count} layer{'s' * (count != 1)}"
        totals = dict(zip(page.headings, page.totals, strict=True))
        costs = [f"{cell(totals[word])} {word}" for word in ("parameters", "connections") if totals[word].op != "text"]
        return ", ".join([self.name or "snippet", layers, *costs])

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        try:
            return f"<Network {self.name or 'snippet'}: {len(self.derivation.layers)} layers>"
        except SymcnnError as mistake:
            return f"<Network that cannot be: {mistake.message}>"

    def _repr_latex_(self) -> str:
        return f"$${self.math()}$$"

    @within_limits
    def math(self) -> str:
        """The totals as LaTeX for math mode."""
        from symcnn.render.content.network_table import make_page
        from symcnn.render.formula.latex import to_latex

        page = make_page(self.derivation)
        totals = zip(page.headings, page.totals, strict=True)
        rows = [rf"\text{{{word}}} &= {to_latex(total)}" for word, total in totals]
        return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"

    def _repr_html_(self) -> str:
        return self.table("html")
