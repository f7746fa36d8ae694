"""The playground, built and served, and opened."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from symcnn.editor.building import build
from symcnn.editor.serving import HOST, playground

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the page; SYMCNN_PLAYGROUND names one that was built before."""
    if known := os.environ.get("SYMCNN_PLAYGROUND"):
        return Path(known)
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    if subprocess.run([npm, "view", "pyodide", "version"], capture_output=True, check=False).returncode:
        pytest.skip("npm reaches no registry")
    folder = tmp_path_factory.mktemp("playground") / "built"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def address(built_folder: Path) -> Iterator[str]:
    """Where the page is served."""
    server = playground(built_folder)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{HOST}:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def loaded(chromium: Any, address: str) -> Iterator[Any]:
    """A window whose engine has loaded, for the stories that go on from there."""
    window = chromium.new_context().new_page()
    asked: list[str] = []
    window.on("request", lambda request: asked.append(request.url))
    window.goto(address)
    window.wait_for_selector("body[data-ready], body[data-failed]", timeout=180_000)
    assert window.locator("body[data-ready]").count(), window.inner_text("#state")
    yield window
    assert all(url.startswith((address, "data:", "blob:")) for url in asked), "only its own server is asked"
    window.context.close()
