"""Parts that are named once: read back from the page they give what is derived in numbers; letters are distinct."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from compiled_runs import by_derivation, drawn_points
from fast_rows import some_fast
from random_networks import Author
from read_back import value_of

import symcnn
from symcnn.algebra.forms.operation_count import operations
from symcnn.analysis.part_letters import naming
from symcnn.errors import NotFound, SymcnnError
from symcnn.formula import name
from symcnn.render.content.network_table import make_page
from symcnn.render.formula.shared_parts import LEAST_SAVED, named_parts
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.support.names import look
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from symcnn.render.content.network_page import NetworkPage
    from symcnn.support.scalar import Number

ZOO = ["lenet5", "unet", "mobilenet_v2", "vgg16", "resnet_cifar", "mobilenet_v3_small_alpha"]
TOTALS = "units", "params", "macs"


def lettered(net: symcnn.Network, where: str) -> NetworkPage:
    """The page of a network with letters for parts."""
    return make_page(net.derivation).with_parts(naming(where, [net.derivation], arranger_of(net.derivation)))


def agree(net: symcnn.Network, where: str, points: Sequence[Mapping[str, Number]]) -> int:
    """Hold the totals of a page at some points against derivation in numbers; how many points there were."""
    page = lettered(net, where)
    known = {to_text(word): to_text(value) for word, value in page.definitions}
    names = {**{to_text(name(symbol)): symbol for symbol in net.symbols}, **{one: one for one in known}}
    at = {column.key: to_text(total) for column, total in zip(page.columns, page.totals, strict=True)}
    legal = 0
    for point, expected in zip(points, by_derivation(net, ",".join(TOTALS), points), strict=True):
        if expected is None:
            continue
        numbers = {symbol: Fraction(value) for symbol, value in point.items()}
        pending = dict(known)
        while pending:  # in whatever order they stand
            ready = [one for one in pending if not any(held(other, pending[one], names) for other in pending)]
            assert ready, "names stand in one another in a circle"
            for word in ready:
                numbers[word] = value_of(pending.pop(word), names, numbers)
        assert tuple(value_of(at[key], names, numbers) for key in TOTALS) == expected, (point, where)
        legal += 1
    return legal


def held(word: str, text: str, names: dict[str, str]) -> bool:
    """Whether a printed name stands in a formula; of two that fit the longer one does."""
    longer = [other for other in names if word in other and other != word]
    for other in longer:
        text = text.replace(other, "")
    return word in text


@pytest.mark.parametrize("where", LEAST_SAVED)
@pytest.mark.parametrize("network", some_fast(ZOO))
def test_totals_of_the_zoo_read_back_from_the_page(network: str, where: str) -> None:
    net = symcnn.load(network)
    assert agree(net, where, drawn_points(net, list(net.symbols), 6, seed=5))


HEAD = "network N(W = 60, H = 50, D = 2, F = 3, S = 2, P = 1, K = 4, M = 5, n = 2)"
BODIES = (
    "input(W, H, D); conv(F, K, stride=S, padding=P); conv(F, K, stride=S, padding=P); dense(M)",
    "input(W, H, D); add { { conv(F, K, S, P) } { conv(F, K, S, P); conv(1, K) } }; maxpool(2); conv(F, 2*K, S, P)",
    "input(W, H, D); concat { { conv(F, K, S, P) } { conv(F, M, S, P) } }; repeat n { conv(3, K + M, padding=1) }",
    "input(W, W, D); conv(F, K*M + 1, S, P); conv(3, K*M + 1); conv(3, K*M + 1); gap; dense(M)",
    "input(W, H, D); maxpool(3, ceil_mode=true); conv(F, max(K, M)); conv(F, max(K, M)); dense(max(K, M))",
)


@pytest.mark.parametrize("body", BODIES)
def test_totals_in_symbols_read_back_from_the_page(body: str) -> None:
    net = symcnn.parse(f"{HEAD} {{ {body} }}")
    assert agree(net, "all", drawn_points(net, list(net.symbols), 40, seed=3))


@pytest.mark.parametrize("first", some_fast([0, 10, 20], 3))
def test_totals_of_random_networks_read_back_from_the_page(first: int) -> None:
    found = 0
    for seed in range(first, first + 10):
        drawn = Author(seed, share_of_symbols=0.6).network()
        try:
            net = symcnn.parse(drawn.text)
            has_units = None not in net.derivation.stated("units")
        except SymcnnError:
            continue
        if has_units and not any([*total.folds()] for total in make_page(net.derivation).totals):
            found += agree(net, "all", [drawn.values])
    assert found > 1  # so that it holds something


def test_a_letter_stands_before_sums() -> None:
    texts = ["(C + D + 1)*(W + F + 1)*(H + F + 1)", "2*(W + F + 1)*(H + F + 1)"]
    named = named_parts(list(map(parse_expression, texts)), "all", operations, sizes=["W", "H"])
    assert [factor.op for factor in named.formulas[0].args] == ["name", "sum"]


@pytest.mark.parametrize("network", some_fast([*ZOO, "efficientnet"]))
def test_letters_look_like_nothing_else_on_the_page(network: str) -> None:
    net = symcnn.load(network)
    page = lettered(net, "all")
    looks = [look(str(word.value)) for word, _ in page.definitions]
    assert len(set(looks)) == len(looks)
    assert not {one.stem for one in looks if one.below.isdigit()} & {look(word).stem for word in net.symbols}


def test_mobilenet_has_eight_widths() -> None:
    page = json.loads(symcnn.load("mobilenet_v2").table("json", where="often"))
    assert [word for word, value in page["definitions"].items() if "alpha" in value] == [f"c_{n}" for n in range(1, 9)]
    assert "alpha" not in page["totals"]["params"]
    assert page == json.loads(symcnn.load("mobilenet_v2").table("json", where="often"))


def test_nothing_is_named_where_nothing_is_wanted() -> None:
    net = symcnn.load("mobilenet_v2")
    assert "where" not in net.table(where="none")
    assert net.table() == net.table(where="often") != net.table(where="none")
    assert net.table("json") == net.table("json", where="none") != net.table("json", where="often")


@pytest.mark.parametrize(
    ("layers", "named"),
    [
        ("conv(F, K, stride=S, padding=P)", []),  # what comes thrice is read as it stands
        ("conv(3, K, stride=2, padding=1); repeat 4 as i { conv(3, (i + 2)*K, padding=1) }", ["⌈W/2⌉⌈H/2⌉"]),
        ("repeat 9 as i { conv(3, (i + 1)*ceil(C/4), padding=1) }", ["⌈C/4⌉"]),
        (
            "conv(3, K, stride=2, padding=1); repeat 2 { conv(3, K, stride=2, padding=1); conv(3, K, padding=1) }",
            ["⌈W/2⌉⌈H/2⌉", "⌈W/4⌉⌈H/4⌉", "⌈W/8⌉⌈H/8⌉"],  # together they save enough, and like parts are named alike
        ),
        ("dense(C*K + 7); " * 9, []),  # no size and nothing rounded
        ("conv(3, C*K, padding=1); " * 9, []),
    ],
)
def test_an_author_names_areas_and_rounded_widths(layers: str, named: list[str]) -> None:
    page = symcnn.parse(f"input(W, H, D); {layers.rstrip('; ')}").table()
    _, _, below = page.partition("\nwhere\n")
    defined = below.partition("\n\n")[0].splitlines()
    assert [line.partition(" = ")[2] for line in defined] == named


def test_the_second_axis_is_said_once() -> None:
    lines = symcnn.load("lenet5").table(where="all").splitlines()
    assert [line for line in lines if line.startswith("likewise")] == ["likewise h₁, h₂ with H in place of W"]


@pytest.mark.parametrize(
    ("format_", "shown"),
    [
        ("text", "c₈ = max"),
        ("markdown", "$c_{8} = "),
        ("html", "<msub><mi>c</mi><mn>8</mn></msub>"),
        ("latex", "c_{8}"),
        ("json", '"c_8": "max'),
        ("csv", "where,c_8,"),
    ],
)
def test_every_format_explains_the_letters(format_: str, shown: str) -> None:
    assert shown in symcnn.load("mobilenet_v2").table(format_, where="often")


def test_another_word_is_refused() -> None:
    with pytest.raises(NotFound, match='there is no way of naming "offen"'):
        symcnn.load("lenet5").table(where="offen")


ALIKE = symcnn.parse("input(W, H, 3); conv(3, 8, stride=2); add { {} { conv(3, 8, padding=1) } }; conv(3, 8, stride=2)")
PAGES = {
    "derive": lambda net, **said: net.table(where="all", **said),
    "explain": lambda net, **said: net.explain(where="all", **said),
    "memory": lambda net, **said: net.memory().render(where="all", **said),
}


@pytest.mark.parametrize("verb", PAGES)
def test_what_goes_alike_along_the_second_axis_is_said_once(verb: str) -> None:
    text = str(PAGES[verb](ALIKE))
    assert "likewise h₁, h₂ with H in place of W" in text
    assert "w₁ = " in text
    assert "h₁ = " not in text.partition("where\n")[2]
    assert "同样有 h₁, h₂" in str(PAGES[verb](ALIKE, language="zh"))
    assert '"h_1": "' in str(PAGES[verb](ALIKE, format="json")) or verb == "explain"  # data stays in full


@pytest.mark.parametrize("part", ["table", "formulas", "work"])
def test_a_paper_says_once_what_goes_alike(part: str) -> None:
    text = " ".join(ALIKE.paper(part, where="all", width="twocolumn").split())
    assert "$w_{1} = " in text
    assert "$h_{1} = " not in text
    assert "likewise $h_{1}$, $h_{2}$ with $H$ in place of $W$" in text
    assert "同样有 $h_{1}$, $h_{2}$" in ALIKE.paper(part, where="all", language="zh")


def test_axes_that_do_not_go_alike_are_said_each() -> None:
    net = symcnn.parse("input(W, H, 3); conv((3, 5), 8, stride=2); conv((3, 5), 8, stride=2)")
    assert "likewise" not in str(net.explain(where="all"))


def test_widths_with_a_greatest_value_get_letters_where_they_are_often_met() -> None:
    depths = [parse_expression(f"{n}*min(512, C)") for n in range(2, 50)]
    named = named_parts(depths, "often", operations, sizes=["W", "H"])
    assert [(to_text(word), to_text(value)) for word, value in named.definitions] == [("c", "min(512, C)")]
    assert not named_parts(depths[:30], "often", operations, sizes=["W", "H"]).definitions


def test_forms_of_totals_keep_the_parts_that_the_rows_name() -> None:
    encoder = "c1: conv(3, K); c2: conv(3, K); p: maxpool(2); c3: conv(3, 2*K); c4: conv(3, 2*K)"
    net = symcnn.parse(f"input(W, H, D); {encoder}; u: upsample(2); c5: conv(3, K); c6: conv(1, M)")
    by_powers, shortest, expanded = (str(net.table(form=form)) for form in ("by K", "shortest", "expanded"))
    assert "MACs         9K²(A₂ + 2A₃ + 4A₄ + 8A₅) + K(9DA₁ + 4MA₅)" in by_powers
    assert "A₅ = (⌊W/2⌋ − 7)(⌊H/2⌋ − 7)" in by_powers
    assert "units        4A₃(K + M) + K((W − 4)(H − 4) + (W − 2)(H − 2) + " in shortest
    assert "9K²WH" in expanded


def test_areas_come_in_the_order_of_the_layers_whatever_their_depths_are_divided_by() -> None:
    lines = str(symcnn.load("mobilenet_v2").table()).splitlines()
    total = next(line for line in lines[lines.index("total") :] if line[2:6] == "MACs")
    assert [found.group(1) for found in re.finditer("A([₁₂₃₄₅])[(]", total)] == ["₁", "₂", "₃", "₄", "₅"]


def test_totals_add_up_the_parts_that_the_rows_name() -> None:
    net = symcnn.load("lenet5")
    text = str(net.table(where="often"))
    assert "units        6(A₁ + A₂) + 16(A₃ + A₄) + 120A₅ + M + 84" in text
    assert "MACs         150DA₁ + 1,500A₃ + 58,080A₅ + 84M" in text
    assert len(re.findall(r"^  A. = ", text, re.MULTILINE)) == 5


@pytest.mark.parametrize("where", ["often", "all"])
def test_letters_that_only_another_form_of_a_total_had_are_not_explained(where: str) -> None:
    text = str(symcnn.load("lenet5").table(where=where))
    letters = re.findall(r"^  (\S+) = ", text.partition("where\n")[2], re.MULTILINE)
    assert len(letters) >= 5
    assert not [letter for letter in letters if text.count(letter) < 2]
