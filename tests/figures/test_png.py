"""A drawing as PNG: its size, its words, and what is said where it cannot be made."""

from __future__ import annotations

import importlib.util
import struct
from typing import Any

import pytest

import symcnn
from symcnn.errors import NotFound, Unavailable
from symcnn.render.figures.png import DOTS, POINTS, to_png
from symcnn.render.figures.shapes import Box, Circle, Picture, Polygon, Polyline, TextShape


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.usefixtures("matplotlib")
@pytest.mark.parametrize(("name", "style"), [("lenet5", "auto"), ("unet", "auto"), ("lenet5", "field")])
def test_it_is_as_large_as_the_drawing_and_the_same_twice(name: str, style: str) -> None:
    net = symcnn.load(name).numbers()
    made = [net.picture(style, width="twocolumn") for _ in range(2)]
    assert made[0] == made[1]
    wide = float(net.draw(style, width="twocolumn").partition('width="')[2].partition("pt")[0])
    assert size_of(made[0])[0] == pytest.approx(wide * DOTS / POINTS, abs=12)
    assert wide <= 252


@pytest.mark.usefixtures("matplotlib")
def test_every_shape_is_painted() -> None:
    shapes = (
        Box(5, 5, 20, 10, "kernel"), Box(5, 20, 20, 10, "none", "faint", 0, dashed=True), Circle(40, 10, 4, "merge"),
        Polygon(((50, 5), (60, 5), (55, 15)), "pool"), Polyline(((5, 40), (60, 40)), tip=True, dashed=True),
        TextShape(5, 50, ("a$b_c^d%", ), "start"), TextShape(70, 50, ("upright",), "end", bold=True, upright=True),
    )  # fmt: skip
    whole = to_png(Picture("", 80, 60, shapes))
    assert size_of(whole) == (round(80 * DOTS / POINTS), 60 * DOTS // POINTS)
    for place in range(len(shapes)):
        assert to_png(Picture("", 80, 60, (*shapes[:place], *shapes[place + 1 :]))) != whole


def test_chinese_words_are_there(matplotlib: Any) -> None:
    assert matplotlib
    from matplotlib.font_manager import get_font_names

    from symcnn.render.languages.cjk_fonts import SANS, SERIF

    net = symcnn.load("lenet5").numbers()
    if not {*SANS, *SERIF} & set(get_font_names()):
        with pytest.raises(NotFound, match="no font with Chinese"):
            net.picture(language="zh")
        return
    assert net.picture(language="zh") != net.picture()


@pytest.mark.usefixtures("matplotlib")
def test_a_sign_without_a_font_is_told() -> None:
    with pytest.raises(Unavailable, match="no font has"):
        to_png(Picture("", 80, 60, (TextShape(5, 50, ("\U00013000",)),)))


def test_without_matplotlib(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "matplotlib" else find(name))
    with pytest.raises(NotFound, match=r"pip install symcnn\[plot\]"):
        symcnn.load("lenet5").picture()


def test_png_is_no_text() -> None:
    with pytest.raises(NotFound, match=r"net\.picture gives the bytes"):
        symcnn.load("lenet5").draw(format="png")
