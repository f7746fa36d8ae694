"""What a drawing says is what was derived; what repeats is folded; what cannot be drawn is said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from defaults import with_all_defaults
from drawn import crossings, overlapping, overlapping_words, sticking_out, tangles

import symcnn
from symcnn.errors import NotFound
from symcnn.render.figures.draw import DrawOptions, draw
from symcnn.render.figures.folding import folded
from symcnn.render.figures.graph import Grapher
from symcnn.render.figures.metrics import words_of
from symcnn.render.figures.series_parallel import Branches, Items, Times, nodes_in, series_of
from symcnn.render.figures.shapes import Box, TextShape

if TYPE_CHECKING:
    from symcnn.derive.derivation import Derivation
    from symcnn.render.figures.shapes import Picture

DOCS = Path(__file__).parents[2] / "docs" / "figures"


def picture_of(text: str, **wish: object) -> Picture:
    net = symcnn.parse(text)
    return draw(net.derivation, with_all_defaults(net), DrawOptions(**wish))  # type: ignore[arg-type]  # one name each


def in_numbers(name: str) -> Derivation:
    return symcnn.load(name).numbers().derivation


def drawn(name: str, style: str = "auto", level: int = 0) -> Picture:
    return draw(in_numbers(name), in_numbers(name), DrawOptions(style, level=level))


def words_in(picture: Picture) -> list[str]:
    return [words_of(shape.text) for shape in picture.shapes if isinstance(shape, TextShape)]


def series_in(text: str) -> Items:
    derivation = symcnn.parse(text).derivation
    return series_of(Grapher(derivation, derivation).graph())


# -- labels


def test_volumes_are_those_of_the_derivation() -> None:
    words = words_in(drawn("alexnet", "schematic"))
    for layer in in_numbers("alexnet").layers:
        if layer.output != layer.received:
            assert "×".join(str(size) for size in (*layer.output.sizes, layer.output.depth)) in words


def test_maps_as_in_the_paper_of_1998() -> None:
    words = words_in(drawn("lenet5"))
    assert [word for word in words if "@" in word] == [
        "1@32×32", "6@28×28", "6@14×14", "16@10×10", "16@5×5", "120@1×1",
    ]  # fmt: skip
    assert {"input", "C1", "S2", "C3", "S4", "C5", "F6", "out"} <= set(words)


def test_a_call_is_written_with_what_readers_look_for() -> None:
    words = words_in(
        picture_of("input(W, W, D); conv((3, 5), K, stride=2, dilation=L, groups=2); dense(M)", style="schematic")
    )
    assert "3×5 conv, K, /2, dilation L, 2 groups" in words
    assert "dense, M" in words


def test_a_long_formula_gets_a_name_that_is_explained_below() -> None:
    text = "input(W, W, D); conv(F, K, stride=S, padding=P); conv(F, K)"
    words = words_in(picture_of(text, style="schematic"))
    assert "W₁ = ⌊(W − F + 2P)/S⌋ + 1" in words
    assert "W₁×W₁×K" in words


def test_a_name_of_the_network_is_not_taken_again() -> None:
    words = words_in(picture_of("input(W_1, W_1, D); conv(F, K, stride=S, padding=P)", style="schematic"))
    assert "W₂×W₂×K" in words


def test_what_only_follows_is_written_on_its_layer() -> None:
    words = words_in(
        picture_of("input(W, W, D); conv(3, K); bn; relu; maxpool(2); relu; conv(3, K)", style="schematic")
    )
    assert "bn, relu" in words
    assert words.count("relu") == 1


# -- folding


def test_equal_blocks_are_folded() -> None:
    derivation = symcnn.load("resnet50").numbers().derivation
    series = folded(series_of(Grapher(derivation, derivation).graph()))
    assert [item.turns for item in series if isinstance(item, Times)] == [2, 3, 5, 2]


def test_a_growing_block_is_folded_too() -> None:
    derivation = symcnn.load("densenet121").numbers().derivation
    series = folded(series_of(Grapher(derivation, derivation).graph()))
    assert [item.turns for item in series if isinstance(item, Times)] == [6, 12, 24, 16]


@pytest.mark.parametrize(
    "others", ["conv(3, 9)", "conv(5, 8, padding=1)", "conv(3, 8, stride=2)", "conv(3, 8); relu", "maxpool(3)"]
)
def test_what_differs_is_not_folded(others: str) -> None:
    series = folded(series_in(f"input(99, 99, 8); conv(3, 8, padding=1); {others}"))
    assert not [item for item in series if isinstance(item, Times)]


def test_a_repeat_in_symbols() -> None:
    words = words_in(picture_of("input(W, W, D); repeat n { add { {conv(3, D, padding=1); relu} {} } }; gap; dense(M)"))
    assert "×n" in words
    assert words.count("3×3 conv, D") == 1


def test_two_equal_edges_stay_two() -> None:
    series = series_in("input(W, W, D); add { {} {} }; conv(3, K)")
    assert [len(item.ways) for item in series if isinstance(item, Branches)] == [2]


def test_a_panel_names_the_first_and_the_last_of_what_is_folded() -> None:
    words = words_in(drawn("squeezenet1_0"))
    assert {"fire2–fire3", "fire4", "fire6–fire7"} <= set(words)


# -- shapes of graphs


@pytest.mark.parametrize(
    "text",
    [
        "input(W, W, D)",
        "input(W, W, D); relu",
        "input(N); dense(M)",
        "input(L, D); conv(3, K); conv(3, K)",
        "input(W, H, T, D); conv(3, K); maxpool(2)",
        "a: input(W, W, D); b: input(W, W, D); c: conv(3, K); d: concat { {} {from a {conv(3, K)}} }; dense(M)",
        "input(W, W, D); c: conv(3, K); u: head {gap; dense(3)}; v: head {gap; dense(4)}; conv(3, K); conv(3, K)",
        "input(W, W, D); c: conv(3, K); u: head {add { {} {from c {}} }; dense(3)}; conv(3, K)",
        "input(W, D); repeat n { repeat m { conv(3, D, padding=1); relu }; linear(K) }; dense(M)",
    ],
)
@pytest.mark.parametrize("style", ["auto", "boxes", "schematic"])
def test_small_networks(text: str, style: str) -> None:
    picture = picture_of(text, style=style)
    assert not sticking_out(picture)
    assert not overlapping(picture)
    assert not crossings(picture)


TANGLED = """
input(64, 64, 3); A: conv(3, 8, padding=1, stride=2); B: conv(3, 8, padding=1, stride=2)
C: conv(3, 8, padding=1, stride=2); add { {} { from B { conv(3, 8, padding=1, stride=2) } } }
add { {upsample(2)} { from B {} } }; add { {upsample(2)} { from A {} } { from C { upsample(4) } } }; conv(3, 8)
"""


def test_a_tangle_is_a_column_with_arcs() -> None:
    assert list(tangles(series_in(TANGLED)))
    picture = picture_of(TANGLED)
    assert not sticking_out(picture)
    assert not overlapping(picture)
    assert not overlapping_words(picture)


def test_heads_stand_beside_what_follows_with_their_names() -> None:
    text = "input(W, W, D); conv(3, K); u: head {gap; dense(3)}; conv(3, K); conv(3, K)"
    assert "u: 3" in words_in(picture_of(text))


def test_groups_by_label() -> None:
    words = words_in(drawn("resnet50", "schematic", level=1))
    assert {"conv2", "conv3", "conv4", "conv5"} <= set(words)
    derivation = in_numbers("resnet50")
    assert len(list(nodes_in(series_of(Grapher(derivation, derivation, 1).graph())))) == 9


def test_encoder_and_decoder_as_a_u() -> None:
    """Each level lies below the one before it, and comes up again."""
    words = words_in(drawn("unet"))
    assert "crop and concat" in words
    assert words.count("1024") == 3


def test_sizes_along_one_axis_of_a_u_stand_for_both() -> None:
    words = words_in(draw(symcnn.load("unet").derivation, in_numbers("unet"), DrawOptions()))
    assert {"W", "W − 4", "W/2 − 6", "W/8 − 31/2", "W/16 − 31/4", "W − 184"} <= set(words)
    assert "sizes along W; likewise with H in place of W" in words
    assert not [word for word in words if " = " in word]


def test_sizes_along_both_axes_of_a_u_that_differ() -> None:
    deepest = "maxpool((2, 3)); conv(3, 8, padding=1); conv_transpose((2, 3), 8, stride=(2, 3))"
    inner = f"maxpool((2, 3)); conv(3, 8, padding=1); concat {{ {{}} {{ {deepest} }} }}; conv(3, 8, padding=1)"
    outer = f"concat {{ {{}} {{ {inner}; conv_transpose((2, 3), 8, stride=(2, 3)) }} }}"
    known = "assume W % 4 == 0; assume H % 9 == 0"
    net = symcnn.parse(f"{known}; input(W, H, 4); conv(3, 4, padding=1); {outer}; conv(3, 4, padding=1)")
    words = words_in(draw(net.derivation, net.at(W=16, H=81).derivation, DrawOptions()))
    assert {"W×H", "W/2×H/3", "W/4×H/9"} <= set(words)
    assert not [word for word in words if "likewise" in word]


def test_what_a_unit_sees() -> None:
    words = words_in(drawn("lenet5", "field"))
    assert [word for word in words if word.startswith("R")] == [
        "R = 32, J = 4", "R = 16, J = 4", "R = 14, J = 2", "R = 6, J = 2", "R = 5, J = 1",
    ]  # fmt: skip


def test_as_many_units_as_are_seen() -> None:
    picture = drawn("lenet5", "field")
    rows: dict[float, int] = {}
    for shape in picture.shapes:
        if isinstance(shape, Box):
            rows[round(shape.y, 1)] = rows.get(round(shape.y, 1), 0) + 1
    assert list(rows.values()) == [1, 5, 10, 14, 28, 32]


# -- what cannot be drawn


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"style": "boxs"}, 'there is no style "boxs"\n  did you mean "boxes"?'),
        ({"format": "sgv"}, 'there is no format "sgv"\n  did you mean "svg"?'),
        ({"width": "twocolum"}, 'there is no width "twocolum"\n  did you mean "twocolumn"?'),
        ({"width": 3}, "a drawing cannot be 3 points wide\n  it can be from 60 to 5000"),
        ({"width": float("nan")}, "a drawing cannot be nan points wide\n  it can be from 60 to 5000"),
        ({"direction": "up"}, 'there is no direction "up"\n  there is down, right'),
    ],
)
def test_an_unknown_wish(wish: dict[str, object], says: str) -> None:
    with pytest.raises(NotFound) as mistake:
        symcnn.load("lenet5").draw(**wish)  # type: ignore[arg-type]  # one name each
    assert str(mistake.value) == says


def test_the_field_of_what_branches() -> None:
    with pytest.raises(NotFound, match="no chain"):
        symcnn.load("resnet50").draw("field")


def test_the_field_of_what_has_no_sizes() -> None:
    with pytest.raises(NotFound, match="has sizes"):
        symcnn.parse("input(N); dense(M)").draw("field")


# -- the pictures of the documentation


@pytest.mark.parametrize(
    ("name", "style", "language"),
    [
        ("lenet5", "auto", "en"), ("unet", "auto", "en"), ("resnet50", "schematic", "en"), ("lenet5", "field", "en"),
        ("lenet5", "auto", "zh"),
    ],
)  # fmt: skip
def test_the_pictures_of_the_documentation(name: str, style: str, language: str, update: bool) -> None:
    file = DOCS / f"{name}{'_field' * (style == 'field')}{'_zh' * (language == 'zh')}.svg"
    drawn = symcnn.load(name).numbers().draw(style, language=language)
    drawn = drawn.replace("<svg ", '<svg style="background:#fff" ', 1)  # to be read where a page is dark
    if update:
        file.write_text(drawn, "utf-8")
    assert file.read_text("utf-8") == drawn
