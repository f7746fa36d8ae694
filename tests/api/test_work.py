"""Work is counted and bounded: each question ends at the limit, says where it was, and leaves nothing half done."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

import symcnn
from symcnn.algebra.exact.memo import Memo
from symcnn.algebra.proofs.facts import Facts
from symcnn.algebra.proofs.points import Points
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.support.work import OutOfWork, Work, counted, now, spend

if TYPE_CHECKING:
    from collections.abc import Callable

OWN = "input(W, H, D); " + "; ".join(f"conv(F{i}, K{i}, stride=S{i}, padding=P{i})" for i in range(1, 7))
TURNS = "input(W, H, D); repeat n as i { conv(F, K*2^i, padding=P); repeat m { conv(3, K*2^i, padding=1) } }"

QUESTIONS: dict[str, tuple[int, Callable[[symcnn.Network], object]]] = {
    "a derivation": (300, lambda net: net.derivation),
    "a total": (800, lambda net: net.macs),
    "a size": (800, lambda net: net.output),
    "a page": (3_000, lambda net: net.table()),
    "a form": (3_000, lambda net: net.form("macs", "factored")),
    "the work shown": (3_000, lambda net: net.explain()),
    "a paper": (3_000, lambda net: net.paper()),
    "a figure": (800, lambda net: net.draw()),
    "memory": (3_000, lambda net: net.memory().running),
    "memory on a page": (3_000, lambda net: str(net.memory())),
    "counting conventions": (3_000, lambda net: str(net.reconcile())),
    "leading terms": (3_000, lambda net: str(symcnn.leading(net, "W"))),
    "a comparison": (3_000, lambda net: str(symcnn.compare(net, net, "macs").difference)),
}


@pytest.mark.parametrize("text", [OWN, TURNS])
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_ends_at_the_limit(text: str, question: str) -> None:
    most, ask = QUESTIONS[question]
    Memo.clear()
    with pytest.raises(symcnn.errors.LimitExceeded) as found:
        ask(symcnn.parse(text, limits=symcnn.Limits(work=most)))
    assert found.value.message.startswith(f"the limit of {most:,} steps of work was reached while ")
    assert found.value.hint == f"put numbers in for some of the symbols, or allow more: work={2 * most}"


@pytest.mark.slow
@pytest.mark.parametrize("text", [OWN, TURNS])
@pytest.mark.parametrize("question", QUESTIONS)
def test_what_ran_out_leaves_nothing_behind(text: str, question: str) -> None:
    """An answer is the same whether another one was given up before it or not."""
    most, ask = QUESTIONS[question]
    Memo.clear()
    fresh = symcnn.parse(text).table("json")
    Memo.clear()
    with pytest.raises(symcnn.errors.LimitExceeded):
        ask(symcnn.parse(text, limits=symcnn.Limits(work=most)))
    assert symcnn.parse(text).table("json") == fresh


def test_it_says_which_layer_was_reached() -> None:
    Memo.clear()
    with pytest.raises(symcnn.errors.LimitExceeded) as found:
        _ = symcnn.parse(
            "input(W, H, D); conv(F, K); A: conv(G, L); B: conv(J, M)", limits=symcnn.Limits(work=200)
        ).params
    lines = str(found.value).splitlines()
    assert lines[0].startswith("<text>:1:")
    assert "the limit of 200 steps of work was reached while deriving " in lines[0]
    assert lines[2].strip("^ ") == ""


def test_a_question_of_solving_is_not_decided() -> None:
    net = symcnn.parse(OWN, limits=symcnn.Limits(work=5_000))
    _ = net.derivation
    (found,) = symcnn.sizes(net, "W", seconds=60)
    assert "steps of work was reached" in str(found)
    assert "allow more: work=10000" in str(found)


def test_steps_do_not_hang_on_what_was_asked_before() -> None:
    """Symbols of other networks do not make a derivation dearer, however many there were."""

    def steps() -> int:
        Memo.clear()
        work = Work(10**9)
        with work.counting():
            _ = symcnn.parse(OWN).derivation
        return work.most - work.left

    Points.clear()
    cold = steps()
    for others in (1, 200):
        Points.clear()
        for number in range(others):
            Points.of(Facts()).values(make_symbol(f"other_{number}"))
        assert steps() <= cold


def test_a_limit_around_another_one_goes_on_counting() -> None:
    few, many = symcnn.Limits(work=10), symcnn.Limits(work=1_000)
    with pytest.raises(symcnn.errors.LimitExceeded, match="the limit of 10 steps"), counted(few), counted(many):
        spend(11)
    with counted(many), counted(few):
        spend(11)


def test_what_is_used_up_stays_used_up() -> None:
    work = Work(3)
    with work.counting():
        now("adding up", "C3")
        for _ in range(2):
            with pytest.raises(OutOfWork, match="while adding up C3"):
                spend(4)
    spend(1_000_000)
    assert work.is_spent


def test_networks_of_the_zoo_need_a_tenth_of_it_at_most() -> None:
    for name in ("lenet5", "srcnn", "resnet50", "unet"):
        net, work = symcnn.load(name), Work(symcnn.Limits().work // 10)
        with work.counting():
            net.table()
            _ = net.memory().running


def test_a_total_of_many_own_symbols_is_refused_before_it_is_written_out() -> None:
    text = "input(W, H, D); " + "; ".join(f"conv(F{i}, K{i}, stride=S{i}, padding=P{i})" for i in range(1, 30))
    whole, refused = Work(10**9), Work(10**9)
    with whole.counting():
        _ = symcnn.parse(text).macs
    net = symcnn.parse(text, limits=symcnn.Limits(operations=5_000))
    _ = net.derivation
    with refused.counting(), pytest.raises(symcnn.errors.LimitExceeded, match="more than 5,000 operations"):
        _ = net.macs
    assert refused.most - refused.left < (whole.most - whole.left) / 4


def test_a_network_that_is_asked_again_knows_nothing_of_the_time_before() -> None:
    """What is found on the way is found faster the next time, but its conditions are asked all the same."""
    text = "input(W, H, D); conv(F, K, stride=S); maxpool(2); conv(G, L, groups=C); conv(3, M, padding=P)"
    Memo.clear()
    asked = [str(one) for one in symcnn.parse(text).conditions]
    Memo.clear()
    net, tries = symcnn.parse(text), 0
    while "derivation" not in vars(net):
        tries += 1
        with suppress(symcnn.errors.LimitExceeded), counted(symcnn.Limits(work=200 * tries)):
            _ = net.derivation
    assert tries > 1
    assert [str(one) for one in net.conditions] == asked


def test_a_long_text_may_take_more_in_proportion() -> None:
    comment = "# " + "x" * 200_000 + "\n"
    short, long, longer = (symcnn.parse("input(W, D); relu\n" + comment * times) for times in range(3))
    assert [net.limits.work for net in (short, long, longer)] == [6_000_000, 12_000_000, 18_000_000]
    assert symcnn.parse("input(W, D); relu\n" + comment, limits=symcnn.Limits(work=7)).limits.work == 14


def test_bounds_of_a_short_text_are_those_that_were_given() -> None:
    limits = symcnn.Limits(work=100)
    assert symcnn.parse("input(W, D); relu", limits=limits).limits is limits
