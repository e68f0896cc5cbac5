"""HTTP to one host over httpx: certificates, proxies, and no server that can make anyone wait for ever."""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress

import httpx

from dockerlint import __version__
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from dockerlint.image.source.access import Access

_LOOPBACK = re.compile(r"(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?")
_CONNECTING = 20.0  # seconds
_SLOWEST = 1024  # bytes a second, over the time that a server may stay silent
_CERTIFICATES = "/etc/docker/certs.d"  # docs.docker.com, "Verify repository client with certificates"
FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError, AttributeError)


class BrokenError(ImageError):
    """A connection that ended, or went silent, before its answer was through."""


def is_loopback(host: str) -> bool:
    """Whether ``host``, which may have a port, is this machine by its name."""
    return _LOOPBACK.fullmatch(host) is not None


def is_insecure(host: str, access: Access) -> bool:
    """Whether plain HTTP or any certificate was asked for; a host without its port means all ports."""
    return host in access.insecure or re.sub(r":\d+$", "", host) in access.insecure


class Connection:
    """Connections that are kept, to one registry and to where it sends us.  Redirects are not followed."""

    def __init__(self, host: str, access: Access, transport: httpx.BaseTransport | None = None) -> None:
        self._timeout = access.timeout
        self._streams: list[object] = []
        is_trusted = is_insecure(host, access) or is_loopback(host)
        self._http = httpx.Client(
            timeout=httpx.Timeout(access.timeout, connect=min(access.timeout, _CONNECTING)),
            verify=_certificates(host, is_trusted),
            # Another encoding than the stored one would not have the digest.
            headers={"User-Agent": f"dockerlint/{__version__}", "Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=not is_loopback(host),  # as Go does it, no proxy for this machine
            transport=transport,
        )

    def send(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> Response:
        """The answer, of which the body has not come yet.  Raises one of FAILURES."""
        request = self._http.build_request(method, url, headers=dict(headers), data=dict(form) if form else None)
        request.extensions["trace"] = self._trace
        with self._watched():
            return Response(self._http.send(request, stream=True), self._timeout)

    def close(self) -> None:
        self._http.close()

    def _trace(self, event: str, info: Mapping[str, object]) -> None:
        if event.endswith((".connect_tcp.complete", ".connect_unix_socket.complete", ".start_tls.complete")):
            self._streams = [*self._streams[-7:], info.get("return_value")]

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Cut the connections when the head of an answer trickles in: each byte starts httpx's own time-out anew."""
        timer = threading.Timer(2 * self._timeout + _CONNECTING, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        for stream in self._streams:
            with suppress(Exception):
                stream.get_extra_info("socket").shutdown(socket.SHUT_RDWR)  # type: ignore[attr-defined]  # httpcore's


class Response:
    """An answer whose body is read piece by piece; a context manager."""

    def __init__(self, answer: httpx.Response, timeout: float) -> None:
        self._answer = answer
        self._pieces: Iterator[bytes] = answer.iter_raw()
        self._piece = b""
        self._used = 0
        self._timeout = timeout
        self._waited = 0.0
        self._came = 0
        self.status = answer.status_code

    def header(self, name: str) -> str:
        """The value of a header, "" where there is none."""
        value: str = self._answer.headers.get(name, "")
        return value

    def headers(self, name: str) -> list[str]:
        """The values of a header that may come several times."""
        return self._answer.headers.get_list(name)

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end.  Raises BrokenError."""
        if self._used == len(self._piece):
            started = time.monotonic()
            try:
                self._piece = next(self._pieces, b"")
            except FAILURES as error:
                raise BrokenError(words(error)) from None
            self._used = 0
            self._count(time.monotonic() - started)
        data = self._piece[self._used : self._used + size]
        self._used += len(data)
        return data

    def _count(self, seconds: float) -> None:
        self._waited += seconds
        self._came += len(self._piece)
        if self._waited >= self._timeout:
            if self._piece and self._came < _SLOWEST * self._waited:
                raise BrokenError(f"only {self._came} bytes came in {self._waited:.0f} seconds")
            self._waited = 0.0
            self._came = 0

    def skip(self, size: int) -> None:
        """Pass over ``size`` bytes.  Raises BrokenError."""
        while size and (data := self.read(size)):
            size -= len(data)

    def close(self) -> None:
        with suppress(*FAILURES):
            self._answer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


def words(error: BaseException) -> str:
    """What went wrong, without the URL: it may hold a signature."""
    if isinstance(error, httpx.TimeoutException):
        return "it stays silent (--timeout)"
    if isinstance(error, httpx.ConnectError):
        text = str(error)
        return "its certificate is not known" if "CERTIFICATE" in text else "no connection"
    if isinstance(error, httpx.InvalidURL):
        return "an address that makes no sense"
    return "the connection broke" if isinstance(error, httpx.TransportError) else type(error).__name__


def _certificates(host: str, is_trusted: bool) -> ssl.SSLContext:
    """Who is believed: the system's authorities, those that Docker is told for this registry, or anyone."""
    import certifi

    context = ssl.create_default_context()
    with suppress(OSError, ssl.SSLError):
        context.load_verify_locations(certifi.where())  # where the system has none
    if is_trusted:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if "/" in host or host.startswith("."):
        return context
    folder = os.path.join(_CERTIFICATES, host)
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return context
    for name in names:
        path = os.path.join(folder, name)
        with suppress(OSError, ssl.SSLError):
            if name.endswith(".crt"):
                context.load_verify_locations(path)
            elif name.endswith(".cert"):
                context.load_cert_chain(path, f"{path[: -len('.cert')]}.key")
    return context
