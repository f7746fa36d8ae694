"""What is printed is read back: names are told apart, and a product can be read in one way only."""

# ruff: noqa: RUF001 - names that look alike are what this is about

from __future__ import annotations

import json
import re
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from read_back import LATEX, TEXT, value_of

import symcnn
from symcnn.algebra.domains.indexed import Indexed
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import evaluate_scalar
from symcnn.limits import DEFAULT
from symcnn.render.formula.apart import renamed_apart
from symcnn.render.formula.latex import show_name as latex_name
from symcnn.render.formula.latex import to_latex
from symcnn.render.formula.mathml import to_mathml
from symcnn.render.formula.notations import notation
from symcnn.render.formula.order import Arranger
from symcnn.render.formula.symbols import arranger_of, beside
from symcnn.render.formula.text import show_name as text_name
from symcnn.render.formula.text import to_text
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.formula import Formula

NASTY = [
    "K",
    "K1",
    "K_1",
    "K₁",
    "К",
    "lambda",
    "λ",
    "mu",
    "μ",
    "µ",
    "epsilon",
    "ϵ",
    "ε",
    "alpha",
    "α",
    "αn",
    "Α",
    "A",
    "W",
    "H",
    "WH",
    "HW",
    "n",
    "S",
    "i",
    "Sn",
    "Ω",
    "Omega",
    "Ω",
    "W_in",
    "W_alpha",
    "W_α",
    "Win",
    "x1y",
    "x_1y",
    "m",
    "a",
    "x",
    "max",
    "l",
    "o",
    "g",
    "log",
    "宽",
    "高",
    "宽高",
    "名1",
    "名_1",
    "kernel_size",
    "D",
    "D1",
    "D_1",
    "D2",
    "units",
    "params",
    "floor",
    "Sigma",
    "Σ",
    "e",
    "ex",
    "p",
]
FORMATS = ((to_text, text_name, TEXT), (to_latex, latex_name, LATEX))


def expression(random: Random, names: list[str], depth: int = 3) -> str:
    """An expression in the language, never below 1 where that is needed."""
    if not depth or random.random() < 0.2:
        return random.choice([*names, str(random.randint(1, 12))])
    one, other = (expression(random, names, depth - 1) for _ in range(2))
    return random.choice(
        [
            f"({one} + {other})",
            f"{one}*{other}",
            f"{one}*{other}",
            f"({one} - {other})",
            f"{one}/{random.choice([*names, '2', '3'])}",
            f"floor(({one})/{random.randint(2, 5)})",
            f"max({one}, {other})",
            f"(({one}) % {random.randint(2, 5)})",
            f"({random.choice([*names, '2'])})^({random.choice([*names, '2', '3'])} + {random.choice([*names, '1'])})",
            f"({random.choice(names)})^{random.choice(names)}*{other}",
            f"({one})^2",
        ]
    )


def shown_names(arranger: Arranger, names: Any, show: Any) -> dict[str, str]:
    """Each name as it is printed, and which it is."""
    printed = {show(arranger.names.get(name, name)): name for name in names}
    assert len(printed) == len(set(names)), f"{names} are shown as {sorted(printed)}"
    return printed


def check(
    formula: Formula, arranger: Arranger, names: list[str], numbers: dict[str, Fraction], right: Fraction
) -> None:
    arranged = arranger.arrange(formula)
    for write, show, script in FORMATS:
        printed = write(arranged)
        found = value_of(printed, shown_names(arranger, names, show), numbers, script)
        assert found == right, f"{printed} is {found} at {numbers}, right is {right}"


@pytest.mark.parametrize("seed", some_fast(range(120)))
def test_expressions_are_read_back_as_they_are(seed: int) -> None:
    random = Random(seed)
    names = random.sample(NASTY, 5)
    text = expression(random, names)
    written = parse_expression(text)
    numbers = {name: Fraction(random.randint(1, 4)) for name in names}
    scope: dict[str, Any] = {name: int(number) for name, number in numbers.items()}
    found = evaluate_scalar(written, scope, Exact(DEFAULT))
    assert isinstance(found, int | Fraction)
    right = Fraction(found)
    domain = Indexed(DEFAULT)
    value = evaluate_scalar(written, {name: domain.symbol(name) for name in names}, domain)
    arranger = Arranger(dict.fromkeys(names, ""))
    check(domain.written(value), arranger, names, numbers, right)
    check(domain.formed(value), arranger, names, numbers, right)
    check(written, arranger, names, numbers, right)


@pytest.mark.parametrize("seed", range(40))
def test_names_of_every_format_are_apart(seed: int) -> None:
    names = Random(seed).sample(NASTY, 9)
    arranger = Arranger(dict.fromkeys(names, ""))
    for show in (text_name, latex_name, lambda name: to_mathml(_named(name))):
        shown_names(arranger, names, show)


def _named(word: str) -> Formula:
    from symcnn.formula import name

    return name(word)


ZOO = (
    "lenet5", "alexnet", "vgg", "resnet_cifar", "unet", "mobilenet_v2", "densenet", "googlenet", "tcn", "fcn8s",
)  # fmt: skip


@pytest.mark.parametrize("network", [name for name in ZOO if name in symcnn.zoo()])
@pytest.mark.parametrize("symbols", ["textbook", "dumoulin", "pytorch", "lecun", "cs231n"])
def test_totals_of_published_networks_are_read_back(network: str, symbols: str) -> None:
    net = symcnn.load(network)
    derivation = net.derivation
    arranger = arranger_of(derivation, notation(symbols))
    names = list(dict.fromkeys([*derivation.roles, *beside([derivation])]))
    random = Random(network)
    numbers = {name: Fraction(random.choice([2, 4, 6, 8])) for name in names}
    for key in ("params", "macs"):
        value = derivation.domain.sum(derivation.terms(key))
        if not hasattr(value, "xreplace"):
            continue
        right = _at(value, numbers)
        check(derivation.domain.formed(value), arranger, names, numbers, right)


def _at(value: Any, numbers: dict[str, Fraction]) -> Fraction:
    found = value.xreplace({symbol: int(numbers[symbol.name]) for symbol in value.free_symbols})
    found = found.doit() if found.free_symbols or not found.is_number else found
    return Fraction(int(found.p), int(found.q))


def test_a_name_that_others_spell_keeps_them_apart() -> None:
    table = symcnn.parse("input(W, H, WH); dense(WH)").table(columns="params")
    assert "WH·(WH·W·H + 1)" in table


def test_what_follows_an_exponent_is_no_part_of_it() -> None:
    assert to_text(Arranger({}).arrange(parse_expression("S^i*n"))) in ("n·S^i", "nS^i", "S^i·n")
    assert to_text(parse_expression("S^i*n")) == "S^i·n"
    assert to_text(parse_expression("S^(i + 1)*(n + 1)")) == "S^(i + 1)·(n + 1)"
    assert to_text(parse_expression("S^2*n")) == "S²n"


def test_names_that_nothing_takes_for_each_other_stay_as_they_are() -> None:
    assert not renamed_apart(["W", "H", "K1", "K2", "lambda", "alpha", "W_in", "W_out", "kernel_size", "n", "i"])


@pytest.mark.parametrize(
    ("names", "texts"),
    [
        ("K1 K_1 K₁", "K1 K_1 K₁"),
        ("λ lambda", "λ lambda"),
        ("\N{MICRO SIGN} μ mu", "\N{MICRO SIGN} μ₂ mu"),
        ("K \N{CYRILLIC CAPITAL LETTER KA}", "K \N{CYRILLIC CAPITAL LETTER KA}₂"),
        ("W_C1 W_C_1", "W_C1 W_C_1"),
        ("mu μ mu_C1 μ_C1", "mu μ mu_C1 μ_C1"),
        ("mu_C1 \N{MICRO SIGN} μ μ_C1 mu", "mu_C1 \N{MICRO SIGN} μ₂ μ_2_C1 mu"),
        ("lambda' λ' lambda λ", "lambda′ λ′ lambda λ"),
        ("A \N{GREEK CAPITAL LETTER ALPHA} A_2", "A \N{GREEK CAPITAL LETTER ALPHA}₃ A₂"),
    ],
)
def test_how_names_are_told_apart(names: str, texts: str) -> None:
    apart = renamed_apart(names.split())
    assert [text_name(apart.get(name, name)) for name in names.split()] == texts.split()


NAMED_SIZES = [("mu", "μ"), ("K1", "K_1"), ("lambda", "λ"), ("K₁", "K1"), ("\N{MICRO SIGN}", "μ"), ("mu", "H")]
NAMED = "input({}, {}, D); a: conv(F, K, stride=S); b: conv(G, μ, stride=T); k1: conv(M, N, stride=U); c: conv(M, N)"


@pytest.mark.parametrize("axes", some_fast(NAMED_SIZES, 3))
@pytest.mark.parametrize("show", [text_name, latex_name, lambda name: to_mathml(_named(name))])
def test_a_named_size_is_shown_as_its_axis_is(axes: tuple[str, str], show: Any) -> None:
    derivation = symcnn.parse(NAMED.format(*axes)).derivation
    assert {definition.letter for definition in derivation.definitions} == set(axes)
    arranger = arranger_of(derivation)
    shown_names(arranger, derivation.roles, show)
    for definition in derivation.definitions:
        words = (definition.letter, definition.name)
        letter, size = (re.sub(r"</?m\w+>", "", show(arranger.names.get(word, word))) for word in words)
        assert size.startswith(letter.rstrip("}").replace("₂", "_2").replace("₁", "")), (letter, size)


@pytest.mark.parametrize("axes", some_fast(NAMED_SIZES, 3))
def test_a_paper_and_the_work_tell_named_sizes_apart(axes: tuple[str, str]) -> None:
    net = symcnn.parse(NAMED.format(*axes))
    definitions = re.findall(r"(?:where |, )\$([^$=]*) = ([^$]*)\$", net.paper("table"))
    left = [word for word, _ in definitions]
    assert len(left) == len(set(left))
    assert not any(re.fullmatch(r"\S+'?", right) for _, right in definitions), "one letter for another explains nothing"
    first, second = net.explain("a").splitlines()[1:3]
    assert first.split()[0] != second.split()[0]


def test_definitions_in_data_go_by_the_names_of_their_axes() -> None:
    page = json.loads(symcnn.parse(NAMED.format("mu", "μ")).table("json"))
    assert [*page["definitions"]][:2] == ["mu_b", "μ_b"]


@pytest.mark.parametrize(
    "text",
    [
        "assume K_1 == 6; input(K1, 2); pad(0)",
        "input(K1); layer_scale; narrow(max(1, 1 - K_1), 2)",
        "input(K1, 2); maxpool(max(1, 1 - K_1))",
    ],
)
def test_a_formula_by_itself_is_shown_as_on_the_page(text: str) -> None:
    """A name is told from what else stands on the page, in calls and assumptions as well."""
    net = symcnn.parse(text)
    assert "K₁" not in str(net.form("units"))
    assert "K1" in str(net.form("units"))
    assert str(net.form("units")) in net.table("text")
    assert r"\mathrm{K1}" in net.form("units").latex


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("input(2, K_1); repeat K_1 - 1 { conv(5, 2);; conv(K1) }; conv(1, K_1)", "2·K_1"),
        ("assume λ % 1 == 0; input(2, lambda); crop(1)", "lambda"),
    ],
)
def test_a_name_is_told_from_symbols_that_are_in_no_formula(text: str, units: str) -> None:
    net = symcnn.parse(text)
    assert str(net.form("units")) == units
    assert units in net.table("text")


def test_a_size_of_a_numbered_axis_has_number_and_layer_below() -> None:
    shown = to_mathml(_named("K1_pool1")), latex_name("K1_pool1")
    assert shown[0] == (
        '<math><msub><mi>K</mi><mrow><mn>1</mn><mo separator="true">,</mo><mi>pool1</mi></mrow></msub></math>'
    )
    assert shown[1] == r"K_{1,\mathrm{pool1}}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("max(W % 2^i for i in n) == 0", "max[i = 0…n − 1] (W mod 2^i) = 0"),
        ("sum(i*W for i in n) % 3 + 1", "(Σ[i = 0…n − 1] iW) mod 3 + 1"),
        ("2*sum(i for i in n) % 3 + 1", "(2Σ[i = 0…n − 1] i) mod 3 + 1"),
    ],
)
def test_a_remainder_stands_either_in_a_fold_or_behind_it(text: str, shown: str) -> None:
    assert to_text(parse_expression(text)) == shown
    assert r" \bmod " in to_latex(parse_expression(text))
