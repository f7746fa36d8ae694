"""Every phrase of a page is said in every language; what a language lacks is told, and said in English."""

# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from fast_rows import some_fast
from hypothesis import given
from hypothesis import strategies as st

import symcnn
from symcnn.analysis import reader
from symcnn.derive.conventions import CONVENTIONS
from symcnn.derive.quantities import BY_KEY
from symcnn.derive.receptive_field import SEEN
from symcnn.derive.sheet import make_sheet
from symcnn.derive.work_shown import show_totals, show_work
from symcnn.errors import NotFound
from symcnn.formula import name
from symcnn.model.library import prelude
from symcnn.model.shipped import shipped_program, zoo_networks
from symcnn.network.catalogue import Listing
from symcnn.render.content.cheat_sheet import SheetPage, presented_sheet
from symcnn.render.content.derivation_steps import Working, WorkPage
from symcnn.render.content.network_table import make_page
from symcnn.render.content.report_page import ReportPage
from symcnn.render.content.table_columns import table_options
from symcnn.render.content.voice import Presentation
from symcnn.render.formula.latex import to_latex
from symcnn.render.formula.text import to_source, to_text
from symcnn.render.languages import zh
from symcnn.render.languages.phrases import phrase
from symcnn.render.languages.translate import LANGUAGES, Phrasebook, words
from symcnn.render.paper.paper import PARTS
from symcnn.render.paper.thing_names import AXES, KINDS, MEANINGS, RELATIONS
from symcnn.render.paper.wording import in_words
from symcnn.render.printers.registry import FORMATS, renderer
from symcnn.support.message import Message
from symcnn.syntax.parser import parse_expression

if TYPE_CHECKING:
    from symcnn.analysis.answer import Reportable
    from symcnn.syntax import tree

OTHERS = [language for language in LANGUAGES if language != "en"]
CHINESE = re.compile("[\N{IDEOGRAPHIC FULL STOP}\N{CJK UNIFIED IDEOGRAPH-4E00}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]")
FILL = re.compile(r"\{\d?\}")

NO_SYMBOLS = {
    "absolute", "affine", "align corners", "approximate", "axis", "bias", "block first", "branches", "ceil mode",
    "count include pad", "each map", "hard", "positions", "renorm", "shared", "shared bias", "table", "tracked",
    "trained",
}  # fmt: skip
"""Arguments that are no numbers, so that no symbol stands for them."""
CONDITIONS = [
    *("W >= 5", "W <= 5", "W > 5", "W < 5", "W == 5", "W != 5", "W % 4 == 0", "W % 4 != 0", "W % 4 == 1"),
    *("W % 4 != 1", "W % 1 == 0", "W % 1 != 0", "W >= 5 and H >= 5 or W == H"),
]
OWN = """
assume W % 4 == 0
layer mine(gap_width g = 1) { X' = X\n D' = D }
input(W, H, T, D); a: conv(3, D, padding=1, dilation=d, groups=g); mine; repeat n { conv(3, D, padding=1) }; use a
add { { relu } { conv(3, D, padding=1) } }; conv(Q - 1, 4); aux: head { gap; dense(M) }; maxpool(2, ceil_mode=true)
mine(g=E)
"""
PAGES = ["LeNet5", "ResNet_CIFAR", "DenseNet_BC", "UNet", "GoogLeNet", "ViT", "SpatialTransformer"]
SNIPPETS = [
    "input(W, W, 3); C: conv(3, 8); maxpool(2); add { { conv(F, 8, padding=P) } { conv(1, 8) } }; relu; bn; dense(M)",
    "input(W, W, D); repeat n { conv(3, D, padding=1) }; aux: head { gap; dense(M) }; conv(3, 8, stride=S - Q)",
    "assume W % 4 == 0; input(W, D); a: conv(3, D, padding=1); use a; maxpool(2); add { { relu } { conv(3, D) } }"
    .replace("conv(3, D) }", "conv(3, D, padding=1) }"),
    "layer own { X' = X\n D' = D\n params = 0\n depth = 0 }\ninput(W, D); own; conv(3, K/2 + 1)",
]  # fmt: skip
EQUATIONS = [
    ("input(W, W, D); C: conv(F, K, padding=P)", "C.W == W", "P"),
    ("input(W, W, 3); C: conv(3, 8); maxpool(2)", "C.W <= 40", "W"),
    ("input(W, W, 3); C: conv(3, 8); maxpool(2)", "C.W == 1/2", "W"),
    ("input(W, W, 3); C: conv(3, 8)", "C.W % 2 == 0", "W"),
    ("input(W, W, 3); C: conv(3, K)", "params <= 1000 and K % 3 == 1", "K"),
    ("input(W, W, 3); C: conv(3, K)", "params^2 == 2*K", "K"),
    ("input(W, W, 3); C: conv(3, K)", "params == -5", "K"),
]


def reports() -> list[Reportable]:
    def parse(text: str) -> symcnn.Network:
        return symcnn.parse(text)

    net = parse(SNIPPETS[0])
    pair = parse("input(N); dense(K); dense(N)"), parse("input(N); dense(N)")
    found: list[Any] = [symcnn.solve(parse(text), equation, unknown) for text, equation, unknown in EQUATIONS]
    found.append(symcnn.solve(parse(EQUATIONS[1][0]), "C.W^3 == C.params*W^2 + 1", "W", seconds=0))
    found.append(symcnn.solve(parse(EQUATIONS[0][0]), "C.W == W", "F,P", bounds={"F": (1, 6)}))
    found += symcnn.sizes(symcnn.load("lenet5")) + symcnn.sizes(net, "W")
    found += [symcnn.compare(*pair), symcnn.compare(net, parse("input(W, W, 3); conv(5, 8)"), "macs")]
    found += [symcnn.compare(parse("input(N); dense(3)"), parse("input(N); dense(2)")), symcnn.leading(net, "W")]
    for network in (symcnn.load("lenet5").numbers(), symcnn.load("ViT_B16").numbers(), net):
        found += [network.memory(), network.reconcile()]
    return found


def layers() -> list[tree.LayerDefinition | tree.Body]:
    shipped = [layer for path in set(zoo_networks().values()) for layer in shipped_program(path).layers]
    return [*prelude().values(), *shipped]


@pytest.mark.parametrize("language", OTHERS)
def test_what_layers_are_and_ask_for(language: str) -> None:
    say = words(language)
    for definition in layers():
        sheet = presented_sheet(make_sheet(definition), ("W", "H"), Presentation(say))
        assert CHINESE.search(sheet.doc), definition.name
        for format_ in FORMATS:
            renderer(format_)(SheetPage((sheet,), say))
    assert not say.missing


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("network", some_fast([*PAGES, *SNIPPETS]))
def test_the_pages_of_networks(network: str, language: str) -> None:
    say = words(language)
    net = symcnn.load(network) if network.isidentifier() else symcnn.parse(network)
    choice = table_options("all" if network == "LeNet5" else "", int(len(net) > 40))
    page = make_page(net.derivation, choice=choice, presentation=Presentation(say))
    working = Working(net.derivation, Presentation(say))
    totals = working.totals(show_totals(net.derivation))
    work = WorkPage(tuple(working.work(show_work(net.derivation, None))), totals, say)
    for format_ in FORMATS:
        assert CHINESE.search(renderer(format_)(page)) or format_ == "json"
        renderer(format_)(work)
    assert not say.missing


FAMILIES = sorted({path: name for name, path in sorted(zoo_networks().items(), reverse=True)}.values())
SHORT = ("architecture", "table", "formula", "symbols", "conditions")


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("network", [*FAMILIES, *SNIPPETS, OWN])
def test_the_pages_of_a_paper(network: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    say = words(language)
    monkeypatch.setattr(reader, "words", lambda _language: say)
    net = symcnn.load(network) if network.isidentifier() else symcnn.parse(network)
    for part in SHORT if network.isidentifier() else PARTS:
        page = net.paper(part, language=language, standalone=True)
        assert CHINESE.search(page)
        assert not say.missing, part


@pytest.mark.parametrize("language", OTHERS)
def test_what_papers_call_things(language: str) -> None:
    say = words(language)
    for word in (*KINDS.values(), *MEANINGS.values(), *AXES.values(), *RELATIONS.values()):
        say(word, "", "")
    for part in PARTS.values():
        say(part.heading)
    for condition in CONDITIONS:
        assert CHINESE.search(in_words(parse_expression(condition), say))
    assert not say.missing
    called = [*prelude(), *(word for layer in prelude().values() for p in layer.parameters for word in p.words[:1])]
    plain = [KINDS.get(word) or MEANINGS.get(word) or word.replace("_", " ") for word in called]
    assert {word for word in plain if word not in zh.TABLE} <= NO_SYMBOLS


@pytest.mark.parametrize("language", OTHERS)
def test_the_reports_of_every_verb(language: str) -> None:
    say = words(language)
    for found in reports():
        said = found.report().translated(say)
        assert len(said.lines) == len(found.report().lines)
        for format_ in FORMATS:
            assert renderer(format_)(ReportPage(said, say))
    assert not say.missing


@pytest.mark.parametrize("language", OTHERS)
def test_the_words_of_rows(language: str) -> None:
    say = words(language)
    for quantity in (*BY_KEY.values(), *SEEN):
        quantity.translated(say.sentence)
    for row in CONVENTIONS:
        terms = [Message(term.words.replace("{kinds}", "{}"), "conv, bn") for term in row.terms]
        phrases = [row.unit, row.source, *terms]
        assert all(map(say.sentence, phrases))
    assert not say.missing


@pytest.mark.parametrize("key", zh.TABLE)
def test_a_phrase_keeps_what_is_filled_in(key: str) -> None:
    places = re.findall(r"\{(\d*)\}", zh.TABLE[key])
    count = len(FILL.findall(key))
    assert places == [""] * count or set(places) == {str(place) for place in range(count)}


def test_a_missing_phrase_is_said_in_english_and_told() -> None:
    say = words("zh")
    assert say("so {} it is", "be") == "so be it is"
    assert say.sentence("the author's own words") == "the author's own words"
    assert say.missing == {"so {} it is", "the author's own words"}


def test_formulas_stay_in_their_sentence() -> None:
    say = words("zh")
    assert say.parts([phrase("depth {} (layers with weights on the longest way)", name("n"))]) == (
        "深度 ",
        name("n"),
        "\N{FULLWIDTH LEFT PARENTHESIS}最长路径上带权重的层数\N{FULLWIDTH RIGHT PARENTHESIS}",
    )


def test_titles_and_sources_of_papers_stay_as_published() -> None:
    found = Listing("net")
    plain, said = (found.render(language=language).splitlines() for language in ("en", "zh"))
    assert [line for line in said if line.startswith(" ")] == [line for line in plain if line.startswith(" ")]
    assert all(CHINESE.search(line) for line in said if not line.startswith(" "))


WORDED = {
    "W == 1 or W >= 3 and not W == 7": (
        "W = 1 或 W ≥ 3 且 非 W = 7",
        r"W = 1 \text{ 或 } W \geq 3 \text{ 且 } \text{非 } W = 7",
    ),
    "(W == 1 or W == 2) and K >= 3": ("(W = 1 或 W = 2) 且 K ≥ 3", ""),
    "W if W >= 3 else K": (
        "W 若 W ≥ 3，否则 K",
        r"\begin{cases} W & \text{若 } W \geq 3, \\ K & \text{否则} \end{cases}",
    ),
    "(W + 1)/2 % 1 == 0": ("(W + 1)/2 为整数", r"\frac{W + 1}{2} \in \mathbb{Z}"),
    "W % 1 != 0": ("W ≢ 0 (mod 1)", ""),
}


@pytest.mark.parametrize("source", WORDED)
def test_words_inside_formulas(source: str) -> None:
    formula = parse_expression(source)
    said = words("zh").formula(formula)
    text, latex = WORDED[source]
    assert to_text(said) == text
    assert latex in to_latex(said)
    assert to_source(said) == to_source(formula)
    assert words("en").formula(formula) == formula


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(NotFound, match='did you mean "zh"'):
        words("zhh")


@given(st.text(max_size=40))
def test_words_of_an_author_are_left_alone_or_looked_up(text: str) -> None:
    assert isinstance(words("zh").sentence(text), str)
    assert words("en").sentence(text) == text
    assert "".join(map(str, words("en").parts((text, name("W"))))).startswith(text)


def test_json_says_its_keys_in_english() -> None:
    page = symcnn.load("lenet5").numbers().table("json", language="zh")
    assert '"params": 60000' in page
    assert '"params"' in symcnn.load("lenet5").explain(format="json", language="zh")


def test_no_blank_stands_between_chinese_words_where_one_is_filled_in() -> None:
    said, whole = Phrasebook("zh", {"{} that": "前提 {} 成立", "whole": "整除"}), Message("{} that", Message("whole"))
    assert said.sentence(whole) == said("{} that", "整除") == "前提整除成立"
    assert said.parts([whole]) == ("前提整除成立",)
    assert said("{} that", "W") == "前提 W 成立"
    assert "前提是各处除法均无余数" in symcnn.load("unet").paper("conditions", language="zh")
