"""Formulas as MathML: well formed, the same tree whatever the formula, and safe in a page."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from symcnn.formula import Formula, name
from symcnn.render.formula.mathml import LONGEST, to_lines, to_mathml
from symcnn.render.formula.order import Arranger
from symcnn.render.formula.text import to_text
from symcnn.syntax.parser import parse_expression

FORMULAS = {
    "W_1^2": "<msup><mrow><msub><mi>W</mi><mn>1</mn></msub></mrow><mrow><mn>2</mn></mrow></msup>",
    "n_1'": "<msubsup><mi>n</mi><mn>1</mn><mo>\N{PRIME}</mo></msubsup>",
    "alpha/2": "<mfrac><mrow><mi>\N{GREEK SMALL LETTER ALPHA}</mi></mrow><mrow><mn>2</mn></mrow></mfrac>",
    "kernel_size*2": "<mi>kernel_size</mi><mo>\N{MIDDLE DOT}</mo><mn>2</mn>",
    "H_in": "<msub><mi>H</mi><mi>in</mi></msub>",
    "-W": '<mo form="prefix">\N{MINUS SIGN}</mo><mi>W</mi>',
    "a < b": "<mi>a</mi><mo>&lt;</mo><mi>b</mi>",
    "W*K": "<mi>W</mi><mo>\N{INVISIBLE TIMES}</mo><mi>K</mi>",
}
ANY = [
    "floor((W - F + 2*P)/S) + 1", "ceil(W/S)", "(F^2*D + 1)*K", "min(a, b)", "[1, [2, 3]]", "(W, H)", "(W,)",
    "y[i, 2*j + 1]", "sum(w[u, c]*x[i + u] for u in F, c in M[k])", "max(x[i + u] for u in F)", "W % 4 == 0",
    "W % 4 != 2", "a if b and not c else d or e", "2^(2^n)", "prod(F)/G", "1/2",
]  # fmt: skip


def spelled(formula: str) -> str:
    return to_mathml(parse_expression(formula)).removeprefix("<math>").removesuffix("</math>")


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_set_as_mathematics(formula: str) -> None:
    assert spelled(formula) == FORMULAS[formula]


@pytest.mark.parametrize("formula", [*FORMULAS, *ANY])
def test_a_formula_is_well_formed_and_its_text_stands_in_leaves(formula: str) -> None:
    tree = ET.fromstring(to_mathml(Arranger({}).arrange(parse_expression(formula))))  # noqa: S314
    for element in tree.iter():
        if len(element) or element.tag in ("math", "mrow", "mfrac"):
            assert not (element.text or "").strip(), element.tag
        assert not (element.tail or "").strip(), element.tag
        if element.tag in ("mfrac", "msup", "msub", "munder"):
            assert len(element) == 2


def test_a_long_sum_is_in_lines_that_read_as_one() -> None:
    formula = parse_expression(" + ".join(["a*b - 2*(c - d) - 3 + floor(e/2)"] * 6))
    lines = to_lines(formula)
    assert lines.count("<math>") == 1
    assert lines.count("<mtr>") > len(to_text(formula)) // LONGEST
    whole, parts = ET.fromstring(to_mathml(formula)), ET.fromstring(lines)  # noqa: S314
    assert "".join(parts.itertext()) == "".join(whole.itertext())


def test_a_long_sum_within_a_product_is_in_lines_behind_what_stands_beside_it() -> None:
    inner = " + ".join(f"{number}*c_{number}*(K + {number})" for number in range(2, 14))
    lines = to_lines(parse_expression(f"W*H*({inner})/4096"))
    assert lines.startswith("<math><mfrac>")
    assert "<mrow><mo>(</mo><mtable><mtr>" in lines
    assert lines.count("<mtr>") > 2
    assert "<mtable>" not in to_lines(parse_expression("W*H*(a + b)/4096"))
    ET.fromstring(lines)  # noqa: S314


def test_a_fold_has_its_index_below_and_its_end_above() -> None:
    assert "<munderover><mo>\N{N-ARY SUMMATION}</mo><mrow><mi>u</mi>" in spelled("sum(u for u in 3)")


def test_a_choice_has_a_row_for_each_value_behind_a_brace() -> None:
    tree = ET.fromstring(to_mathml(parse_expression("a if b == 1 else c if b > 2 else d/(e if b < 0 else f)")))  # noqa: S314
    rows = [["".join(cell.itertext()) for cell in row] for row in tree.iter("mtr")]
    assert [[cell.replace("\N{NO-BREAK SPACE}", " ").strip() for cell in row] for row in rows] == [
        ["a", "if b=1"],
        ["c", "if b>2"],
        ["de if b<0 else f", "otherwise"],
    ]


@pytest.mark.parametrize("word", ["</math><script>alert(1)</script>", "a&b", "&lt;script&gt;", 'x" onload="1'])
def test_a_name_breaks_out_of_nothing(word: str) -> None:
    for formula in (name(word), Formula("text", value=word), Formula("index", (name("i"),), word)):
        tree = ET.fromstring(to_mathml(formula))  # noqa: S314
        assert word.rstrip("_") in "".join(tree.itertext())
        assert "script" not in {element.tag for element in tree.iter()}
