"""Questions that are much alike, and so meet in what is remembered; run as a program, what they are answered.

``python varied_questions.py 7`` asks them in an order of its own, all in one process, and prints the answers as JSON.
"""

from __future__ import annotations

import gc
import json
import random
import sys
from functools import _lru_cache_wrapper
from typing import TYPE_CHECKING, NamedTuple

from sympy.core.cache import clear_cache

import symcnn
from symcnn.algebra.exact.memo import Memo
from symcnn.algebra.proofs.points import Points
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from symcnn.network.network import Network


class Asked(NamedTuple):
    """A network, a question of :data:`QUESTIONS`, what it is about, and the equation if it has one."""

    text: str
    question: str = "table"
    unknown: str = ""
    equation: str = ""


def ask(asked: Asked, network: Network | None = None) -> str:
    """What a question is answered, also where that is an error."""
    try:
        net = network or symcnn.parse(asked.text)
        if asked.question == "solve":
            return str(symcnn.solve(net, asked.equation, asked.unknown))
        if asked.question == "sizes":
            return "\n".join(map(str, symcnn.sizes(net)))
        if asked.question == "compare":
            return str(symcnn.compare(net, symcnn.parse(asked.equation)))
        if asked.question == "memory":
            return str(net.memory())
        if asked.question == "at":
            net = net.at(**{asked.unknown: int(asked.equation)})
        return net.table()
    except SymcnnError as mistake:
        return str(mistake)


def forget() -> None:
    """Give up all that the process remembers of formulas."""
    Memo.clear()
    Points.clear()
    for function in gc.get_objects():
        if type(function) is _lru_cache_wrapper and function.__module__.startswith("symcnn.algebra"):
            function.cache_clear()
    clear_cache()


PADDED = "input(W, W, D); C: conv(F, K, padding=P)"
HEADED = f"network N(W, D, F, K, P: integer >= 1) {{ {PADDED} }}"
STRIDED = "input(W, W, D); conv(F, K, stride=S, padding=P); maxpool(2)"
BRANCHED = "input(W, W, D); add { {} { conv(F, D, padding=P) } }"
DEEP = "input(W, W, D); repeat n { conv(F, D) }; maxpool(2)"
HALVED = "input(W, W, D); repeat n { maxpool(2) }; conv(3, K)"
PLAIN = "input(W, H, D); conv(F, K, stride=S); maxpool(F, S)"

ASKED: tuple[Asked, ...] = (
    *(Asked(text) for text in (PADDED, HEADED, STRIDED, BRANCHED, DEEP, HALVED, PLAIN)),
    *(Asked(f"assume exact; {text}") for text in (PADDED, STRIDED, HALVED, PLAIN)),
    *(Asked(f"assume {fact}; {STRIDED}") for fact in ("F % 2 == 1", "W % 4 == 0", "W >= 2*F", "S >= 2", "P <= F")),
    *(Asked(f"assume {fact}; {BRANCHED}") for fact in ("F == 2*P + 1", "F >= 3", "W <= 5", "W == F")),
    *(Asked(text, "solve", "P", "C.W == W") for text in (PADDED, HEADED)),
    *(Asked(text, "solve", "F", "C.W == W") for text in (PADDED, HEADED)),
    *(Asked(PADDED, "solve", unknown, "C.W >= 3 and params <= 1000") for unknown in "WFKDP"),
    *(Asked(STRIDED, "solve", unknown, "output.W == 7") for unknown in "WFP"),
    *(Asked(DEEP, "solve", unknown, "output.W >= 2") for unknown in "WFn"),
    *(Asked(HALVED, "solve", unknown, "output.W == 3") for unknown in "Wn"),
    *(Asked(text, "sizes") for text in (PADDED, HEADED, STRIDED, BRANCHED, DEEP, PLAIN)),
    *(Asked(text, "at", "P", number) for text in (PADDED, STRIDED, BRANCHED) for number in "013"),
    *(Asked(text, "at", "F", "1") for text in (PADDED, STRIDED, BRANCHED, DEEP, PLAIN)),
    *(Asked(text, "at", "n", number) for text in (DEEP, HALVED) for number in "012"),
    *(Asked(text, "memory") for text in (PADDED, BRANCHED)),
    Asked(PADDED, "compare", "", BRANCHED),
    Asked(PADDED, "compare", "", "input(W, W, D); conv(3, K)"),
)

if __name__ == "__main__":
    order = list(ASKED)
    random.Random(int(sys.argv[1])).shuffle(order)
    found = {asked: ask(asked) for asked in order}
    sys.stdout.write(json.dumps([found[asked] for asked in ASKED]))
