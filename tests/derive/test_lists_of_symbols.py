"""Lists of symbols, ``k[1..L]``, and loops over ranges: the sums in symbols against networks in numbers."""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from sympy import sympify

import symcnn
from symcnn.algebra.exact.arithmetic import Exact
from symcnn.algebra.exact.evaluate import truth
from symcnn.algebra.exact.values import ListFrom1
from symcnn.algebra.quotients.entry import ListEntry
from symcnn.analysis.solution import Solution
from symcnn.errors import ArgumentMistake, SymcnnError, TextError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from symcnn.algebra.exact.values import Value
    from symcnn.network.network import Network

TEXTS = {
    "kernels": "network N(k[1..L], W) { input(W, W, 3); S: for i in 1..L { conv(k[i], 4) }; dense(2) }",
    "filters": "network N(k[1..L], W) { input(W, 3); S: for K in k { conv(3, K, padding=1); maxpool(2) }; dense(2) }",
    "strides": "network N(k[1..L], W) { input(W, 3); S: for i in 1..L { conv(3, 2*i, padding=k[i]) }; dense(k[L]) }",
    "two lists": "network N(k[1..L], f[1..L], W) { input(W, 1); S: for i in 1..L { conv(k[i], f[i]) } }",
    "turns": "network N(k[1..L], W) { input(W, 3); S: repeat L as i { conv(1, k[i + 1] + k[L - i]) } }",
    "inside": "network N(k[1..L], W) { input(W, 3); S: for i in 1..L { repeat 2 { conv(k[i], 4); relu } } }",
}
KEYS = ("units", "params", "macs")


def filled(net: Network, lists: dict[str, list[int]], width: int, value: Any) -> Any:
    """A formula in which the length of the lists, their entries and the width are numbers."""
    found = sympify(value).subs(net.symbols["L"], len(lists["k"]))
    rule = {node: sympify(lists[str(node.args[0])][int(node.args[1]) - 1]) for node in found.atoms(ListEntry)}
    return found.xreplace(rule).subs(net.symbols["W"], width)


def cases(text: str) -> list[tuple[dict[str, list[int]], int]]:
    draw, names = random.Random(text), ["k", "f"] if text == "two lists" else ["k"]
    found = []
    for _ in range(25):
        length = draw.randint(1, 5)
        found.append(({name: [draw.randint(1, 5) for _ in range(length)] for name in names}, draw.randint(1, 40)))
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_sums_over_a_list_are_those_of_its_numbers(text: str) -> None:
    general = symcnn.parse(TEXTS[text])
    for lists, width in cases(text):
        try:
            net = general.at(W=width, **lists)
            numbers = [net.quantity(key) for key in KEYS], net.output, net["S"].params, net.receptive_field
        except SymcnnError:
            continue
        found = partial(filled, general, lists, width)
        for key, number in zip(KEYS, numbers[0], strict=True):
            assert found(general.quantity(key)) == number, (key, lists, width)
        assert tuple(map(found, general.output)) == numbers[1]
        assert found(general["S"].params) == numbers[2]
        assert tuple(map(found, general.receptive_field)) == numbers[3]


@pytest.mark.parametrize("text", TEXTS)
def test_the_conditions_hold_exactly_where_the_numbers_do(text: str) -> None:
    general, answers = symcnn.parse(TEXTS[text]), set()
    for lists, width in cases(text):
        tables = {name: ListFrom1(entries) for name, entries in lists.items()}
        scope: dict[str, Value] = {"W": width, "L": len(lists["k"]), **tables}
        said = all(truth(condition.formula, scope, Exact()) for condition in general.conditions)
        try:
            general.at(W=width, **lists).derivation  # noqa: B018 - derived when it is asked for
            is_legal = True
        except SymcnnError:
            is_legal = False
        assert said is is_legal, (lists, width)
        answers.add(said)
    assert True in answers


def test_a_length_that_is_known_makes_symbols_of_the_entries() -> None:
    general = symcnn.parse(TEXTS["kernels"])
    three = general.at(L=3)
    assert [*three.open_symbols] == ["W", "k[1]", "k[2]", "k[3]"]
    count = three.function("params")
    for entries in ([1, 2, 3], [3, 1, 1], [5, 5, 2]):
        values = {f"k[{place}]": entry for place, entry in enumerate(entries, 1)}
        expected = general.at(k=entries, W=30).params
        assert (
            three.params.subs({three.open_symbols[name]: entry for name, entry in values.items()}).subs(
                three.symbols["W"], 30
            )
            == three.at(W=30, **values).params
            == general.at(L=3, W=30, **values).params
            == expected
        )
        assert count(30, *entries) == expected


def test_one_entry_of_a_list_is_given_solved_for_and_swept() -> None:
    general = symcnn.parse(TEXTS["filters"]).at(W=16)
    two = general.at(L=2)
    assert two.at(**{"k[1]": 8}).symbols["k"] == (8, two.open_symbols["k[2]"])
    assert two.at(**{"k[2]": "2*k[1]"}).params == two.params.subs(
        two.open_symbols["k[2]"], 2 * two.open_symbols["k[1]"]
    )
    assert two.at(**{"k[2]": "2*k[1]", "k[1]": 5}).params == general.at(k=[5, 10]).params
    found = symcnn.solve(two.at(**{"k[2]": 4}), "params <= 300 and k[1] >= 2", "k[1]")
    assert isinstance(found, Solution)
    for entry in range(1, 30):
        assert (entry in found) is bool(entry >= 2 and general.at(k=[entry, 4]).params <= 300)
    table = symcnn.sweep(two, "params", over={"k[1]": "2..3", "k[2]": "4..5"})
    assert [*table["params"]] == [general.at(k=[a, b]).params for a in (2, 3) for b in (4, 5)]
    with pytest.raises(ArgumentMistake, match="k is a list"):
        symcnn.solve(two, "params <= 300", "k")


NO_ENTRIES: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "with a number for L first": ({"k[1]": 3}, "give L a number first, such as L=3"),
    "beyond the last": ({"L": 2, "k[3]": 3}, "entries count from 1 to 2"),
    "of no list": ({"W[1]": 3}, "this network has no symbol"),
    "what is no number": ({"L": 2, "k[1]": "k"}, r"k\[1\] must be a number, not a list"),
    "0": ({"L": 2, "k[2]": 0}, r"k\[2\] must be a positive whole number, not 0"),
}


@pytest.mark.parametrize("case", NO_ENTRIES)
def test_an_entry_that_cannot_be_is_refused(case: str) -> None:
    values, words = NO_ENTRIES[case]
    with pytest.raises(TextError, match=words):
        symcnn.parse(TEXTS["kernels"]).at(**values)


def test_symbols_that_values_brought_along_are_asked_for_and_swept() -> None:
    net = symcnn.parse(TEXTS["filters"]).at(W="2*q", k=["a", 4])
    assert [*net.open_symbols] == ["a", "q"]
    found = symcnn.solve(net.at(q=8), "params <= 300", "a")
    assert isinstance(found, Solution)
    assert all((a in found) is bool(net.at(a=a, q=8).params <= 300) for a in range(1, 40))
    assert net.function("params")(a=3, q=8) == net.at(a=3, q=8).params


@pytest.mark.parametrize("first", [0, 1, 2, 7])
@pytest.mark.parametrize("body", ["conv(3, 4*i + 1, padding=1)", "conv(3, 8); maxpool(2)", "conv(1, 2^i)"])
def test_a_range_is_a_repeat_whose_index_starts_later(first: int, body: str) -> None:
    ranged = symcnn.parse(f"input(W, 3); for i in {first}..n {{ {body} }}")
    shifted = body.replace("*i", f"*(j + {first})").replace("^i", f"^(j + {first})")
    repeated = symcnn.parse(f"input(W, 3); repeat n - {first - 1} as j {{ {shifted} }}".replace("- -1", "+ 1"))
    for last in range(max(1, first - 1), first + 4):
        pair = [net.at(n=last, W=200) for net in (ranged, repeated)]
        assert pair[0].params == pair[1].params
        assert pair[0].output == pair[1].output
        if last >= first:
            assert ranged.params.subs({ranged.symbols["n"]: last, ranged.symbols["W"]: 200}) == pair[0].params


def test_labels_in_the_turns_of_a_range_go_by_its_index() -> None:
    text = "input(W, 3); down: for i in 1..n { left: conv(3, 4*i) }; head { from down[PLACE].left { conv(1, 2) } }; gap"
    for place in (1, 2, 3):
        net = symcnn.parse(text.replace("PLACE", str(place))).at(n=3, W=20)
        assert net["head1/from1/conv1"].params == 2 * (4 * place + 1)
    with pytest.raises(TextError, match="there is no turn 0"):
        symcnn.parse(text.replace("PLACE", "0")).at(n=3, W=20).derivation  # noqa: B018 - derived when asked for


MISTAKES: dict[str, dict[str, Any]] = {
    "k has 2 entries, but L is 3": {"k": [1, 2], "L": 3},
    "k must be a list, each entry a positive whole number": {"k": 0},
    r"k\[2\] must be a positive whole number, not 0": {"k": "3, 0"},
    r"k\[1\] must be a positive whole number, not a list": {"k": "[[1], [2]]"},
    "not an exact number": {"k": [0.5]},
}


@pytest.mark.parametrize("words", MISTAKES)
def test_what_is_no_list_is_refused(words: str) -> None:
    with pytest.raises(TextError, match=words):
        symcnn.parse(TEXTS["kernels"]).at(**MISTAKES[words])


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("conv(k[0], 1)", '"k" has no entry 0'),
        ("conv(k[L + 1], 1)", '"k" has no entry L'),
        ("conv(k[2], 1)", 'it is not known that "k" has an entry 2'),
        ("conv(k[1, 1], 1)", 'an entry of "k" has one number'),
        ("conv(k, 1)", "F .kernel_size. must be"),
        ("for (a, b) in k { conv(a, b) }", "the entries of a list of symbols are numbers"),
        ("for i in W { relu }", "a loop needs a list to go through"),
    ],
)
def test_what_a_list_of_symbols_is_not(body: str, words: str) -> None:
    with pytest.raises(TextError, match=words):
        symcnn.parse(f"network N(k[1..L], W) {{ input(W, 1); {body} }}").derivation  # noqa: B018 - derived when asked for


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("network N(k[0..L]) { input(L, 1) }", "the entries of a list count from 1"),
        ("network N(k[1..L]: table) { input(L, 1) }", "the entries of a list of symbols are numbers"),
        ("layer a(k[1..L]) { X' = X; D' = L }", "a list of symbols is no argument of a layer"),
        ("input(W, 1); for (a, b) in 1..n { relu }", "a range gives one number to each turn"),
        ("input(W, 1); for i in m..n { relu }", "a range starts at a whole number"),
    ],
)
def test_ranges_that_are_none(text: str, words: str) -> None:
    with pytest.raises(TextError, match=words):
        symcnn.parse(text)


def test_defaults_and_values_of_lists() -> None:
    net = symcnn.parse("network N(k[1..L] = [3, 5], W = 20) { input(W, 1); for F in k { conv(F, 2) } }")
    assert net.numbers().output == (14, 2)
    assert net.numbers(k="3,5,7").output == net.numbers(k=[3, 5, 7]).output == (8, 2)
    assert net.at(k="a, 3").at(a=5, W=10).output == (4, 2)
    assert str(net.symbols["k"]) == "k[1..L]"


def test_lists_go_through_blocks_and_called_networks() -> None:
    text = """block deep(k[1..L], F = 3) { for K in k { conv(F, K, padding=1) } dense(L) }
    network Head(k[1..L] = [2, 3]) { input(W, D); for i in 1..L { conv(k[i], 4) } }
    network N(c[1..n], W) { input(W, 3); A: Head; B: Head(k=[1, 1, 1]); deep(c) }"""
    net = symcnn.parse(text)
    assert net["A"].output == (net.symbols["W"] - 3, 4)
    assert net["B"].params == 3 * 20
    assert net.at(c=[5, 6], W=9).output == (2,)
    assert net.output == (net.symbols["n"],)


@pytest.mark.parametrize("text", ["kernels", "filters"])
def test_a_list_without_entries_is_not_compiled(text: str) -> None:
    net = symcnn.parse(TEXTS[text])
    with pytest.raises(SymcnnError, match="k is a list without entries"):
        net.function("params")(W=30, L=2)
    assert net.at(k=[3, 5]).function("params")(W=30) == net.at(k=[3, 5], W=30).params


def test_sums_are_shown_from_the_first_entry() -> None:
    net = symcnn.parse(TEXTS["kernels"])
    assert "W + L ≥ Σ[t = 1…L] k[t] + 1" in str(net)
    assert r"\sum_{t=1}^{L} k_{t}" in net.latex()
    assert "<msub><mrow><mi>k</mi></mrow><mrow><mi>t</mi></mrow></msub>" in net._repr_html_()
    assert "receptive field  W\n" in net.table(columns="field")


@pytest.mark.parametrize("text", ["kernels", "filters"])
def test_code_takes_the_list_as_an_argument(text: str) -> None:
    pytest.importorskip("torch")
    net = symcnn.parse(TEXTS[text])
    made: dict[str, Any] = {}
    exec(net.code(), made)  # noqa: S102 - the code that is tested
    for entries in ([3, 1], [2, 3, 4]):
        module = made["N"](k=entries, W=24)
        assert sum(one.numel() for one in module.parameters()) == net.at(k=entries, W=24).params


@pytest.mark.parametrize(("values", "hint"), [({}, "k=3,5,7"), ({"L": 2}, "k=3,5,7"), ({"k": [3, 5]}, "--set W=32")])
def test_what_has_no_number_yet_is_told_by_an_example(values: Mapping[str, Any], hint: str) -> None:
    with pytest.raises(SymcnnError, match=hint):
        symcnn.parse(TEXTS["kernels"]).numbers(**values)
