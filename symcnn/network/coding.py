"""A network as code of a framework."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from typing import TYPE_CHECKING

from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate
from symcnn.algebra.exact.values import CONSTANTS
from symcnn.code.framework_rows import FILES, FRAMEWORKS
from symcnn.compiled.language_rows import LANGUAGES
from symcnn.errors import ArgumentMistake, NotFound, Undecided, nearest
from symcnn.formula import Formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.code.model import CodeModel, Precondition
    from symcnn.network.results import Results
    from symcnn.syntax import tree


def code(network: Results, target: str) -> str:
    """The network as code.

    >>> import symcnn
    >>> code(symcnn.parse("input(W, H, D); relu"), "tensorflow")
    Traceback (most recent call last):
    symcnn.errors.NotFound: there is no target "tensorflow"
      there is torch, keras, onnx, and for formulas python, numpy, c, js, sql
    """
    if target in FILES:
        raise NotFound(f"{target} is a file of bytes, no text", f"net.{target}() gives them")
    if target not in FRAMEWORKS:
        known = f"there is {', '.join((*FRAMEWORKS, *FILES))}, and for formulas {', '.join(LANGUAGES)}"
        raise NotFound(f'there is no target "{target}"', nearest(target, (*FRAMEWORKS, *FILES, *LANGUAGES)) or known)
    written: str = import_module(FRAMEWORKS[target]).write(_model(network))
    return written


def _model(network: Results) -> CodeModel:
    """What code is made from."""
    from symcnn.code.model import CodeModel

    body, parameters = network._body, network.parameters  # noqa: SLF001 - one room
    values = {p.symbol: value for p in parameters if (value := _value(network, p)) is not None}
    return CodeModel(network._library, body, parameters, values, _conditions(network), network.limits)  # noqa: SLF001


def _value(network: Results, parameter: tree.Parameter) -> Value:
    """What was put in for a parameter, or its default where that does not depend on others."""
    if parameter.symbol in network._values:  # noqa: SLF001 - one room
        value: Value = network._values[parameter.symbol]  # noqa: SLF001
        if hasattr(type(value), "free_symbols"):
            hint = "put in a number, or write it in the header of the network"
            raise ArgumentMistake(f"{parameter.symbol} = {value} has no counterpart in the code", hint=hint)
        return value
    default = parameter.default
    if default is None or any(str(node.value) not in CONSTANTS for node in default.named()):
        return None
    return evaluate(default, {}, Exact(network.limits))


def _conditions(network: Results) -> tuple[Precondition, ...]:
    """What must hold, whatever the parameters that choose between structures are; nothing where symbols choose them."""
    from symcnn.code.model import Precondition

    free = [p for p in network.parameters if p.symbol in dict(network.put_in)]
    try:
        first = network.derivation.conditions
        others = [network.at(**dict(chosen)).derivation.conditions for chosen in _choices(free)]
    except Undecided:
        return ()
    in_all = [c for c in first if all(c.formula in [one.formula for one in other] for other in others)]
    written = network.derivation.domain.written
    named = {str(symbol): written(network.closed(value)) for symbol, value in network.definitions.items()}
    return tuple(Precondition(_put_in(c.formula, named), f"{c.layer}: {c.words}") for c in in_all)


def _put_in(formula: Formula, named: Mapping[str, Formula]) -> Formula:
    """A formula with the named sizes of a derivation written out."""
    if formula.op == "name":
        return named.get(str(formula.value), formula)
    return Formula(formula.op, tuple(_put_in(arg, named) for arg in formula.args), formula.value, formula.span)


def _choices(free: list[tree.Parameter]) -> list[list[tuple[str, int]]]:
    """All ways to choose parameters that are true or false."""
    flags = [p.symbol for p in free if p.kind == "boolean"]
    return [list(zip(flags, chosen, strict=True)) for chosen in product((0, 1), repeat=len(flags))] if flags else []
