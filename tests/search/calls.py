"""Single layers against PyTorch: legal alike at the drawn numbers, and of the same sizes and parameters.

Behind the text stand the values of its symbols: ``# F1 = 3, S2 = 2``. What PyTorch has by accident, and not for fewer
axes, is left out: see ``OF_PYTORCH``.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

from networks import page_of
from points import all_hold
from random_calls import CALLS, written
from random_writer import Room, Writer

import symcnn
from symcnn import errors
from symcnn.model.library import prelude
from symcnn.syntax import tree

if TYPE_CHECKING:
    from outcome import Outcome

OF_PYTORCH = ("fractional_maxpool", "instance_norm", "stochastic_pool")
"""Layers of which PyTorch refuses or takes more than the operation asks for."""
LAYERS = {name for name, definition in prelude().items() if isinstance(definition, tree.LayerDefinition)}


def text(seed: object) -> str:
    """One layer, some of its numbers as symbols."""
    draw = random.Random(f"call {seed}")
    w = Writer(draw, draw.choice([0.0, 0.4, 0.7]))
    row = draw.choice([row for row in CALLS if row.layer in LAYERS])
    axes = draw.choice(row.axes)
    room = Room(
        tuple(draw.randint(1, 7) for _ in range(axes)), draw.choice([d for d in range(1, 9) if d in row.depths])
    )
    entry = [w.number(size, letter) for size, letter in zip((*room.sizes, room.depth), "WHTD", strict=False)]
    body = f"input({', '.join(entry)})\n{written(w, room, row)}"
    return f"{body}\n# {', '.join(f'{name} = {number}' for name, number in w.values.items())}"


def check(program: str, outcome: Outcome) -> None:
    """The layer in symbols, in numbers and in PyTorch."""
    import torch_agreement

    body, _, words = program.partition("#")
    values = {name: int(number) for name, number in re.findall(r"(\w+) = (\d+)", words)}
    numbers = re.sub(r"\b[A-Z]\d+\b", lambda found: str(values.get(found[0], found[0])), body)
    lone = "; ".join(line.strip() for line in numbers.strip().splitlines())
    layer = re.search(r"(\w+)[^;]*$", lone)
    if lone.count(";") != 1 or not layer or layer[1] in OF_PYTORCH:
        return
    ours, within = _is_legal(lone), _is_legal(lone, "torch")
    outcome.count("comparisons")
    outcome.count("legal" if ours else "refused")
    theirs = not torch_agreement.refuses(lone)
    is_apart = within if not theirs else not ours  # within a limit there may be what PyTorch has no word for
    if is_apart and "padding_end" not in lone:  # for pooling there is none
        outcome.wrong(f"{layer[1]} legal otherwise", f"{lone}: {_told(ours)} here, {_told(theirs)} in PyTorch")
        return
    _in_symbols(body, values, ours, outcome)
    if within:
        apart = torch_agreement.disagreements(symcnn.parse(body), _named(body, values), "cpu")
        if apart:
            outcome.wrong(f"{layer[1]} differs", f"{lone}: {'; '.join(apart)}")


def _told(is_legal: bool) -> str:
    return "legal" if is_legal else "refused"


def _named(body: str, values: dict[str, int]) -> dict[str, Any]:
    return {name: number for name, number in values.items() if re.search(rf"\b{name}\b", body)}


def _is_legal(lone: str, framework: str = "") -> bool:
    """Whether there is such a layer, and with a framework's name, whether it is within that one's limits."""
    net = symcnn.parse(lone)
    try:
        (net.for_framework(framework) if framework else net).derivation  # noqa: B018 - deriving is the question
    except (errors.ShapeMistake, errors.ArgumentMistake):
        return False
    return True


def _in_symbols(body: str, values: dict[str, int], right: bool, outcome: Outcome) -> None:
    """Conditions hold exactly if the layer is legal."""
    try:
        page = page_of(symcnn.parse(body))
    except errors.ShapeMistake as refusal:
        if right:
            outcome.wrong("refused", f"{refusal.message}; yet legal at {values}")
        return
    except errors.SymcnnError:
        outcome.count("not derived")
        return
    said = all_hold([condition["formula"] for condition in page["conditions"]], dict(values))
    if said is not None and said != right:
        conditions = [condition["formula"] for condition in page["conditions"]]
        outcome.wrong("too strict" if right else "too weak", f"at {values} {_told(right)}, yet conditions {conditions}")
