"""What a sweep, a page or code in another language cannot do is said in one line, and leaves no file behind."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from symcnn.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

NARROW = "W has 100,000,000 values: give it a wider step"
MISTAKES = {
    "sweep lenet5 --over W=9..3": "W=9..3: the first value is above the last",
    "sweep lenet5 --over W=": "no values are given for W",
    "sweep lenet5 --over W=5..9:0": "a step of 0 does not arrive",
    "sweep lenet5 --over W=1..10^8 --over H=1..10^7": NARROW,
    "sweep -e input(W,3);conv(F,8) --over W=3..9": "no value and no default is given for F",
    "sweep lenet5 --over W=32..40 --of nonsense": '"nonsense"',
    "sweep -e input(macs,3);conv(1,8) --over macs=3..9": 'two columns would be called "macs"',
    "sweep lenet5 --over Q=32..40": 'LeNet5 has no symbol "Q"',
    "sweep lenet5 --over W=32..40 --front macs:upwards": '"macs:upwards" has no direction',
    "sweep lenet5 --over W=32..40 --front macs --best macs": "either a front is asked for or the best point",
    "sweep lenet5 --over W=32..40 --scheduler nowhere": '"nowhere" is no scheduler',
    "sweep lenet5 --over W=32..40 --plot front.doc": 'there is no picture format "doc"',
    "sweep -e input(W,3);opaque((3,),8) --over W=3..9": "states no",
    "code resnet_bottleneck --to c --of macs --over W=1..10^18 --over C=1..10^18": "for the ranges given and",
    "code lenet5 --to c --of macs --over W=32..10^30": "values of W need more than the 64 bits of an argument",
    "code lenet5 --to cobol": 'there is no target "cobol"',
    "page lenet5 --slide W=9..3": "W=9..3: the first value is above the last",
    "page lenet5 --slide Q": 'no symbol "Q" is there to slide',
    "page lenet5 --columns nonsense": 'there is no column "nonsense"',
    "page lenet5 --lang xx": 'there is no language "xx"',
}


@pytest.mark.parametrize("words", MISTAKES)
def test_it_is_said(words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, [*words.split(), "-o", "answer"])
    assert done.exit_code in (1, 2)
    assert MISTAKES[words] in done.output
    assert "Traceback" not in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")  # noqa: PTH110 - no path of ours
@pytest.mark.parametrize(
    "words", ["page lenet5", "sweep lenet5 --over W=32..40", "sweep lenet5 --over W,H=32..99 --format csv"]
)
def test_a_full_disk_is_said(words: str) -> None:
    done = CliRunner().invoke(cli, [*words.split(), "-o", "/dev/full"])
    assert done.exit_code == 1
    assert "cannot write /dev/full: No space left on device" in done.output
