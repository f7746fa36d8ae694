"""Letters for parts, and units, on the pages of memory, of the work and of papers: read back, they say the same."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from fast_rows import some_fast
from read_back import value_of

import symcnn
from symcnn.analysis.part_letters import naming
from symcnn.errors import NotFound
from symcnn.formula import name
from symcnn.render.content.network_table import make_page
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.formula.text import to_text
from symcnn.syntax.parser import parse_expression

LETTER = re.compile(r"(?<![A-Za-z\\])[a-zA-Z](?:_\{\d+\})?(?![A-Za-z_{])")
TEXT = "input(W, H, D); conv(3, K, stride=2); conv(3, K, stride=2); conv(3, K); gap; dense(M)"


@pytest.mark.parametrize("where", ["often", "all"])
@pytest.mark.parametrize("network", ["lenet5", "unet", "mobilenet_v2"])
def test_memory_with_letters_says_the_same(network: str, where: str) -> None:
    net = symcnn.load(network)
    page = json.loads(net.memory().render("json", where=where))
    point = {symbol: Fraction(value) for symbol, value in net.defaults.items()} | {"b": Fraction(4)}
    known = {word: to_text(parse_expression(value)) for word, value in page.get("definitions", {}).items()}
    names = {to_text(name(word)): word for word in (*point, *known)}
    for word, text in known.items():
        point[word] = value_of(text, names, point)
    plain = net.numbers().memory(4)
    for amount in ("weights", "running", "training"):
        text = to_text(parse_expression(str(page[amount])))
        assert value_of(text, names, point) == getattr(plain, amount), (amount, text)


def test_each_convention_explains_its_letters_to_programs() -> None:
    found = symcnn.load("resnet18").reconcile("macs", "fvcore", "torchinfo")
    pages, plain = (json.loads(found.render("json", where=where)) for where in ("all", "none"))
    assert "definitions" not in plain[0]
    for page, full in zip(pages, plain, strict=True):
        assert page["total"] != full["total"]
        point = {"W": Fraction(37), "H": Fraction(41), "D": Fraction(3), "C": Fraction(8), "M": Fraction(10)}
        known = {word: to_text(parse_expression(value)) for word, value in page["definitions"].items()}
        names = {to_text(name(word)): word for word in (*point, *known)}
        for word, text in known.items():
            point[word] = value_of(text, names, point)
        rows = [(page["total"], full["total"])]
        rows += [
            (one["amount"], two["amount"]) for one, two in zip(page["difference"], full["difference"], strict=True)
        ]
        for short, long in rows:
            values = [value_of(to_text(parse_expression(str(text))), names, point) for text in (short, long)]
            assert values[0] == values[1]


def test_memory_explains_its_letters() -> None:
    lines = symcnn.load("unet").memory().render(where="all").splitlines()
    assert lines[-4:] == ["where", "  A₁ = (W − 2)(H − 2)", "  A₂ = DWH", "  A₃ = (W − 184)(H − 184)"]
    assert "CA₁ + A₂, A₃(C + M))" in lines[2]
    assert "A₁" not in symcnn.load("unet").memory().render()


def test_the_work_has_letters_behind_its_rules() -> None:
    net = symcnn.parse(TEXT)
    lines = net.explain(where="all").splitlines()
    chains, plain = (
        [line.strip().split(" = ") for line in text[: text.index("total")] if " = " in line]
        for text in (lines, net.explain().splitlines())
    )
    assert [chain[:2] for chain in chains] == [chain[:2] for chain in plain]
    assert chains != plain
    assert not any(one == other for chain in chains for one, other in pairwise(chain))
    behind = lines[lines.index("where") + 1 :]
    alike = [line for line in behind if line.startswith("likewise ")]
    explained = {line.split(" = ")[0].strip() for line in behind} | {*re.findall(r"\b[a-zA-Z][₀-₉]+", " ".join(alike))}
    used = set(re.findall(r"\b[a-zA-Z][₀-₉]+", "\n".join(lines)))
    assert used
    assert used <= explained


@pytest.mark.parametrize("part", ["architecture", "table", "formula", "formulas", "work"])
@pytest.mark.parametrize("network", some_fast(["mobilenet_v2", "lenet5", "resnet_cifar"]))
def test_a_paper_explains_each_letter(network: str, part: str) -> None:
    net = symcnn.load(network)
    plain, text = net.paper(part), net.paper(part, where="all")
    letters = {*LETTER.findall(text)} - {*LETTER.findall(plain)}
    assert letters
    alike = {*LETTER.findall(" ".join(re.findall(r"likewise (.*?) with", text)))}
    assert all(re.search(rf"(?<![A-Za-z_\\]){re.escape(letter)} (?:&)?= ", text) for letter in letters - alike)
    assert len(text) < len(plain)


def test_a_paper_has_one_meaning_for_each_letter() -> None:
    text = symcnn.load("mobilenet_v2").paper(where="all")
    found: dict[str, set[str]] = {}
    for sentence in re.findall(r"\\noindent where (.*?)\\par", text, re.DOTALL):
        for letter, value in re.findall(r"\$([a-zA-Z]_\{\d+\}) = ([^$]*)\$", sentence):
            found.setdefault(letter, set()).add(value)
    assert found
    assert all(len(values) == 1 for values in found.values())


@pytest.mark.parametrize("network", ["lenet5", "unet", "mobilenet_v2", "vgg16", "efficientnet"])
def test_letters_are_put_where_they_were_made(network: str) -> None:
    derivation = symcnn.load(network).derivation
    page = make_page(derivation)
    formulas = [formula for row in page.rows for formula in (*row.output, *row.cells)]
    named = naming("often", [derivation], arranger_of(derivation)).of(formulas)
    assert list(named.formulas) == list(map(named.put, formulas))


def test_efficientnet_has_one_letter_for_a_width() -> None:
    page = json.loads(symcnn.load("efficientnet").table("json", where="all"))
    widths = [value for value in page["definitions"].values() if value.startswith("max")]
    assert len(set(widths)) == len(widths) == 8
    assert not any(value.startswith("max(2*") for value in widths)


def test_units_round_amounts_alone() -> None:
    net = symcnn.load("lenet5").numbers()
    lines = net.memory(4, optimizer="adam").render(units="k").splitlines()
    assert lines[0] == "memory in bytes, with 4 bytes per number"
    assert lines[1].strip() == "weights: 243 k (parameters and buffers)"
    assert lines[5].strip() == "optimizer: 480 k (2 for every parameter)"
    found = symcnn.load("alexnet").numbers().reconcile("macs", "torchinfo")
    lines = found.render(units="M").splitlines()
    assert [line.index(" M  ") for line in lines if re.match("macs|torchinfo", line)] == [14, 14]
    assert "(8 layers)" in lines[6]
    assert found.render("json", units="M") == found.render("json")
    assert found.render("csv", units="M") == found.render("csv")


def test_the_work_in_units_keeps_exact_values() -> None:
    net = symcnn.load("lenet5")
    assert net.explain("C3", units="k").splitlines()[7].endswith("= 1,516·10·10 = 151,600 (152 k)")
    assert net.explain("C3", "json", units="k") == net.explain("C3", "json")
    assert net.explain("C3", "csv", units="k") == net.explain("C3", "csv")
    assert "= 10\n" in net.explain("C3", units="k")


@pytest.mark.parametrize("wrong", [{"where": "offen"}, {"units": "kk"}])
def test_another_word_is_refused(wrong: dict[str, str]) -> None:
    net = symcnn.load("lenet5")
    with pytest.raises(NotFound, match="there is no"):
        net.explain("C3", **wrong)
    with pytest.raises(NotFound, match="there is no"):
        net.memory().render(**wrong)
