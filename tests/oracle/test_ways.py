"""What became of the zoo on its way to PyTorch and back, to Keras, to ONNX: a twelfth of the record still holds.

``tests/benchmarks/round_trip.py`` makes the lines anew. A network stands there for PyTorch if it has been tried.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.api import zoo

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = Path(__file__).with_name("ways_of_the_zoo.txt")
ONE_IN = 12
MOST = 60_000_000
"""Parameters from which on a test takes too much memory: a file of ONNX holds all of them."""

NOT_COUNTED = {"lenet5"}
"""Its radial basis functions multiply differences, 840 times; PyTorch counts no such products."""


def rows() -> list[tuple[str, str, str]]:
    """Network, target, outcome."""
    lines = [line for line in RECORD.read_text("utf-8").splitlines() if not line.startswith("#")]
    pairs = [line.split(": ", 1) for line in lines]
    return [(*key.split(" "), outcome) for key, outcome in pairs]  # type: ignore[misc]


def test_the_record_has_all_of_the_zoo() -> None:
    found = Counter((name, target) for name, target, _ in rows())
    assert set(found.values()) == {1}
    for target in ("keras", "onnx"):
        assert {name for name, one in found if one == target} == set(zoo())
    others = {name for name, _, outcome in rows() if not outcome.startswith(("the same ", "refused: "))}
    assert others == NOT_COUNTED


@pytest.mark.slow
@pytest.mark.parametrize(("name", "target", "outcome"), rows()[::ONE_IN])
def test_a_twelfth_holds(
    keras: object, name: str, target: str, outcome: str, compared: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    del keras
    pytest.importorskip("onnx", reason="pip install symcnn[onnx]")
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    import round_trip

    if symcnn.load(name).numbers().params > MOST:
        pytest.skip("it needs too much memory for a test")
    assert round_trip.outcome(name, target) == outcome
    compared(**{"ways of the zoo": 1})
