"""The work shown: what stands between two signs of equality without a letter is the same number on both sides."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from formula_values import value

import symcnn
from symcnn.derive.work_shown import show_work

if TYPE_CHECKING:
    from pathlib import Path

    from symcnn.formula import Formula

OWN = """
layer rowed(M: table) {
    X' = X; D' = sum(k for k in M); params = sum(k^2*(u + 1) for k in M, u in 3)*len(M)
    connections = count(M); macs = max(M)*min(M)*prod(X); depth = 1
}
"""
LAYERS = (
    "upsample(5/4)",
    "upsample(r)",
    "upsample(2*r)",
    "upsample_linear(1/3)",
    "upsample_cubic(r)",
    "upsample(S)",
    "conv(3, 8, stride=S, padding=1)",
    "conv(3, 4, table=[[0], [1], [0, 1], [1]])",
    "maxpool(2, ceil_mode=true)",
    "rowed([K, S, 1])",
    "rowed([3])",
)


@pytest.mark.parametrize("call", LAYERS)
def test_numbers_in_a_chain_are_equal(call: str) -> None:
    text = f"{OWN} network N(W = 22, H = 9, S = 2, K = 5, r: real > 0 = 5/4) {{ input(W, H, 2); {call} }}"
    net = symcnn.parse(text)
    chains = [line for work in show_work(net.derivation, net.numbers().derivation) for line in work.lines]
    bare = [[stage for stage in chain.stages if not open_names(stage)] for chain in chains]
    assert any(len(stages) > 1 for stages in bare)
    for chain, stages in zip(chains, bare, strict=True):
        assert len({Fraction(value(stage, {})) for stage in stages}) <= 1, chain


def open_names(stage: Formula) -> set[str]:
    indices = {str(fold.args[1].value) for fold in stage.nodes("fold")}
    return {str(node.value) for node in stage.named()} - indices


@pytest.mark.parametrize(("axes", "size"), [(1, "W"), (2, "H")])
def test_a_sheet_rounds_what_may_be_a_fraction(axes: int, size: str) -> None:
    assert f"{size}′ = ⌊{size}Z⌋" in str(symcnn.sheet("upsample", axes=axes))


def test_a_sheet_goes_through_a_list_by_its_entries(tmp_path: Path) -> None:
    file = tmp_path / "own.cnn"
    file.write_text(OWN, encoding="utf-8")
    sheet = str(symcnn.sheet("rowed", axes=1, file=file))
    assert "D′ = Σ[k = 0…len(M) − 1] M[k]" in sheet
    assert "connections = count(M)" in sheet
    assert "MACs = max(M)·min(M)·W" in sheet
