"""A bound on the steps of work that one question takes, counted deep inside the computation.

A count and no clock, so that what is refused on a slow machine is refused on every other.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from symcnn.errors import NOWHERE, LimitExceeded, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from symcnn.limits import Limits

Wrapped = TypeVar("Wrapped", bound="Callable[..., Any]")


class OutOfBudget(Exception):  # noqa: N818 - no mistake of anybody's
    """Raised when the budget of a question is used up; the message ends a sentence."""

    def __init__(self, message: str, of: object = None) -> None:
        super().__init__(message)
        self.of = of
        """What is used up."""


class OutOfWork(OutOfBudget):
    """The steps are used up."""


class Work:
    """Steps that are left, and what they are taken for.

    >>> work = Work(10)
    >>> with work.counting():
    ...     now("adding up", "C3")
    ...     spend(11)
    Traceback (most recent call last):
    ...
    symcnn.support.work.OutOfWork: the limit of 10 steps of work was reached while adding up C3
    """

    __slots__ = ("doing", "left", "most", "span")

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most
        self.doing: tuple[str, ...] = ("putting formulas together",)
        self.span = NOWHERE

    def spend(self, steps: int) -> None:
        """Count steps; raises `OutOfWork` where there are not as many left."""
        self.left -= steps
        if self.left < 0:
            doing = " ".join(self.doing)
            raise OutOfWork(f"the limit of {self.most:,} steps of work was reached while {doing}", self)

    @property
    def is_spent(self) -> bool:
        """Whether more was used than there was."""
        return self.left < 0

    @property
    def more(self) -> str:
        """The setting that raises it."""
        return f"allow more: work={2 * self.most}"

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Within this, whatever calls `spend` spends of these."""
        token = _work.set(self)
        try:
            yield
        finally:
            _work.reset(token)


_work: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def counted(limits: Limits) -> Iterator[None]:
    """Within this, no more work is done than limits allow; within another one, that one goes on counting.

    >>> from symcnn.limits import Limits
    >>> with counted(Limits(work=10)):
    ...     spend(11)
    Traceback (most recent call last):
    ...
    symcnn.errors.LimitExceeded: the limit of 10 steps of work was reached while putting formulas together
      put numbers in for some of the symbols, or allow more: work=20
    """
    if _work.get() is not None:
        yield
        return
    work = Work(limits.work)
    try:
        with work.counting():
            yield
    except OutOfWork as reason:
        hint = f"put numbers in for some of the symbols, or {work.more}"
        raise LimitExceeded(str(reason), work.span, hint) from None


class Limited(Protocol):
    """An object that has limits."""

    @property
    def limits(self) -> Limits:
        """How much it may ask for."""


def within_limits(method: Wrapped) -> Wrapped:
    """A method that does no more work than the limits of its object allow."""

    @wraps(method)
    def run(self: Limited, *args: Any, **named: Any) -> Any:
        with counted(self.limits):
            return method(self, *args, **named)

    return cast("Wrapped", run)


def spend(steps: int = 1) -> None:
    """Called where work is done: a step for each term, factor, node or number that is looked at."""
    work = _work.get()
    if work is not None:
        work.spend(steps)


def now(*doing: str, span: Span = NOWHERE) -> None:
    """Say what is being done from here on, and for which words of a text."""
    work = _work.get()
    if work is not None:
        work.doing, work.span = doing, span
