"""What a layer asks of sizes that were rounded before it holds from the start: formulas of U-Nets have no floors."""

from __future__ import annotations

from math import prod

import pytest

import symcnn

UP = {
    "upsample": "upsample({0})",
    "conv_transpose": "conv_transpose({0}, {1}*C, stride={0})",
}


def u_net(levels: list[int], up: str) -> str:
    """A U-Net that gets smaller by some factors, its skips taken back in order."""
    down = "".join(f"e{n}: conv(3, {n + 1}*C, padding=1); maxpool({factor}); " for n, factor in enumerate(levels))
    back = "".join(
        f"{UP[up].format(factor, n + 1)}; concat {{ {{ from e{n} {{}} }} {{}} }}; conv(3, {n + 1}*C, padding=1); "
        for n, factor in reversed([*enumerate(levels)])
    )
    return f"network N(W, H, C) {{ input(W, H, 3); {down}conv(3, 9*C, padding=1); {back}conv(1, 2) }}"


@pytest.mark.parametrize("up", UP)
@pytest.mark.parametrize("levels", [[2], [2, 2], [2, 3], [3, 2, 2]], ids=str)
def test_a_u_net_has_no_floors(levels: list[int], up: str) -> None:
    net, step = symcnn.parse(u_net(levels, up)), prod(levels)
    assert "⌊" not in net.table()
    asked = zip(net.conditions, "WH", strict=True)
    assert all(str(condition).startswith(f"{size} ≡ 0 (mod {step})") for condition, size in asked)
    for width in range(1, 3 * step + 1):
        values = {"W": width, "H": step, "C": 2}
        try:
            right = net.numbers(**values)
            right.params  # noqa: B018 - derives it
        except symcnn.SymcnnError:
            assert width % step
            continue
        assert width % step == 0
        for formula, number in zip(
            (net.macs, net.params, *net.output[:2]), (right.macs, right.params, *right.output[:2]), strict=True
        ):
            assert formula.subs({symbol: values[symbol.name] for symbol in formula.free_symbols}) == number


def test_levels_in_symbols_have_none_either() -> None:
    text = """network N(W, C, n, B) { input(W, W, 3)
      down: repeat n as i { left: conv(3, C*2^i, padding=1); relu; maxpool(2) }
      conv(3, C*2^n, padding=1)
      repeat n as i { conv_transpose(2, C*2^(n - 1 - i), stride=2); concat { { from down[n - 1 - i].left {} } {} }
        conv(3, C*2^(n - 1 - i), padding=1) }
      conv(1, B) }"""
    net = symcnn.parse(text)
    assert "MACs         CW²(49Cn/2 + B + 27)" in net.table()
    assert any(str(condition).startswith("W ≡ 0 (mod 2^n)") for condition in net.conditions)


def test_what_divides_a_rounded_size_changes_nothing() -> None:
    net = symcnn.parse("network N(W) { input(W, W, 3); conv(3, 8, stride=4, padding=1); pixel_unshuffle(2) }")
    assert "⌈W/4⌉" in net.table()
