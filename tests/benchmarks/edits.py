"""What an editor waits for while somebody types in a text of 400 lines, and a playground in one of 50 layers.

    python tests/benchmarks/edits.py

Each edit changes one line and is answered in this process; its processor time is set against summing a million whole
numbers in the same run.
"""

from __future__ import annotations

import json
import statistics
import time
from typing import TYPE_CHECKING

from symcnn.editor.playground import answer
from symcnn.editor.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

EDITS = 12


def chain(layers: int, edited: int, depth: int) -> str:
    """A network line by line, with another depth in one of them."""
    rows = (f"C{i}: conv(3, {depth if i == edited else 16}, padding=1)" for i in range(layers))
    return "\n".join(["input(W, H, D)", *rows, ""])


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def edits(layers: int, reply: Callable[[str], object]) -> float:
    """The median of the edits, each in another line, the first texts left aside."""
    reply(chain(layers, 0, 16))
    times = [seconds(lambda i=i: reply(chain(layers, layers * i // EDITS, 17 + i))) for i in range(EDITS)]  # type: ignore[misc]
    return statistics.median(times)


def main() -> None:
    """Print the ratios."""
    yardstick = min(seconds(lambda: sum(i % 7 for i in range(1_000_000))) for _ in range(5))
    found = {
        "editor, 400 lines": edits(399, lambda text: read(text, "text")),
        "playground's table, 50 layers": edits(50, lambda text: answer(json.dumps({"text": text, "parts": ["table"]}))),
    }
    for name, taken in found.items():
        print(f"{name:32} {taken / yardstick:6.2f} of a million additions ({taken * 1000:.0f} ms here)")


if __name__ == "__main__":
    main()
