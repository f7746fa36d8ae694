"""The texts that come with symcnn, the prelude and the zoo, as parsed when the wheel was made.

A text that was changed since is parsed again; so is every text where the file is missing or of another version.
"""

from __future__ import annotations

import pickle
import re
from functools import cache
from typing import TYPE_CHECKING

from symcnn.support.prebuilt import PACKAGE, begin, digest_of, open_ready, seal_of, text_of, texts_in
from symcnn.syntax.parser import parse
from symcnn.syntax.sources import grammar_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from symcnn.syntax import tree

PRELUDE = PACKAGE / "prelude"
ZOO = PACKAGE / "zoo"
_NETWORK = re.compile(r"\nnetwork +(\w+)")
"""A literal that is searched for, many times as fast as the start of any line."""
_SIGNS = str.maketrans("-. ", "___")
_SPELLING = str.maketrans("", "", "_-. ")
_COMPILED = PACKAGE / "model" / "shipped.bin"


@cache
def shipped_program(path: Path) -> tree.Program:
    """A file of the prelude or the zoo, parsed.

    >>> [body.name for body in shipped_program(ZOO / "lenet5.cnn").bodies]
    ['LeNet5']
    """
    text = text_of(path)
    digest, stored = _stored().get(_name(path), ("", b""))
    if digest != _digest(text):
        return parse(text, _name(path))
    program: tree.Program = pickle.loads(stored)
    return program


@cache
def zoo_networks() -> dict[str, Path]:
    """The file of every published network, by the network's name, in the order of the files.

    >>> zoo_networks()["LeNet5"].name
    'lenet5.cnn'
    """
    return {name: path for path in texts_in(ZOO) for name in _NETWORK.findall(f"\n{text_of(path)}")}


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


@cache
def spelled(alike: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """The published networks by their names in another spelling, which several may share.

    >>> spelled(plain_name)["resnet50"]
    ('ResNet50',)
    """
    found: dict[str, tuple[str, ...]] = {}
    for name in zoo_networks():
        found[alike(name)] = (*found.get(alike(name), ()), name)
    return found


def compile_shipped() -> bytes:
    """What ``shipped.bin`` holds: by name, the digest of the text and the tree, each to be read on its own."""
    texts = {path: text_of(path) for folder in (PRELUDE, ZOO) for path in texts_in(folder)}
    file = begin(_seal())
    programs = {_name(path): (_digest(text), pickle.dumps(parse(text, _name(path)))) for path, text in texts.items()}
    pickle.dump(programs, file)
    return file.getvalue()


@cache
def _stored() -> dict[str, tuple[str, bytes]]:
    file = open_ready(_COMPILED, _seal())
    return {} if file is None else pickle.load(file)


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _digest(text: str) -> str:
    return digest_of(text.encode())


def _seal() -> dict[str, str]:
    """The grammar, and the shape of the tree that it is stored in."""
    shapes = [
        PACKAGE / name for name in ("errors.py", "formula.py", "support/record.py", "syntax/tree.py", "syntax/build.py")
    ]
    return seal_of([grammar_path(), *shapes])
