"""The language server: answers editors over the Language Server Protocol, which pygls speaks.

Every answer is made from the text as it stands, by the functions of this room; here they are only put into the
protocol's words.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from symcnn import __version__
from symcnn.editor.names_in_text import NameRole
from symcnn.editor.notes import hover, notes, proposals
from symcnn.editor.reading import read
from symcnn.editor.renaming import definition, mentions, renamed, word_at
from symcnn.errors import SymcnnError
from symcnn.syntax.format import format_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pygls.workspace import TextDocument

    from symcnn.editor.names_in_text import Word
    from symcnn.editor.reading import Reading
    from symcnn.errors import TextError

_KINDS = {
    NameRole.CALLED: lsp.CompletionItemKind.Function,
    NameRole.ARGUMENT: lsp.CompletionItemKind.Property,
    NameRole.LOCAL: lsp.CompletionItemKind.Variable,
    None: lsp.CompletionItemKind.Keyword,
}
_Changed: TypeAlias = lsp.DidOpenTextDocumentParams | lsp.DidChangeTextDocumentParams | lsp.DidSaveTextDocumentParams
_MEANT = 'did you mean "'

server = LanguageServer("symcnn", __version__)


class Open:
    """A text that an editor has open, with places in the protocol's units."""

    def __init__(self, document: TextDocument) -> None:
        self.document = document
        self.text = document.source
        self._lines = self.text.splitlines(keepends=True) or [""]

    @property
    def reading(self) -> Reading:
        """The text as read: mistakes, library, layers; the last 32 readings are kept."""
        path = to_fs_path(self.document.uri)
        return _read(self.text, self.document.filename or "text", str(Path(path).parent) if path else "")

    def offset(self, position: lsp.Position) -> int:
        """The offset of a place; behind the end of a line or of the text, that end."""
        if position.line >= len(self._lines):
            return len(self.text)
        return min(self.document.offset_at_position(position), len(self.text))

    def position(self, offset: int) -> lsp.Position:
        """The place of an offset."""
        line = self.text.count("\n", 0, offset)
        place = lsp.Position(line, offset - (self.text.rfind("\n", 0, offset) + 1))
        return self.document.position_codec.position_to_client_units(self.text.split("\n"), place)

    def range(self, start: int, end: int) -> lsp.Range:
        """The range of the protocol between two offsets."""
        return lsp.Range(self.position(start), self.position(end))

    def word(self, position: lsp.Position) -> Word | None:
        """The name at a place."""
        return word_at(self.text, self.offset(position))

    def locations(self, found: Iterable[Word]) -> list[lsp.Location]:
        """Where names stand."""
        return [lsp.Location(self.document.uri, self.range(word.start, word.end)) for word in found]


@lru_cache(maxsize=32)
def _read(text: str, name: str, folder: str) -> Reading:
    return read(text, name, Path(folder) if folder else None)


def _opened(uri: str) -> Open:
    return Open(server.workspace.get_text_document(uri))


@server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
@server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
@server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
def say_mistakes(params: _Changed) -> None:
    """Tell the editor what is wrong with a text."""
    opened = _opened(params.text_document.uri)
    found = [_diagnostic(opened, mistake) for mistake in opened.reading.mistakes]
    server.text_document_publish_diagnostics(
        lsp.PublishDiagnosticsParams(opened.document.uri, found, version=opened.document.version)
    )


def _diagnostic(opened: Open, mistake: TextError) -> lsp.Diagnostic:
    is_here = mistake.span.source.text == opened.text
    start, end = (mistake.span.start, mistake.span.end) if is_here else (0, 0)
    words = mistake.message if is_here else str(mistake)
    hint = f"\n{mistake.hint}" if mistake.hint and is_here else ""
    meant = mistake.hint.removeprefix(_MEANT).partition('"')[0] if mistake.hint.startswith(_MEANT) else ""
    return lsp.Diagnostic(
        opened.range(start, max(end, start)),
        words + hint,
        severity=lsp.DiagnosticSeverity.Error,
        source="symcnn",
        data={"meant": meant} if meant else None,
    )


@server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions([lsp.CodeActionKind.QuickFix]))
def offer_words(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
    """Put in the word that was meant."""
    opened = _opened(params.text_document.uri)
    actions = []
    for diagnostic in params.context.diagnostics:
        meant = diagnostic.data.get("meant", "") if isinstance(diagnostic.data, dict) else ""
        word = opened.word(diagnostic.range.start) if meant else None
        if word is not None:
            edit = lsp.TextEdit(opened.range(word.start, word.end), str(meant))
            change = lsp.WorkspaceEdit({opened.document.uri: [edit]})
            title, kind = f'Write "{meant}"', lsp.CodeActionKind.QuickFix
            actions.append(lsp.CodeAction(title, kind, [diagnostic], is_preferred=True, edit=change))
    return actions


@server.feature(lsp.TEXT_DOCUMENT_HOVER)
def show_hover(params: lsp.HoverParams) -> lsp.Hover | None:
    """The work of a layer and the sheet of its kind."""
    opened = _opened(params.text_document.uri)
    shown = hover(opened.text, opened.offset(params.position), opened.reading)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, shown)) if shown else None


@server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
def show_sizes(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
    """The size that leaves each layer, behind its text."""
    opened = _opened(params.text_document.uri)
    first, last = opened.offset(params.range.start), opened.offset(params.range.end)
    return [
        lsp.InlayHint(opened.position(note.offset), note.words, padding_left=True)
        for note in notes(opened.reading)
        if first <= note.offset <= last
    ]


@server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=["(", ","]))
def propose(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
    """Words that may come next."""
    opened = _opened(params.text_document.uri)
    return [
        lsp.CompletionItem(
            proposal.word,
            kind=_KINDS[proposal.role],
            detail=proposal.details or None,
            insert_text=f"{proposal.word}=" if proposal.role is NameRole.ARGUMENT else None,
        )
        for proposal in proposals(opened.text, opened.offset(params.position), opened.reading)
    ]


@server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
def go_to_definition(params: lsp.DefinitionParams) -> list[lsp.Location]:
    """Where a block, a label or a symbol is defined."""
    opened = _opened(params.text_document.uri)
    word = opened.word(params.position)
    found = definition(opened.text, word) if word else None
    return opened.locations([found] if found else [])


@server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
def list_mentions(params: lsp.ReferenceParams) -> list[lsp.Location]:
    """Everywhere that the same thing is named."""
    opened = _opened(params.text_document.uri)
    word = opened.word(params.position)
    return opened.locations(mentions(opened.text, word) if word else [])


@server.feature(lsp.TEXT_DOCUMENT_RENAME)
def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
    """Give a thing another name, everywhere."""
    opened = _opened(params.text_document.uri)
    word = opened.word(params.position)
    if word is None:
        return None
    try:
        places = renamed(opened.text, word, params.new_name)
    except SymcnnError as mistake:
        raise JsonRpcInvalidParams(mistake.message) from None
    edits = [lsp.TextEdit(opened.range(mention.start, mention.end), params.new_name) for mention in places]
    return lsp.WorkspaceEdit({opened.document.uri: edits})


@server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
def lay_out(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit]:
    """Lay a text out in the standard way; one that does not parse is left as it is."""
    opened = _opened(params.text_document.uri)
    try:
        formatted = format_text(opened.text)
    except SymcnnError:
        return []
    return [] if formatted == opened.text else [lsp.TextEdit(opened.range(0, len(opened.text)), formatted)]
