"""The server: messages of the protocol in, the other modules' answers out.  See docs/editors.md for its users' view."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types

from dockerlint import __version__
from dockerlint.lsp.answers import Answers
from dockerlint.lsp.checking import Checker, Request
from dockerlint.lsp.choices import read_choices
from dockerlint.lsp.client import Client, read_client
from dockerlint.lsp.diagnostics import Forms, diagnostics
from dockerlint.lsp.documents import Document, Documents
from dockerlint.lsp.pages import Pages
from dockerlint.lsp.protocol import Protocol, QuietServer, quiet_logs
from dockerlint.lsp.results import Results, Schedule
from dockerlint.lsp.telling import Teller
from dockerlint.lsp.uris import path_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from dockerlint.lsp.checking import Checked
    from dockerlint.rule import Rule

WATCHED = ("**/dockerlint.toml", "**/pyproject.toml", "**/.dockerignore", "**/*.dockerignore")

_P = TypeVar("_P")
_R = TypeVar("_R")


class Server:
    """One client's session."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.protocol = QuietServer(
            "dockerlint", __version__, types.TextDocumentSyncKind.Incremental, protocol_cls=Protocol
        )
        self.client = Client()
        self.documents = Documents()
        self.checker = Checker(rules)
        self.pages = Pages(rules)
        self.results = Results(self.checker, self.request)
        self.schedule = Schedule(self._publish_soon)
        self.was_shut_down = False
        self.teller = Teller(self.protocol)
        self._tasks: set[asyncio.Task[None]] = set()
        self._listen()
        Answers(self).listen()

    def run(self) -> int:
        """Serve standard input and output until the client leaves; 0 when it said good-bye first."""
        gc.disable()  # garbage is collected between checks, see results.py
        gc.freeze()
        quiet_logs()
        stdout = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        sys.stdout = sys.stderr  # whatever else is printed must not stand between messages
        try:
            self.protocol.start_io(sys.stdin.buffer, stdout)
        finally:
            self.results.close()
            self.pages.close()
        return 0 if self.was_shut_down else 1

    def feature(self, method: str, act: Callable[[Any], Any], options: object = None) -> None:
        """Answer ``method`` by ``act``; a defect in it is told and answered with nothing."""
        self.protocol.feature(method, options)(self._guarded(method, act))

    def command(self, name: str, act: Callable[..., Any]) -> None:
        """Carry out the client's command ``name`` by ``act``, a function of any arguments."""
        guarded = self._guarded(name, act)

        def run(*arguments: Any) -> None:
            guarded(*arguments)

        self.protocol.command(name)(run)

    def request(self, document: Document) -> Request:
        return Request(document, self.documents.texts(), self.folder_of(document))

    def folder_of(self, document: Document) -> str:
        """The innermost workspace folder that the document is in, else the first, else the current one."""
        folders = [path for folder in self.protocol.workspace.folders.values() if (path := path_of(folder.uri))]
        root = path_of(self.protocol.workspace.root_uri or "")
        if root is not None and not folders:
            folders = [root]
        around = [path for path in folders if document.path.startswith(path.rstrip(os.sep) + os.sep)]
        return max(around, key=len) if around else folders[0] if folders else os.getcwd()

    def shown_path(self, document: Document) -> str:
        """What commands call the document's file: its path below its workspace folder where it is in one."""
        folder = self.folder_of(document)
        if document.is_file and document.path.startswith(folder.rstrip(os.sep) + os.sep):
            return os.path.relpath(document.path, folder)
        return document.path

    async def checked(self, uri: str) -> Checked | None:
        """The result for a document as it is now; None for what is no Dockerfile or has changed meanwhile."""
        document = self.documents.get(uri)
        if document is None or not document.is_dockerfile:
            return None
        checked = await self.results.of(document)
        if checked is not None:
            self.teller.failures(checked)
        return checked

    @property
    def forms(self) -> Forms:
        return Forms(self.client.related, self.client.described, self.pages.uri)

    def start(self, work: Awaitable[Any]) -> None:
        """Do ``work`` beside everything else."""

        async def run() -> None:
            try:
                await work
            except Exception as error:
                self.teller.defect("a task", error)

        task = asyncio.ensure_future(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _listen(self) -> None:
        self.feature(types.INITIALIZE, self._initialize)
        self.feature(types.INITIALIZED, self._initialized)
        self.feature(types.SHUTDOWN, self._shutdown)
        self.feature(types.TEXT_DOCUMENT_DID_OPEN, self._opened)
        self.feature(types.TEXT_DOCUMENT_DID_CHANGE, self._changed)
        self.feature(types.TEXT_DOCUMENT_DID_CLOSE, self._closed)
        self.feature(types.TEXT_DOCUMENT_DID_SAVE, self._saved)
        self.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._files_changed)
        self.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, self._files_changed)
        self.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION, self._configuration_changed)

    def _guarded(self, name: str, act: Callable[[_P], _R]) -> Callable[[_P], _R | None]:
        """``act`` with its exceptions told; pygls reads signatures, so it gets one that asks for nothing special."""
        if asyncio.iscoroutinefunction(act):

            async def act_later(*arguments: _P) -> Any:
                try:
                    return await act(*arguments)
                except Exception as error:
                    self.teller.defect(name, error)
                    return None

            return act_later  # type: ignore[return-value]  # what pygls takes

        def act_now(*arguments: _P) -> _R | None:
            try:
                return act(*arguments)
            except Exception as error:
                self.teller.defect(name, error)
                return None

        return act_now

    def _initialize(self, params: types.InitializeParams) -> None:
        self.client = read_client(params.capabilities)
        self.documents.encoding = str(getattr(encoding := self.protocol.workspace.position_encoding, "value", encoding))
        self._choose(params.initialization_options)

    async def _initialized(self, _params: types.InitializedParams) -> None:
        if self.client.registers_watchers:
            watchers = [types.FileSystemWatcher(pattern) for pattern in WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            registration = types.Registration("dockerlint-files", method, options)
            await self.protocol.client_register_capability_async(types.RegistrationParams([registration]))

    def _shutdown(self, _params: None) -> None:
        self.was_shut_down = True

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        document = self.documents.open(params.text_document)
        self.results.forget(document)
        self._touched(document)

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        document = self.documents.change(params)
        if document is not None:
            self._touched(document)

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        document = self.documents.close(params.text_document.uri)
        if document is None:
            return
        self.schedule.forget(document.key)
        self.results.forget(document)
        if document.is_dockerfile and not self.client.pulls:
            self.protocol.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, []))
        elif not document.is_dockerfile:
            self._recheck()

    def _saved(self, _params: types.DidSaveTextDocumentParams) -> None:
        """Saving is the one moment at which every client tells that files on disk may be other than before."""
        self._recheck()

    def _files_changed(self, _params: object) -> None:
        self._recheck()

    async def _configuration_changed(self, params: types.DidChangeConfigurationParams) -> None:
        settings = params.settings
        if settings is None and self.client.tells_configuration:
            item = types.ConfigurationItem(section="dockerlint")
            answer = await self.protocol.workspace_configuration_async(types.ConfigurationParams([item]))
            settings = {"dockerlint": answer[0] if answer else None}
        own = settings.get("dockerlint") if isinstance(settings, dict) else None
        if own is not None:
            self._choose(own)
            self._recheck()

    def _choose(self, settings: object) -> None:
        folders = [path for each in self.protocol.workspace.folders.values() if (path := path_of(each.uri))]
        folder = folders[0] if folders else path_of(self.protocol.workspace.root_uri or "") or os.getcwd()
        self.checker.choices, complaints = read_choices(settings, self.checker.names, folder)
        self.results.invalidate()
        for complaint in complaints:
            self.teller.once(complaint, types.MessageType.Warning)

    def _touched(self, document: Document) -> None:
        """A document is new or other than before; one that is no Dockerfile may change what others' checks find."""
        if document.is_dockerfile:
            if not self.client.pulls:
                self.schedule.changed(document.key)
        elif os.path.basename(document.path).endswith(".dockerignore"):
            self._recheck()

    def _recheck(self) -> None:
        """Check every open Dockerfile anew, or have the client ask anew."""
        self.results.invalidate()
        if not self.client.pulls:
            for document in self.documents:
                if document.is_dockerfile:
                    self.schedule.changed(document.key)
        elif self.client.refreshes_diagnostics:
            self.start(self.protocol.workspace_diagnostic_refresh_async(None))
        if self.client.refreshes_lenses:
            self.start(self.protocol.workspace_code_lens_refresh_async(None))

    def _publish_soon(self, key: str) -> None:
        self.start(self._publish(key))

    async def _publish(self, key: str) -> None:
        document = next((each for each in self.documents if each.key == key), None)
        if document is None:
            return
        checked = await self.checked(document.uri)
        now = self.documents.get(document.uri)
        if checked is None or now is None or now.lines is not checked.document.lines:
            return
        found = diagnostics(checked, self.documents, self.forms)
        self.protocol.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(document.uri, found, checked.document.version)
        )
