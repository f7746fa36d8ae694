"""The widget of a notebook: what its page shows comes back to Python."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCE = Path(symcnn.__file__).with_name("interactive") / "slider.js"
HOST = """
async ([source, page]) => {
    window.state = { page, height: 400, values: {} };
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const made = (await import(address)).default;
    const model = { get: (key) => state[key], set: (key, value) => { state[key] = value; }, save_changes() {} };
    made.render({ model, el: document.body });
}
"""


def test_without_anywidget_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symcnn.compiled.targets.find_spec", lambda _: None)
    with pytest.raises(NotFound, match="sliders in notebooks need anywidget"):
        symcnn.load("lenet5").slider()


def test_it_is_a_widget_that_holds_the_page() -> None:
    pytest.importorskip("anywidget")
    net = symcnn.load("lenet5")
    widget: Any = net.slider(["W=32..64"], height=300)
    assert widget.page == net.page(["W=32..64"])
    assert (widget.height, widget.values) == (300, {})
    assert "anywidget" in sys.modules


@pytest.mark.browser
def test_what_moves_comes_back(opened: Callable[..., Any]) -> None:
    pytest.importorskip("anywidget")
    widget: Any = symcnn.load("lenet5").slider()
    window = opened("<!DOCTYPE html><title>host</title>").window
    window.evaluate(HOST, [SOURCE.read_text("utf-8"), widget.page])
    frame = window.frame_locator("iframe")
    frame.locator('[data-f="W"]').fill("40")
    window.wait_for_function("() => state.values.W === '40'", timeout=20_000)
    assert frame.locator(".totals output").first.inner_text(timeout=20_000)
    assert window.evaluate("state.values") == {"W": "40", "H": "32", "D": "1", "M": "10"}
