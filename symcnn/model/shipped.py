"""The texts that come with symcnn, the prelude and the zoo, as parsed when the wheel was made.

A text that was changed since is parsed again; so is every text where the file is missing or of another version.
"""

from __future__ import annotations

import pickle
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from symcnn.support.prebuilt import PACKAGE, begin, digest_of, is_there, open_ready, seal_of, text_of, texts_in
from symcnn.syntax.parser import parse
from symcnn.syntax.sources import grammar_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from symcnn.syntax import tree

PRELUDE = PACKAGE / "prelude"
ZOO = PACKAGE / "zoo"
_NETWORK = re.compile(r"\nnetwork +(\w+)")
"""A literal that is searched for, many times as fast as the start of any line."""
_LAYER = re.compile(r"\n(?:layer|block) (\w+)")
_SIGNS = str.maketrans("-. ", "___")
_SPELLING = str.maketrans("", "", "_-. ")
_COMPILED = PACKAGE / "model" / "shipped.bin"
_SHAPES = ("errors.py", "formula.py", "model/shipped.py", "support/record.py", "syntax/tree.py", "syntax/build.py")


class Ready(NamedTuple):
    """A text as parsed in advance: the digest of the text, what it defines, and the tree, to be read when wanted."""

    digest: str
    names: tuple[str, ...]
    program: bytes


@cache
def shipped_program(path: Path) -> tree.Program:
    """A file of the prelude or the zoo, parsed.

    >>> [body.name for body in shipped_program(ZOO / "lenet5.cnn").bodies]
    ['LeNet5']
    """
    text, ready = text_of(path), _stored().get(_name(path))
    if ready is None or ready.digest != _digest(text):
        return parse(text, _name(path))
    program: tree.Program = pickle.loads(ready.program)
    return program


def shipped_text(folder: Path, choose: Callable[[Iterable[str]], str]) -> tuple[Path, str] | None:
    """The text of a folder that defines what is chosen of all names in it; ready-made names are tried first.

    >>> shipped_text(PRELUDE, lambda names: "relu" if "relu" in names else "")[0].name
    'activation.cnn'
    """
    ready = _ready_names(folder)
    if (name := choose(ready)) and is_there(path := PACKAGE / ready[name]) and name in _defined(path, text_of(path)):
        return path, name
    names = _names_in(folder)
    return (names[name], name) if (name := choose(names)) else None


def zoo_networks() -> dict[str, Path]:
    """The file of every published network, by the network's name, in the order of the files.

    >>> zoo_networks()["LeNet5"].name
    'lenet5.cnn'
    """
    return _names_in(ZOO)


def signs_alike(name: str) -> str:
    """A network's name with one sign for all that can stand between its parts.

    >>> signs_alike("SqueezeNet-1.0")
    'squeezenet_1_0'
    """
    return name.lower().translate(_SIGNS)


def plain_name(name: str) -> str:
    """A network's name as it is compared: ``ResNet-50`` and ``resnet_50`` are one.

    >>> plain_name("SqueezeNet-1.0")
    'squeezenet10'
    """
    return name.lower().translate(_SPELLING)


def compile_shipped() -> bytes:
    """What ``shipped.bin`` holds: by name, each text as parsed, to be read on its own."""
    texts = {path: text_of(path) for folder in (PRELUDE, ZOO) for path in texts_in(folder)}
    file = begin(_seal())
    programs = {
        _name(path): Ready(_digest(text), tuple(_defined(path, text)), pickle.dumps(parse(text, _name(path))))
        for path, text in texts.items()
    }
    pickle.dump({name: tuple(ready) for name, ready in programs.items()}, file)
    return file.getvalue()


@cache
def _stored() -> dict[str, Ready]:
    file = open_ready(_COMPILED, _seal())
    return {} if file is None else {name: Ready(*parts) for name, parts in pickle.load(file).items()}


@cache
def _ready_names(folder: Path) -> dict[str, str]:
    beginning = f"{_name(folder)}/"
    return {name: path for path, ready in _stored().items() if path.startswith(beginning) for name in ready.names}


@cache
def _names_in(folder: Path) -> dict[str, Path]:
    return {name: path for path in texts_in(folder) for name in _defined(path, text_of(path))}


def _defined(path: Path, text: str) -> list[str]:
    """The networks of a text of the zoo; the layers and blocks of one of the prelude."""
    return (_NETWORK if path.parent == ZOO else _LAYER).findall(f"\n{text}")


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _digest(text: str) -> str:
    return digest_of(text.encode())


def _seal() -> dict[str, str]:
    """The grammar, and the shapes of the tree and of the file that it is stored in."""
    return seal_of([grammar_path(), *(PACKAGE / name for name in _SHAPES)])
