"""Images in a registry (OCI distribution specification, Docker Registry HTTP API V2)."""

from __future__ import annotations

import os

from dockerlint.image.source.assembling import Assembler
from dockerlint.image.source.client import Client
from dockerlint.image.source.documents import INDEXES, MANIFESTS
from dockerlint.image.values import Descriptor, ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from dockerlint.image.source.access import Access
    from dockerlint.image.source.names import Name
    from dockerlint.image.values import Blob, Image

_ACCEPT = ", ".join((*MANIFESTS, *INDEXES, "application/vnd.docker.distribution.manifest.v1+prettyjws"))
_clients: dict[tuple[int, str, Access], Client] = {}  # by process: a fork must not share its parent's connections


def images_in_registry(title: str, name: Name, access: Access) -> Iterator[Image]:
    """The images that ``name`` means; mirrors are asked first where it is on Docker Hub.  Raises ImageError."""
    hosts = (*access.mirrors, name.host) if name.is_of_hub else (name.host,)
    for host in hosts[:-1]:
        try:
            yield from _images(title, name._replace(host=host), access)
        except ImageError:
            continue
        return
    yield from _images(title, name, access)


def _images(title: str, name: Name, access: Access) -> Iterator[Image]:
    client = _client(name.host, access)
    response = client.get(f"/v2/{name.repository}/manifests/{name.reference}", name.repository, {"Accept": _ACCEPT})
    with response:
        data = response.whole(access.limits.document)
    store = RegistryStore(name, access)
    import hashlib

    digest = name.digest or f"sha256:{hashlib.sha256(data).hexdigest()}"
    told = response.header("Docker-Content-Digest")
    if not name.digest and told.startswith("sha256:") and told != digest:
        raise ImageError(f"{title}: its manifest has the digest {digest}, the registry says {told[:80]}")
    root = Descriptor(digest, len(data), response.header("Content-Type").partition(";")[0], place="manifest")
    yield from _Remembering(title, store, access.platform, access.limits, digest, data).images(root)


class _Remembering(Assembler):
    """Does not ask twice for the first document."""

    def __init__(
        self, name: str, store: RegistryStore, platform: str, limits: object, digest: str, data: bytes
    ) -> None:
        super().__init__(name, store, platform, limits)  # type: ignore[arg-type]  # Limits
        self._first = (digest, data)

    def read(self, descriptor: Descriptor, what: str) -> bytes:
        if descriptor.digest == self._first[0]:
            from dockerlint.image.source.documents import check_digest

            check_digest(self._first[1], descriptor.digest, what)
            return self._first[1]
        return super().read(descriptor, what)


class RegistryStore(NamedTuple):
    """The blobs and manifests of one repository."""

    name: Name
    access: Access

    def open(self, blob: Descriptor, /) -> Blob:
        is_manifest = blob.place == "manifest" or blob.media_type in (*MANIFESTS, *INDEXES)
        kind = "manifests" if is_manifest else "blobs"
        path = f"/v2/{self.name.repository}/{kind}/{blob.digest}"
        client = _client(self.name.host, self.access)
        return _Download(client, path, self.name.repository, {"Accept": _ACCEPT} if is_manifest else {}, blob.size)


class _Download:
    """A blob as it comes; when the connection breaks, it goes on where it was."""

    def __init__(self, client: Client, path: str, repository: str, headers: dict[str, str], size: int) -> None:
        self._client = client
        self._request = (path, repository, headers)
        self._size = size
        self._at = 0
        self._resumed = 0
        self._response = client.get(path, repository, headers)

    def read(self, size: int, /) -> bytes:
        while True:
            try:
                data = self._response.read(size)
            except ImageError:
                self._resume()
                continue
            if not data and 0 <= self._at < self._size:
                self._resume()
                continue
            self._at += len(data)
            if self._size >= 0 and self._at > self._size:
                raise ImageError(f"{self._request[0]} is longer than the {self._size} bytes that its manifest says")
            return data

    def _resume(self) -> None:
        self._response.close()
        self._resumed += 1
        if self._resumed > self._client.retries:
            raise ImageError(f"{self._request[0]} of {self._client.host}: the connection broke at byte {self._at}")
        path, repository, headers = self._request
        self._response = self._client.get(path, repository, {**headers, "Range": f"bytes={self._at}-"})
        if self._response.status != 206:
            self._response.skip(self._at)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._response.close()


def _client(host: str, access: Access) -> Client:
    key = (os.getpid(), host, access)
    if key not in _clients:
        _clients[key] = Client(host, access)
    return _clients[key]
