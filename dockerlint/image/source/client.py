"""Requests to one registry: authentication, retries, redirects; over httpx.

Credentials go to the registry and to the token server that it names, never to where it redirects.
"""

from __future__ import annotations

import random
import re
import time
from urllib.parse import urljoin, urlsplit

import httpx

from dockerlint.image.source.logins import Login, login_for
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from dockerlint.image.source.access import Access

_LOOPBACK = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?")
_REDIRECTS = 5
_LONGEST_WAIT = 60.0  # seconds that a registry may ask to wait
_AGAIN = frozenset((408, 429, 500, 502, 503, 504))
_LARGEST_TOKEN = 1 << 20  # bytes of a token server's answer
_CHALLENGE = re.compile(r"(?i)\b(bearer|basic)\b(?P<rest>.*)")
_PARAMETER = re.compile(r"(\w+)=(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]+))")


class Client:
    """One registry; connections are kept.  All methods raise ImageError, without any credential in its words."""

    def __init__(self, host: str, access: Access) -> None:
        self.host = host
        self.retries = access.retries
        is_insecure = host in access.insecure
        self._scheme = "http" if is_insecure or _LOOPBACK.fullmatch(host) else "https"
        self._http = httpx.Client(
            timeout=httpx.Timeout(access.timeout, connect=min(access.timeout, 20.0)),
            verify=not is_insecure,
            headers={"User-Agent": "dockerlint"},
            follow_redirects=False,
        )
        self._login: Login | None = None
        self._tokens: dict[str, str] = {}  # the Authorization header by repository

    def get(self, path: str, repository: str, headers: dict[str, str]) -> Response:
        """The answer to a GET of ``path``, which was good."""
        url = f"{self._scheme}://{self.host}{path}"
        is_refused = False
        for attempt in range(self.retries + 1):
            sent = dict(headers)
            if repository in self._tokens:
                sent["Authorization"] = self._tokens[repository]
            try:
                answer = self._send(url, sent)
            except httpx.HTTPError as error:
                if attempt == self.retries:
                    raise ImageError(f"{self.host} cannot be reached: {_words(error)}") from None
                _pause(attempt, "")
                continue
            status = answer.status_code
            if status in (200, 206):
                return Response(answer, self.host)
            answer.close()
            if status == 401 and not is_refused:
                is_refused = True
                self._tokens[repository] = self._authorise(answer.headers.get("WWW-Authenticate", ""), repository)
                continue
            if status not in _AGAIN or attempt == self.retries:
                raise ImageError(self._refusal(status, path))
            _pause(attempt, answer.headers.get("Retry-After", ""))
        raise ImageError(self._refusal(401, path))

    def _send(self, url: str, headers: dict[str, str]) -> httpx.Response:
        """The answer, redirects followed; another host than the registry's hears no credential."""
        for _ in range(_REDIRECTS + 1):
            answer = self._http.send(self._http.build_request("GET", url, headers=headers), stream=True)
            if answer.status_code not in (301, 302, 303, 307, 308):
                return answer
            answer.close()
            target = urljoin(url, answer.headers.get("Location", ""))
            parts = urlsplit(target)
            if parts.scheme not in ("http", "https") or (parts.scheme == "http" and url.startswith("https:")):
                raise ImageError(f"{self.host} redirects to where a blob must not come from")
            if parts.netloc != urlsplit(url).netloc:
                headers = {name: value for name, value in headers.items() if name != "Authorization"}
            url = target
        raise ImageError(f"{self.host} redirects without end")

    def _authorise(self, challenge: str, repository: str) -> str:
        """The header that answers ``challenge`` (RFC 7235; distribution, docs/spec/auth/token.md)."""
        if self._login is None:
            self._login = login_for(self.host)
        login = self._login
        match = _CHALLENGE.search(challenge)
        kind = match[1].lower() if match else ""
        if kind == "basic":
            if not login.user:
                raise ImageError(f"{self.host} wants a login: docker login {self.host}")
            return login.basic
        if kind != "bearer":
            raise ImageError(f"{self.host} wants a login of a kind that is not known")
        assert match is not None
        told = {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(match["rest"])}
        realm = told.get("realm", "")
        parts = urlsplit(realm)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and self._scheme == "http")
        if not is_safe or not parts.netloc:
            raise ImageError(f"{self.host} names no token server")
        query = {"scope": told.get("scope") or f"repository:{repository}:pull"}
        if told.get("service"):
            query["service"] = told["service"]
        return "Bearer " + self._token(realm, query, login)

    def _token(self, realm: str, query: dict[str, str], login: Login) -> str:
        host = urlsplit(realm).netloc
        try:
            if login.identity_token:
                form = {**query, "grant_type": "refresh_token", "refresh_token": login.identity_token}
                answer = self._http.post(realm, data={**form, "client_id": "dockerlint"})
            else:
                sent = {"Authorization": login.basic} if login.user else {}
                answer = self._http.get(realm, params=query, headers=sent)
        except httpx.HTTPError as error:
            raise ImageError(f"the token server {host} cannot be reached: {_words(error)}") from None
        if answer.status_code in (401, 403):
            hint = "refuses the login" if login.user or login.identity_token else "wants a login"
            raise ImageError(f"{host} {hint}: docker login {self.host}")
        if answer.status_code != 200 or len(answer.content) > _LARGEST_TOKEN:
            raise ImageError(f"the token server {host} answers with {answer.status_code}")
        try:
            document = answer.json()
        except ValueError:
            document = None
        token = (document.get("token") or document.get("access_token")) if isinstance(document, dict) else None
        if not isinstance(token, str) or not token.isprintable():
            raise ImageError(f"the token server {host} gives no token")
        return token

    def _refusal(self, status: int, path: str) -> str:
        what = path.removeprefix("/v2/")
        match status:
            case 401 | 403:
                return f"{self.host} refuses {what}: log in with an account that may pull it"
            case 404:
                return f"{self.host} does not have {what}"
            case 429:
                return f"{self.host} refuses {what}: too many requests; log in, or try later"
        return f"{self.host} answers {what} with {status}"


class Response:
    """An answer whose body is read piece by piece."""

    def __init__(self, answer: httpx.Response, host: str) -> None:
        self._answer = answer
        self._host = host
        self._pieces: Iterator[bytes] = answer.iter_raw(256 << 10)
        self._rest = b""
        self.status = answer.status_code

    def header(self, name: str) -> str:
        value: str = self._answer.headers.get(name, "")
        return value

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end."""
        if not self._rest:
            try:
                self._rest = next(self._pieces, b"")
            except httpx.HTTPError as error:
                raise ImageError(f"{self._host}: {_words(error)}") from None
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    def skip(self, size: int) -> None:
        while size and (data := self.read(size)):
            size -= len(data)

    def whole(self, limit: int) -> bytes:
        """All of the body, which may have ``limit`` bytes."""
        parts: list[bytes] = []
        size = 0
        while data := self.read(1 << 20):
            parts.append(data)
            size += len(data)
            if size > limit:
                raise ImageError(f"{self._host} sends a document of more than {limit} bytes (--max-document)")
        return b"".join(parts)

    def close(self) -> None:
        self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def _words(error: httpx.HTTPError) -> str:
    """What went wrong, without the URL: it may hold a signature."""
    if isinstance(error, httpx.TimeoutException):
        return "it stays silent (--timeout)"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return type(error).__name__


def _pause(attempt: int, retry_after: str) -> None:
    """Wait longer each time, or as long as the registry asks, up to a minute."""
    seconds = 0.25 * 2**attempt * (1 + random.random() / 4)  # noqa: S311 - spreads requests, hides nothing
    if retry_after.isdigit():
        seconds = min(float(retry_after), _LONGEST_WAIT)
    time.sleep(seconds)
