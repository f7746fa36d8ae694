"""What an editor waits for while somebody types in a text of 400 lines, and a playground in one of 50 layers.

    python tests/benchmarks/edits.py

Each edit changes one line and is answered in this process; its processor time is set against summing a million whole
numbers in the same run.
"""

from __future__ import annotations

import json
import statistics
import time
from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from symcnn.editor.playground import PARTS, answer
from symcnn.editor.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

EDITS = 12
DEPTHS = count(17)
"""No text is met twice."""


def chain(layers: int, edited: int, depth: int, others: str = "16") -> str:
    """A network line by line, with another depth in one of them than in the others."""
    rows = (f"C{i}: conv(3, {depth if i == edited else others.format(i)}, padding=1)" for i in range(layers))
    return "\n".join(["input(W, H, D)", *rows, ""])


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def edits(layers: int, reply: Callable[[str], object], others: str = "16") -> float:
    """The median of the edits, each in another line, the first texts left aside."""
    reply(chain(layers, 0, 16, others))
    texts = [chain(layers, layers * i // EDITS, next(DEPTHS), others) for i in range(EDITS)]
    return statistics.median(seconds(partial(reply, text)) for text in texts)


def shown(*parts: str) -> Callable[[str], str]:
    """What a playground answers to a text."""
    return lambda text: answer(json.dumps({"text": text, "parts": parts}))


def main() -> None:
    """Print the ratios."""
    yardstick = min(seconds(lambda: sum(i % 7 for i in range(1_000_000))) for _ in range(5))
    found = {
        "editor, 400 lines": edits(399, lambda text: read(text, "text")),
        "playground's table, 50 layers": edits(50, shown("table")),
        "table, figure, sizes and LaTeX": edits(50, shown(*PARTS)),
        "a draft of it, each depth a symbol": edits(50, shown("draft"), "F_{}"),
        "its table, each depth a symbol": edits(50, shown("table"), "F_{}"),
        "all four, each depth a symbol": edits(50, shown(*PARTS), "F_{}"),
    }
    for name, taken in found.items():
        print(f"{name:34} {taken / yardstick:6.2f} of a million additions ({taken * 1000:.0f} ms here)")


if __name__ == "__main__":
    main()
