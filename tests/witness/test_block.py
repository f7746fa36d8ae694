"""Blocks of the prelude, against the same layers written one by one and against what their papers say they cost."""

from __future__ import annotations

import pytest

import symcnn
from symcnn.errors import ArgumentMistake

QUANTITIES = ("units", "params", "buffers", "connections", "macs", "multiplications", "additions", "depth")

WRITTEN_OUT = {
    "separable(3, 8)": "depthwise(3, bias=false); conv(1, 8)",
    "separable((3, 1), 8, 2, same, multiplier=2, bias=false)": (
        "depthwise((3, 1), 2, 2, same, bias=false); conv(1, 8, bias=false)"
    ),
    "squeeze_excite(2)": "mul { {} { gap; dense(3); relu; dense(6); sigmoid } }",
    "squeeze_excite(channels=5, bias=false, hard=true)": (
        "mul { {} { gap; dense(5, bias=false); relu; dense(6, bias=false); hard_sigmoid } }"
    ),
    "patch_embed(4, 10)": "conv(4, 10, stride=4); tokens",
    "patch_embed((2, 4), 10, bias=false)": "conv((2, 4), 10, stride=(2, 4), bias=false); tokens",
}


@pytest.mark.parametrize("block", WRITTEN_OUT)
def test_a_block_is_what_it_is_made_of(block: str) -> None:
    texts = [f"input(8, 12, 6); {body}" for body in (block, WRITTEN_OUT[block])]
    ours, theirs = map(symcnn.parse, texts)
    assert ours.output == theirs.output
    for quantity in QUANTITIES:
        assert ours.quantity(quantity) == theirs.quantity(quantity), quantity


def test_there_must_be_maps_left_to_squeeze() -> None:
    with pytest.raises(ArgumentMistake, match="must be a positive whole number"):
        symcnn.parse("input(7, 7, 6); squeeze_excite(4)").params  # noqa: B018 - a network is derived when it is asked


def test_what_a_separable_convolution_costs() -> None:
    """Howard et al. 2017, section 3.1: D_K·D_K·M·D_F·D_F + M·N·D_F·D_F."""
    net = symcnn.parse(
        "network One(D_F, M, N, D_K) { input(D_F, D_F, M); separable(D_K, N, padding=same, bias=false) }"
    )
    for size, maps, filters, kernel in [(14, 512, 512, 3), (112, 32, 64, 3), (7, 3, 5, 1)]:
        cost = net.at(D_F=size, M=maps, N=filters, D_K=kernel).macs
        assert cost == kernel * kernel * maps * size * size + maps * filters * size * size


def test_what_squeeze_and_excitation_adds() -> None:
    """Hu et al. 2018, equation 5: 2·C²/r weights for one block, without biases."""
    net = symcnn.parse("input(7, 7, 256); squeeze_excite(16, bias=false)")
    assert net.params == 2 * 256 * 256 // 16


def test_the_front_of_a_vision_transformer() -> None:
    """Dosovitskiy et al. 2021, base model of patches of 16: 196 patches and a class token, of 768 numbers each."""
    net = symcnn.parse("input(224, 224, 3); patch_embed(16, 768); class_token; position_embedding")
    assert net.output == (14 * 14 + 1, 768)
    assert net.params == 16 * 16 * 3 * 768 + 768 + 768 + 197 * 768
