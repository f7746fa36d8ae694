"""Makes networks: from a text, from a file, from the zoo; and lists what is there."""

from __future__ import annotations

import errno
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.errors import ArgumentMistake, NotFound, nearest
from symcnn.limits import DEFAULT, Limits
from symcnn.model.library import Library, build_library, read_source, shipped_library
from symcnn.model.shipped import ZOO, plain_name, shipped_program, shipped_text, signs_alike, zoo_networks
from symcnn.network.network import Network
from symcnn.support.gc_pause import collector_paused
from symcnn.support.kinds_of_arguments import checks_arguments
from symcnn.syntax.parser import parse as parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterable


@checks_arguments
def parse(
    text: str, *, folder: str | Path | None = None, network: str = "", limits: Limits = DEFAULT, name: str = "<text>"
) -> Network:
    """Read a network from a text; files that it uses are looked for in ``folder`` only.

    >>> parse("input(W, H, D); conv(F, K)").params
    K*(D*F**2 + 1)

    Args:
        text: The network in the language: a snippet of statements, or definitions of blocks and networks.
        folder: Where files are looked for that the text uses; without it none may be used.
        network: Which network of several, by the name in its header; empty for the last one.
        limits: How much the text may ask for.
        name: What the text is called in errors.

    Returns:
        The network, not yet derived; that happens when a result is first needed.

    Raises:
        TextError: The text does not follow the grammar, calls what is not there, or asks for too much.
    """
    if not isinstance(text, str):
        raise ArgumentMistake(f"a network is read from a string, not from {type(text).__name__}")
    program = parse_tree(text, name, limits)
    return _network(build_library(program, None if folder is None else Path(folder), limits), network, limits)


def _network(library: Library, network: str, limits: Limits) -> Network:
    return Network(library, library.main(network), {}, limits.for_text(len(library.program.span.source.text)))


@checks_arguments
def load(source: str | Path, *, network: str = "", limits: Limits = DEFAULT) -> Network:
    """A network of the zoo by name, or a file.

    >>> load("lenet5").at(W=32, H=32, D=1, M=10).params
    60000

    Args:
        source: A name, such as ``"resnet50"`` (case and hyphens do not matter), or the path of a file.
        network: Which network of several in the file, by the name in its header.
        limits: How much the text may ask for.

    Raises:
        NotFound: There is neither a network of that name nor such a file.
        TextError: The file's text is wrong.
    """
    with collector_paused():
        path, name = find(source)
        if name or path.parent == ZOO:
            return _network(shipped_library(path), network or name, limits)
    program = parse_tree(read_source(path, limits), str(source), limits)
    return _network(build_library(program, path.parent, limits), network, limits)


def find(source: str | Path) -> tuple[Path, str]:
    """The file of a network, and which of its networks is meant: of that path, or of the zoo's network of that name.

    >>> find("LeNet-5")[1]
    'LeNet5'
    """
    if not isinstance(source, str | Path):
        raise ArgumentMistake(f"a network is found by a name or a path, not by {type(source).__name__}")
    path = Path(source)
    if path.suffix == ".cnn" and not os.path.lexists(path) and shipped_text(ZOO, partial(_meant, str(path)[:-4])):
        reason = os.strerror(errno.ENOENT)
        raise NotFound(f"cannot read {path}: {reason}", f'did you mean "{path.stem}"? it is published')
    if path.suffix == ".cnn" or os.path.isfile(path):  # noqa: PTH113 - for which no name is too long
        return path, ""
    found = shipped_text(ZOO, partial(_meant, str(source)))
    if found is not None:
        return found
    if os.path.lexists(source):  # a folder, a pipe, a link that leads nowhere: reading it says so
        return path, ""
    if _SIGNS_OF_TEXTS.isdisjoint(str(source)):
        hint = _family(str(source)) or "symcnn zoo lists the networks; a file's name ends in .cnn"
    else:
        hint = "symcnn.parse reads a text, and -e on the command line"
    raise NotFound(f'there is no file or zoo network "{source}"', hint)


def _meant(source: str, names: Iterable[str]) -> str:
    """The name that is spelled most like what was asked for; empty where none is."""
    plain = plain_name(source)
    found = [name for name in names if plain_name(name) == plain]
    for alike in (str.lower, signs_alike):
        found = [name for name in found if alike(name) == alike(source)] or found
    if len(found) > 1:
        raise NotFound(f'"{source}" may mean {" or ".join(found)}')
    return found[0] if found else ""


_SIGNS_OF_TEXTS = frozenset("({;\n")
"""Signs that texts have, and hardly a name."""

_SHOWN = 6
"""Names of a family that a hint lists."""


def _family(word: str) -> str:
    """The networks whose names go on where a word ends, or else the one that looks most like it."""
    names = list(map(str.lower, zoo_networks()))
    family = [name for name in names if plain_name(name).startswith(plain_name(word))] if plain_name(word) else []
    if len(family) > 1:
        return f"there is {', '.join(family[:_SHOWN])}{' and others' * (len(family) > _SHOWN)}"
    return f'did you mean "{family[0]}"?' if family else nearest(word, names)


def check(source: str | Path, *, framework: str = "", limits: Limits = DEFAULT) -> str:
    """Read a text (or, given a path, a file), derive it, and say in one line what it holds.

    >>> print(check("input(9, 9, 3); maxpool(3, padding=P)", framework="torch"))
    snippet, 1 layer, 0 parameters, 0 connections
      PyTorch: 2P ≤ 3 (maxpool1: the padding must be at most half the window)

    Args:
        source: A text in the language, or the path of a file.
        framework: ``torch``, ``keras`` or ``onnx``; what it asks where symbols leave that open has a line each.
        limits: How much the text may ask for.

    Raises:
        TextError: The text is wrong, or the framework refuses one of the layers.
    """
    if isinstance(source, Path):
        program, folder = parse_tree(read_source(source, limits), str(source), limits), source.parent
    else:
        program, folder = parse_tree(source, "<stdin>", limits), None
    library = build_library(program, folder, limits)
    if library.main() is None and not program.statements and (library.layers or library.bodies):
        return f"defines {', '.join([*library.layers, *library.bodies])}"
    net = _network(library, "", limits).for_framework(framework)
    return "\n  ".join([net.summary(), *net.asked_by_framework])


def zoo() -> dict[str, Path]:
    """Name to file of every published network that comes with symcnn.

    >>> "lenet5" in zoo()
    True

    Returns:
        Names in lower case; `load` takes each of them.
    """
    return {name.lower(): path for name, path in zoo_networks().items()}


def describe(name: str) -> tuple[str, str]:
    """Title and source of a published network: the first two lines of its docstring."""
    path, network = find(name)
    body = next(body for body in shipped_program(path).bodies if body.name == network)
    words = body.doc.splitlines()
    return (words[0], words[1]) if len(words) > 1 else (network, "")
