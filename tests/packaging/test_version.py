"""One version, wherever it stands."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import symcnn

ROOT = Path(__file__).parents[2]


def test_every_place_says_the_same_version() -> None:
    packed = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["project"]["version"]
    cited = re.search(r"^version: (\S+)$", ROOT.joinpath("CITATION.cff").read_text("utf-8"), re.MULTILINE)
    editor = json.loads(ROOT.joinpath("docs", "editors", "vscode", "package.json").read_text("utf-8"))["version"]
    latest = re.search(r"^## (\S+),", ROOT.joinpath("CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert cited
    assert latest
    assert {packed, cited[1], editor, latest[1]} == {symcnn.__version__}
    assert f"symcnn-{packed}.vsix" in ROOT.joinpath("docs", "editors.md").read_text("utf-8")
