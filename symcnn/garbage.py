"""Python's cyclic collector, paused while many values are built that hold no cycles.

The collector goes through all living values again and again while they grow in number, which costs a third of the time
of a text of ten thousand layers and makes it grow faster than the text.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the collector as it was found.

    >>> with collector_paused():
    ...     gc.isenabled()
    False
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
