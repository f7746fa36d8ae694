"""Modules of PyTorch: exact, refused with the place, and left as they were."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("torch")


@pytest.fixture
def nn(torch: Any) -> Any:
    return torch.nn


@pytest.fixture
def block(nn: Any) -> type[Any]:
    class Unit(nn.Module):  # type: ignore[misc]
        def __init__(self, depth: int, width: int, stride: int = 1) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(depth, width, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(width)
            self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(width)
            self.short = (
                nn.Conv2d(depth, width, 1, stride, bias=False) if stride != 1 or depth != width else nn.Identity()
            )

        def forward(self, x: Any) -> Any:
            inner = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
            return (inner + self.short(x)).relu_()

    return Unit


@pytest.fixture
def make(nn: Any, block: type[Any]) -> Callable[..., Any]:
    def network(width: int = 16, depth: int = 2) -> Any:
        stages = [
            block(
                width if turn else (width, width, 2 * width)[place], place * width, 2 if place == 2 and not turn else 1
            )
            for place in (1, 2)
            for turn in range(depth)
        ]
        stages[depth] = block(width, 2 * width, 2)
        for turn in range(depth + 1, 2 * depth):
            stages[turn] = block(2 * width, 2 * width)
        head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * width, 10)]
        return nn.Sequential(nn.Conv2d(3, width, 3, padding=1), *stages, *head)

    return network


def test_a_network_with_blocks_is_exact_and_folded(make: Callable[..., Any]) -> None:
    module = make()
    net = symcnn.from_torch(module, (3, 32, 32))
    assert net.numbers().params == sum(p.numel() for p in module.parameters())
    assert net.source.count("block unit(") == 1
    assert "W, H: by evidence at 32 × 32 and" in net.source
    assert module.training


def test_width_is_lifted_by_evidence(make: Callable[..., Any]) -> None:
    net = symcnn.from_torch(make, (3, 32, 32), vary={"width": (16, 24, 40)})
    assert "width: by evidence at 16, 24, 40, held out 32, 48" in net.source
    other = make(width=56)
    assert net.numbers(width=56).params == sum(p.numel() for p in other.parameters())


def test_depth_is_lifted_by_evidence(make: Callable[..., Any]) -> None:
    net = symcnn.from_torch(make, (3, 32, 32), vary={"depth": (2, 3, 5)})
    assert net.numbers(depth=9).params == sum(p.numel() for p in make(depth=9).parameters())


def test_a_model_and_its_text_part_where_a_layer_was_changed(make: Callable[..., Any]) -> None:
    net = symcnn.from_torch(make(), (3, 32, 32))
    assert symcnn.check_torch(make(), net, (3, 32, 32)).is_same
    found = symcnn.check_torch(
        make(), symcnn.parse(net.source.replace("conv(3, 16, padding=1)", "conv(5, 16, padding=2)")), (3, 32, 32)
    )
    assert len(found.parted) == 1
    assert "1,216 parameters" in str(found)


def test_a_parameter_that_nothing_uses_is_named(nn: Any) -> None:
    class Spare(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.used, self.spare = nn.Conv2d(3, 4, 3), nn.Linear(2, 2)

        def forward(self, x: Any) -> Any:
            return self.used(x)

    with pytest.raises(ImportRefused, match=r"parameters that no traced layer uses: spare.weight, spare.bias"):
        symcnn.from_torch(Spare(), (3, 8, 8))


def test_an_operation_without_a_layer_is_refused_with_its_place(nn: Any, torch: Any) -> None:
    class Sorts(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return torch.cumsum(x, 1)

    with pytest.raises(
        ImportRefused, match=r"no such layer \(aten.cumsum, in the model \(Sorts\), .*test_torch.py:\d+\)"
    ):
        symcnn.from_torch(Sorts(), (3, 8, 8))


def test_control_flow_by_values_is_refused(nn: Any, capfd: pytest.CaptureFixture[str]) -> None:
    class Branches(nn.Module):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            return x if x.sum() > 0 else -x

    with pytest.raises(ImportRefused, match="Branches cannot be traced"):
        symcnn.from_torch(Branches(), (3, 8, 8))
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("thing", [3, "resnet18.pth", None])
def test_what_is_no_module_is_refused(thing: object) -> None:
    with pytest.raises(ImportRefused):
        symcnn.from_torch(thing, (3, 8, 8))


def test_a_module_without_forward_is_refused(nn: Any) -> None:
    class Empty(nn.Module):  # type: ignore[misc]
        pass

    with pytest.raises(ImportRefused, match="Empty has no forward"):
        symcnn.from_torch(Empty(), (3, 8, 8))


def test_what_has_buffers_alone_lies_where_they_do(nn: Any) -> None:
    net = symcnn.from_torch(nn.BatchNorm2d(4, affine=False), input=(4, 6, 6))
    assert net.numbers().quantity("buffers") == 8


def test_moved_axes_come_out_alike(nn: Any) -> None:
    class Last(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv, self.norm, self.fc = nn.Conv2d(3, 8, 4, 4), nn.LayerNorm(8), nn.Linear(8, 16)

        def forward(self, x: Any) -> Any:
            x = self.conv(x).permute(0, 2, 3, 1)
            return self.fc(self.norm(x)).permute(0, 3, 1, 2).mean((2, 3))

    source = symcnn.from_torch(Last(), (3, 32, 32)).source
    assert "layer_norm" in source
    assert "linear(16)" in source
    assert "permute" not in source


def test_weights_used_twice_count_once(nn: Any) -> None:
    class Twice(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x: Any) -> Any:
            return self.conv(self.conv(x).relu())

    net = symcnn.from_torch(Twice(), (3, 8, 8))
    assert "use " in net.source
    assert net.numbers().params == 84


def test_a_branch_of_one_map_is_spread_over_the_depth(nn: Any) -> None:
    class Gate(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.gate, self.shift = nn.Conv2d(3, 1, 3, padding=1), nn.Conv2d(3, 3, 1)

        def forward(self, x: Any) -> Any:
            x = x * self.gate(x).sigmoid()
            return x + self.shift(x.mean((2, 3), keepdim=True))

    source = symcnn.from_torch(Gate(), (3, 16, 16)).source
    assert "mul {" in source
    assert "add_spread {" in source


def test_a_model_on_several_devices_is_refused(nn: Any) -> None:
    parts = nn.Sequential(nn.Conv2d(3, 8, 3, device="cpu"), nn.Conv2d(8, 4, 3, device="meta"))
    with pytest.raises(ImportRefused, match="lies on several devices: cpu, meta"):
        symcnn.from_torch(parts, (3, 16, 16))


def test_dimensions_that_are_moved_and_narrowed_come_in(nn: Any, torch: Any) -> None:
    class Moved(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.norm = nn.LayerNorm(6)
            self.conv = nn.Conv2d(4, 5, 3)

        def forward(self, x: Any) -> Any:
            x = self.norm(x.movedim(1, -1)).movedim((-1, 2), (1, 3))
            return self.conv(torch.narrow(x, 1, -4, 4))

    net = symcnn.from_torch(Moved(), (6, 12, 10))
    assert "permute" not in net.source
    assert "narrow(2, 4)" in net.source
    assert net.numbers().output == (8, 10, 5)


@pytest.mark.slow
def test_the_five_lines_of_the_documentation(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs/import.md").read_text("utf-8")
    lines = page.partition("Its class, five lines:\n\n```text\n")[2].partition("```")[0]
    assert len(lines.splitlines()) == 5
    (tmp_path / "mymodels.py").write_text(MODEL, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", lines],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(symcnn.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.returncode, done.stderr
    assert "network Net(W = 32, H = 32, D = 3, width = 16" in done.stdout
    assert "# width: by evidence at 16, 24, 40, held out 32, 48" in done.stdout
    assert "width·(9WH(width + D) + M)" in done.stdout


MODEL = """
from torch import nn

class Net(nn.Sequential):
    def __init__(self, width=16):
        super().__init__(
            nn.Conv2d(3, width, 3, padding=1), nn.ReLU(), nn.Conv2d(width, width, 3, padding=1), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10),
        )
"""
