"""What a reader does with the playground, in Chromium."""

from __future__ import annotations

import gzip
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from browser_pages import WIDTHS, OpenPage, sideways

import symcnn

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENCE = 60_000


def await_text(window: Any, text: str) -> None:
    """Wait until all of the page is of a text."""
    window.wait_for_function("text => document.body.dataset.shown === text", arg=text, timeout=PATIENCE)


def write(window: Any, text: str) -> None:
    """Put a text into the editor, and wait until all of the page is of it."""
    window.locator(".cm-content").fill(text)
    await_text(window, text)


def follow(window: Any, address: str, text: str) -> None:
    """Open another address in the same window, and wait until all of the page is of its text."""
    window.evaluate("address => { location.hash = address; }", address)
    await_text(window, text)


def drop(window: Any, name: str, content: bytes) -> None:
    """Drop a file on the page."""
    window.evaluate(
        "([name, bytes]) => { const files = new DataTransfer();"
        " files.items.add(new File([new Uint8Array(bytes)], name));"
        " const how = { dataTransfer: files, bubbles: true, cancelable: true };"
        " document.body.dispatchEvent(new DragEvent('drop', how)); }",
        [name, list(content)],
    )


def sequential() -> dict[str, Any]:
    """What Keras writes of a network of two layers."""
    layers = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 8, 8, 3], "name": "i"}},
        {"class_name": "Flatten", "config": {"name": "f"}},
        {"class_name": "Dense", "config": {"units": 4, "name": "d", "use_bias": True}},
    ]
    return {"class_name": "Sequential", "config": {"name": "n", "layers": layers}}


def test_lenet_is_there_before_the_engine(chromium: Any, address: str) -> None:
    context = chromium.new_context()
    context.route("**/worker.js", lambda route: route.abort())
    page = OpenPage(context.new_page(), address)
    assert not page.window.locator("body[data-ready]").count()
    assert "C1" in page.window.inner_text("#table")
    assert page.window.locator("#figure svg").count() == 1
    assert "rbf" in page.window.inner_text(".cm-content")
    assert all(url.startswith((address, "data:")) for url in page.requests)
    context.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_text_stands_out_from_its_ground(chromium: Any, address: str, scheme: str) -> None:
    window = chromium.new_context(color_scheme=scheme).new_page()
    window.goto(address)
    window.wait_for_selector(".cm-line span")
    colours = window.evaluate(
        "[...document.querySelectorAll('.cm-line span, .cm-gutterElement')]"
        ".map((part) => getComputedStyle(part).color.match(/\\d+/g).slice(0, 3).map(Number))"
    )
    bright = [0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in colours]
    assert min(bright) > 130 if scheme == "dark" else max(bright) < 130
    window.context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_sticks_out_nor_goes_wrong(chromium: Any, address: str, width: int) -> None:
    page = OpenPage(chromium.new_context(viewport={"width": width, "height": 800}).new_page(), address)
    page.window.wait_for_selector("body[data-ready]", timeout=180_000)
    assert (sideways(page.window), page.errors) == ([], [])
    page.window.context.close()


def test_an_edit_changes_table_figure_conditions_and_latex(loaded: Any) -> None:
    loaded.locator("#formulas summary").click()
    write(loaded, "input(W, H, 3)\nConvo: conv(7, K, stride=S)")
    assert "Convo" in loaded.inner_text("#table")
    assert "Convo" in loaded.inner_html("#figure")
    assert "148" in loaded.inner_text("#table")
    assert loaded.locator("#sizes math").count() > 0
    assert r"148 K" in loaded.inner_text("#latex")
    loaded.locator("#formulas summary").click()


def test_long_sums_are_shown_as_derived_until_the_reader_pauses(loaded: Any) -> None:
    rows = [f"C{i}: conv(3, F_{i}, padding=1)" for i in range(50)]
    write(loaded, "\n".join(["input(W, H, D)", *rows]))  # it takes long, so the next one is shown at once
    text = "\n".join(["input(W, H, D)", *rows[:-1], "C49: conv(5, F_49, padding=2)"])
    loaded.locator(".cm-content").fill(text)
    drafted = "text => document.body.dataset.table === text && document.querySelector('tfoot').innerHTML.length"
    before = loaded.wait_for_function(drafted, arg=text, timeout=PATIENCE).json_value()
    assert "follow" in loaded.inner_text("#state")
    await_text(loaded, text)
    assert loaded.evaluate(drafted, text) < before
    assert "follow" not in loaded.inner_text("#state")


def test_a_mistake_stands_below_its_line(loaded: Any) -> None:
    loaded.locator(".cm-content").fill("input(9, 9, 3)\nconvv(3, 8)")
    loaded.wait_for_selector("#mistake:not([hidden])", timeout=PATIENCE)
    assert loaded.inner_text("#mistake").startswith("2:1:")
    assert '"conv"' in loaded.inner_text("#mistake")
    assert loaded.inner_text(".mistake") == "convv(3, 8)"
    write(loaded, "input(9, 9, 3)\nconv(3, 8)")
    assert loaded.is_hidden("#mistake")


def test_numbers_are_those_of_the_command_line(loaded: Any) -> None:
    loaded.check("#numbers")
    write(loaded, symcnn.zoo()["lenet5"].read_text("utf-8"))
    assert "340,908" in loaded.inner_text("#table")
    loaded.uncheck("#numbers")


def test_an_equation_is_solved(loaded: Any) -> None:
    write(loaded, "input(W, H, 3); C1: conv(5, 6)")
    loaded.fill("#equation", "C1.W == 28")
    loaded.fill("#unknown", "W")
    loaded.click("#ask button")
    loaded.wait_for_selector("#solution:not([hidden])", timeout=PATIENCE)
    assert "32" in loaded.inner_text("#solution")
    loaded.fill("#equation", "")
    write(loaded, "input(W, H, 3); C1: conv(5, 7)")
    assert loaded.is_hidden("#solution")


def test_sizes_say_which_inputs_fit(loaded: Any) -> None:
    write(loaded, "input(W, W, 3); conv(5, 6)")
    assert "5" in loaded.inner_text("#sizes")


def test_a_published_network_is_chosen(loaded: Any) -> None:
    loaded.select_option("#zoo", "alexnet")
    loaded.wait_for_function("() => document.body.dataset.shown?.includes('AlexNet')", timeout=PATIENCE)
    assert "AlexNet" in loaded.inner_text(".cm-content")


def test_the_address_holds_the_text(loaded: Any, chromium: Any) -> None:
    text = "# 卷积 😀\ninput(11, 11, 2)\nconv(3, 5)"
    write(loaded, text)
    window = chromium.new_context().new_page()
    window.goto(loaded.evaluate("location.href"))
    assert window.locator(".cm-line").all_inner_texts() == text.split("\n")
    window.context.close()


def test_a_long_text_has_an_address(loaded: Any) -> None:
    short, long = "input(8, 8, 3)\nconv(3, 4)", f"input(8, 8, 3)\nconv(3, 4)\n#{'x' * 150_000}"
    write(loaded, short)
    address = loaded.evaluate("location.hash")
    write(loaded, long)
    assert len(loaded.evaluate("location.hash")) > len(long)
    # What the editor shows of a long line is not all of it, so the next story could not write over it.
    follow(loaded, address, short)


def test_an_address_is_followed_and_left_again(loaded: Any) -> None:
    """In a page that is open, by a link to another text, by a choice, and by going back and forward."""
    first, second = "input(11, 11, 2)\nconv(3, 5)", "input(12, 12, 2)\nconv(3, 6)"
    write(loaded, second)
    address = loaded.evaluate("location.hash")
    write(loaded, first)
    follow(loaded, address, second)
    loaded.select_option("#zoo", "vgg16")
    loaded.wait_for_function("() => document.body.dataset.shown?.includes('VGG16')", timeout=PATIENCE)
    for step, text in (("back", second), ("back", first), ("forward", second)):
        loaded.evaluate(f"history.{step}()")
        await_text(loaded, text)


def test_latex_is_copied(loaded: Any, address: str) -> None:
    loaded.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    write(loaded, "input(W, W, 3); conv(5, 6)")
    if not loaded.locator("#latex").is_visible():
        loaded.locator("#formulas summary").click()
    loaded.wait_for_function("() => document.querySelector('#latex').textContent.includes('456')", timeout=PATIENCE)
    loaded.click("#copy")
    copied = loaded.evaluate("navigator.clipboard.readText()")
    assert copied == loaded.evaluate("document.querySelector('#latex').textContent")
    assert "456" in copied


@pytest.mark.parametrize("kind", [".json", ".keras"])
def test_a_model_is_dropped(kind: str, loaded: Any, tmp_path: Path) -> None:
    content = json.dumps(sequential()).encode()
    if kind == ".keras":
        with zipfile.ZipFile(tmp_path / "n.keras", "w") as file:
            file.writestr("config.json", content)
            file.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        content = (tmp_path / "n.keras").read_bytes()
    loaded.check("#numbers")
    write(loaded, "input(1, 1, 1)")
    drop(loaded, f"model{kind}", content)
    loaded.wait_for_function("() => document.body.dataset.shown?.includes('dense')", timeout=PATIENCE)
    assert str(8 * 8 * 3 * 4 + 4) in loaded.inner_text("#table")
    loaded.uncheck("#numbers")


def test_no_model_is_said_so(loaded: Any) -> None:
    drop(loaded, "model.json", b"no model")
    loaded.wait_for_selector("#mistake:not([hidden])", timeout=PATIENCE)
    assert loaded.inner_text("#mistake").strip()


def test_words_are_chinese(loaded: Any, chromium: Any, address: str) -> None:
    loaded.select_option("#language", "zh")
    assert loaded.inner_text("#ask button") == "求解"
    write(loaded, "input(W, H, 3); conv(3, 9)")
    assert "参数" in loaded.inner_text("#table")
    loaded.select_option("#language", "en")
    assert loaded.inner_text("#ask button") == "solve"
    window = chromium.new_context().new_page()
    window.goto(f"{address}?lang=zh")
    assert window.inner_text("#state") == "引擎正在加载 …"
    window.context.close()


def test_all_that_is_sent_is_at_most_15_megabytes(built_folder: Path) -> None:
    sizes = (len(gzip.compress(file.read_bytes())) for file in built_folder.rglob("*") if file.is_file())
    assert sum(sizes) <= 15_000_000
