"""Reads the files that come with the package, wherever it lies; some were made in advance.

What is costly to build is made when the package is, and used while its sources are unchanged. A ready-made file holds
the seal it was made under and then whatever its maker wrote; it is part of the package, as its code is.
"""

from __future__ import annotations

import binascii
import io
import pickle
from pathlib import Path
from typing import IO, TYPE_CHECKING

from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable

PACKAGE = Path(__file__).parents[1]
_IS_FOLDER = PACKAGE.is_dir()
if not _IS_FOLDER:  # in a zip; importing this takes longer than reading the files
    from importlib.resources import files
_SOURCES = (".py", ".lark")
"""Endings of files that a package may come without: compiled, or packed into a program."""


def _at(path: Path) -> Path | Traversable:
    """A file or folder of the package; where that is no folder, its loader finds it."""
    return path if _IS_FOLDER else files("symcnn").joinpath(*path.relative_to(PACKAGE).parts)


def is_there(path: Path) -> bool:
    """Whether the package has this file."""
    return _at(path).is_file()


def data_of(path: Path) -> bytes:
    """What a file of the package holds."""
    return _at(path).read_bytes()


def text_of(path: Path) -> str:
    """The same as text."""
    return data_of(path).decode("utf-8").replace("\r\n", "\n")


def texts_in(folder: Path) -> list[Path]:
    """The texts in a folder of the package, in order."""
    place = _at(folder)
    names = [file.name for file in place.iterdir()] if place.is_dir() else []
    found = [folder / name for name in sorted(names) if name.endswith(".cnn")]
    if not found:
        raise NotFound(f"the files of symcnn/{folder.name} are missing", "they belong into what symcnn is packed into")
    return found


def code_below(folder: Path) -> list[Path]:
    """All Python sources below a folder of the package, in order; none where it comes compiled."""
    if _IS_FOLDER:
        return sorted(folder.rglob("*.py"))
    found: list[Path] = []
    for file in _at(folder).iterdir():
        found += code_below(folder / file.name) if file.is_dir() else [folder / file.name] * file.name.endswith(".py")
    return sorted(found)


def seal_of(sources: Iterable[Path], **words: str) -> dict[str, str]:
    """A seal that changes with any of the sources: the digest of each that is there, by its name."""
    found = {_name(path): digest_of(data_of(path)) for path in sources if is_there(path)}
    return {**words, **found}


def digest_of(data: bytes) -> str:
    """A digest by which a changed file is noticed; it protects from no forgery.

    >>> digest_of(b"input(W, H, D)")
    '14-564e5ede'
    """
    return f"{len(data)}-{binascii.crc32(data):08x}"  # hashlib would load OpenSSL


def _name(path: Path) -> str:
    """The grammar lies inside the package or beside it."""
    return path.name if path.suffix == ".lark" else path.relative_to(PACKAGE).as_posix()


def open_ready(path: Path, seal: Mapping[str, str]) -> IO[bytes] | None:
    """The file behind its seal, or None if there is none or it was made from other sources.

    Code that the package comes without cannot have changed.
    """
    if not is_there(path):
        return None
    file = io.BytesIO(data_of(path))
    made = pickle.load(file)
    if not isinstance(made, dict):  # as an earlier version wrote it
        return None
    known = {name: made[name] for name in made if name in seal or not name.endswith(_SOURCES)}
    return file if known == seal else None


def begin(seal: Mapping[str, str]) -> io.BytesIO:
    """A new ready-made file, to be filled by its maker."""
    file = io.BytesIO()
    pickle.dump(dict(seal), file)
    return file
