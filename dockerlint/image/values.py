"""The values that the parts of an image scan hand to each other.

Only a :class:`Sighting` holds a credential's value, and it never leaves the process that read the bytes: what is
kept, sent, cached or shown is :class:`Found`.  Digests are ``algorithm:hex`` as the OCI image specification writes
them, sizes are in bytes, paths inside an image are relative to its root (``etc/passwd``), without ``./``, ``//`` or a
slash at the end, decoded as UTF-8 with ``surrogateescape``.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol, Self

    class Blob(Protocol):
        """The bytes of one blob as they are stored, from the start; a context manager."""

        def read(self, size: int, /) -> bytes:
            """At most ``size`` bytes, b"" at the end.  Raises ImageError when the rest cannot be had."""

        def __enter__(self) -> Self: ...
        def __exit__(
            self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
        ) -> None: ...

    class Store(Protocol):
        """Where an image's blobs are.  It can be pickled, so that other processes read blobs of their own."""

        def open(self, blob: Descriptor, /) -> Blob:
            """The stored bytes of ``blob``.  Raises ImageError."""


class ImageError(Exception):
    """An image, or a part of it, that cannot be read; the text says which and why, without any credential."""


class Platform(NamedTuple):
    """What an image runs on, in the words of the OCI image index."""

    os: str = ""
    architecture: str = ""
    variant: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in self if part) or "unknown"


class Descriptor(NamedTuple):
    """A reference to a blob (OCI image specification, descriptor.md).

    ``size`` is that of the stored, usually compressed, bytes; -1 where it is not known.  ``place`` is for the store
    alone: the blob's path in an archive or a layout.
    """

    digest: str
    size: int
    media_type: str
    annotations: tuple[tuple[str, str], ...] = ()
    place: str = ""


class Layer(NamedTuple):
    """One layer: its blob and the digest of its uncompressed tar, "" where the configuration does not tell it."""

    blob: Descriptor
    diff_id: str


class HistoryEntry(NamedTuple):
    """One step of the build as the configuration records it; ``is_empty`` ones made no layer."""

    created_by: str
    comment: str = ""
    author: str = ""
    created: str = ""
    is_empty: bool = False


class Document(NamedTuple):
    """A JSON document that belongs to an image: a manifest, an index, a configuration or an attestation.

    ``what`` names it in reports: ``index``, ``manifest``, ``configuration``, ``provenance``, ``SBOM``, ``attestation``,
    ``signature``, ``repositories``.
    """

    what: str
    digest: str
    data: bytes


class Gap(NamedTuple):
    """Something that was not looked at, and why: a gate must not let the image pass."""

    where: str  # "layer sha256:12ab…", "app/big.zip!inner.tar in layer 3"
    reason: str


class Image(NamedTuple):
    """One image for one platform, as it was found; its blobs are opened through ``store``.

    ``name`` is how the user calls it (``registry.example/app:1.2``), the same for all platforms of an index.
    ``history`` is as the configuration gives it, ``layers`` from the lowest up.  ``documents`` holds everything in
    JSON, the raw configuration included.  ``gaps`` are what could not be read on the way here.
    """

    name: str
    platform: Platform
    digest: str  # of the manifest; of the configuration where there is no manifest (docker save)
    config: bytes  # the raw configuration, b"" where there is none
    history: tuple[HistoryEntry, ...]
    layers: tuple[Layer, ...]
    documents: tuple[Document, ...]
    store: Store
    gaps: tuple[Gap, ...] = ()


class Sighting(NamedTuple):
    """A credential in some bytes.  It holds the value: it must not be kept, logged, pickled or shown.

    ``start`` and ``end`` are byte offsets in what was searched.  ``kind`` is for people: ``GitHub token``,
    ``netrc password``.  ``notes`` are evidence in a few words each (``the checksum is right``, ``expired 2021-03-04``,
    ``encrypted``).  ``encoding`` says how the value was written there where that is not plain: ``UTF-16``, ``base64``.
    """

    kind: str
    value: str
    start: int
    end: int
    confidence: Confidence
    severity: Severity = Severity.ERROR
    notes: tuple[str, ...] = ()
    encoding: str = ""


class Evidence(NamedTuple):
    """What may be told of a credential's value; see :mod:`dockerlint.image.evidence`."""

    kind: str
    fingerprint: str  # 32 hexadecimal digits of a keyed hash: the same value, the same fingerprint
    hint: str  # "ghp_…", "" where no character may be told
    length: int  # characters


class Place(NamedTuple):
    """Where in a layer, or in a document, a credential stands.

    ``path`` is the file, ``inner`` the way on into archives from the outside in.  ``aspect`` is ``content``, ``name``,
    ``link target`` or ``metadata KEY`` (PAX header, extended attribute).  ``line`` is from 1 in the innermost content,
    0 where that is no text; ``offset`` is a byte offset in it, -1 where there is none.
    """

    path: str
    inner: tuple[str, ...] = ()
    aspect: str = "content"
    line: int = 0
    offset: int = -1
    encoding: str = ""

    def __str__(self) -> str:
        return "!".join(("/" + self.path, *self.inner))


class FileDigests(NamedTuple):
    """Hexadecimal digests of a file in a layer, by which package managers know what they installed.

    ``made_of`` is the path of the source in the same layer, of a file that Python compiled and whose head fits it.
    """

    md5: str
    sha1: str
    sha256: str
    size: int
    mtime: int  # seconds since 1970
    made_of: str = ""


class Found(NamedTuple):
    """A credential at one place, without its value.  ``digests`` are the whole outer file's, None for no file."""

    evidence: Evidence
    place: Place
    confidence: Confidence
    severity: Severity
    notes: tuple[str, ...] = ()
    digests: FileDigests | None = None


class LayerContents(NamedTuple):
    """What one layer holds, as far as a scan needs it; nothing in it depends on other layers, so it can be cached.

    ``files`` and ``folders`` are the 64-bit hashes (:func:`dockerlint.image.paths.path_hash`) of the entries that are
    there, sorted, eight little-endian bytes each.  ``whiteouts`` are the paths that it removes from lower layers,
    ``opaque`` the folders of which it hides all lower content.  ``links`` are hard links, new path to old.
    ``databases`` is what package managers know of their files (:class:`dockerlint.image.packages.Inventory`): manager,
    package and version with tabs between them, and the package's rows.
    ``public_keys`` are the fingerprints of certificates and public keys, each with the path of its file.
    """

    diff_id: str  # computed
    digest: str  # of the stored blob, computed
    size: int  # of the uncompressed tar
    entries: int
    found: tuple[Found, ...] = ()
    gaps: tuple[Gap, ...] = ()
    files: bytes = b""
    folders: bytes = b""
    whiteouts: tuple[str, ...] = ()
    opaque: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    databases: tuple[tuple[str, bytes], ...] = ()
    public_keys: tuple[tuple[str, str], ...] = ()


class Limits(NamedTuple):
    """How far a scan goes; what lies beyond becomes a :class:`Gap`, never silence.  Sizes in bytes."""

    depth: int = 8  # archives in archives
    ratio: int = 1000  # bytes out for one byte in, once more than ``free`` came out
    free: int = 64 << 20  # bytes that may come out of an archive whatever its ratio
    unpacked: int = 8 << 30  # bytes out of all archives in one file of a layer
    members: int = 2_000_000  # entries of one archive or layer
    layer: int = 256 << 30  # uncompressed size of one layer
    document: int = 32 << 20  # a manifest, configuration or attestation
