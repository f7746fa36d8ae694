"""Layers of other projects' own test suites: sizes and parameters as these suites have them, in numbers and in symbols.

``record_onnx.py`` and ``record_keras.py`` write the cases, and list what no case is made of, each with its reason;
``record_counts.py`` does so with the models that the tests of fvcore and torchinfo count.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

import symcnn

FOLDER = Path(__file__).with_name("suites")
INPUT = re.compile(r"\binput\(([^()]*)\)")


class Case(NamedTuple):
    """A layer as a network, and what leaves it: sizes and depth, and how many parameters there are."""

    name: str
    text: str
    output: tuple[int, ...]
    params: int

    def __str__(self) -> str:
        return self.name


def cases() -> list[Case]:
    found = []
    for path in sorted(FOLDER.glob("*.cases")):
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                name, text, output, params = line.split(" | ")
                found.append(Case(name, text, tuple(map(int, output.split(", "))), int(params)))
    return found


CASES = cases()


def in_symbols(text: str) -> tuple[str, dict[str, int]]:
    """The text with a symbol for each size of its inputs, but not for depths; and their values."""
    values: dict[str, int] = {}

    def put(found: re.Match[str]) -> str:
        *sizes, depth = found[1].split(", ")
        names = [f"s_{len(values) + place}" for place in range(len(sizes))]
        values.update(zip(names, map(int, sizes), strict=True))
        return f"input({', '.join([*names, depth])})"

    return INPUT.sub(put, text), values


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sizes_and_parameters(case: Case) -> None:
    net = symcnn.parse(case.text)
    assert (net.output, net.params) == (case.output, case.params)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_same_in_symbols_first(case: Case) -> None:
    text, values = in_symbols(case.text)
    net = symcnn.parse(text)
    put = {net.symbols[name]: value for name, value in values.items()}
    assert tuple(size.xreplace(put) for size in net.output) == case.output
    assert net.params.xreplace(put) == case.params


class Counted(NamedTuple):
    """A network, its batch, and what a tool says of it: trained numbers, and its count of the batch."""

    tool: str
    name: str
    text: str
    batch: int
    params: int
    counted: int

    def __str__(self) -> str:
        return f"{self.tool}: {self.name}"


def counts() -> list[Counted]:
    found = []
    for path in sorted(FOLDER.glob("*.counts")):
        rows = (line.split(" | ") for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
        found += [Counted(path.stem, name, text, *map(int, numbers)) for name, text, *numbers in rows]
    return found


COUNTS = counts()


@pytest.mark.parametrize("case", COUNTS, ids=str)
def test_a_tool_counts_its_own_tests_as_its_convention_says(case: Counted) -> None:
    net = symcnn.parse(case.text).numbers()
    assert (net.params, case.batch * net.count(case.tool).total) == (case.params, case.counted)


def test_what_is_left_out_has_a_reason() -> None:
    for path in sorted(FOLDER.glob("*.left")):
        rows = [line.partition(": ") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        assert rows
        assert all(name and reason for name, _, reason in rows)
    assert len(CASES) >= 250
    assert len(COUNTS) >= 25
