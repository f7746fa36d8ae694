"""What else a network in symbols says, against numbers: memory, receptive fields, operations, counts, forms.

The conditions are taken from the page, as ``networks`` does; whether they are right is looked at there.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import by_hand
import designs
from networks import POINTS, Closed, in_numbers, page_of, told
from points import all_hold, points
from programs import program
from reading import TooLarge, Unknown, Unreadable, exact, formula

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outcome import Outcome

TRIED = 6
"""Points of each network, the smallest among them."""
FORMS = ("given", "expanded", "factored", "horner")
KEYS = ("params", "macs", "units")
OPERATIONS = ("buffers", "multiplications", "additions", "comparisons", "divisions", "exponentials")
WORK = ("training_macs", "input_gradients", "weight_gradients", "weights_read", "values_moved")
STEP = {"bits": "weights=4, activations=8, gradients=16, states=32", "optimizer": "adam", "traffic": True}
COUNTS = ("torch", "fvcore", "thop")
UNREADABLE = (ArithmeticError, KeyError, StopIteration, errors.SymcnnError)


def text(seed: object) -> str:
    """A network of either way of writing."""
    return designs.text(f"amounts {seed}", 3) if random.Random(str(seed)).random() < 0.6 else program(f"amounts {seed}")


def check(network: str, outcome: Outcome) -> None:
    """Every amount at a few legal points."""
    net = symcnn.parse(network)
    page = page_of(net)
    outcome.count("derived")
    asked = [fact for fact in page["assumptions"] if fact != "exact"]
    asked += [condition["formula"] for condition in page["conditions"]]
    closed, draw = Closed(page["definitions"]), random.Random(network)
    legal = [point for point in points(network, net.symbols, draw, POINTS) if all_hold(asked, closed.at(point))]
    legal.sort(key=lambda point: sum(map(abs, point.values())))
    amounts = None
    for point in [*legal[: TRIED // 2], *draw.sample(legal[TRIED // 2 :], min(len(legal[TRIED // 2 :]), TRIED // 2))]:
        try:
            there = in_numbers(net, point)
        except errors.SymcnnError:
            continue
        if there is None:
            continue
        amounts = amounts or dict(_said(net, outcome))
        _compare(net, there, amounts, point, outcome)
        if outcome.finding:
            return


def _asked(net: symcnn.Network) -> Iterator[tuple[str, Any, str]]:
    """What is asked: words, how, and the form in which the symbols are to be read."""
    for axis in range(len(net.derivation.input.sizes)):
        yield f"receptive field {axis}", lambda one, axis=axis: one.receptive_field[axis], ""
    for key in (*OPERATIONS, *WORK):
        yield key, lambda one, key=key: one.quantity(key), ""
    for name in COUNTS:
        yield f"count of {name}", lambda one, name=name: one.count(name).total, ""
    for key in KEYS:
        for form in (*FORMS, *(f"by {name}" for name in [*net.symbols][:1])):
            yield f"{key}, {form}", lambda one, key=key: one.quantity(key), f"{key}/{form}"
    for word in ("weights", "running", "training"):
        yield f"memory {word}", lambda one, word=word: getattr(one.memory(bytes=4), word), ""
    for word in ("gradients", "states", "step", "moved", "intensity"):
        yield f"memory {word}", lambda one, word=word: getattr(one.memory(**STEP), word), ""


def _said(net: symcnn.Network, outcome: Outcome) -> Iterator[tuple[str, tuple[Any, Any, str]]]:
    """What the network in symbols answers, as far as it does."""
    for words, ask, form in _asked(net):
        try:
            if form:
                key, _, name = form.partition("/")
                yield words, (ask, page_in(net, name)["totals"][key], form)
            else:
                yield words, (ask, ask(net), form)
        except errors.SymcnnError:
            outcome.count("not said")


def page_in(net: symcnn.Network, form: str) -> Any:
    """A page with its formulas in a form."""
    return json.loads(net.table("json", form=form))


def _compare(net: symcnn.Network, there: symcnn.Network, amounts: Any, point: dict[str, Any], outcome: Outcome) -> None:
    """Each amount at a point, of those that numbers have as well."""
    put = {symbol: point[name] for name, symbol in net.symbols.items()}
    whole = Closed(page_of(net)["definitions"]).at(point)
    for words, (ask, said, form) in amounts.items():
        try:
            right = exact(by_hand.value(ask(there), {}))
        except errors.SymcnnError:
            outcome.count("not in numbers")
            continue
        try:
            mine = exact(formula(str(said))(whole) if form else by_hand.value(said, put))
        except (*UNREADABLE, Unknown, Unreadable, TooLarge):
            outcome.count("not read")
            continue
        outcome.count("comparisons")
        if mine != right:
            outcome.wrong(f"wrong {words.split(',')[0]}", f"{words} is {said}, at {told(point)} {mine}, right {right}")
            return
