"""pygls with two habits changed: we alone keep texts, and no text of a client's file reaches a log or an error."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGERS = ("pygls", "asyncio", "concurrent.futures")


class Protocol(LanguageServerProtocol):
    """Hands document notifications on without a second copy of every text, and answers requests that make no sense.

    pygls splits lines at form feeds and other characters that end no line in the protocol, so its own copy would go
    wrong with the first such character.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Iterator[Any]:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            if "id" in data and "method" in data:
                self._send_response(data["id"], error=error.to_response_error())
            raise


class QuietServer(LanguageServer):
    """A server that tells of an error by its kind alone: its words may hold a piece of a file."""

    def report_server_error(self, error: Exception, source: type[PyglsError | JsonRpcException]) -> None:  # noqa: ARG002 - as pygls calls it
        self.window_log_message(
            types.LogMessageParams(types.MessageType.Error, f"a message could not be handled: {type(error).__name__}")
        )


class _Handler(logging.Handler):
    """Writes where a record comes from to stderr, and the kind of its exception: never what it says."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no exception"
        print(f"dockerlint lsp: {record.name}:{record.funcName}:{record.lineno}: {kind}", file=sys.stderr)


def quiet_logs() -> None:
    """Keep libraries from logging messages, which hold whole files."""
    handler = _Handler(logging.ERROR)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.ERROR)
