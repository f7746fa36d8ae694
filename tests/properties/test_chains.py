"""Numbers put in before or after deriving give one answer, and the conditions tell when there is one."""

from __future__ import annotations

from typing import Any, NamedTuple

from hypothesis import event, given
from hypothesis import strategies as st
from sympy import Integer

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate, evaluate_scalar, truth
from symcnn.syntax.parser import parse_expression

QUANTITIES = ("units", "params", "connections", "macs")
AXES = ("W", "H", "T")


class Chain(NamedTuple):
    """A snippet and a number for each of its free names."""

    text: str
    values: dict[str, int]


class Writer:
    """Draws the parts of a snippet and remembers the names in it."""

    def __init__(self, draw: st.DrawFn, shifts: bool) -> None:
        self.draw = draw
        self.shifts = shifts
        self.values: dict[str, int] = {}

    def some(self, letter: str, least: int, most: int) -> str:
        """A number, a name of its own, a name that stands elsewhere too, or a formula in names."""
        kinds = ["number", "number", "number", "name", "again", *(["formula"] if self.shifts else [])]
        kind = self.draw(st.sampled_from(kinds))
        if kind == "number":
            return str(self.draw(st.integers(least, most)))
        if kind == "again" and self.values:
            return self.draw(st.sampled_from(sorted(self.values)))
        if kind == "formula":
            form = self.draw(st.sampled_from(["{} - 1", "{} - 2", "2*{} - 3", "{}/2", "{}^2", "{} % 3", "floor({}/2)"]))
            return form.format(self.name(letter, least, most))
        return self.name(letter, least, most)

    def name(self, letter: str, least: int, most: int) -> str:
        word = f"{letter}{len(self.values) or ''}" if letter in self.values else letter
        self.values[word] = self.draw(st.integers(max(least, 1), most))
        return word

    def window(self, axes: int) -> str:
        """A size for all axes, or one for each."""
        if self.draw(st.integers(0, 4)):
            return self.some("F", 1, 5)
        return "(" + "".join(f"{self.some('F', 1, 4)}, " for _ in range(axes)) + ")"

    def options(self, *options: tuple[str, str, int, int]) -> str:
        chosen = [option for option in options if not self.draw(st.integers(0, 2))]
        return "".join(f", {word}={self.some(letter, least, most)}" for word, letter, least, most in chosen)

    def layer(self, axes: int) -> str:
        """One layer for a volume of so many axes."""
        anywhere = ["relu", "sigmoid", "dense({N})", "softmax", "dropout(1/4)", "identity", "rbf({N})", "flatten"]
        spatial = ["conv"] * 5 + ["maxpool", "avgpool", "subsample"]
        word = self.draw(st.sampled_from(anywhere if not axes else spatial * 2 + anywhere))
        if word not in spatial:
            return word.format(N=self.some("N", 1, 9)) if "{N}" in word else word
        stride, padding = ("stride", "S", 1, 4), ("padding", "P", 0, 2)
        dilation, groups = ("dilation", "L", 1, 3), ("groups", "G", 1, 3)
        if word == "conv":
            rest = f", {self.some('K', 1, 8)}{self.options(stride, padding, dilation, groups)}"
            rest += self.draw(st.sampled_from(["", "", ", bias=false"]))
        else:
            rest = self.options(stride, *([] if word == "subsample" else [padding]))
            rest += "" if word == "subsample" else self.draw(st.sampled_from(["", ", ceil_mode=true"]))
        return f"{word}({self.window(axes)}{rest})"


@st.composite
def chains(draw: st.DrawFn, *, shifts: bool = False) -> Chain:
    """An input of up to three axes and up to six layers, their arguments numbers, names and (with shifts) formulas."""
    writer = Writer(draw, shifts)
    axes = draw(st.integers(0, 3))
    sizes = [writer.some(letter, 8, 40) for letter in AXES[:axes]]
    lines = [f"input({', '.join([*sizes, writer.some('D', 1, 6)])})"]
    for _ in range(draw(st.integers(1, 6))):
        lines.append(writer.layer(axes))
        if lines[-1].startswith(("dense", "rbf", "flatten")):
            axes = 0
    return Chain("\n".join(lines), writer.values)


def answer(net: symcnn.Network) -> dict[str, Any]:
    """Everything that a network tells, by name."""
    told: dict[str, Any] = {key: net.quantity(key) for key in QUANTITIES}
    for layer in net:
        told.update({f"{layer.name}.{key}": layer.quantity(key) for key in QUANTITIES})
        told.update({f"{layer.name}.output{place}": size for place, size in enumerate(layer.output)})
    return told


def derived(net: symcnn.Network) -> symcnn.Network | None:
    """The network if it can be derived."""
    try:
        net.derivation  # noqa: B018 - deriving is the test
    except symcnn.TextError as mistake:
        event(f"{type(mistake).__name__}")
        return None
    return net


def in_numbers(chain: Chain) -> symcnn.Network | None:
    try:
        return derived(symcnn.parse(chain.text).at(**chain.values))
    except symcnn.TextError:
        return None


def hold(net: symcnn.Network, values: dict[str, int]) -> bool:
    """Whether every condition of a symbolic derivation holds for these numbers; one without a value does not."""
    scope: dict[str, Any] = dict(values)
    try:
        for definition in net.derivation.definitions:
            scope[definition.name] = evaluate(net.derivation.written(definition.value), scope, Exact())
        return all(truth(condition.formula, scope, Exact()) for condition in net.conditions)
    except symcnn.TextError:
        return False


def check_conditions(chain: Chain) -> None:
    """In numbers there is an answer exactly where there is one in symbols and its conditions hold."""
    symbolic, numeric = derived(symcnn.parse(chain.text)), in_numbers(chain)
    event("an answer" if numeric else "no answer")
    assert (symbolic is not None and hold(symbolic, chain.values)) == (numeric is not None)


@given(chains())
def test_conditions_hold_exactly_where_numbers_have_an_answer(chain: Chain) -> None:
    check_conditions(chain)


@given(chains(shifts=True))
def test_conditions_are_complete_for_formulas_as_arguments(chain: Chain) -> None:
    check_conditions(chain)


@given(chains(shifts=True))
def test_numbers_put_in_afterwards_or_before(chain: Chain) -> None:
    numeric = in_numbers(chain)
    event("an answer" if numeric else "no answer")
    if numeric is None:
        return
    symbolic = symcnn.parse(chain.text)
    values = {symbolic.symbols[name]: value for name, value in chain.values.items()}
    closed = answer(symbolic)
    expected = answer(numeric)
    assert {key: value.subs(values) for key, value in closed.items()} == expected
    assert {
        key: value.xreplace({s: Integer(v) for s, v in values.items()}) for key, value in closed.items()
    } == expected


@given(chains(), st.randoms(use_true_random=False))
def test_numbers_put_in_one_after_another(chain: Chain, order: Any) -> None:
    numeric = in_numbers(chain)
    if numeric is None:
        return
    net = symcnn.parse(chain.text)
    names = list(chain.values)
    order.shuffle(names)
    for name in names:
        net = net.at(**{name: chain.values[name]})
        assert derived(net) is not None
    assert answer(net) == answer(numeric)


@given(chains(shifts=True))
def test_conditions_are_written_in_names_that_the_reader_knows(chain: Chain) -> None:
    net = derived(symcnn.parse(chain.text))
    if net is None:
        return
    known = {*net.symbols, *(definition.name for definition in net.derivation.definitions)}
    for condition in net.conditions:
        assert {str(node.value) for node in condition.formula.names()} <= known


@given(chains(shifts=True))
def test_a_value_in_words_is_read_as_the_formula(chain: Chain) -> None:
    """``W=n+1`` and then ``n=4`` is ``W=5``."""
    numeric = in_numbers(chain)
    if numeric is None or not chain.values:
        return
    name = min(chain.values)
    shifted = symcnn.parse(chain.text).at(**{name: f"{name} + 1"})
    values = dict(chain.values)
    whole = parse_expression(f"{name} + 1")
    if derived(shifted) is None:
        return
    values[name] = int(evaluate_scalar(whole, chain.values, Exact()))
    there = in_numbers(Chain(chain.text, values))
    if there is None:
        return
    symbols = {symbol: chain.values[symbol.name] for symbol in shifted.params.free_symbols}
    assert shifted.params.subs(symbols) == there.params
