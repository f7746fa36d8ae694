"""Whatever is given where a word, a number or a list belongs, an error of our own says what would be right."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NET = symcnn.parse("network N(W = 8, n = 2, P: integer >= 0 = 1) { input(W, 3); A: conv(3, n, padding=P); gap }")
WRONG: tuple[Any, ...] = ({1: 2}, [None], object(), 1j, b"W", float("nan"), None, -1)
METHODS: Mapping[str, Mapping[str, Any]] = {
    "table": {},
    "explain": {},
    "form": {"quantity": "params"},
    "quantity": {"key": "params"},
    "memory": {"bytes": 4},
    "function": {"of": "params"},
    "design": {"budget": "params <= 99", "over": {"W": "4..6"}},
    "code": {},
    "exercise": {},
    "draw": {},
    "paper": {},
    "count": {"convention": "flops"},
    "reconcile": {},
    "for_framework": {"name": "torch"},
    "with_defaults": {"unknown": ["W"]},
    "page": {},
    "__getitem__": {"name": "A"},
}
CALLS: Mapping[str, tuple[Callable[..., Any], Mapping[str, Any]]] = {
    "parse": (symcnn.parse, {"text": "input(8, 3); relu"}),
    "load": (symcnn.load, {"source": "lenet5"}),
    "sheet": (symcnn.sheet, {"layer": "relu"}),
    "from_code": (symcnn.from_code, {"text": "nn.Sequential(nn.Conv2d(3, 8, 3))"}),
    "from_onnx": (symcnn.from_onnx, {"path": "no.onnx"}),
    "from_keras": (symcnn.from_keras, {"model": "no.json"}),
    "family": (partial(symcnn.family, NET), {}),
    "blocks": (symcnn.blocks, {"network": NET}),
    "leading": (symcnn.leading, {"network": NET, "symbol": "n"}),
    "sizes": (symcnn.sizes, {"network": NET}),
    "solve": (symcnn.solve, {"network": NET, "equation": "params <= 99", "unknown": "n"}),
    "compare": (symcnn.compare, {"first": NET, "second": NET}),
    "sweep": (symcnn.sweep, {"nets": NET, "of": "params", "over": {"W": "4..6"}}),
    "render": (NET.memory(4).render, {}),
    **{name: (getattr(NET, name), needed) for name, needed in METHODS.items()},
    "explain a layer": (NET["A"].explain, {}),
    "widened": (symcnn.parse("input(W, 3)").widened, {"name": "W"}),
    "at": (lambda W: NET.at(W=W).params, {"W": 3}),  # noqa: N803 - a symbol of the network
    "numbers": (lambda W: NET.numbers(W=W).params, {"W": 3}),  # noqa: N803 - the same
    "for_batch": (lambda size: NET.for_batch(size).macs, {"size": 2}),
    "bytes": (lambda size: NET.memory(size).running, {"size": 2}),
    "bits": (lambda size: NET.memory(bits=size).running, {"size": 2}),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_cannot_be_an_argument_is_refused_by_its_name(name: str) -> None:
    function, needed = CALLS[name]
    refused = 0
    for word, parameter in inspect.signature(function).parameters.items():
        several, any_word = parameter.kind is parameter.VAR_POSITIONAL, parameter.kind is parameter.VAR_KEYWORD
        for value in () if any_word else WRONG:
            given, named = ((value,), needed) if several else ((), {**needed, word: value})
            refused += _is_refused(function, given, named)
    assert refused


def _is_refused(function: Callable[..., Any], given: tuple[Any, ...], named: Mapping[str, Any]) -> bool:
    try:
        function(*given, **named)
    except errors.SymcnnError:
        return True
    return False


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: NET.table({}), "format must be a string, not {}"),  # type: ignore[arg-type]
        (lambda: symcnn.solve(NET, "params <= 9", "n", seconds="x"), "seconds must be a number, not 'x'"),  # type: ignore[arg-type]
        (lambda: NET.reconcile("flops", 3), "conventions must be a string, not 3"),  # type: ignore[arg-type]
        (lambda: NET.with_defaults(3), "unknown must be a list of strings, not 3"),  # type: ignore[arg-type]
        (lambda: NET.memory([4]).running, "bytes must be a number, not a list"),
        (lambda: NET.for_batch("(2, 3)").macs, "batch must be a number, not a tuple"),
    ],
)
def test_the_message_says_what_it_must_be(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(errors.ArgumentMistake) as mistake:
        call()
    assert mistake.value.message.startswith(words)
