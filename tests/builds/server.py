"""A server on loopback that gives its files to nobody but those who show the credential of the day."""

from __future__ import annotations

import base64
import binascii
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Self

TOOL = b"#!/bin/sh\necho corp-tool $*\n"


class Server:
    """Serves ``/…/tool`` and ``private`` to those who show a credential in ``accepted``, and ``public`` to anyone."""

    def __init__(self) -> None:
        self.accepted: set[str] = set()
        self.public: dict[str, bytes] = {}
        self.private: dict[str, bytes] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path.partition("?")[0]
                if path in outer.public:
                    self.reply(200, outer.public[path])
                elif not outer.accepted.intersection(_credentials(self)):
                    self.reply(401, b"who are you?\n")
                elif path in outer.private or path.endswith("/tool"):
                    self.reply(200, outer.private.get(path, TOOL))
                else:
                    self.reply(404, b"")

            def reply(self, status: int, body: bytes) -> None:
                self.send_response(status)
                if status == 401:
                    self.send_header("WWW-Authenticate", 'Basic realm="files"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def address(self) -> str:
        """Host and port, as in a URL."""
        return f"127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _credentials(request: BaseHTTPRequestHandler) -> list[str]:
    """What a request shows: the word after ``Bearer``, or ``user:password`` and the password alone."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return [shown]
    try:
        pair = base64.b64decode(shown).decode()
    except (binascii.Error, UnicodeDecodeError):
        return []
    return [pair, pair.partition(":")[2]]
