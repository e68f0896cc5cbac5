"""Services as a review meets them: local servers that keep what is posted and refuse what the real ones refuse."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from dockerlint.engine.unified_diff import Hunk, read_diff

TOKEN = "tok" + "en-of-the-" + "test-7Qx"
HEAD = "4f" * 20
PAGE = 2  # entries of a page, so that every list has several


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: Any


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: tuple[tuple[str, str], ...] = ()


class RefusedError(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Service:
    """A server on this machine.  ``faults`` are answers given instead of the next ones to a method and path."""

    prefix = ""

    def __init__(self, diff: str) -> None:
        self.diff = diff
        self.requests: list[Request] = []
        self.faults: list[tuple[str, str, Answer]] = []
        self.comments: list[dict[str, Any]] = []
        self.remarks: list[dict[str, Any]] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # nothing waits for an acknowledgement

            def log_message(self, *_: object) -> None:
                return

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                body = json.loads(raw) if raw else None
                headers = {name.lower(): value for name, value in self.headers.items()}
                answer = service.handle(Request(self.command, self.path, headers, body))
                text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
                data = b"" if answer.body is None else text.encode()
                self.send_response(answer.status)
                for name, value in answer.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_PATCH = answer  # noqa: N815 - names of the base class

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.runner = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.runner.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{self.prefix}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def writes(self) -> list[tuple[str, str]]:
        """What was sent to change something: method and path below the prefix."""
        queries = ("query" in str((request.body or {}).get("query", ""))[:6] for request in self.requests)
        return [
            (request.method, request.path.removeprefix(self.prefix))
            for request, is_query in zip(self.requests, queries, strict=True)
            if request.method != "GET" and not is_query
        ]

    def handle(self, request: Request) -> Answer:
        self.requests.append(request)
        for index, (method, pattern, answer) in enumerate(self.faults):
            if method == request.method and re.search(pattern, request.path):
                del self.faults[index]
                return answer
        try:
            self.check_headers(request.headers)
            return self.route(request)
        except RefusedError as refusal:
            return Answer(refusal.status, {"message": str(refusal)})
        except Exception as error:
            return Answer(500, {"message": f"the test's service failed: {error!r}"})

    def check_headers(self, headers: dict[str, str]) -> None:
        raise NotImplementedError

    def route(self, request: Request) -> Answer:
        path = unquote(urlsplit(request.path).path.removeprefix(self.prefix))
        for method, pattern, function in self.routes():
            match = re.fullmatch(pattern, path)
            if match is not None and method == request.method:
                return function(request, *match.groups())
        raise RefusedError(404, "Not Found")

    def routes(self) -> Iterator[tuple[str, str, Callable[..., Answer]]]:
        raise NotImplementedError

    def page(self, request: Request, items: list[Any]) -> Answer:
        """A page of ``items``, with links as RFC 8288 has them."""
        page = int(parse_qs(urlsplit(request.path).query).get("page", ["1"])[0])
        shown = items[(page - 1) * PAGE : page * PAGE]
        links: tuple[tuple[str, str], ...] = ()
        if page * PAGE < len(items):
            query = re.sub(r"&?page=\d+", "", urlsplit(request.path).query)
            address = f"{self.url.removesuffix(self.prefix)}{urlsplit(request.path).path}?{query}&page={page + 1}"
            links = (("Link", f'<{address}>; rel="next", <{address}>; rel="last"'),)
        return Answer(200, shown, links)

    def hunks(self, path: str) -> list[Hunk]:
        hunks = read_diff(self.diff).get(path)
        if hunks is None:
            raise RefusedError(422, "path is not in the diff")
        return hunks

    def by_id(self, items: list[dict[str, Any]], number: str) -> dict[str, Any]:
        for item in items:
            if str(item["id"]) == number:
                return item
        raise RefusedError(404, "Not Found")


def require_fields(body: dict[str, Any], required: set[str], optional: frozenset[str] = frozenset()) -> None:
    missing, unknown = required - set(body), set(body) - required - optional
    if missing or unknown:
        raise RefusedError(422, f"missing {sorted(missing)}, unknown {sorted(unknown)}")


def patches(diff: str) -> dict[str, str]:
    """The part of every file in the diff that GitHub calls its patch."""
    found = {}
    for part in re.split(r"^diff --git .*\n", diff, flags=re.MULTILINE)[1:]:
        path = re.search(r"^\+\+\+ b/(.*?)\t?$", part, flags=re.MULTILINE)
        if path is not None:
            found[path.group(1)] = part[part.index("@@ ") :].rstrip("\n")
    return found
