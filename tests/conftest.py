"""What tests of several folders share: the flag ``--update``, and PyTorch as a witness where it is installed."""

from __future__ import annotations

import warnings
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

collect_ignore_glob = [
    "benchmarks/*",
    "support/torch_*.py",
]  # who looks for doctests asks all objects for attributes: that imports it
MISSING = "PyTorch is not installed: pip install torch==2.13.0"
NO_PICTURES = "matplotlib is not installed: pip install symcnn[plot]"
DRAWING = ("symcnn.api.plot", "symcnn.network.network.Network.bars")  # examples that draw


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected outputs in place")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether expectations are to be rewritten."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="session")
def torch() -> Any:
    """PyTorch, on one thread; whoever asks for it is skipped where it is missing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch misses NumPy, which nothing here needs
        library = pytest.importorskip("torch", reason=MISSING)
    library.set_num_threads(1)
    return library


@pytest.fixture
def compared(record_property: Callable[[str, object], None]) -> Callable[..., None]:
    """Count what was compared with PyTorch: ``compared(networks=20, layers=300)``."""

    def count(**numbers: int) -> None:
        record_property("compared", numbers)

    return count


@pytest.fixture(scope="session")
def matplotlib() -> Any:
    """What draws; whoever asks for it is skipped where it is missing."""
    return pytest.importorskip("matplotlib", reason=NO_PICTURES)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The group ``oracle`` is every test that asks PyTorch; examples that draw need matplotlib."""
    for item in items:
        if "torch" in getattr(item, "fixturenames", ()):
            item.add_marker("oracle")
        if item.name in DRAWING and find_spec("matplotlib") is None:
            item.add_marker(pytest.mark.skip(reason=NO_PICTURES))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much PyTorch was asked, or that it was not there to ask."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    counts: Counter[str] = Counter()
    for report in reports:
        for name, numbers in getattr(report, "user_properties", ()):
            counts.update(numbers if name == "compared" and report.when == "call" else {})
    if counts:
        terminalreporter.line(f"oracle: {', '.join(f'{n:,} {what}' for what, n in counts.items())} against PyTorch")
    skipped = sum(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.line(f"oracle: {skipped} tests skipped. {MISSING}")
