"""A small editor: pygls's client around the real server process, with buffers that it edits as the server says."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import LanguageServerProtocol, default_converter

PATIENCE = 20.0  # seconds
UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}

# What a capable client says; the tests take away from it.
CAPABLE: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"showDocument": {"support": True}},
    "workspace": {
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create"]},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "configuration": True,
        "workspaceFolders": True,
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True, "codeDescriptionSupport": True},
        "hover": {"contentFormat": ["markdown"]},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}}},
    },
}
SERVER = (sys.executable, "-m", "dockerlint", "lsp")


class _Recording(LanguageServerProtocol):
    """Keeps whatever the server sends, as it came."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        if "jsonrpc" in data and isinstance(self._server, Editor):
            self._server.received.append(json.dumps(data))
        return super().structure_message(data)


def _converter() -> Any:
    """pygls's converter, which takes an action that has a command for a command."""
    converter: Any = default_converter()  # type: ignore[no-untyped-call]

    def structure(node: dict[str, Any], _type: object) -> Any:
        kind = types.Command if isinstance(node.get("command"), str) else types.CodeAction
        return converter.structure(node, kind)

    # The very object that lsprotocol names: types.Command | types.CodeAction would be another one.
    converter.register_structure_hook(Union[types.Command, types.CodeAction], structure)  # noqa: UP007
    return converter


class Editor(LanguageClient):
    """An editor with some files open; ``texts`` are its buffers."""

    def __init__(self) -> None:
        super().__init__("editor", "1", protocol_cls=_Recording, converter_factory=_converter)
        self.received: list[str] = []
        self.errors = ""
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.created: list[str] = []
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.shown: list[types.ShowDocumentParams] = []
        self.registered: list[types.Registration] = []
        self.settings: object = None
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.encoding = "utf-16"
        self.capabilities: types.ServerCapabilities
        self._listen()

    def _listen(self) -> None:
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(publish)
        self.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.messages.append(params.message))
        self.feature(types.WINDOW_LOG_MESSAGE)(lambda params: self.logged.append(params.message))
        self.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda params: self.registered.extend(params.registrations))
        self.feature(types.WORKSPACE_CONFIGURATION)(lambda params: [self.settings])

        def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(True)

        self.feature(types.WINDOW_SHOW_DOCUMENT)(show)

    async def begin(self, folders: Sequence[Path], capabilities: dict[str, Any], options: object = None) -> None:
        result = await self.initialize_async(
            types.InitializeParams(
                capabilities=self.protocol._converter.structure(capabilities, types.ClientCapabilities),
                workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
                initialization_options=options,
            )
        )
        self.capabilities = result.capabilities
        encoding = result.capabilities.position_encoding
        self.encoding = str(getattr(encoding, "value", encoding))
        self.initialized(types.InitializedParams())

    def open(self, uri: str, text: str, language: str = "dockerfile") -> None:
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                edit = types.TextEdit(change.range, change.text)
                self.texts[uri] = edited(self.texts[uri], [edit], self.encoding)
            else:
                self.texts[uri] = change.text
        self.versions[uri] += 1
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, list(changes)))

    def replace(self, uri: str, text: str) -> None:
        self.change(uri, types.TextDocumentContentChangeWholeDocument(text))

    def change_unknown(self, uri: str) -> None:
        """Tell of a change in what was never opened."""
        identifier = types.VersionedTextDocumentIdentifier(uri=uri, version=2)
        whole = types.TextDocumentContentChangeWholeDocument("x")
        self.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [whole]))

    async def diagnostics(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """What the server publishes for this version of the buffer, the current one unless said otherwise."""
        wanted = self.versions[uri] if version is None else version
        while True:
            params = await asyncio.wait_for(self.published.get(), PATIENCE)
            if params.uri == uri and params.version == wanted:
                return list(params.diagnostics)

    async def finds(self, uri: str, codes: list[str]) -> None:
        """Wait until the server publishes just these; states on the way there may be published as well."""
        found = None
        while found != codes:
            found = [str(each.code) for each in await self.diagnostics(uri)]

    async def actions(
        self, uri: str, line: int, character: int = 0, only: Sequence[str] | None = None
    ) -> list[types.CodeAction]:
        place = types.Position(line, character)
        context = types.CodeActionContext([], list(only) if only is not None else None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), types.Range(place, place), context)
        found = await self.text_document_code_action_async(params)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def hover(self, uri: str, line: int, character: int) -> str:
        params = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        found = await self.text_document_hover_async(params)
        if found is None:
            return ""
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def run(self, command: types.Command | None) -> None:
        assert command is not None
        params = types.ExecuteCommandParams(command.command, command.arguments)
        await self.workspace_execute_command_async(params)

    def apply(self, edit: types.WorkspaceEdit | None) -> None:
        """Make an edit in the buffers, and tell the server of it as editors do."""
        assert edit is not None
        for change in edit.document_changes or ():
            if isinstance(change, types.CreateFile):
                self.created.append(change.uri)
                if change.uri not in self.texts:
                    self.open(change.uri, "", "ignore")
                continue
            assert isinstance(change, types.TextDocumentEdit)
            uri = change.text_document.uri
            assert uri in self.created or change.text_document.version == self.versions.get(uri)
            self._make(uri, [part for part in change.edits if isinstance(part, types.TextEdit)])
        for uri, parts in (edit.changes or {}).items():
            self._make(uri, parts)

    def _make(self, uri: str, edits: Sequence[types.TextEdit]) -> None:
        if uri not in self.texts:
            path = Path(uri.removeprefix("file://"))
            path.write_bytes(edited(path.read_bytes().decode(), edits, self.encoding).encode())
            return
        self.replace(uri, edited(self.texts[uri], edits, self.encoding))

    async def until(self, condition: Any) -> None:
        async def wait() -> None:
            while not condition():
                await asyncio.sleep(0.01)

        await asyncio.wait_for(wait(), PATIENCE)

    async def end(self) -> int | None:
        """Say good-bye; the server's exit status."""
        await asyncio.wait_for(self.shutdown_async(None), PATIENCE)
        self.exit(None)
        assert self._server is not None
        await asyncio.wait_for(self._server.wait(), PATIENCE)
        return self._server.returncode

    def everything(self) -> str:
        """Whatever the server sent or printed."""
        return "\n".join(self.received) + self.errors

    async def read_errors(self) -> None:
        assert self._server is not None
        assert self._server.stderr is not None
        self.errors = (await self._server.stderr.read()).decode()


def edited(text: str, edits: Sequence[types.TextEdit], encoding: str) -> str:
    """``text`` with a server's edits made, by the letter of the protocol and apart from the server's own code."""
    places = []
    for number, edit in enumerate(edits):
        start, end = _offset(text, edit.range.start, encoding), _offset(text, edit.range.end, encoding)
        assert start <= end
        places.append((start, end, number, edit.new_text))
    places.sort()
    for one, other in pairwise(places):
        assert one[1] <= other[0], "edits overlap"
    for start, end, _number, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


def _offset(text: str, position: types.Position, encoding: str) -> int:
    codec, unit = UNITS[encoding]
    lines = re.split(r"(\r\n|\n|\r)", text)
    before = "".join(lines[: 2 * position.line])
    if 2 * position.line >= len(lines):
        return len(text)
    content = lines[2 * position.line].encode(codec)
    return len(before) + len(content[: position.character * unit].decode(codec))


@asynccontextmanager
async def editing(
    *folders: Path, capabilities: dict[str, Any] = CAPABLE, options: object = None, server: Sequence[str] = SERVER
) -> AsyncIterator[Editor]:
    """An editor on ``folders``; at the end it leaves, and the server must have gone well and quietly."""
    editor = Editor()
    await editor.start_io(*server, limit=1 << 26)
    assert editor._server is not None
    try:
        await asyncio.wait_for(editor.begin(folders, capabilities, options), PATIENCE)
        yield editor
        assert await editor.end() == 0
        await editor.read_errors()
    finally:
        if editor._server.returncode is None:
            editor._server.kill()
        await editor.stop()  # type: ignore[no-untyped-call]


def without(capabilities: dict[str, Any], *paths: str) -> dict[str, Any]:
    """A copy of ``capabilities`` that lacks those at the paths, written with dots."""
    copied: dict[str, Any] = json.loads(json.dumps(capabilities))
    for path in paths:
        *parents, last = path.split(".")
        node = copied
        for parent in parents:
            node = node[parent]
        del node[last]
    return copied


def having(capabilities: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """A copy of ``capabilities`` with ``value`` at ``path``, written with dots."""
    copied: dict[str, Any] = json.loads(json.dumps(capabilities))
    *parents, last = path.split(".")
    node = copied
    for parent in parents:
        node = node.setdefault(parent, {})
    node[last] = value
    return copied
