"""Everything a text can call: the prelude's layers, its own definitions, and those of the files it uses."""

from __future__ import annotations

import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from symcnn.algebra.exact.values import CONSTANTS
from symcnn.errors import (
    NOWHERE,
    LimitExceeded,
    NameMistake,
    NotFound,
    Source,
    Span,
    SymcnnError,
    SyntaxMistake,
)
from symcnn.limits import DEFAULT, Limits
from symcnn.model.parameters import KINDS, NUMBERS, kind_hint
from symcnn.model.rule_names import check_rules
from symcnn.model.shipped import PRELUDE, ZOO, shipped_program, shipped_text
from symcnn.support.prebuilt import texts_in
from symcnn.support.record import Record
from symcnn.syntax import tree
from symcnn.syntax.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

LayerOrBody = TypeVar("LayerOrBody", tree.LayerDefinition, tree.Body)

RESERVED = frozenset({"X", "D", "units", *CONSTANTS})
"""Names that mean something inside a layer and cannot name an argument there."""


class Library(Record):
    """Definitions by name; a layer that the text does not define itself is looked up in the prelude."""

    program: tree.Program
    layers: dict[str, tree.LayerDefinition]
    bodies: dict[str, tree.Body]
    notations: dict[str, tree.NotationDefinition]
    files: set[Path]

    def find(self, name: str) -> tree.LayerDefinition | tree.Body | None:
        """The definition that a call of ``name`` reaches."""
        return self.layers.get(name) or self.bodies.get(name) or from_prelude(name)

    def known(self) -> list[str]:
        """Every name that can be called."""
        return [*self.layers, *self.bodies, *prelude()]

    def main(self, name: str = "") -> tree.Body | None:
        """The network of that name, or the last one; None for a snippet."""
        networks = {body.name: body for body in self.program.bodies if body.kind == "network"}
        if name and name not in networks:
            raise NotFound(f'there is no network "{name}" here', f"there is {', '.join(networks) or 'none'}")
        return networks[name] if name else list(networks.values())[-1] if networks else None


@cache
def shipped_library(path: Path) -> Library:
    """What a file of the zoo can call; its own texts are within all limits."""
    return build_library(shipped_program(path), path.parent)


def build_library(program: tree.Program, folder: Path | None = None, limits: Limits = DEFAULT) -> Library:
    """Follow every ``use`` below ``folder`` and collect the definitions."""
    library = Library(program, {}, {}, {}, set())
    _collect(program, folder, limits, library, [])
    return library


@lru_cache(1_000)
def from_prelude(name: str) -> tree.LayerDefinition | tree.Body | None:
    """What comes with symcnn under a name; of the prelude's files only the one that holds it is read as a tree."""
    found = shipped_text(PRELUDE, lambda names: name if name in names else "")
    return None if found is None else _definitions(found[0])[name]


@cache
def _definitions(path: Path) -> dict[str, tree.LayerDefinition | tree.Body]:
    program = shipped_program(path)
    found: dict[str, tree.LayerDefinition | tree.Body] = {layer.name: layer for layer in program.layers}
    return found | {body.name: body for body in program.bodies}


@cache
def prelude() -> dict[str, tree.LayerDefinition | tree.Body]:
    """Every layer and block that comes with symcnn."""
    known: dict[str, tree.LayerDefinition | tree.Body] = {}
    for path in texts_in(PRELUDE):
        known.update(_definitions(path))
    return known


def read_source(path: Path, limits: Limits, span: Span = NOWHERE) -> str:
    """The text of a file, refused before it is read if it is too long, and with a place if it is not UTF-8."""
    try:
        if path.exists() and not path.is_file():
            raise _unreadable(path, "it is not a plain file", span)
        size = path.stat().st_size
        if size > limits.characters:
            message = f"{path.name} has {size:,} bytes; at most {limits.characters:,} are read"
            raise LimitExceeded(message, span)
        return decoded(path.read_bytes(), path.name)
    except (OSError, ValueError) as failure:
        raise _unreadable(path, getattr(failure, "strerror", None) or str(failure), span) from None


def decoded(data: bytes, name: str) -> str:
    """Bytes as text, with a place if they are not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        readable = Source(name, data[: failure.start].decode("utf-8") + "\N{REPLACEMENT CHARACTER}")
        place = Span(readable, len(readable.text) - 1, len(readable.text))
        hint = "it is in UTF-16: save it as UTF-8" if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else ""
        raise SyntaxMistake(f"byte {failure.start} is not UTF-8", place, hint) from None


def _unreadable(path: Path, reason: str, span: Span) -> SymcnnError:
    words = f"cannot read {path}: {reason}"
    return NotFound(words) if span is NOWHERE else NameMistake(words, span)


def _collect(
    program: tree.Program, folder: Path | None, limits: Limits, library: Library, open_files: list[Path]
) -> None:
    for use in program.uses:
        path = _resolve(use, folder)
        if path in open_files:
            raise NameMistake(f'"{use.path}" uses itself, in a circle', use.span)
        if path in library.files:
            continue
        library.files.add(path)
        if len(library.files) > limits.files:
            raise LimitExceeded(f"more than {limits.files} files are used", use.span)
        shipped = path.parent == ZOO
        used = shipped_program(path) if shipped else parse(read_source(path, limits, use.span), use.path, limits)
        _collect(used, path.parent, limits, library, [*open_files, path])
    _add(program.layers, library.layers, library)
    _add(program.bodies, library.bodies, library)
    library.notations.update({notation.name: notation for notation in program.notations})
    for layer in program.layers:
        _check_layer(layer)
    for parameters in [d.parameters for d in program.layers] + [d.parameters for d in program.bodies]:
        _check_parameters(parameters)


def _resolve(use: tree.Use, folder: Path | None) -> Path:
    """The file meant, which never lies outside the folder of the text that uses it."""
    if folder is None:
        raise NameMistake("a text without a file has no folder to use files from", use.span)
    if folder == ZOO:
        return ZOO / use.path
    try:
        path, inside = (Path(os.path.realpath(place)) for place in (folder / use.path, folder))
    except (OSError, ValueError) as failure:
        raise NameMistake(f"this cannot be a file: {failure}", use.span) from None
    if not path.is_relative_to(inside) or "\\" in use.path:
        raise NameMistake(f'"{use.path}" lies outside the folder of this file', use.span)
    return path


def _add(found: Iterable[LayerOrBody], into: dict[str, LayerOrBody], library: Library) -> None:
    for definition in found:
        earlier = library.layers.get(definition.name) or library.bodies.get(definition.name)
        if earlier is not None and earlier.span != definition.span:
            line = earlier.span.source.locate(earlier.span.start)[0]
            hint = f"first in {earlier.span.source.name}, line {line}"
            raise NameMistake(f'"{definition.name}" is defined twice', definition.span, hint)
        into[definition.name] = definition


def _check_layer(layer: tree.LayerDefinition) -> None:
    """Names of a layer are distinct, and its sizes are stated."""
    seen: dict[str, Span] = {}
    for parameter in layer.parameters:
        for word in {*parameter.words, parameter.symbol}:
            if word in seen or word in RESERVED:
                raise NameMistake(f'"{word}" already means something in this layer', parameter.span)
            seen[word] = parameter.span
    for rule in layer.rules:
        if rule.target in seen or rule.target in RESERVED:
            raise NameMistake(f'"{rule.target}" already means something in this layer', rule.span)
        seen[rule.target] = rule.span
    for target in ("X'", "D'"):
        if target not in seen:
            message = f'layer "{layer.name}" states no {target}'
            raise NameMistake(message, layer.span, f"add a line such as {target} = {target[0]}")
    check_rules(layer)


def _check_parameters(parameters: tuple[tree.Parameter, ...]) -> None:
    seen: set[str] = set()
    no_counts = {one.symbol for one in parameters if one.length or one.kind not in ("", "integer")}
    for parameter in parameters:
        if parameter.kind and parameter.kind not in KINDS:
            hint = kind_hint(parameter.kind)
            raise NameMistake(f'there is no kind "{parameter.kind}"', parameter.span, hint)
        if parameter.length and parameter.kind not in NUMBERS:
            hint = f"write {parameter.symbol}[1..{parameter.length}] alone, or with : integer or : real"
            raise NameMistake("the entries of a list of symbols are numbers", parameter.span, hint)
        if parameter.length in no_counts:
            raise NameMistake(
                f'"{parameter.length}" says how many entries there are, so it is a whole number', parameter.span
            )
        if parameter.bound is not None and parameter.bound.op != "number":
            raise NameMistake("a kind is bounded by a number", parameter.span)
        if parameter.symbol in seen or parameter.symbol in CONSTANTS:
            raise NameMistake(f'"{parameter.symbol}" already means something here', parameter.span)
        seen.add(parameter.symbol)
