"""Notations: symbols by their part, no two alike, the author's own kept; and those that an author writes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import symcnn
from symcnn.analysis.reader import read_notation
from symcnn.errors import NameMistake, NotFound
from symcnn.formula import name, product, total
from symcnn.model.library import prelude
from symcnn.render.formula.notations import NOTATIONS, notation
from symcnn.render.formula.order import TEXTBOOK, Arranger, distinct
from symcnn.render.formula.symbols import names_of, words_of
from symcnn.render.formula.text import to_text
from symcnn.render.printers.registry import FORMATS
from symcnn.syntax import tree
from symcnn.syntax.parser import parse, parse_expression

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from symcnn.analysis.answer import Reportable

CONV = "input(W, H, D); C1: conv(F, K, stride=S, padding=P)"
SHOWN = {
    "textbook": ("⌊(W − F + 2P)/S⌋ + 1", "K(F²D + 1)"),
    "cs231n": ("⌊(W₁ − F + 2P)/S⌋ + 1", "(F²D₁ + 1)K"),
    "dumoulin": ("⌊(i₁ + 2p − k)/s⌋ + 1", "n(k²m + 1)"),
    "pytorch": ("⌊(W_in + 2·padding − kernel_size)/stride⌋ + 1", "out_channels·(kernel_size²·C_in + 1)"),
    "lecun": ("⌊(n₂ − l + 2p)/s⌋ + 1", "m₁(l²n₁ + 1)"),
}


@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row.name)
def test_a_convolution(row: object) -> None:
    found = getattr(row, "name")  # noqa: B009
    size, params = SHOWN[found]
    page = symcnn.parse(CONV).table(notation=found)
    assert f"({size}) × " in page
    assert re.search(rf"parameters +{re.escape(params)}\n", page)


@pytest.mark.parametrize("text", [CONV, "input(W, D); conv(F, K); conv(F_2, K_2); dense(N)", "input(k, i); conv(d, k)"])
@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row.name)
def test_no_two_symbols_become_one(text: str, row: object) -> None:
    derivation = symcnn.parse(text).derivation
    names = names_of([derivation], row)  # type: ignore[arg-type]
    shown = [names.get(word, word) for word in derivation.roles]
    assert len(set(shown)) == len(shown)


def test_a_symbol_of_the_author_stays() -> None:
    page = symcnn.parse("input(W, W, C); conv(F, beta); dense(M)").table(notation="dumoulin")
    assert re.search(r"k²Cβ|Cβk²", page)
    assert "i×i×C" in page.replace(" ", "")
    assert "i₁" not in page


def test_letters_of_other_notations_are_known() -> None:
    page = symcnn.parse("input(i, D); conv(k, C_out, stride=s, padding=p)").table(notation="cs231n")
    assert "⌊(W₁ − F + 2P)/S⌋ + 1" in page


def test_a_named_size_is_that_of_the_output() -> None:
    net = symcnn.parse(f"{CONV}; C2: conv(F_2, K_2, stride=S_2, padding=P_2); C3: conv(3, 4, stride=S)")
    page = net.table(notation="dumoulin")
    assert "o_1_C1 = ⌊(i₁ + 2p − k)/s⌋ + 1" in page
    assert "W" not in page


@pytest.mark.slow
@pytest.mark.parametrize("row", NOTATIONS, ids=lambda row: row.name)
@pytest.mark.parametrize("axes", [1, 2, 3])
def test_every_sheet_in_every_notation(row: object, axes: int) -> None:
    found = getattr(row, "name")  # noqa: B009
    for format_ in ("text", "html", "csv"):
        assert symcnn.sheet(axes=axes, notation=found, format=format_)


def test_an_index_makes_room() -> None:
    sheet = symcnn.sheet("conv", axes=1, notation="dumoulin")
    assert re.search(r"y\[q, r\] = b\[r\] \+ Σ\[u = 0…k − 1, c", sheet)
    assert "conv(kernel_size k, filters n, stride s = 1" in sheet


def test_the_rule_and_the_network_are_renamed_apart() -> None:
    work = symcnn.parse("input(W, W, D); C1: conv(3, F)").explain(notation="dumoulin")
    assert "m′ = n = F" in work


def test_an_answer_in_a_notation() -> None:
    net = symcnn.parse("input(W, W, D); C: conv(F, K, padding=P)")
    found = symcnn.solve(net, "C.W == W", "P")
    assert found.render(notation="dumoulin") == "p = (k − 1)/2 if k ≡ 1 (mod 2)"
    assert str(found) == "P = (F − 1)/2 if F ≡ 1 (mod 2)"
    data = json.loads(found.render("json", notation="dumoulin"))
    assert (data["unknown"], data["pieces"]) == ("p", [["p == (k - 1)/2", "k % 2 == 1"]])
    chosen = symcnn.solve(net, "C.W == W", "F,P", bounds={"F": (3, 3)})
    assert chosen.render(notation="pytorch") == "kernel_size = 3: padding = 1"


def test_a_congruence_names_its_divisor_once() -> None:
    net = symcnn.parse("input(W, 1); pad(P, padding_end=0)")
    found = symcnn.solve(net, "output.W % (2*F) == 1 and F >= 2", "P")
    assert str(found).startswith("P ≥ 0 and P ≡ 1 − W (mod 2F) if F ≥ 2")
    assert r"P \equiv 1 - W \pmod{2 F}" in found.render("latex")
    assert json.loads(found.render("json"))["pieces"][0][1] == "P % (2*F) == (1 - W) % (2*F)"


LAB = "notation lab { W = n; D = c; F = f; K = k; factors = K*F*D }; "
ANSWERS: dict[str, tuple[Callable[[symcnn.Network], Reportable], str]] = {
    "sizes": (lambda net: symcnn.sizes(net)[0], "f ≤ n ≤ 40"),
    "solve": (lambda net: symcnn.solve(net, "C.params >= 100", "K"), "k ≥ ⌊99/(f²c + 1)⌋ + 1"),
    "compare": (
        lambda net: symcnn.compare(net, symcnn.parse("input(W, W, D); conv(1, K)")),
        "first: k(f²c + 1)\n  second: k(c + 1)\n  difference: kc(f² − 1)",
    ),
    "memory": (lambda net: net.memory(), "weights: kb(f²c + 1)"),
    "reconcile": (lambda net: net.reconcile("fvcore"), "fvcore  kf²c(n − f + 1)²  "),
    "count": (lambda net: net.count("fvcore"), "fvcore  kf²c(n − f + 1)²  "),
    "leading": (lambda net: symcnn.leading(net, "W"), "leading terms as n grows\n  units: kn², grows as n²"),
}


@pytest.mark.parametrize("verb", ANSWERS)
def test_answers_in_a_notation_that_the_text_holds(verb: str) -> None:
    net = symcnn.parse(f"{LAB}assume W <= 40; input(W, W, D); C: conv(F, K)")
    ask, said = ANSWERS[verb]
    found = ask(net)
    assert said in found.render(notation="lab")
    for format_ in FORMATS:
        shown, plain = found.render(format_, notation="lab"), found.render(format_)
        assert shown != plain
        assert not re.search(r"\b[WDFK]\b", shown), shown
    assert found.render(notation="textbook") == found.render()


def test_a_symbol_of_an_answer_keeps_its_name() -> None:
    net = symcnn.parse("notation own { K = b }; input(W, W, D); conv(1, K)")
    assert net.memory().render(notation="own").splitlines()[1].startswith("  weights: b₂b(D + 1)")


def test_two_networks_share_their_symbols() -> None:
    first, second = symcnn.parse("input(W, D); conv(F, K)"), symcnn.parse("input(T, W); conv(F, D)")
    assert symcnn.compare(first, second).render(notation="dumoulin").splitlines()[1:3] == [
        "  first: n(km + 1)",
        "  second: m(ki + 1)",
    ]


def test_an_unknown_notation_is_named() -> None:
    with pytest.raises(NotFound, match='did you mean "dumoulin"'):
        notation("dumulin")


# -- an author's own


OWN = "notation lab { X = x; X' = y; F = f_1; K = kappa; M = classes; factors = F*K*D; terms = P + F }"


def test_a_notation_in_the_text_of_a_network() -> None:
    net = symcnn.parse(f"{OWN}\n{CONV}; dense(M)")
    page = net.table(notation="lab")
    assert "⌊(2P − f₁ + x₁)/S⌋ + 1" in page
    assert "classes" in page
    assert "κ(f₁²D + 1)" in page
    assert r"\kappa" in net.table("latex", notation="lab")


def test_a_notation_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "own.cnn").write_text(OWN, "utf-8")
    (tmp_path / "none.cnn").write_text("input(W, D); relu", "utf-8")
    net = symcnn.parse(CONV)
    assert "x₁×x₂×D" in net.table(notation=str(tmp_path / "own.cnn"))
    with pytest.raises(NotFound, match="holds no notation"):
        net.table(notation=str(tmp_path / "none.cnn"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("F = k; K = k", "stands for F already"),
        ("F = k; F = l", "has a symbol already"),
        ("F = 2*k", "a symbol is a name"),
        ('F = "k"', "a symbol is a name"),
        ("terms = W*P", "is a sum of letters"),
        ("factors = 3", "is a product of letters"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_notation_has_its_place(text: str, said: str) -> None:
    with pytest.raises(NameMistake, match=said) as mistake:
        read_notation(parse(f"notation own {{ {text} }}").notations[0])
    assert mistake.value.line == 1


@given(st.lists(st.tuples(st.text("abk", min_size=1, max_size=2), st.text("kl_", min_size=1, max_size=2)), max_size=6))
def test_new_names_are_distinct(pairs: list[tuple[str, str]]) -> None:
    kept = {"k", "l"}
    found = distinct(dict(pairs).items(), kept)
    assert len(set(found.values()) | kept) == len(found) + len(kept)


def test_renaming_swaps_names_at_once() -> None:
    formula = total([name("F"), product([name("K"), name("F")])])
    assert to_text(Arranger({}, TEXTBOOK, {"F": "K", "K": "F"}).arrange(formula)) == "KF + K"


@pytest.mark.parametrize(
    "definition", [layer for layer in prelude().values() if isinstance(layer, tree.LayerDefinition)]
)
def test_words_of_a_formula_are_its_names(definition: tree.LayerDefinition) -> None:
    for rule in definition.rules:
        assert {str(node.value) for node in rule.formula.names()} <= set(words_of([rule.formula]))


def test_an_order_that_a_notation_changes() -> None:
    formula = parse_expression("(F^2*D + 1)*K")
    assert to_text(Arranger({}).arrange(formula)) == "K(F²D + 1)"
    assert to_text(Arranger({}, notation("cs231n")).arrange(formula)) == "(F²D + 1)K"


def test_numbered_symbols_stand_in_the_order_of_their_numbers() -> None:
    roles = {"w": "W", "h": "H", "c1": "D", "c2": "K", "c10": "D"}
    assert (
        to_text(Arranger(roles).arrange(parse_expression("w*h*(c2 + c10 + c1) + c10*c2")))
        == "wh(c₁ + c₂ + c₁₀) + c₂c₁₀"
    )
