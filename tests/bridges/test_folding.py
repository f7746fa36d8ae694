"""Traced graphs as texts: nothing is lost or counted twice, and what comes out is what a person would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fast_rows import some_fast
from traced_models import ROOT, Tracer, random_graph, residual

from symcnn.bridges.imported import ModelSample, to_network
from symcnn.bridges.traced import ImportRefused, TracedModel
from symcnn.bridges.whole_text import SymbolOrigin
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    import symcnn

SIZES = (SymbolOrigin("W", 32, "a guess"), SymbolOrigin("H", 32, "a guess"))


def network(model: TracedModel, *, flat: bool = False) -> symcnn.Network:
    return to_network(
        [ModelSample({}, model)], [*SIZES, SymbolOrigin("D", model.layers[0].depth, "a guess")], flat=flat
    )


RESIDUAL = """\
block basic_block(K, S = 1) {
    add {
        {
            conv1: conv(3, K, stride=S, padding=1, bias=false); relu
            conv2: conv(3, K, padding=1, bias=false)
        }
        { when S != 1 or D != K { downsample: conv(1, K, stride=S, bias=false) } }
    }
    relu
}

# W, H, D, M: a guess
network Residual(W = 32, H = 32, D = 3, M = 10) {
    input(W, H, D)
    stem: conv(3, 8, padding=1, bias=false)
    layer1: repeat 2 { basic_block(8) }
    basic_block(16, S=2)
    repeat 2 { basic_block(16) }
    basic_block(32, S=2)
    repeat 2 { basic_block(32) }
    gap
    fc: dense(M)
}
"""


def test_a_residual_network_as_a_person_would_write_it() -> None:
    net = network(residual(((8, 2), (16, 3), (32, 3))))
    assert net.source == RESIDUAL


def test_the_text_is_left_alone_by_fmt() -> None:
    source = network(residual(((8, 2), (16, 3)))).source
    assert format_text(source) == source


def test_flat_and_folded_texts_count_the_same() -> None:
    model = residual(((8, 2), (16, 2), (24, 2)))
    flat, folded = network(model, flat=True), network(model)
    assert flat.numbers().params == folded.numbers().params == model.params
    assert flat.numbers().macs == folded.numbers().macs
    assert len(folded.source) < len(flat.source)


@pytest.mark.parametrize("seed", some_fast(range(60)))
def test_every_layer_of_a_random_graph_stands_in_the_text_once(seed: int) -> None:
    model = random_graph(seed)
    assert network(model, flat=True).numbers().params == model.params
    assert network(model).numbers().params == model.params


def test_counts_that_differ_are_refused_with_both() -> None:
    model = residual(((8, 2),))._replace(params=1)
    with pytest.raises(ImportRefused, match=r"the text would have [\d]+ parameters for 1"):
        network(model)


def test_a_label_names_one_thing() -> None:
    t = Tracer(4)
    now = "x"
    for place in range(2):
        path = ((f"part{place}", "zoo.Part"), (f"part{place}.conv1", "torch.nn.Conv2d"))
        now = t.conv(now, 4 + place, 3, modules=(ROOT, *path))
    assert "conv1" not in network(t.model(now)).source


def test_what_is_used_again_outside_has_a_label() -> None:
    t = Tracer(4)
    one = t.conv("x", 4, 3)
    left, right = t.conv(one, 4, 1), t.conv(one, 4, 3)
    both = t.add("add", left, right)
    end = t.add("add", both, left, t.conv(right, 4, 1))
    net = network(t.model(end))
    assert net.numbers().params == t.params
    assert "from " in net.source


def test_numbers_that_no_formula_fits_are_named() -> None:
    samples = [ModelSample({"n": n}, residual(((8, 2), (width, 2)))) for n, width in ((1, 16), (2, 24), (3, 56))]
    with pytest.raises(ImportRefused, match="no formula fits basic_block's K: 16 at n = 1; 24 at n = 2; 56 at n = 3"):
        to_network(samples, [*SIZES, SymbolOrigin("D", 3, "a guess"), SymbolOrigin("n", 1, "by evidence")])


def test_widths_and_depths_are_lifted() -> None:
    values = ((16, 3), (24, 3), (40, 3), (16, 4), (16, 6))
    samples = [ModelSample({"C": c, "n": n}, residual(((c, n), (2 * c, n)))) for c, n in values]
    origins = [*SIZES, SymbolOrigin("D", 3, ""), SymbolOrigin("C", 16, ""), SymbolOrigin("n", 3, "")]
    net = to_network(samples, origins)
    assert "basic_block(2*C, S=2)" in net.source
    assert "repeat n - 1 {" in net.source
    assert net.numbers(C=56, n=9).params == residual(((56, 9), (112, 9))).params
