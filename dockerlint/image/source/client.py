"""Requests to one registry: logging in, trying again, redirects.

Credentials go to the registry and to the token server that it names, never to where it redirects.
"""

from __future__ import annotations

import json
import random
import re
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from dockerlint.image.source.challenge import read_challenges
from dockerlint.image.source.connection import (
    FAILURES,
    BrokenError,
    Connection,
    Response,
    is_insecure,
    is_loopback,
    words,
)
from dockerlint.image.source.files import MissingError
from dockerlint.image.source.logins import Login, login_for
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.image.source.access import Access

_REDIRECTS = 5
_LONGEST_WAIT = 60.0  # seconds that a registry may ask to wait at once
_LONGEST_WAITS = 120.0  # seconds of waiting for one answer
_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))
_LARGEST_TOKEN = 1 << 20  # bytes of a token server's answer
_CODE = re.compile(r"[A-Z][A-Z_]{2,40}")


class RefusedError(ImageError):
    """An answer with the HTTP ``status`` of an error."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class AbsentError(RefusedError, MissingError):
    """The registry does not have it."""


class Session:
    """What was learned about a registry, which other processes can use too: the login and the tokens it gave."""

    def __init__(self) -> None:
        self.login: Login | None = None
        self.tokens: dict[str, str] = {}  # the Authorization header by repository
        self.scheme = ""

    def __repr__(self) -> str:
        return "Session(…)"


class Client:
    """One registry; connections are kept.  All methods raise ImageError, without any credential in its words."""

    def __init__(self, host: str, access: Access, session: Session) -> None:
        self.host = host
        self.retries = access.retries
        self._access = access
        self._session = session
        self._connection = Connection(host, access)
        # Docker asks insecure registries by HTTPS first; here, those on this machine are asked by HTTP first.
        self._schemes = ["http", "https"] if is_loopback(host) else ["https"]
        self._schemes += ["http"] if is_insecure(host, access) and not is_loopback(host) else []

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, repository: str, headers: Mapping[str, str]) -> Response:
        """The answer to a GET of ``path``, which was good."""
        waited = 0.0
        silent = 0
        is_refused = False
        attempt = 0
        while True:
            sent = dict(headers)
            if repository in self._session.tokens:
                sent["Authorization"] = self._session.tokens[repository]
            try:
                answer = self._first(path, sent)
            except FAILURES as error:
                silent += isinstance(error, httpx.TimeoutException)
                if attempt >= self.retries or silent > 1:
                    raise BrokenError(f"{self.host} cannot be reached: {words(error)}") from None
                waited += _pause(attempt, "", waited)
                attempt += 1
                continue
            if answer.status in (200, 206):
                return answer
            with answer:
                if answer.status == 401 and not is_refused:
                    is_refused = True
                    challenges = answer.headers("WWW-Authenticate")
                    self._session.tokens[repository] = self._authorisation(challenges, repository)
                    continue
                if answer.status not in _AGAIN or attempt >= self.retries or waited >= _LONGEST_WAITS:
                    raise self._refusal(answer, path)
            waited += _pause(attempt, answer.header("Retry-After"), waited)
            attempt += 1

    def get_elsewhere(self, url: str, headers: Mapping[str, str]) -> Response:
        """The answer of another server, which hears no credential."""
        host = urlsplit(url).netloc.rpartition("@")[2]
        try:
            self._check_scheme(url)
            answer = self._followed(url, headers)
        except FAILURES as error:
            raise BrokenError(f"{host} cannot be reached: {words(error)}") from None
        if answer.status not in (200, 206):
            answer.close()
            raise RefusedError(f"{host} answers with {answer.status}", answer.status)
        return answer

    def _first(self, path: str, headers: Mapping[str, str]) -> Response:
        """The answer by the scheme that is known to work, or the first one that does."""
        for scheme in [self._session.scheme] if self._session.scheme else self._schemes:
            is_last = bool(self._session.scheme) or scheme == self._schemes[-1]
            try:
                answer = self._followed(f"{scheme}://{self.host}{path}", headers)
            except (httpx.ConnectError, httpx.RemoteProtocolError, httpx.ReadError):
                if is_last:
                    raise
                continue
            if answer.status == 400 and scheme == "http" and not is_last and b"HTTPS" in _bounded(answer):
                answer.close()
                continue
            self._session.scheme = scheme
            return answer
        return self._followed(f"{self._schemes[0]}://{self.host}{path}", headers)

    def _followed(self, url: str, headers: Mapping[str, str]) -> Response:
        """The answer, redirects followed; another server than the first hears no credential."""
        for _ in range(_REDIRECTS + 1):
            answer = self._connection.send("GET", url, headers)
            if answer.status not in (301, 302, 303, 307, 308):
                return answer
            answer.close()
            target = urljoin(url, answer.header("Location"))
            self._check_scheme(target)
            there, here = urlsplit(target), urlsplit(url)
            if there.scheme == "http" and here.scheme == "https":
                raise ImageError(f"{self.host} redirects from HTTPS to HTTP")
            if (there.scheme, there.netloc) != (here.scheme, here.netloc):
                headers = {name: value for name, value in headers.items() if name != "Authorization"}
            url = target
        raise ImageError(f"{self.host} redirects without end")

    def _check_scheme(self, url: str) -> None:
        """Plain HTTP only to this machine, or where that was asked for."""
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        is_plain = parts.scheme == "http" and (is_loopback(host) or is_insecure(host, self._access))
        if not host or not (parts.scheme == "https" or is_plain):
            raise ImageError(f"{self.host} sends us to where nothing is taken from: it is not HTTPS")

    def _authorisation(self, headers: list[str], repository: str) -> str:
        """The header that answers the challenges (distribution, docs/spec/auth/token.md)."""
        challenges = {each.scheme: each.parameters for each in reversed(read_challenges(headers))}
        if self._session.login is None:
            self._session.login = login_for(self.host, repository)
        login = self._session.login
        if login.registry_token and "bearer" in challenges:
            return f"Bearer {login.registry_token}"
        if "bearer" in challenges:
            told = challenges["bearer"]
            realm = urljoin(f"{self._session.scheme}://{self.host}/", told.get("realm", ""))
            self._check_scheme(realm)
            if urlsplit(realm).scheme == "http" and self._session.scheme == "https":
                raise ImageError(f"{self.host} names a token server without HTTPS")
            query = {"scope": told.get("scope") or f"repository:{repository}:pull"}
            if told.get("service"):
                query["service"] = told["service"]
            return "Bearer " + self._token(realm, query, login)
        if "basic" in challenges:
            if not login.user:
                raise self._wants_login(login)
            return login.basic
        raise ImageError(f"{self.host} wants a login of a kind that is not known")

    def _token(self, realm: str, query: dict[str, str], login: Login) -> str:
        host = urlsplit(realm).netloc.rpartition("@")[2]
        try:
            if login.identity_token:
                form = {**query, "grant_type": "refresh_token", "refresh_token": login.identity_token}
                answer = self._connection.send("POST", realm, {}, {**form, "client_id": "dockerlint"})
            else:
                sent = {"Authorization": login.basic} if login.user else {}
                joint = "&" if urlsplit(realm).query else "?"
                answer = self._connection.send("GET", f"{realm}{joint}{urlencode(query)}", sent)
            with answer:
                data = _bounded(answer)
        except FAILURES as error:
            raise BrokenError(f"the token server {host} cannot be reached: {words(error)}") from None
        if answer.status in (400, 401, 403):
            raise self._wants_login(login)
        try:
            document = json.loads(data) if answer.status == 200 else None
        except (ValueError, RecursionError):
            document = None
        token = (document.get("token") or document.get("access_token")) if isinstance(document, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise ImageError(f"the token server {host} gives no token; it answers with {answer.status}")
        return token

    def _wants_login(self, login: Login) -> RefusedError:
        hint = f" ({login.problem})" if login.problem else ""
        has_one = bool(login.user or login.identity_token)
        return RefusedError(
            f"{self.host} {'refuses the' if has_one else 'wants a'} login: docker login {self.host}{hint}", 401
        )

    def _refusal(self, answer: Response, path: str) -> RefusedError:
        what = path.removeprefix("/v2/")
        status = answer.status
        match status:
            case 401 | 403:
                text = f"{self.host} refuses {what}: log in with an account that may pull it (docker login {self.host})"
            case 404:
                return AbsentError(f"{self.host} does not have {what}", status)
            case 429:
                text = f"{self.host} refuses {what}: too many requests; log in, or try later"
            case _:
                text = f"{self.host} answers {what} with {status}{_code(answer)}"
        return RefusedError(text, status)


def _bounded(answer: Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= _LARGEST_TOKEN and (data := answer.read(_LARGEST_TOKEN)):
        parts.append(data)
        size += len(data)
    return b"".join(parts)[:_LARGEST_TOKEN]


def _code(answer: Response) -> str:
    """The registry's word for an error, and nothing else of what it says: that may repeat what it was sent."""
    try:
        errors = json.loads(_bounded(answer)).get("errors")
        code = errors[0]["code"]
    except (ImageError, ValueError, AttributeError, LookupError, TypeError, RecursionError):
        return ""
    return f" ({code})" if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _pause(attempt: int, retry_after: str, waited: float) -> float:
    """Wait longer each time, or as long as the registry asks, within bounds; how many seconds that was."""
    seconds: float = 0.25 * 2**attempt * (1 + random.random() / 4)  # noqa: S311 - spreads requests, hides nothing
    if retry_after.isdecimal():
        seconds = float(retry_after[:9])
    elif retry_after:
        with suppress(ValueError, TypeError, OverflowError):
            seconds = max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0)
    seconds = min(seconds, _LONGEST_WAIT, max(_LONGEST_WAITS - waited, 0.0))
    time.sleep(seconds)
    return seconds
