"""Questions that people ask in public, against answers found by trying every value; what is still open is listed."""

from __future__ import annotations

from pathlib import Path

import pytest
from asked_answers import answered
from asked_questions import FILE, Question, read_questions, with_answers

QUESTIONS = read_questions()
OPEN = Path(__file__).with_name("open.txt")
"""The questions that are not decided: how each comes out, and its title."""
KINDS = 25
MOST_OPEN = 2
"""Below 1 %."""


HEAD = """# Questions of asked.cases that are not decided yet: how each comes out, and which it is.
# Made by `pytest tests/questions/test_asked.py --update`.
"""


def listed() -> dict[str, str]:
    """Of each open question how it comes out."""
    rows = (row for row in OPEN.read_text("utf-8").splitlines() if row and not row.startswith("#"))
    return {title: outcome for outcome, _, title in (row.partition(": ") for row in rows)}


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_an_answer_is_right(question: Question, update: bool) -> None:
    found = answered(question.title)
    assert found.outcome != "wrong", (found.text, found.at)
    assert update or found.outcome == listed().get(question.title, "decided"), found.text


@pytest.mark.slow
def test_every_open_question_is_listed(update: bool) -> None:
    found = {question.title: answered(question.title).outcome for question in QUESTIONS}
    still = {title: outcome for title, outcome in found.items() if outcome != "decided"}
    if update:
        OPEN.write_text(HEAD + "".join(f"{outcome}: {title}\n" for title, outcome in still.items()), "utf-8")
    assert listed() == still
    assert len(still) <= MOST_OPEN


@pytest.mark.slow
def test_what_is_right_was_found_by_trying() -> None:
    text = FILE.read_text("utf-8")
    assert with_answers(text) == text


def test_a_formula_agrees_with_plain_arithmetic_at_every_point() -> None:
    for question in QUESTIONS:
        if "formula" in question.lines:
            for point in question.points():
                assert question.right(point) == question.right(point, "formula"), (question.title, point)


def test_there_are_many_questions_of_many_kinds_each_with_its_source() -> None:
    titles = [question.title for question in QUESTIONS]
    assert len(set(titles)) == len(titles) >= 380
    assert len({question.lines["kind"] for question in QUESTIONS}) >= KINDS
    assert all(question.lines["from"] for question in QUESTIONS)
