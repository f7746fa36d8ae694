"""What a network and a layer show of themselves: what users may use, and nothing else."""

from __future__ import annotations

import pytest

import symcnn

TO_GIVE_VALUES = (
    "at defaults exactly for_batch for_framework free_symbols limits notations numbers parameters put_in symbols"
    " widened with_defaults"
)
TO_READ = (
    "alignment asked_by_framework assumptions closed conditions connections definitions depth derivation heads"
    " input layers macs memory name open_symbols output params quantity receptive_field sizes_that_would_do units"
)
TO_PRINT = (
    "bars code count design draw exercise explain form function latex math onnx page paper pdf picture reconcile slider"
    " source summary table"
)
OF_A_LAYER = (
    "connections explain in_one_turn input jump kind macs name output params quantity receptive_field start units"
)


def public(value: object) -> list[str]:
    return [name for name in dir(value) if not name.startswith("_")]


def test_what_a_network_shows() -> None:
    """Before anything is derived, and after that."""
    net = symcnn.parse("input(W, H, D); C1: conv(F, K)")
    assert public(net) == sorted(f"{TO_GIVE_VALUES} {TO_READ} {TO_PRINT}".split())
    net.table()
    assert public(net) == sorted(f"{TO_GIVE_VALUES} {TO_READ} {TO_PRINT}".split())


def test_what_a_layer_shows() -> None:
    assert public(symcnn.parse("input(W, H, D); C1: conv(F, K)")["C1"]) == OF_A_LAYER.split()


@pytest.mark.parametrize("kind", [symcnn.Network, symcnn.Layer])
def test_each_says_what_it_is(kind: type) -> None:
    silent = [name for name in public(kind) if not getattr(kind, name).__doc__]
    assert not silent
