"""The verb ``code``: what it writes, where, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import symcnn

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_unknown_target(run: Callable[..., Any]) -> None:
    result = run("code", "lenet5", "--to", "torhc")
    assert (result.status, result.out) == (1, "")
    assert result.err == 'error: there is no target "torhc"\n  did you mean "torch"?\n'


def test_the_verb_writes_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    result = run("code", "lenet5", "-o", str(tmp_path / "lenet5.py"))
    assert (result.status, result.out, result.err) == (0, "", "")
    assert (tmp_path / "lenet5.py").read_text("utf-8") == symcnn.load("lenet5").code("torch")


def test_it_prints(run: Callable[..., Any]) -> None:
    result = run("code", "-e", "input(8, 8, 3); conv(3, 4)")
    assert (result.status, result.err) == (0, "")
    assert result.out.endswith("self.conv1 = nn.Conv2d(3, 4, 3)\n")


def test_a_layer_without_counterpart(fails: Callable[..., str]) -> None:
    error = fails(2, "code", "-e", "input(8, 8, 3); max_unpool(2)", "-o", "net.py")
    assert error.splitlines()[0].startswith("error: -e:1:17: there is no pooling of the same sizes")
