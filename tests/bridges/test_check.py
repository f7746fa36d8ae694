"""Where a module of PyTorch and a text part: whatever they differ in, the first place is named."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import pytest

import symcnn
from symcnn.bridges.traced import ImportRefused

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("torch")

TEXT = """
input(32, 32, 3)
conv1: conv(3, 16, padding=1); bn; relu
conv2: conv(3, 16, padding=1); relu
maxpool(2)
add { {} { conv3: conv(3, 16, padding=1) } }
dropout
gap; dense(10)
"""


@pytest.fixture
def make(torch: Any) -> Callable[..., Any]:
    nn: Any = torch.nn

    class Net(nn.Module):  # type: ignore[misc]
        def __init__(self, **given: Any) -> None:
            super().__init__()
            self.conv1 = nn.Conv2d(3, 16, given.get("kernel", 3), given.get("stride", 1), 1)
            self.bn = nn.BatchNorm2d(16) if given.get("norm", True) else nn.Identity()
            apart = given.get("dilation", 1)
            options = {"groups": given.get("groups", 1), "bias": given.get("bias", True)}
            self.conv2 = nn.Conv2d(16, 16, 3, 1, apart, apart, **options)
            self.pool = given.get("pool") or nn.MaxPool2d(2)
            self.act = given.get("act", nn.ReLU)()
            self.conv3 = nn.Conv2d(16, 16, 3, 1, 1)
            self.has_shortcut = given.get("shortcut", True)
            self.fc = nn.Linear(16, given.get("classes", 10))

        def forward(self, x: Any) -> Any:
            x = self.act(self.bn(self.conv1(x)))
            x = self.pool(self.act(self.conv2(x)))
            x = x + self.conv3(x) if self.has_shortcut else self.conv3(x)
            return self.fc(nn.functional.adaptive_avg_pool2d(x, 1).flatten(1))

    return Net


def _named(check: Any) -> str:
    """What is said first of a pair that parts."""
    model, text = check.parted[0]
    return f"{model and model.name} {text and text.name}"


def test_a_text_written_by_hand_has_the_layers_of_its_model(make: Callable[..., Any]) -> None:
    check = symcnn.check_torch(make(), symcnn.parse(TEXT), (3, 32, 32))
    assert check.is_same, str(check)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"kernel": 5}, "conv1 conv1"),
        ({"stride": 2}, "conv1 conv1"),
        ({"norm": False}, "None bn1"),
        ({"groups": 4}, "conv2 conv2"),
        ({"bias": False}, "conv2 conv2"),
        ({"dilation": 2}, "conv2 conv2"),  # of the same size and the same counts
        ({"shortcut": False}, "None add1"),
        ({"classes": 11}, "fc dense1"),
    ],
)
def test_the_first_place_is_named(make: Callable[..., Any], changed: dict[str, Any], named: str) -> None:
    check = symcnn.check_torch(make(**changed), symcnn.parse(TEXT), (3, 32, 32))
    assert not check.is_same
    assert _named(check) == named


def test_layers_without_weights_are_compared(make: Callable[..., Any], torch: Any) -> None:
    nn, net = torch.nn, symcnn.parse(TEXT)
    for other, named in (
        ({"act": nn.GELU}, "act relu1"),
        ({"pool": nn.AvgPool2d(2)}, "pool maxpool1"),
        ({"pool": nn.MaxPool2d(3, 2, 1)}, "pool maxpool1"),
    ):
        assert _named(symcnn.check_torch(make(**other), net, (3, 32, 32))) == named


@pytest.mark.parametrize(
    ("text", "parted", "shifted"),
    [
        (TEXT.replace("conv2: conv(3, 16, padding=1)", "conv2: conv(5, 16, padding=1)"), ["conv2 conv2"], 4),
        (TEXT.replace("conv1: conv(3, 16", "conv1: conv(3, 8"), ["conv1 conv1"], 3),
        (TEXT.replace("    gap", "    conv4: conv(1, 16)\n    gap").replace("gap;", "conv4: conv(1, 8); gap;"), 1, 2),
        (TEXT.replace("; relu\nmaxpool(2)", "\nmaxpool(2); relu"), ["act None", "None relu2"], 0),
        (TEXT.replace("conv2: conv(3, 16, padding=1); relu\n", ""), ["conv2 None", "act None"], 0),
    ],
)
def test_layers_that_only_get_other_sizes_do_not_part(
    make: Callable[..., Any], text: str, parted: list[str] | int, shifted: int
) -> None:
    """One change of a text is one place, whatever comes behind it."""
    check = symcnn.check_torch(make(), symcnn.parse(text), (3, 32, 32))
    named = [f"{model and model.name} {own and own.name}" for model, own in check.parted]
    assert (named if isinstance(parted, list) else len(named), len(check.shifted)) == (parted, shifted), str(check)


@pytest.mark.parametrize(("turns", "named"), [(4, "None repeat1/4/conv1"), (2, "body.2.0 None")])
def test_a_turn_more_or_less_is_the_last_one(torch: Any, turns: int, named: str) -> None:
    nn = torch.nn

    class Chain(nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            turns = [(nn.Conv2d(3, 3, 3, padding=1), nn.BatchNorm2d(3), nn.ReLU()) for _ in range(3)]
            self.body = nn.Sequential(*(nn.Sequential(*turn) for turn in turns))

        def forward(self, x: Any) -> Any:
            return self.body(x)

    text = f"input(8, 8, 3); repeat {turns} {{ conv(3, 3, padding=1); bn; relu }}"
    check = symcnn.check_torch(Chain(), symcnn.parse(text), (3, 8, 8))
    assert _named(check) == named
    assert len(check.parted) == 3


def test_what_a_constructor_raises_is_one_error(torch: Any) -> None:
    def leaves() -> Any:
        raise SystemExit(3)

    def wide(width: int = 8) -> Any:
        if width > 8:
            raise ValueError("too wide")
        return torch.nn.Conv2d(3, width, 3)

    with pytest.raises(ImportRefused, match=r"calling leaves\(\) failed: SystemExit: 3"):
        symcnn.from_torch(leaves)
    with pytest.raises(ImportRefused, match=r"calling wide\(width=16\) failed: ValueError: too wide"):
        symcnn.from_torch(wide, vary={"width": (8, 16, 24)})
    with pytest.raises(ImportRefused, match=r"calling wide\(height=8\) failed: TypeError"):
        symcnn.from_torch(wide, vary={"height": (8, 16, 24)})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # later versions of PyTorch are to lose it
        compiled = torch.jit.script(torch.nn.Sequential(torch.nn.ReLU()))
    with pytest.raises(ImportRefused, match="compiled; name the class"):
        symcnn.from_torch(compiled)
