"""Images in a registry (OCI distribution specification, Docker Registry HTTP API V2)."""

from __future__ import annotations

import os
from functools import partial
from hashlib import sha256

from dockerlint.image.source.assembling import Assembler
from dockerlint.image.source.attached import COSIGN_TAGS
from dockerlint.image.source.client import Client, RefusedError, Session
from dockerlint.image.source.documents import INDEXES, MANIFESTS, parse_manifest, read_children, shown
from dockerlint.image.source.download import Download
from dockerlint.image.source.files import whole
from dockerlint.image.values import Descriptor, Gap, ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import ExitStack

    from dockerlint.image.source.access import Access
    from dockerlint.image.source.connection import Response
    from dockerlint.image.source.names import Name
    from dockerlint.image.values import Blob, Image

_ACCEPT = {"Accept": ", ".join((*MANIFESTS, *INDEXES, "application/vnd.docker.distribution.manifest.v1+prettyjws"))}
_MANIFEST = "manifest"  # the place of what is not a blob
_MOST_REFERRERS = 256
_clients: dict[tuple[int, str, Access], Client] = {}  # one for each process: connections cannot be shared
_sessions: dict[tuple[str, Access], Session] = {}


def images_in_registry(title: str, name: Name, access: Access, resources: ExitStack) -> Iterator[Image]:
    """The images that ``name`` means; mirrors are asked first where it is on Docker Hub.  Raises ImageError."""
    resources.callback(close_clients)
    names = [*(_at_mirror(name, mirror) for mirror in access.mirrors if name.is_of_hub), name]
    while True:
        try:
            root, data = _manifest(title, names[0], names[0].reference, access)
            break
        except ImageError:
            if len(names) == 1:
                raise
            names.pop(0)
    store = RegistryStore(tuple(names), access)
    attached = _Attached(title, names[0], access) if access.asks_for_attached else None
    assembler = Assembler(title, store, access.platform, access.limits, attached)
    assembler.known[root.digest] = data
    yield from assembler.images([root])


def _at_mirror(name: Name, mirror: str) -> Name:
    """``mirror`` is a host, with a path before the repository's where it mirrors several registries."""
    host, _, path = mirror.removeprefix("https://").removeprefix("http://").strip("/").partition("/")
    return name._replace(host=host, repository=f"{path}/{name.repository}" if path else name.repository)


def _manifest(title: str, name: Name, reference: str, access: Access) -> tuple[Descriptor, bytes]:
    """The first document, which only its name is known of.  Raises ImageError."""
    client = _client(name.host, access)
    path = f"/v2/{name.repository}/manifests/{reference}"
    with client.get(path, name.repository, _ACCEPT) as response:
        data = whole(response, access.limits.document, f"manifest of {title}")
    computed = f"sha256:{sha256(data).hexdigest()}"
    told = response.header("Docker-Content-Digest")
    if told.startswith("sha256:") and told != computed:
        raise ImageError(f"manifest of {title}: its digest is {computed}, the registry says {shown(told)}")
    digest = reference if ":" in reference else computed
    return Descriptor(digest, len(data), response.header("Content-Type").partition(";")[0], place=_MANIFEST), data


class RegistryStore(NamedTuple):
    """The blobs and manifests of one repository: those of the first of ``names`` that has them."""

    names: tuple[Name, ...]
    access: Access

    def open(self, blob: Descriptor, /) -> Blob:
        is_manifest = blob.place == _MANIFEST or blob.media_type in (*MANIFESTS, *INDEXES)
        urls = () if is_manifest else tuple(blob.place.split("\n")) if blob.place else ()
        problem: ImageError | None = None
        for name in self.names:
            client = _client(name.host, self.access)
            path = f"/v2/{name.repository}/{'manifests' if is_manifest else 'blobs'}/{blob.digest}"
            headers = _ACCEPT if is_manifest else {}

            ask = partial(_ask, client, path, name.repository, headers)
            try:
                return Download(f"{path.removeprefix('/v2/')} of {name.host}", ask, blob.size, client.retries)
            except ImageError as error:
                problem = problem or error
        for url in urls:  # a layer that its maker does not want to be distributed by others
            try:
                return Download(
                    f"{blob.digest} from elsewhere", partial(client.get_elsewhere, url), blob.size, client.retries
                )
            except ImageError as error:
                problem = problem or error
        assert problem is not None
        raise problem


def _ask(client: Client, path: str, repository: str, headers: dict[str, str], more: dict[str, str]) -> Response:
    return client.get(path, repository, {**headers, **more})


class _Attached:
    """What a registry has about a manifest: referrers, and what cosign gives a tag of its own."""

    def __init__(self, title: str, name: Name, access: Access) -> None:
        self._title = title
        self._name = name
        self._access = access
        self._known: dict[str, tuple[list[Descriptor], list[Gap]]] = {}

    def __call__(self, digest: str) -> tuple[list[Descriptor], list[Gap]]:
        if digest not in self._known:
            self._known[digest] = self._asked(digest)
        return self._known[digest]

    def _asked(self, digest: str) -> tuple[list[Descriptor], list[Gap]]:
        found: dict[str, Descriptor] = {}
        gaps: list[Gap] = []
        tag = digest.replace(":", "-", 1)
        for source in (self._referrers(digest), *(self._tagged_only(f"{tag}.{each}") for each in COSIGN_TAGS)):
            try:
                for descriptor in source:
                    found.setdefault(descriptor.digest, descriptor)
            except ImageError as error:
                gaps.append(Gap(f"attestations of {digest[:19]}", str(error)))
        return list(found.values()), gaps

    def _referrers(self, digest: str) -> Iterator[Descriptor]:
        """By the registry's own list, else by the tag that stands in for it (OCI distribution specification 1.1)."""
        client = _client(self._name.host, self._access)
        repository = self._name.repository
        what = f"referrers of {digest[:19]}"
        try:
            with client.get(f"/v2/{repository}/referrers/{digest}", repository, {"Accept": INDEXES[0]}) as response:
                kind = response.header("Content-Type").partition(";")[0].strip()
                is_more = 'rel="next"' in response.header("Link")
                data = whole(response, self._access.limits.document, what) if kind == INDEXES[0] else None
        except RefusedError as error:
            if not _says_none(error.status):
                raise
            data, is_more = None, False
        if data is None:  # the registry does not know the question
            tagged = self._tagged(digest.replace(":", "-", 1))
            if tagged is None:
                return
            data = tagged[1]
        children = read_children(parse_manifest(data, what), what)
        if len(children) > _MOST_REFERRERS:
            raise ImageError(f"there are {len(children)}, more than {_MOST_REFERRERS}")
        yield from (child.descriptor._replace(place=_MANIFEST) for child in children)
        if is_more:
            raise ImageError(f"there are more than {len(children)}")

    def _tagged_only(self, tag: str) -> Iterator[Descriptor]:
        tagged = self._tagged(tag)
        if tagged is not None:
            yield tagged[0]

    def _tagged(self, tag: str) -> tuple[Descriptor, bytes] | None:
        try:
            return _manifest(self._title, self._name, tag, self._access)
        except RefusedError as error:
            if not _says_none(error.status):
                raise
            return None


def _says_none(status: int) -> bool:
    """Whether an error means that there is nothing, or that the registry does not know the question."""
    return (400 <= status < 500 and status != 429) or status == 501


def _client(host: str, access: Access) -> Client:
    key = (os.getpid(), host, access)
    if key not in _clients:
        _clients[key] = Client(host, access, _sessions.setdefault((host, access), Session()))
    return _clients[key]


def close_clients() -> None:
    """Close the connections of this process, and forget what its registries gave."""
    for key in [key for key in _clients if key[0] == os.getpid()]:
        _clients.pop(key).close()
    _sessions.clear()
