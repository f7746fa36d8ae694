"""Ready-made files: what is costly to build is shipped in the wheel, and used only while its sources are unchanged.

A file holds the key it was made under and then whatever its maker wrote; it is part of the package, as its code is.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def key_of(sources: Iterable[Path], *words: str) -> str:
    """A key that changes with any of the sources."""
    found = hashlib.sha256("\n".join(words).encode())
    for source in sources:
        found.update(source.read_bytes())
    return found.hexdigest()


def open_ready(path: Path, key: str) -> IO[bytes] | None:
    """The file behind its key, or None if there is none or it was made from other sources."""
    if not path.exists():
        return None
    file = io.BytesIO(path.read_bytes())
    return file if pickle.load(file) == key else None


def begin(key: str) -> io.BytesIO:
    """A new ready-made file, to be filled by its maker."""
    file = io.BytesIO()
    pickle.dump(key, file)
    return file
