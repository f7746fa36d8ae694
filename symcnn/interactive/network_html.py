"""A network as one HTML page that loads nothing from elsewhere: formulas, numbers, conditions, sliders."""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from symcnn.analysis.subject import as_layers_take
from symcnn.interactive import page_sections as sections
from symcnn.interactive.controls import controls_of
from symcnn.interactive.page_numbers import PageNumbers
from symcnn.interactive.page_sharing import with_copies
from symcnn.render.content.network_table import make_page
from symcnn.render.content.table_columns import table_options
from symcnn.render.formula.symbols import arranger_of
from symcnn.render.languages.translate import web_tag
from symcnn.support.prebuilt import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from symcnn.analysis.subject import Subject
    from symcnn.interactive.controls import ControlData
    from symcnn.render.content.voice import Presentation
    from symcnn.render.languages.translate import Phrasebook


ToldData = dict[str, "list[ControlData] | dict[str, str]"]
"""The data of the page's script: controls, and sentences."""


def network_html(net: Subject, slide: Iterable[str], columns: str, presentation: Presentation, figure: str = "") -> str:
    r"""The HTML page of a network, whose numbers follow the sliders.

    >>> import symcnn
    >>> from symcnn.render.content.voice import PLAIN
    >>> page = network_html(symcnn.parse("input(W, W, 3); conv(5, 8)"), ["W=5..64"], "", PLAIN)
    >>> page.count("data-s="), "src=" in page, page.endswith("</html>\n")
    (1, False, True)

    Args:
        net: The network; what has a value in it does not move.
        slide: Symbols with a slider, such as ``W=32..512:32`` or ``C``; without any, all.
        columns: Quantities, as in a table; empty for the usual four.
        presentation: The words and the symbols.
        figure: A drawing as SVG.
    """
    net = as_layers_take(net)
    words, derivation = presentation.words, net.derivation
    numbers = PageNumbers(net)
    content = make_page(derivation, choice=table_options(columns), presentation=presentation)
    scope = sections.PageScope(content, numbers, arranger_of(derivation, presentation.notation), words)
    totals, rows = list(sections.totals_list(scope)), list(sections.table_rows(scope))
    definitions = list(sections.definition_rows(scope))
    wanted = numbers.wanted
    controls = controls_of(net, wanted.variables, slide)
    function, program = numbers.script(wanted)
    asked = [formula for formula, _ in wanted.conditions]
    conditions = list(sections.condition_rows(scope, program.checks, asked))
    heads = [words("layer"), words("definition"), words("output"), *content.headings]
    name = content.name or words("a network")
    told: ToldData = {"controls": [control.data for control in controls], "words": _script_words(words)}
    body = [
        f"<h1>{escape(name)}</h1>",
        *(f"<p class=doc>{escape(line)}</p>" for line in words.doc(content.doc).splitlines() if line.strip()),
        f"<form class=controls>{''.join(sections.control_row(control, scope) for control in controls)}</form>",
        "<p id=reason class=bad role=status hidden></p>",
        f"<dl class=totals>{''.join(totals)}</dl>",
        *_section(words("conditions"), f"<ul class=conditions>{''.join(conditions)}</ul>" if conditions else ""),
        *_section(words("layers"), _table(heads, rows)),
        *_section(words("where"), f"<ul>{''.join(definitions)}</ul>" if definitions else ""),
        *sections.remarks(scope),
        *_section(words("figure"), f"<figure>{figure}</figure>" if figure else ""),
    ]
    return _document(name, words.language, body, told, function)


def _script_words(words: Phrasebook) -> dict[str, str]:
    """The sentences that the page's script shows, ``{}`` where it fills something in."""
    return {
        "illegal": words("no network here: {}", "{}"),
        "whole": words("{} is a whole number", "{}"),
        "unread": words("{} is not a number", "{}"),
    }


def _section(title: str, content: str) -> list[str]:
    return [f"<section><h2>{escape(title)}</h2>", content, "</section>"] if content else []


def _table(heads: list[str], rows: list[str]) -> str:
    head = "".join(f"<th>{escape(word)}" for word in heads)
    return f"<div class=wide><table><thead><tr>{head}<tbody>{''.join(rows)}</table></div>"


def _in_script(data: ToldData) -> str:
    """Data that cannot end the element in which it stands, nor begin another."""
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")


def _document(name: str, language: str, body: list[str], told: ToldData, function: str) -> str:
    style, script = (text_of(Path(__file__).with_name(file)) for file in ("page.css", "page.js"))
    script = script.replace("/* function */", function)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{web_tag(language)}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(name)}</title>",
        f"<style>{style}</style></head>",
        "<body>",
        with_copies("\n".join(body)),
        f'<script type="application/json" id="told">{_in_script(told)}</script>',
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"
