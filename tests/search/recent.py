"""Networks with numbers that symbols choose, quantities behind labels, turns of loops, merges with arguments.

What they say is held against numbers in three ways: every row of the page, every other amount, formulas as functions.
"""

from __future__ import annotations

import random
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import amounts
import networks
from networks import NARROWER, POINTS, in_numbers, page_of, told
from points import points

import symcnn
from symcnn import errors

if TYPE_CHECKING:
    from outcome import Outcome

ASKED = "params, macs, units, connections"
TRIED = 40


def check(network: str, outcome: Outcome) -> None:
    """Page, amounts, functions."""
    for one in (networks.check, amounts.check, functions):
        one(network, outcome)
        if outcome.finding:
            return


def functions(network: str, outcome: Outcome) -> None:
    """The formulas as one function of Python: legal where numbers are taken, with the same totals."""
    net = symcnn.parse(network)
    compiled = net.function(ASKED)
    is_narrower = any(condition.words.startswith(NARROWER) for condition in net.derivation.conditions)
    for point in points(network, net.symbols, random.Random(network), POINTS)[:TRIED]:
        try:
            there = in_numbers(net, point)
        except errors.SymcnnError:
            continue
        legal = compiled.legal(**point)
        outcome.count("comparisons")
        if legal != (there is not None) and (legal or not is_narrower):
            outcome.wrong("legal", f"at {told(point)} the function says {legal}")
            return
        if there is None or not legal:
            continue
        answer: Any = compiled(**point)
        mine, totals = [Fraction(value) for value in answer], page_of(there)["totals"]
        right = [Fraction(totals[key]) for key in ASKED.split(", ")]
        if mine != right:
            outcome.wrong("compiled", f"at {told(point)} the function says {mine}, right {right}")
            return
