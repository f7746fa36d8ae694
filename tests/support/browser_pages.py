"""Pages opened in Chromium, and what the command line gives for the same points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compiled_runs import drawn_points

import symcnn
from symcnn.derive.quantities import QUANTITIES
from symcnn.errors import SymcnnError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.support.scalar import Number

QUIET = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]

WIDTHS = (360, 1280)
"""A phone, and a screen."""


def sideways(window: Any) -> list[str]:
    """What stands out of a page that can be moved sideways; nothing for one that cannot."""
    found: list[str] = window.evaluate(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []"
        " : [...document.querySelectorAll('body *')].filter((part) => part.getBoundingClientRect().right > innerWidth)"
        ".slice(0, 5).map((part) => `${part.tagName} ${part.className}`).concat('the page')"
    )
    return found


class OpenPage:
    """A page in a window of its own: what it says, and what went wrong on it."""

    def __init__(self, window: Any, address: str) -> None:
        self.window = window
        self.errors: list[str] = []
        self.requests: list[str] = []
        window.on("pageerror", lambda error: self.errors.append(str(error)))
        window.on("console", lambda said: self.errors.append(said.text))
        window.on("request", lambda request: self.requests.append(request.url))
        window.goto(address)

    def go(self, **values: object) -> None:
        """Put values into the fields, as a reader types them."""
        for name, value in values.items():
            self.window.fill(f'[data-f="{name}"]', str(value))
        self.window.evaluate("update()")

    def texts(self, selector: str) -> list[str]:
        """What stands in some elements."""
        found: list[str] = self.window.eval_on_selector_all(selector, "parts => parts.map((part) => part.innerText)")
        return found

    def numbers(self) -> list[str]:
        """All numbers that move, in order, without the commas that group digits."""
        return [text.replace(",", "") for text in self.texts("output[data-v]")]

    def totals(self) -> dict[str, str]:
        """Each total by what it is called."""
        heads, values = self.texts(".totals dt"), self.texts(".totals output")
        return {head: value.replace(",", "") for head, value in zip(heads, values, strict=True)}


def by_command_line(name: str, point: Mapping[str, Number]) -> dict[str, str] | None:
    """The totals at a point, from nothing and in numbers."""
    try:
        net = symcnn.load(name).numbers(**point)
        totals = {column.heading: net.quantity(column.key) for column in QUANTITIES}
        return {str(heading): str(value) for heading, value in totals.items()}
    except SymcnnError:
        return None


def points_of(name: str, count: int) -> list[Mapping[str, Number]]:
    """Some points of which at least one has a network, the defaults first."""
    net = symcnn.load(name)
    symbols = [symbol.name for symbol in net.free_symbols]
    start = {symbol: net.defaults.get(symbol, 8) for symbol in symbols}
    return [start, *drawn_points(net, symbols, count - 1, seed=5)]
