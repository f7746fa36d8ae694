"""Every message of the language and of the command line has a row in every language; a message is told whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from package_trees import text_of, tree_of

import symcnn
from symcnn import errors
from symcnn.model import foreign_words
from symcnn.render.languages.telling import rows, teller
from symcnn.syntax.expected import MISSING
from symcnn.syntax.messages import MESSAGES
from symcnn.syntax.slips import SLIPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

PACKAGE = Path(symcnn.__file__).parent
RAISED = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
RAISED |= {"UsageError", "ImportRefused"}
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile(r"\b(are|be|has|is|(?<!--)of|or|than|that|the|this|too|which)\b")
"""Words of sentences, which no command and no text of the language has."""


def templates(node: ast.expr) -> list[str]:
    """The sentences that an argument may be, with {} for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)]  # type: ignore[misc]  # text
    if isinstance(node, ast.IfExp):
        return [*templates(node.body), *templates(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [text for value in node.values for text in templates(value)]
    if isinstance(node, ast.Tuple):
        return ["".join((templates(element) or ["{}"])[0] for element in node.elts)]
    return []


def assigned(nodes: Iterable[ast.AST], name: str) -> Iterator[ast.expr]:
    """What a name may stand for in a function, given all nodes of that."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield node.value
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = zip(target.elts, node.value.elts, strict=True)
                    yield from (value for one, value in pairs if isinstance(one, ast.Name) and one.id == name)


def messages() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        raised = RAISED | {"mistake", "refused"} | ({"ValueError"} if path.parent.name == "bridges" else set())
        raises = re.compile(rf"\b({'|'.join(raised)})\(")
        if not raises.search(text_of(path)):
            continue
        lines = text_of(path).split("\n")
        for function in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef)):
            if not any(map(raises.search, lines[function.lineno - 1 : function.end_lineno])):
                continue
            nodes = list(ast.walk(function))
            for node in nodes:
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in raised:
                    for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                        yield from templates(argument)
                        if isinstance(argument, ast.Name):
                            for value in assigned(nodes, argument.id):
                                yield from templates(value)


NO_SENTENCE = {
    *("this {}", "{} cannot use the weights of {}: the {} is ", "{}{} here and {} there"),
    *("{}: its branches part {}: {}", "{} would have to be {}, {}; padding, cropping or the stride decides that"),
    *("a {}{}{} on the other branch would make them agree", "with {}", "with padding={}", "{} (aten.{}{})"),
}
"""Beginnings, ends, and frames of which each filling has a row."""


def sentences() -> list[str]:
    found = [*messages(), *MESSAGES, *foreign_words.NOT_HERE, *foreign_words.EXPLAINED, *foreign_words.VALUES]
    found += [
        *foreign_words.QUANTITIES,
        *foreign_words.COLUMNS,
        *(text for row in MISSING for text in (row.message, row.hint)),
    ]
    for row in SLIPS:
        found += [
            re.sub(r"\{\w+\}", "{}", text) for text in (row.message, row.hint.replace("{{", "{").replace("}}", "}"))
        ]
    return sorted(
        {text for text in found if text not in NO_SENTENCE and len(re.findall("[a-z]{2}", text.replace("{}", ""))) > 1}
    )


@pytest.mark.parametrize("sentence", sentences())
def test_a_message_has_a_row(sentence: str) -> None:
    filled = sentence.replace("{ ... }", "\0").replace("{}", "X1").replace("\0", "{ ... }")
    told = teller("zh")(filled)
    assert CHINESE.search(told), filled
    assert not ENGLISH.search(re.sub(r'".*?"', "", told)), told


def cases() -> list[tuple[str, str]]:
    text = (Path(__file__).parents[1] / "errors" / "messages.cases").read_text("utf-8")
    return [
        (part.partition("\n")[0], part.partition("\n")[2].partition("\n-- says\n")[0])
        for part in text.split("\n== ")[1:]
    ]


@pytest.mark.parametrize(("title", "text"), cases(), ids=[title for title, _ in cases()])
def test_every_mistake_of_an_author_is_told(title: str, text: str) -> None:
    say: Callable[[str], str] = teller("zh")
    with pytest.raises(symcnn.TextError) as caught:
        symcnn.parse(text).table()
    mistake = caught.value
    assert CHINESE.search(say(mistake.message)), title
    assert not mistake.hint or not re.search("[a-z]{3}", mistake.hint) or CHINESE.search(say(mistake.hint)), (
        mistake.hint
    )
    assert mistake.span.source.name in mistake.told(say)
    assert str(mistake) == mistake.told(str)


def test_rows_keep_what_is_filled_in() -> None:
    for english, said in rows("zh").items():
        places = re.findall(r"\{(\d*)\}", said)
        count = english.count("{}")
        if count:
            assert {place or str(n) for n, place in enumerate(places)} <= set(map(str, range(count))), english
