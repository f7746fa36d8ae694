"""What is answered follows from the question: not from what ran before, nor from time that was up, nor from hashes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from contextlib import suppress
from functools import cache

import pytest
import varied_questions
from fast_rows import some_fast
from varied_questions import ASKED, BRANCHED, DEEP, HEADED, PADDED, STRIDED, Asked, ask, forget

import symcnn
from symcnn.algebra.quotients.quotient import Quotient
from symcnn.algebra.quotients.symbol import make_symbol
from symcnn.algebra.solving.solve import Relation, solve
from symcnn.analysis import constraints as asking
from symcnn.errors import LimitExceeded
from symcnn.support.budget import watched
from symcnn.support.work import OutOfBudget

SEEDS = (1, 2)
HARD = (
    Asked(STRIDED),
    Asked(f"assume W >= 2*F; assume F % 2 == 1; {STRIDED}"),
    Asked("assume W % 8 == 0; input(W, W, D); maxpool(2); maxpool(2); upsample(2); conv(3, K); maxpool(2)"),
    Asked("input(W, W, 3); conv(5, K); maxpool(2); conv(3, K); maxpool(2)"),
    Asked(DEEP, "solve", "W", "output.W >= 2"),
    Asked(PADDED, "solve", "P", "C.W == W"),
    Asked(STRIDED, "sizes"),
    Asked(BRANCHED, "sizes"),
)


class Countdown:
    """A deadline that is over when it is looked at so many times."""

    end = float("-inf")

    def __init__(self, looks: int) -> None:
        self.left = looks

    def check(self, doing: str) -> None:
        self.left -= 1
        if self.left < 0:
            raise OutOfBudget(f"no time is left for {doing}")


@cache
def alone(asked: Asked) -> str:
    """The answer where nothing was asked before."""
    forget()
    return ask(asked)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_does_not_depend_on_what_ran_before(seed: int) -> None:
    right = {asked: alone(asked) for asked in ASKED}
    forget()
    for asked in random.Random(seed).sample(ASKED, len(ASKED)):
        assert ask(asked) == right[asked], asked


def test_symbols_of_one_name_are_told_apart() -> None:
    """A padding that is at least 1 is another symbol than one from 0 on, though conditions on them read alike."""
    forget()
    symcnn.parse(PADDED).table()
    for text in (HEADED, PADDED):
        assert str(symcnn.solve(symcnn.parse(text), "C.W == W", "P")).startswith("P = (F − 1)/2 if F ≡ 1 (mod 2)")
        assert "W + 2P" not in str(symcnn.solve(symcnn.parse(text), "C.W == W", "P"))


@pytest.mark.slow
@pytest.mark.parametrize("asked", HARD, ids=str)
def test_time_that_was_up_leaves_nothing_behind(asked: Asked) -> None:
    right = alone(asked)
    forget()
    whole = Countdown(10**9)
    stopped_after(whole, asked)
    looks = 10**9 - whole.left
    assert looks, "nobody looks at the clock"
    for left in {*range(min(looks, 4)), *range(0, looks, looks // 8 + 1), looks - 1}:
        forget()
        network = symcnn.parse(asked.text)
        stopped_after(Countdown(left), asked, network)
        assert ask(asked, network) == right, (left, "of the same network")
        assert ask(asked) == right, (left, "of another one")


def stopped_after(deadline: Countdown, asked: Asked, network: symcnn.Network | None = None) -> None:
    with suppress(OutOfBudget), watched(deadline):  # type: ignore[arg-type]  # only looked at
        ask(asked, network)


@pytest.mark.parametrize("steps", some_fast([3, 0, 1, 10, 40]))
def test_steps_that_were_used_up_leave_nothing_behind(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = [asked for asked in ASKED if asked.question in ("solve", "sizes")][::3]
    right = {asked: alone(asked) for asked in questions}
    forget()
    networks = {asked: symcnn.parse(asked.text) for asked in questions}
    with monkeypatch.context() as patched:
        patched.setattr(asking, "MOST_STEPS", steps)
        for asked in questions:
            ask(asked, networks[asked])
    for asked in questions:
        assert ask(asked, networks[asked]) == right[asked], asked


def test_a_question_within_another_does_not_hide_that_time_is_up() -> None:
    W, F, S = map(make_symbol, "WFS")  # noqa: N806 - the language's own letters
    relations = [Relation(">=", Quotient(W - F, S), 3), Relation("<=", Quotient(W, 2 * S), F)]
    with pytest.raises(OutOfBudget), watched(Countdown(0)):  # type: ignore[arg-type]  # only looked at
        solve(relations, W)


def test_a_bound_on_what_is_gathered_holds_however_often_it_is_asked() -> None:
    forget()
    text = "layer L(n) { X' = X; D' = D; params = sum(i for i in n) }\ninput(9, 9, D); L(1400); L(1300); L("
    limits = symcnn.Limits(range=4000)
    for _ in range(3):
        assert symcnn.parse(f"{text}1300)", limits=limits).params == 1400 * 1399 // 2 + 2 * (1300 * 1299 // 2)
        with pytest.raises(LimitExceeded, match="L3: a range of more than 4,000 values"):
            symcnn.parse(f"{text}1301)", limits=limits).params  # noqa: B018 - found when it is asked for


@pytest.mark.slow
def test_an_answer_does_not_depend_on_hashes() -> None:
    found = []
    for seed in SEEDS:
        command = [sys.executable, varied_questions.__file__, str(seed)]
        printed = subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": str(seed)}, capture_output=True, check=True, text=True
        )
        found.append(json.loads(printed.stdout))
    for asked, *answers in zip(ASKED, *found, strict=True):
        assert set(answers) == {alone(asked)}, asked
