"""What tests of several folders share: flags, marks, and PyTorch as a witness where it is installed."""

from __future__ import annotations

import gc
import os
import re
import resource
import shutil
import warnings
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import hypothesis_profile  # noqa: F401 - its profile is loaded for all tests
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

collect_ignore_glob = [
    "benchmarks/*",
    "support/torch_*.py",
    "support/*_uneven.py",
]  # who looks for doctests asks all objects for attributes: that imports it
MISSING = "PyTorch is not installed: pip install torch==2.13.0"
NO_PICTURES = "matplotlib is not installed: pip install symcnn[plot]"
DRAWING = (
    "symcnn.analysis.plot.draw",
    "symcnn.analysis.plot.plot",
    "symcnn.network.network.Network.bars",
)  # examples that draw


FRAMEWORKS = {"torch", "keras", "onnx", "timm_model"}
"""Fixtures that are a framework, or ask one."""

ON_REQUEST = "search"
"""The mark of tests that run only where ``-m`` names it."""
STARTED = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected outputs in place")
    parser.addoption(
        "--processor-time", type=int, default=0, metavar="N", help="show the N tests that took most processor time"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Leave out what runs only on request, whatever else ``-m`` asks for; a second ``-m`` would replace a first."""
    asked = config.option.markexpr
    if ON_REQUEST not in re.findall(r"\w+", asked):
        config.option.markexpr = f"({asked}) and not {ON_REQUEST}" if asked else f"not {ON_REQUEST}"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep the collector from what stays to the end: tests, modules, and mostly what is remembered."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(10_000, 20, 100)  # else all that is remembered is gone through at each quarter more
        gc.enable()


def processor_time() -> float:
    """Seconds that this process and the processes it waited for have taken from the processor."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[STARTED] = processor_time()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Note the processor time of a test with its fixtures; load by others does not count."""
    try:
        return (yield)
    finally:
        item.user_properties.append(("processor", processor_time() - item.stash[STARTED]))


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


@pytest.fixture(scope="session")
def keras(torch: Any) -> Any:  # noqa: ARG001 - what Keras runs on
    """Keras on PyTorch; whoever asks for it is skipped where it is missing."""
    os.environ["KERAS_BACKEND"] = "torch"
    return pytest.importorskip("keras", reason="Keras is not installed: pip install keras==3.15.1")


@pytest.fixture(scope="session")
def timm_model(torch: Any) -> Callable[..., Any]:  # noqa: ARG001 - what its models are made of
    """Makes models of timm without weights; whoever asks for it is skipped where timm is missing."""
    if find_spec("timm") is None:
        pytest.skip("timm is not installed: pip install --no-deps timm==1.0.31 huggingface_hub safetensors pyyaml")
    import torch_timm

    make: Callable[..., Any] = torch_timm.timm_model
    return make


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
    """The group ``oracle`` is every test that asks a framework; examples that draw need matplotlib."""
    for item in items:
        if FRAMEWORKS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("oracle")
        if item.name in DRAWING and find_spec("matplotlib") is None:
            item.add_marker(pytest.mark.skip(reason=NO_PICTURES))


def show_processor_time(terminalreporter: Any, reports: list[Any], most: int) -> None:
    """The tests that took most, all parameters of a test together."""
    spent: Counter[str] = Counter()
    for report in reports:
        spent[report.nodeid.partition("[")[0]] += sum(x for name, x in report.user_properties if name == "processor")
    terminalreporter.section(f"{sum(spent.values()):,.0f} s of processor time")
    for test, seconds in spent.most_common(most):
        terminalreporter.line(f"{seconds:8.1f} s  {test}")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how much PyTorch was asked, or that it was not there to ask."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    calls = [report for report in reports if getattr(report, "when", "") == "call"]
    if most := terminalreporter.config.getoption("--processor-time"):
        show_processor_time(terminalreporter, calls, most)
    counts: Counter[str] = Counter()
    for report in calls:
        for name, numbers in report.user_properties:
            counts.update(numbers if name == "compared" else {})
    if counts:
        terminalreporter.line(f"oracle: {', '.join(f'{n:,} {what}' for what, n in counts.items())} against PyTorch")
    skipped = sum(MISSING in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.line(f"oracle: {skipped} tests skipped. {MISSING}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser with a profile of its own; one for all tests, since playwright runs once in a process."""
    from browser_pages import QUIET

    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()
