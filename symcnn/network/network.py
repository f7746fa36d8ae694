"""The class Network: its layers, what it takes in memory, and what each layer has of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from symcnn.errors import SymcnnError
from symcnn.network.composite import Composite
from symcnn.network.layer import Layer
from symcnn.network.printing import Printed
from symcnn.render.printers.registry import renderer, rich_page
from symcnn.support.kinds_of_arguments import with_checked_arguments
from symcnn.support.work import within_limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from anywidget import AnyWidget
    from matplotlib.figure import Figure

    from symcnn.analysis.memory import Memory
    from symcnn.compiled.best_design import Design
    from symcnn.compiled.compiled_function import CompiledFunction
    from symcnn.compiled.grid_axes import ValuesBySymbol


@with_checked_arguments
class Network(Printed):
    """A network whose symbols may or may not have values.

    >>> import symcnn
    >>> net = symcnn.parse("input(W, H, D); C1: conv(5, 6)")
    >>> net["C1"].output
    (W - 4, H - 4, 6)
    >>> net.at(W=32, H=32, D=1).connections
    122304
    """

    @within_limits
    def exercise(
        self,
        format: str = "markdown",
        *,
        seed: int = 0,
        columns: str = "params,connections,macs",
        solved: bool = False,
        notation: str = "",
        language: str = "en",
        **options: str | float,
    ) -> str:
        """An exercise sheet: the table of layers with blanks, or with its solutions and the work shown.

        >>> import symcnn
        >>> print(symcnn.load("lenet5").exercise(columns="params").splitlines()[9][:27])
        | C1 | `conv(F=5, K=6)` | $

        Args:
            format: ``markdown``, ``latex``, or any other that tables have.
            seed: Which numbers stand in place of the defaults; 0 for the defaults themselves.
            columns: The quantities that are asked for.
            solved: Whether the solutions are shown.
            notation: A table of symbols; empty for the letters of the language.
            language: ``en`` or ``zh``.
            **options: What the format takes: a ``width``, in characters for text, for LaTeX as papers have it.

        Raises:
            Unavailable: A symbol has no default.
        """
        from symcnn.network.exercising import exercise, varied

        page = exercise(varied(self, seed), self._presentation(notation, language), columns, solved=solved)
        return rich_page(renderer(format), page, **options)

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in order."""
        return tuple(map(self._layer, range(len(self.derivation.layers))))

    @overload
    def __getitem__(self, name: int) -> Layer: ...

    @overload
    def __getitem__(self, name: slice) -> tuple[Layer, ...]: ...

    @overload
    def __getitem__(self, name: str) -> Layer | Composite: ...

    def __getitem__(self, name: str | int | slice) -> Layer | Composite | tuple[Layer, ...]:
        """The layer of that label, or at that place; of a block, a loop or a branch, the layers inside together.

        >>> import symcnn
        >>> symcnn.load("squeezenet1_0").numbers()["fire9"].params
        197184

        Args:
            name: The labels around it and its own, joined by ``/``, or the place of a layer from 0; a slice of
                places gives these layers.

        Raises:
            NotFound: Nothing has that name.
        """
        if isinstance(name, int | slice):
            return self.layers[name]
        if name in self.derivation.compounds:
            return Composite(self, name)
        for place, result in enumerate(self.derivation.layers):
            if result.name == name:
                return self._layer(place)
        raise self.derivation.no_layer(name)

    def _layer(self, place: int) -> Layer:
        return Layer(self, place)

    def __contains__(self, name: object) -> bool:
        return name in self.derivation.compounds or any(result.name == name for result in self.derivation.layers)

    def __iter__(self) -> Iterator[Layer]:
        return iter(self.layers)

    def __len__(self) -> int:
        return len(self.derivation.layers)

    def memory(self, bytes: Any = "", *, bits: Any = "", optimizer: str = "", traffic: bool = False) -> Memory:
        """What the weights, a run and training take in memory, given the size of numbers, or with a letter for it.

        >>> import symcnn
        >>> symcnn.load("lenet5").numbers().memory(bytes=4).training
        36472
        >>> mixed = symcnn.load("resnet18").for_batch(32).numbers().memory(bits=16, optimizer="adam")
        >>> mixed.gradients, mixed.states
        (23379024, 46758048)

        Args:
            bytes: Bytes per number: a number, or text in the language; a letter stands for it if it is left out.
            bits: The same in bits, or by what a number is: ``"weights=4, activations=8, gradients=16, states=32"``.
            optimizer: ``sgd``, ``momentum`` or ``adam``: the report adds gradients, and what the optimizer keeps.
            traffic: The report adds what layers read and write, and multiply-accumulates for each byte of it.

        Returns:
            ``weights``, ``running``, ``training``, ``gradients``, ``states``, ``step`` and ``moved``, in bytes, and
            ``intensity``, in multiply-accumulates per byte.
        """
        from symcnn.analysis.memory import Memory
        from symcnn.analysis.number_sizes import read_sizes

        return Memory(self, read_sizes(self, bytes, bits), optimizer, traffic=traffic)

    def function(
        self, of: str = "params, macs", to: str = "python", over: ValuesBySymbol | None = None
    ) -> CompiledFunction:
        """Quantities as a function of the symbols that have no value: exact, with its conditions, in several languages.

        >>> import symcnn
        >>> macs = symcnn.load("lenet5").function("macs")
        >>> macs(W=32, H=32), macs.legal(W=3), macs.source.startswith("def macs(")
        (326520, False, True)

        Args:
            of: Quantities, sizes of layers, or formulas of these: ``"params, macs, C1.W"``.
            to: ``python``, ``numpy`` (arrays), ``c``, ``js`` or ``sql`` (DuckDB).
            over: The values that symbols will have, such as ``{"W": "32..512", "alpha": "1/4..2:1/16"}``.

        Raises:
            Unavailable: Some layer states no rule for it.
            LimitExceeded: In C or SQL, 128 bits are not enough for the values of the symbols.
        """
        from symcnn.compiled.targets import function

        return function(self, of, to, over)

    @within_limits
    def page(
        self, slide: str | Iterable[str] = (), *, columns: str = "", notation: str = "", language: str = "en"
    ) -> str:
        """One HTML page that asks nobody for anything: formulas, numbers that follow sliders, conditions, a figure.

        >>> import symcnn
        >>> page = symcnn.load("lenet5").page(["W=32..64", "H"])
        >>> page.count("<input type=range"), page.count(" src="), page.count(" href=")
        (2, 0, 0)

        Args:
            slide: Symbols with a slider, each with its values or without: ``"W=32..512:32"``, ``"C"``; else all.
            columns: Quantities parted by commas; empty for the usual four.
            notation: A table of symbols; empty for the letters of the language.
            language: ``en`` or ``zh``.

        Raises:
            NameMistake: There is no such symbol.
            ArgumentMistake: A range that is empty, or too long for a slider.
        """
        from symcnn.interactive.network_html import network_html

        said = self._presentation(notation, language)
        wishes = [slide] if isinstance(slide, str) else slide
        try:
            figure = self.draw(notation=notation, language=language)
        except SymcnnError:
            figure = ""  # not everything can be drawn
        return network_html(self, wishes, columns, said, figure)

    def slider(self, slide: str | Iterable[str] = (), *, height: int = 640, **how: str) -> AnyWidget:
        """The page of `page` as a widget of a notebook (``pip install symcnn[notebook]``).

        Its ``values`` are where the sliders stand, by symbol: ``net.at(**widget.values)`` is the network there.

        Args:
            slide: Symbols with a slider, as for `page`.
            height: Pixels.
            **how: ``columns``, ``notation``, ``language``, as for `page`.

        Raises:
            NotFound: Anywidget is not installed.
        """
        from symcnn.interactive.notebook_slider import notebook_slider

        return notebook_slider(self.page(slide, **how), height)

    def design(self, budget: str, over: ValuesBySymbol, best: str = "", of: str = "params, macs") -> Design:
        """The best design of a grid that keeps a budget.

        >>> import symcnn
        >>> net, grid = symcnn.load("mobilenet_v2"), {"W,H": "32..512", "alpha": "1/4..2:1/16"}
        >>> found = net.design("macs <= 3*10^8 and params <= 5*10^6", grid, best="alpha:max, W:max")
        >>> found.values["W"], found.values["alpha"], found.quantities["macs"]
        (174, Fraction(19, 16), 299617040)

        Args:
            budget: What must hold besides the network's own conditions.
            over: The values of each symbol that may change, ``"W,H"`` for both alike; others have their defaults.
            best: Objectives, the first one first; without any, the symbols of ``over``, each as large as can be.
            of: Quantities to tell besides.

        Raises:
            NotFound: No point of the grid fits.
        """
        from symcnn.compiled.targets import needs

        needs("numpy", "sweeps", "numpy")
        from symcnn.compiled.best_design import best_design

        return best_design(self, budget, over, best, of)

    @within_limits
    def code(self, target: str = "torch") -> str:
        """The network as code: a class of PyTorch for each block, symbols as keyword arguments.

        >>> import symcnn
        >>> net = symcnn.parse("network Net(W, H, D = 3, K = 8) { input(W, H, D); C1: conv(5, K); relu }")
        >>> for line in str(net.code("torch")).splitlines()[6:]:
        ...     print(line.strip())
        def __init__(self, *, W, H, D=3, K=8):
        super().__init__()
        assert W >= 5, "C1: the kernel must fit into the padded input"
        assert H >= 5, "C1: the kernel must fit into the padded input"
        self.C1 = nn.Conv2d(D, K, 5)
        self.relu1 = nn.ReLU()

        Args:
            target: ``torch``, or ``keras`` for a function that makes a model of Keras' functional interface.

        Raises:
            NotFound: There is no such target.
            ArgumentMistake: A layer has no counterpart there.
        """
        from symcnn.network.coding import code

        return code(self, target)

    @within_limits
    def onnx(self) -> bytes:
        """The network as a file in ONNX's format, at the values of its symbols.

        Weights have their shapes and are zeros; the batch is left open. It needs ``pip install symcnn[onnx]``::

            Path("lenet5.onnx").write_bytes(symcnn.load("lenet5").onnx())

        Raises:
            Undecided: A symbol has no value.
            ArgumentMistake: A layer has no counterpart in ONNX, or the weights need more than the 2 GB of a file.
            NotFound: The package onnx is not installed.
        """
        from symcnn.code.onnx_file import onnx_bytes

        return onnx_bytes(self.numbers().derivation)

    def bars(
        self, of: str = "params", by: int = 0, *, width: str | float = "twocolumn", language: str = "en"
    ) -> Figure:
        """What each layer has of the whole, with every symbol at its default, as a figure of matplotlib.

        ``of`` names quantities, one panel each; ``by`` gathers the layers by that many of their labels. Layers that
        have nothing are left out.

        >>> import symcnn
        >>> [label.get_text() for label in symcnn.load("lenet5").bars("params").axes[0].get_yticklabels()]
        ['C1', 'S2', 'C3', 'S4', 'C5', 'F6']
        """
        from symcnn.render.plots.shares import bars

        words = self._presentation(language=language).words
        return bars(self.numbers().derivation, of, by, width=width, words=words).figure
