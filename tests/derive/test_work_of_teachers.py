"""The work shown as a teacher writes it: letters of what enters, groups of maps, no step twice, plain rules first."""

from __future__ import annotations

import re

import pytest

import symcnn

EXACT = "input(W,H,D); assume exact; CONV: conv(F,K,stride=S,padding=P); POOL: maxpool(F,stride=S); FC: dense(N)"


def test_what_enters_a_layer_has_its_own_letter() -> None:
    lines = symcnn.load("lenet5").explain("C3").splitlines()
    assert "  W′ = W_S2 − F + 1 = (⌊W/2⌋ − 2) − 5 + 1 = 14 − 5 + 1 = 10" in lines
    assert "  W′ = W − F + 1 = W − 5 + 1 = 32 − 5 + 1 = 28" in symcnn.load("lenet5").explain("C1").splitlines()


def test_a_notation_has_a_letter_for_it_too() -> None:
    assert "o_1_S2 − k + 1" in symcnn.load("lenet5").explain("C3", notation="dumoulin")


def test_a_long_label_is_no_index() -> None:
    net = symcnn.parse("input(W, D); a_label_that_goes_on_and_on: conv(3, 8); C2: conv(5, 8)")
    assert "W′ = W₀ − F + 1" in net.explain("C2")


def test_partial_connections_are_counted_by_groups_of_maps() -> None:
    work = symcnn.load("lenet5").explain("C3")
    assert "T = 6·3 + 6·4 + 3·4 + 6 = 60" in work
    assert "parameters = F²T + K = 6(3·25 + 1) + 6(4·25 + 1) + 3(4·25 + 1) + (6·25 + 1) = 1,516" in work


@pytest.mark.parametrize("table", ["[[0], [1], [0, 1]]", "[[0, 1], [0, 1], [2, 3]]"])
@pytest.mark.parametrize("bias", ["true", "false"])
def test_groups_of_maps_count_what_enumeration_counts(table: str, bias: str) -> None:
    net = symcnn.parse(f"input(9, 9, 4); C: conv(3, 3, table={table}, bias={bias})")
    rows = [list(map(int, row.split(","))) for row in table.strip("[]").split("], [")]
    weights = sum(1 for row in rows for _map in row for _place in range(9)) + 3 * (bias == "true")
    assert net.params == weights
    line = next(line for line in net.explain("C").splitlines() if line.startswith("  parameters"))
    grouped = re.sub(r"(?<=\d)\(", "*(", line.split(" = ")[-2].replace("·", "*"))
    assert eval(grouped) == weights  # noqa: S307 - our own sum


def test_no_step_stands_twice() -> None:
    for line in symcnn.parse(EXACT).explain().splitlines():
        steps = line.split(" = ")
        assert len(set(steps)) == len(steps), line


def test_named_sizes_are_explained_where_they_stand() -> None:
    work = symcnn.parse(EXACT).explain("POOL")
    assert work.endswith("where\n  W_CONV = (W − F + 2P)/S + 1\n\nlikewise H_CONV with H in place of W")
    assert r"where $W_{\mathrm{CONV}} = (W - F + 2 P)/S + 1$" in symcnn.parse(EXACT).paper("work")
    assert "where" not in symcnn.load("lenet5").explain("C3")


def test_a_division_is_asked_for_in_one_form() -> None:
    asked = [str(condition) for condition in symcnn.parse(EXACT).conditions]
    assert sum("POOL: nothing may be left over" in condition for condition in asked) == 2
    assert not [condition for condition in asked if "S²" in condition]


def test_what_is_assumed_of_divisions_is_a_sentence() -> None:
    page = symcnn.parse(EXACT).paper("conditions")
    assert "take for granted that no division leaves a remainder." in page


def test_a_sheet_leads_with_the_plain_rule() -> None:
    lines = symcnn.sheet("conv").splitlines()
    assert lines.index("    W′ = ⌊(W − F + 2P)/S⌋ + 1") < lines.index(
        "    W′ = ⌊(W − L(F − 1) − 1 + 2P)/S⌋ + 1  (with dilation)"
    )
    for line in ("parameters = K(F²D + 1)", "parameters = K(F²D/G + 1)  (with groups)"):
        assert f"    {line}" in lines
    assert "    parameters = F²DK  (with bias=false)" in lines
    assert next(line for line in lines if line.startswith("    y[")).endswith(
        "w[u, v, c, k]·x[Si + u − P, Sj + v − P, c]"
    )
