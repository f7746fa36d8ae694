"""The language server, spoken to as an editor does: in another process, in the protocol."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pygls", reason="pygls is not installed: pip install symcnn[lsp]")

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

URI = "file:///net.cnn"
TEXT = "# 😀 a comment\ninput(9, 9, 3); é: conv(3, K)\nhead{ dense(K) }\n"
PATIENCE = 60


def talk(story: Callable[[Any, list[Any]], Awaitable[None]], text: str = TEXT) -> None:
    """Start a server, open a text, go through a story, and end."""

    async def whole() -> None:
        client = LanguageClient("test", "1")
        said: list[Any] = []
        arrived = asyncio.Event()

        @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def hear(params: lsp.PublishDiagnosticsParams) -> None:
            said.append(params)
            arrived.set()

        await client.start_io(sys.executable, "-m", "symcnn", "lsp")
        await client.initialize_async(lsp.InitializeParams(capabilities=lsp.ClientCapabilities()))
        client.initialized(lsp.InitializedParams())
        document = lsp.TextDocumentItem(URI, "cnn", 1, text)
        client.text_document_did_open(lsp.DidOpenTextDocumentParams(document))
        await arrived.wait()
        await story(client, said)
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]

    asyncio.run(asyncio.wait_for(whole(), PATIENCE))


DOCUMENT = lsp.TextDocumentIdentifier(URI)


@pytest.mark.slow
def test_an_editor_is_answered() -> None:
    async def story(client: Any, said: list[Any]) -> None:
        assert not said[-1].diagnostics
        place = lsp.Position(1, 21)
        hovered = await client.text_document_hover_async(lsp.HoverParams(DOCUMENT, place))
        assert "é: conv(3, K)" in hovered.contents.value
        everywhere = lsp.Range(lsp.Position(0, 0), lsp.Position(9, 0))
        hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(DOCUMENT, everywhere))
        assert [(hint.label, hint.position.line) for hint in hints] == [("7×7×K", 1), ("K", 2)]
        renamed = await client.text_document_rename_async(lsp.RenameParams(DOCUMENT, lsp.Position(1, 27), "M"))
        assert [edit.range.start.character for edit in renamed.changes[URI]] == [27, 12]
        proposed = await client.text_document_completion_async(lsp.CompletionParams(DOCUMENT, lsp.Position(2, 13)))
        assert any(item.label == "bias" for item in proposed)
        options = lsp.FormattingOptions(4, insert_spaces=True)
        laid_out = await client.text_document_formatting_async(lsp.DocumentFormattingParams(DOCUMENT, options))
        assert "é: conv(3, K)" in laid_out[0].new_text

    talk(story)


@pytest.mark.slow
def test_a_mistake_is_told_and_its_word_offered() -> None:
    async def story(client: Any, said: list[Any]) -> None:
        [found] = said[-1].diagnostics
        assert found.range.start == lsp.Position(0, 16)
        assert "maxpol" in found.message
        context = lsp.CodeActionContext([found])
        params = lsp.CodeActionParams(DOCUMENT, found.range, context)
        [action] = await client.text_document_code_action_async(params)
        assert action.edit.changes[URI][0].new_text == "maxpool"

    talk(story, "input(9, 9, 3); maxpol(2)")
