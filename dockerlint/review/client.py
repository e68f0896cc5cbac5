"""HTTP as the services' interfaces want it: pages, waits, and errors that say what to do and never hold the token."""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import httpx

from dockerlint import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Json = dict[str, object] | list[object]

TRIES = 4
LONGEST_WAIT = 120.0  # seconds that a service may ask us to wait at once
TIMEOUT = 30.0  # seconds
MOST_PAGES = 1000
_PASSING = frozenset({HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT})
_HINTS = {
    HTTPStatus.UNAUTHORIZED: "the token is not valid here",
    HTTPStatus.FORBIDDEN: "the token may not do this",
    HTTPStatus.NOT_FOUND: "there is no such thing, or the token may not see it",
}


class ServiceError(Exception):
    """A request that the service refused or never answered; ``status`` is 0 when there was no answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Client:
    """Requests below ``base``.  With ``show``, those that would change something are handed to it instead of sent."""

    def __init__(
        self,
        base: str,
        headers: Mapping[str, str],
        show: Callable[[str], None] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.base = base.rstrip("/")
        self._origin = httpx.URL(self.base).copy_with(raw_path=b"/")
        self._secrets = [value.rpartition(" ")[2] for value in headers.values()]
        self._show = show
        self._sleep = sleep or time.sleep
        agent = {"User-Agent": f"dockerlint/{__version__}"}
        # Redirects are not followed: they could take the token to another host.
        self._http = httpx.Client(headers={**agent, **headers}, timeout=TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **parameters: str | int) -> Json:
        return self._read(self._request("GET", self._url(path), params=parameters))

    def text(self, path: str) -> str:
        return self._request("GET", self._url(path)).text

    def pages(self, path: str, **parameters: str | int) -> Iterator[dict[str, object]]:
        """The objects of a list, page by page as ``Link: …; rel="next"`` tells (RFC 8288)."""
        url: str | None = str(httpx.URL(self._url(path), params=parameters))
        for _ in range(MOST_PAGES):
            if url is None:
                return
            response = self._request("GET", url)
            items = self._read(response)
            if not isinstance(items, list):
                raise ServiceError(f"GET {path}: not a list")
            yield from (item for item in items if isinstance(item, dict))
            url = self._next(response)

    def query(self, url: str, query: str, **variables: object) -> dict[str, object]:
        """The data of a GraphQL query.  Raises ServiceError for one that is answered with errors."""
        return self._data(self._request("POST", url, json={"query": query, "variables": variables}, is_safe=True))

    def mutate(self, url: str, query: str, **variables: object) -> dict[str, object]:
        """The data of a GraphQL mutation."""
        body = {"query": query, "variables": variables}
        if self._is_shown("POST", url, body):
            return {}
        return self._data(self._request("POST", url, json=body))

    def send(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """The answer to a request that changes something."""
        url = self._url(path)
        if self._is_shown(method, url, body):
            return {}
        return self._read(self._request(method, url, json=body))

    def _is_shown(self, method: str, url: str, body: Mapping[str, object] | None) -> bool:
        if self._show is None:
            return False
        self._show(json.dumps({"method": method, "url": url, "body": body}, ensure_ascii=False))
        return True

    def _url(self, path: str) -> str:
        return f"{self.base}/{path}"

    def _next(self, response: httpx.Response) -> str | None:
        link = response.links.get("next", {}).get("url")
        if link is None:
            return None
        url = response.url.join(link)
        if url.copy_with(raw_path=b"/") != self._origin:
            raise ServiceError("the next page is said to be at another host")
        return str(url)

    def _request(
        self,
        method: str,
        url: str,
        *,
        json: object = None,
        params: Mapping[str, str | int] | None = None,
        is_safe: bool = False,
    ) -> httpx.Response:
        """The answer; what failed in passing is tried again, as long as doing it twice does no harm."""
        is_safe = is_safe or method == "GET"
        for attempt in range(1, TRIES + 1):
            try:
                response = self._http.request(method, url, json=json, params=params)
            except httpx.TransportError as error:
                if attempt == TRIES or not is_safe:
                    raise ServiceError(f"{method} {httpx.URL(url).path}: no answer ({type(error).__name__})") from None
                self._sleep(attempt)
                continue
            if response.is_success:
                return response
            wait = _wait(response, attempt, is_safe)
            if wait is None or attempt == TRIES:
                break
            self._sleep(wait)
        raise self._refusal(response)

    def _refusal(self, response: httpx.Response) -> ServiceError:
        request = response.request
        words = f"{request.method} {request.url.path}: {response.status_code} {response.reason_phrase}"
        said = _message(response)
        for secret in self._secrets:
            said = said.replace(secret, "********")
        words += f": {said}" if said else ""
        hint = _HINTS.get(HTTPStatus(response.status_code)) if response.status_code in set(HTTPStatus) else None
        return ServiceError(f"{words} ({hint})" if hint else words, response.status_code)

    def _read(self, response: httpx.Response) -> Json:
        if not response.content:
            return {}
        try:
            answer = response.json()
        except ValueError:
            raise ServiceError(f"{response.request.method} {response.request.url.path}: not JSON") from None
        return answer if isinstance(answer, (dict, list)) else {}

    def _data(self, response: httpx.Response) -> dict[str, object]:
        answer = self._read(response)
        assert isinstance(answer, dict)
        errors = answer.get("errors")
        if isinstance(errors, list) and errors:
            first = errors[0] if isinstance(errors[0], dict) else {}
            status = HTTPStatus.FORBIDDEN if first.get("type") == "FORBIDDEN" else 0
            raise ServiceError(f"GraphQL: {str(first.get('message', ''))[:200]}", status)
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _wait(response: httpx.Response, attempt: int, is_safe: bool) -> float | None:
    """How many seconds to wait before the next try; None when there is no use in one.

    A request that was turned away for its rate was not carried out, so that any of them may be tried again.
    """
    headers = response.headers
    limited = response.status_code == HTTPStatus.TOO_MANY_REQUESTS or (
        response.status_code == HTTPStatus.FORBIDDEN
        and ("retry-after" in headers or headers.get("x-ratelimit-remaining") == "0")
    )
    if not limited:
        return float(2**attempt) if is_safe and response.status_code in _PASSING else None
    asked = headers.get("retry-after", "")
    if asked.isdecimal():
        wait = float(asked)
    elif headers.get("x-ratelimit-reset", "").isdecimal():
        wait = max(float(headers["x-ratelimit-reset"]) - time.time(), 1.0)
    else:
        wait = float(2**attempt)
    return wait if wait <= LONGEST_WAIT else None


def _message(response: httpx.Response) -> str:
    """What the service says of its refusal, in one line."""
    try:
        answer = response.json()
    except ValueError:
        return ""
    said = (answer.get("message") or answer.get("error") or "") if isinstance(answer, dict) else ""
    return " ".join((said if isinstance(said, str) else json.dumps(said)).split())[:200]
