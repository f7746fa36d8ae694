"""Each section of a Chinese page follows the English one as it stands."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

STAMPS = Path(__file__).parents[2] / "docs" / "zh" / "stamps.py"
_spec = importlib.util.spec_from_file_location("stamps", STAMPS)
assert _spec
assert _spec.loader
stamps = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(stamps)


@pytest.mark.parametrize("page", stamps.pages(), ids=lambda page: page.name)
def test_no_section_is_older_than_the_english_one(page: Path) -> None:
    assert not stamps.older(page), "bring the text up to date, then: python docs/zh/stamps.py PAGE"


def test_what_a_command_prints_is_no_part_of_a_section() -> None:
    one, other = (f"# A\n\n```sh\n$ symcnn zoo\n{printed}\n```\n" for printed in "ab")
    assert stamps.stamp(one) == stamps.stamp(other)
    assert stamps.stamp(one) != stamps.stamp(one.replace("zoo", "derive"))


def test_a_changed_section_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zh").mkdir()
    monkeypatch.setattr(stamps, "HERE", tmp_path / "zh")
    monkeypatch.setattr(stamps, "ENGLISH", tmp_path)
    english, chinese = tmp_path / "a.md", tmp_path / "zh" / "a.md"
    english.write_text("# A\n\none\n\n## B\n\n```text\n# no heading\n```\n", "utf-8")
    chinese.write_text("# 甲\n\n一\n\n## 乙\n", "utf-8")
    assert stamps.older(chinese) == ["# 甲", "## 乙"]
    stamps.refresh(chinese)
    assert stamps.older(chinese) == []
    english.write_text(english.read_text("utf-8").replace("one", "two"), "utf-8")
    assert stamps.older(chinese) == ["# 甲"]
