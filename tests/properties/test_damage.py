"""Whatever a text says, reading, deriving and setting it ends soon, in a result or in an error of ours."""

from __future__ import annotations

import json
import resource
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st

import symcnn

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("text", "markdown", "html", "latex", "json")
SECONDS = 20
MEMORY = 4_000_000_000
SMALL = symcnn.Limits(
    characters=5_000,
    nesting=20,
    layers=60,
    steps=400,
    digits=60,
    bits=600,
    exponent=60,
    blocks=8,
    files=2,
    operations=2_000,
)

NAMES = [
    *("W", "H", "D", "F", "K", "S", "n", "X", "Y", "X'", "D'", "units", "params", "connections", "macs", "window"),
    *("__import__", "__class__", "lambda", "E", "I", "S", "N", "O", "Q", "C", "beta", "None", "pi", "oo", "zoo", "nan"),
    *("True", "true", "false", "none", "self", "eval", "os", "Symbol", "evaluate", "if", "else", "and", "or", "not"),
    *("ß", "Ω", "λ", "ä", "名", "ﬁ", "ℵ", "é", "ℵ0", "a_b", "_", "__", "x_{", "sum", "prod", "min", "max", "floor"),
    *("ceil", "box", "len", "count", "distinct", "unravel", "exp", "tanh"),
]
CALLS = [
    *("conv", "maxpool", "avgpool", "subsample", "dense", "rbf", "flatten", "relu", "softmax", "dropout", "identity"),
    *("b", "l", "M", "input", "network", "block"),
]
WORDS = ["kernel_size", "stride", "padding", "dilation", "groups", "bias", "table", "links", "ceil_mode", "F", "K", "P"]
NUMBERS = [
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "16",
    "0.5",
    "1.25",
    "00",
    "99999999999999999999",
    "10000",
    "1e5",
    "0x1",
    "1/2",
]
MARKS = [
    *"(){}[],;:=+-*/%^<>!'\"#.\\$@&|~`?",
    "==",
    "!=",
    "<=",
    ">=",
    '"""',
    "\n",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "\ufeff",
]
KEYWORDS = [
    *("use", "network", "block", "layer", "require", "let", "assume", "repeat", "as", "for", "in", "from", "add"),
    *("concat", "mul", "shared", "if", "else", "and", "or", "not", "real", "integer", "boolean"),
]

names = st.sampled_from(NAMES) | st.text("abWXΩé_0'", min_size=1, max_size=4)
tokens = st.sampled_from([*NAMES, *CALLS, *WORDS, *NUMBERS, *MARKS, *KEYWORDS])


def joined(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda found: pattern.format(*found))


def listed(parts: st.SearchStrategy[str], mark: str = ", ", most: int = 4) -> st.SearchStrategy[str]:
    return st.lists(parts, max_size=most).map(mark.join)


expressions: st.SearchStrategy[str] = st.deferred(
    lambda: (
        st.sampled_from(NUMBERS)
        | names
        | joined("({})", expressions)
        | joined("-{}", expressions)
        | joined(
            "{} {} {}",
            expressions,
            st.sampled_from(["+", "-", "*", "/", "%", "^", "==", "<", ">=", "and"]),
            expressions,
        )
        | joined("{}({})", names, listed(expressions, most=3))
        | joined("({}, {})", expressions, expressions)
        | joined("[{}]", listed(expressions, most=3))
        | joined("{} if {} else {}", expressions, expressions, expressions)
        | joined("{}({} for {} in {})", names, expressions, names, expressions)
        | joined("{}[{}]", names, expressions)
        | st.sampled_from(['"text"', "()", "(1,)", "[[0], [1, 2]]", "not 1", "max(1, W)", "2^W", "W^W", "floor(W/S)"])
    )
)
arguments = expressions | joined("{}={}", st.sampled_from(WORDS) | names, expressions)
calls = joined("{}({})", st.sampled_from(CALLS), listed(arguments)) | joined("conv({}, {})", expressions, arguments)
statements: st.SearchStrategy[str] = st.deferred(
    lambda: (
        calls
        | st.sampled_from(["relu", "conv(3, 4)", "dense(K)", "maxpool(2)", "conv(F, K, stride=S, padding=P)"])
        | joined("{}: {}", names, calls)
        | joined("let {} = {}", names, expressions)
        | joined("assume {}", expressions)
        | joined("repeat {} as {} {{ {} }}", expressions, names, bodies)
        | joined("for ({}, {}) in {} {{ {} }}", names, names, expressions, bodies)
        | joined("add {{ {{ {} }} {{ {} }} }}", bodies, bodies)
        | joined("from {} {{ {} }}", names, bodies)
        | joined("use {}", names)
    )
)
bodies: st.SearchStrategy[str] = listed(statements, "; ", 4)
rules = listed(
    joined("{} = {}", st.sampled_from(["X'", "D'", "params", "connections", "macs", "window", "E"]), expressions)
    | joined("require {}", expressions)
    | joined("y[i, k] = {}", expressions),
    "; ",
    3,
)
parameters = listed(
    joined(
        "{}{}{}",
        names,
        st.sampled_from(["", ": real", ": integer >= 0", ": boolean"]),
        st.sampled_from(["", " = 3", " = 1/2"]),
    )
)
inputs = joined("input({})", listed(expressions, most=4)) | st.sampled_from(
    ["input(W, H, D)", "input(32, 32, 3)", "input(N)"]
)
definitions = (
    joined("layer l({}) {{ X' = X; D' = D; {} }}", parameters, rules)
    | joined("layer {}({}) {{ {} }}", names, parameters, rules)
    | joined("block b({}) {{ {} }}", parameters, bodies)
)
programs = joined("{} {}; {}", listed(definitions, "\n", 2), inputs, bodies) | joined(
    "{} network M({}) {{ {}; {} }}", listed(definitions, "\n", 2), parameters, inputs, bodies
)
soups = st.lists(tokens, max_size=30).map(" ".join)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A program with some characters lost, doubled, swapped or replaced."""
    text = draw(programs)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 6)))
        other = draw(tokens | st.just("") | st.just(text[start:end] * 2) | st.just(text[start:end][::-1]))
        text = text[:start] + other + text[end:]
    return text


@contextmanager
def bounded() -> Iterator[None]:
    """Stop what takes too much time or memory, and call it by its name."""

    def stop(_signal: int, _frame: Any) -> None:
        raise TimeoutError(f"more than {SECONDS} seconds")

    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, before[1]))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


def try_everything(text: str) -> None:
    with bounded():
        try_unbounded(text)


def try_unbounded(text: str) -> None:
    try:
        net = symcnn.parse(text, limits=SMALL)
    except symcnn.SymcnnError as mistake:
        read(mistake)
        return
    for attempt in ("table", "explain", "numbers", "params", "output", "summary"):
        for format_ in FORMATS if attempt in ("table", "explain") else ("",):
            try:
                ask(net, attempt, format_)
            except symcnn.SymcnnError as mistake:
                read(mistake)


def ask(net: symcnn.Network, attempt: str, format_: str) -> None:
    if attempt == "table":
        page = net.table(format_)
    elif attempt == "explain":
        page = net.explain(format=format_)
    elif attempt == "numbers":
        page = net.numbers().table()
    else:
        page = str(getattr(net, attempt)() if attempt == "summary" else getattr(net, attempt))
    assert page
    if format_ == "json":
        json.loads(page)


def read(mistake: symcnn.SymcnnError) -> None:
    """Every error has words, and draws its place without characters that move the cursor."""
    message = str(mistake)
    assert mistake.message
    assert "\x1b" not in message
    if isinstance(mistake, symcnn.TextError):
        assert mistake.line >= 1
        assert mistake.column >= 1


@given(programs)
def test_programs(text: str) -> None:
    try_everything(text)


@given(damaged())
def test_damaged_programs(text: str) -> None:
    try_everything(text)


@given(soups)
@example("\x00")
@example("\ufeffinput(W, H, D)")
@example("input(W, H, D); conv(3, \x1b[31mK)")
def test_soups(text: str) -> None:
    try_everything(text)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    try_everything(text)


@given(expressions | soups | st.text(max_size=20))
def test_values_as_text(value: str) -> None:
    net = symcnn.parse("input(W, H, D); conv(F, K, stride=S)", limits=SMALL)
    for name in ("W", "S", "K"):
        with bounded():
            try:
                at = net.at(**{name: value})
                assert at.table()
                assert str(at.params)
            except symcnn.SymcnnError as mistake:
                read(mistake)
