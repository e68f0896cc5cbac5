"""Manifests, indexes and configurations read from JSON: of the OCI image specification, and of Docker's own formats.

What comes from outside may be anything: each value is taken only where its type is right, and a text that would take
much memory once it is parsed is refused before.
"""

from __future__ import annotations

import hashlib
import json
import re

from dockerlint.image.source.platforms import read_platform
from dockerlint.image.values import Descriptor, Gap, HistoryEntry, ImageError, Layer
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import Platform

Json = dict[str, object]

MOST_LAYERS = 4096  # engines stop at 127, or 500
MOST_STEPS = 20_000  # of the history

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_CONFIGURATIONS = (
    "application/vnd.oci.image.config.v1+json",
    "application/vnd.docker.container.image.v1+json",
    "",
)
EMPTY = Descriptor("", 2, "application/vnd.oci.empty.v1+json")
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,128}")
_LAYERS = re.compile(
    r"application/(?:vnd\.oci\.image\.layer(?:\.nondistributable)?\.v1\.tar|vnd\.docker\.image\.rootfs\.diff\.tar"
    r"|vnd\.docker\.image\.rootfs\.foreign\.diff\.tar|vnd\.docker\.container\.image\.rootfs\.diff\+x-gtar)"
    r"(?:[.+](?:gzip|zstd))?|"
)
_URL = re.compile(r"https?://[!-~]{1,2048}")
_ATTESTATION = "vnd.docker.reference.type"
_SUBJECT = "vnd.docker.reference.digest"
_VALUES = 500_000  # values in one document; each takes about a hundred bytes once it is parsed
_CONFIGURATION_KEYS = {
    each.lower(): each
    for each in "config history rootfs diff_ids Env Labels Cmd Entrypoint OnBuild Healthcheck User Volumes".split()
}
_KEYS = {each.lower(): each for each in ("schemaVersion", "mediaType", "config", "layers", "manifests", "subject")}


class Manifest(NamedTuple):
    """A manifest; ``layers`` are whatever it lists, ``unknown`` those of which no media type is known.

    ``subject`` is the digest of the image that it says something about, "" for an image of its own.
    """

    config: Descriptor
    layers: tuple[Descriptor, ...]
    annotations: tuple[tuple[str, str], ...]
    subject: str = ""
    kind: str = ""  # what it is instead of an image: the artifact's type

    @property
    def is_image(self) -> bool:
        """Whether it is an image, as far as its configuration's media type tells."""
        return self.config.media_type in _CONFIGURATIONS and not self.kind

    @property
    def unknown(self) -> Iterator[Descriptor]:
        """Layers that are no tar as far as their media types tell."""
        return (layer for layer in self.layers if not is_layer(layer.media_type))


class Child(NamedTuple):
    """What an index lists: an image, another index, or the attestation of the image with the digest ``subject``.

    That BuildKit lists attestations beside the images: docs/attestations/attestation-storage.md.
    """

    descriptor: Descriptor
    platform: Platform
    subject: str

    @property
    def is_attestation(self) -> bool:
        return bool(self.subject) or dict(self.descriptor.annotations).get(_ATTESTATION) == "attestation-manifest"


class Configuration(NamedTuple):
    """What of an image's configuration is needed to read its layers."""

    platform: Platform
    history: tuple[HistoryEntry, ...]
    diff_ids: tuple[str, ...]


def parse(data: bytes, what: str) -> Json:
    """The JSON object in ``data``.  Raises ImageError."""
    document = parse_any(data, what)
    if not isinstance(document, dict):
        raise ImageError(f"{what} is no JSON object")
    return document


def parse_any(data: bytes, what: str) -> object:
    """The JSON value in ``data``.  Raises ImageError, also where a key stands twice: each reader takes another one."""
    if data.count(b",") + data.count(b"[") + data.count(b"{") > _VALUES:
        raise ImageError(f"{what} holds more than {_VALUES} values")
    try:
        return json.loads(data, object_pairs_hook=_distinct)
    except _TwiceError as error:
        raise ImageError(f"{what} has the key {shown(str(error))} twice") from None
    except (ValueError, RecursionError):
        raise ImageError(f"{what} is no valid JSON") from None


class _TwiceError(Exception):
    """A key stands twice in an object."""


def _distinct(pairs: list[tuple[str, object]]) -> Json:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError(key)
            seen.add(key)
    return found


def parse_manifest(data: bytes, what: str) -> Json:
    """A manifest or an index.  Raises ImageError, also for one that engines read differently.

    Both ``layers`` and ``manifests`` (CVE-2021-41190), or keys that differ in case only, which Go takes for the same.
    """
    document = parse(data, what)
    if "manifests" in document and ("layers" in document or "config" in document):
        raise ImageError(f"{what} is a manifest and an index at once")
    _check_case(document, _KEYS, what)
    return document


def _check_case(document: object, keys: dict[str, str], what: str) -> None:
    for key in document if isinstance(document, dict) else ():
        if keys.get(key.lower(), key) != key:
            raise ImageError(f"{what} has the key {shown(key)}, which engines read differently")


def shown(text: str, most: int = 120) -> str:
    """``text`` from outside, as it may be shown: short, on one line, nothing that moves a terminal's cursor."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return "".join(sign if sign.isprintable() else "?" for sign in cut)


def short(digest: str) -> str:
    """``sha256:12ab34…``, as people compare digests."""
    return shown(digest[:19])


def is_layer(media_type: str) -> bool:
    """Whether it says a tar, compressed or not, or nothing."""
    return _LAYERS.fullmatch(media_type) is not None


def is_empty(blob: Descriptor) -> bool:
    """Whether it stands for nothing (OCI image specification 1.1, "Guidance for an Empty Descriptor")."""
    return (blob.media_type, blob.size) == (EMPTY.media_type, EMPTY.size)


def check_digest(data: bytes, digest: str, what: str) -> None:
    """Raises ImageError unless ``data`` has ``digest``, in an algorithm of the OCI image specification."""
    algorithm, _, wanted = digest.partition(":")
    if algorithm not in ("sha256", "sha512"):
        raise ImageError(f"{what}: its digest {shown(digest)} is of no known algorithm")
    found = hashlib.new(algorithm, data).hexdigest()
    if found != wanted:
        raise ImageError(f"{what}: its digest is {algorithm}:{found}, {shown(digest)} was expected")


def read_descriptor(value: object, what: str) -> Descriptor:
    """A content descriptor.  Raises ImageError where it has no digest of the right form."""
    if not isinstance(value, dict):
        raise ImageError(f"{what} has no descriptor where one should be")
    digest = value.get("digest")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise ImageError(f"{what} has a descriptor without a digest")
    size = value.get("size")
    media_type = value.get("mediaType")
    return Descriptor(
        digest,
        size if isinstance(size, int) and size >= 0 else -1,
        media_type if isinstance(media_type, str) else "",
        _strings(value.get("annotations")),
        _addresses(value.get("urls")),
    )


def _addresses(value: object) -> str:
    """The ``urls`` of a layer that may be had elsewhere, one a line: what a store is told of its place."""
    urls = value if isinstance(value, list) else []
    return "\n".join(url for url in urls[:8] if isinstance(url, str) and _URL.fullmatch(url))


def read_manifest(document: Json, what: str) -> Manifest:
    """The manifest of one image.  Raises ImageError."""
    if document.get("schemaVersion") == 1:
        raise ImageError(f"{what} is of Docker's first format, which engines stopped to read; push the image anew")
    layers = document.get("layers")
    if not isinstance(layers, list):
        raise ImageError(f"{what} lists no layers")
    if len(layers) > MOST_LAYERS:
        raise ImageError(f"{what} lists {len(layers)} layers, more than {MOST_LAYERS}")
    subject = document.get("subject")
    kind = document.get("artifactType")
    return Manifest(
        read_descriptor(document.get("config"), what),
        tuple(read_descriptor(layer, what) for layer in layers),
        _strings(document.get("annotations")),
        read_descriptor(subject, what).digest if subject is not None else "",
        kind if isinstance(kind, str) else "",
    )


def is_index(document: Json) -> bool:
    """Whether it lists manifests instead of layers."""
    return document.get("mediaType") in INDEXES or (
        isinstance(document.get("manifests"), list) and "layers" not in document
    )


def read_children(document: Json, what: str) -> list[Child]:
    """What an index lists.  Raises ImageError."""
    manifests = document.get("manifests")
    if not isinstance(manifests, list):
        raise ImageError(f"{what} lists no manifests")
    children = []
    for value in manifests:
        descriptor = read_descriptor(value, what)
        platform = read_platform(value.get("platform") if isinstance(value, dict) else None)
        children.append(Child(descriptor, platform, dict(descriptor.annotations).get(_SUBJECT, "")))
    return children


def read_configuration(data: bytes, what: str) -> Configuration:
    """An image's configuration.  Raises ImageError where it is no JSON object, or one that engines read differently."""
    document = parse(data, what)
    history = document.get("history")
    if isinstance(history, list) and len(history) > MOST_STEPS:
        raise ImageError(f"{what} has {len(history)} steps, more than {MOST_STEPS}")
    rootfs = document.get("rootfs")
    for part in (document, rootfs, document.get("config")):
        _check_case(part, _CONFIGURATION_KEYS, what)
    diff_ids = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    return Configuration(
        read_platform(document),
        tuple(_history_entry(entry) for entry in history) if isinstance(history, list) else (),
        tuple(each for each in diff_ids if isinstance(each, str)) if isinstance(diff_ids, list) else (),
    )


def pair_layers(blobs: tuple[Descriptor, ...], diff_ids: tuple[str, ...]) -> tuple[Layer, ...]:
    """Each blob with its diffID; where the configuration lists another number of them, they say nothing."""
    if len(diff_ids) != len(blobs):
        diff_ids = ("",) * len(blobs)
    return tuple(Layer(blob, diff_id) for blob, diff_id in zip(blobs, diff_ids, strict=True))


def unchecked(layers: tuple[Layer, ...], diff_ids: tuple[str, ...], name: str) -> Iterator[Gap]:
    """What is to be told where the configuration lists another number of layers than there are."""
    if len(diff_ids) != len(layers):
        reason = f"it lists {len(diff_ids)} layers where there are {len(layers)}, so their digests cannot be checked"
        yield Gap(f"configuration of {name}", reason)


def _history_entry(value: object) -> HistoryEntry:
    entry = value if isinstance(value, dict) else {}
    texts = {name: text if isinstance(text := entry.get(name), str) else "" for name in HistoryEntry._fields[:4]}
    return HistoryEntry(**texts, is_empty=entry.get("empty_layer") is True)


def _strings(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((key, text) for key, text in value.items() if isinstance(text, str))
