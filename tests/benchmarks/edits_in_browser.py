"""What the playground's reader waits for after an edit, in Chromium.

    python tests/benchmarks/edits_in_browser.py FOLDER

The folder is a built playground. Each edit changes one line of a chain of 50 layers; told is the processor time of the
thread of the engine until the table is there, and until all of the page is (Linux only).
"""

from __future__ import annotations

import statistics
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from edits import DEPTHS, EDITS, chain
from playwright.sync_api import sync_playwright

from symcnn.editor.serving import HOST, playground

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = 50
TICKS = 100
TABLE = "text => document.body.dataset.table === text"
PAGE = "text => document.body.dataset.shown === text"


def worked() -> float:
    """Processor's seconds of all threads of workers so far."""
    threads = (task for task in Path("/proc").glob("[0-9]*/task/*/comm") if "Worker" in _read(task))
    rows = (_read(task.with_name("stat")).rpartition(")")[2].split() for task in threads)
    return sum((int(row[11]) + int(row[12])) / TICKS for row in rows if row)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""


def edit(window: Any, text: str, shown: str) -> float:
    """Write a text, and wait for what is shown of it."""
    before = worked()
    window.locator(".cm-content").fill(text)
    window.wait_for_function(shown, arg=text, timeout=60_000)
    found = worked() - before
    window.wait_for_function(PAGE, arg=text, timeout=60_000)
    return found


def edits(window: Any, shown: str, others: str) -> list[float]:
    """The edits, each in another line, the first text left aside."""
    edit(window, chain(LAYERS, 0, 16, others), PAGE)
    texts = [chain(LAYERS, LAYERS * i // EDITS, next(DEPTHS), others) for i in range(EDITS)]
    return [edit(window, text, shown) for text in texts]


def main(folder: Path) -> None:
    """Print the medians."""
    server = playground(folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as tools:
        window = tools.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"]).new_page()
        window.goto(f"http://{HOST}:{server.server_address[1]}/")
        window.wait_for_selector("body[data-ready]", timeout=180_000)
        ways: dict[str, Callable[[str], list[float]]] = {
            "table": partial(edits, window, TABLE),
            "page without LaTeX": partial(edits, window, PAGE),
        }
        for others in ("16", "F_{}"):
            for name, way in ways.items():
                print(f"{name}, depths {others}: {statistics.median(way(others)) * 1000:.0f} ms")
    server.shutdown()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
