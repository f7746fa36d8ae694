"""The site of the documentation, built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site; SYMCNN_SITE names one that was built before."""
    if known := os.environ.get("SYMCNN_SITE"):
        return Path(known)
    for package in ("sphinx", "furo", "myst_parser", "sphinx_design", "sphinx_copybutton"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("site")
    docs = Path(__file__).parents[2] / "docs"
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(docs), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder
