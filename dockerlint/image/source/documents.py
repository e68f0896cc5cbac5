"""Manifests, indexes and configurations read from JSON: of the OCI image specification, and of Docker's own formats.

What comes from outside may be anything: each value is taken only where its type is right.
"""

from __future__ import annotations

import hashlib
import json
import re

from dockerlint.image.values import Descriptor, HistoryEntry, ImageError, Layer, Platform
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, object]

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
MANIFESTS = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_DIGEST = re.compile(r"[a-z0-9+._-]{2,32}:[0-9a-fA-F]{32,128}")
_LAYERS = re.compile(
    r"application/(?:vnd\.oci\.image\.layer(?:\.nondistributable)?\.v1\.tar|vnd\.docker\.image\.rootfs\.diff\.tar"
    r"|vnd\.docker\.image\.rootfs\.foreign\.diff\.tar|vnd\.docker\.container\.image\.rootfs\.diff\+x-gtar)"
    r"(?:[.+](?:gzip|zstd))?|"
)
_ATTESTATION = "vnd.docker.reference.type"
_SUBJECT = "vnd.docker.reference.digest"


class Manifest(NamedTuple):
    """A manifest; ``layers`` are whatever it lists, ``unknown`` those of which no media type is known."""

    config: Descriptor
    layers: tuple[Descriptor, ...]
    annotations: tuple[tuple[str, str], ...]

    @property
    def unknown(self) -> Iterator[Descriptor]:
        """Layers that are no tar as far as their media types tell."""
        return (layer for layer in self.layers if not _LAYERS.fullmatch(layer.media_type))


class Child(NamedTuple):
    """What an index lists: an image, another index, or the attestation of the image with the digest ``subject``."""

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
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise ImageError(f"{what} is no valid JSON") from None
    if not isinstance(document, dict):
        raise ImageError(f"{what} is no JSON object")
    return document


def check_digest(data: bytes, digest: str, what: str) -> None:
    """Raises ImageError unless ``data`` has ``digest``, in an algorithm of the OCI image specification."""
    algorithm, _, wanted = digest.partition(":")
    if algorithm not in ("sha256", "sha512"):
        raise ImageError(f"{what}: its digest {digest[:80]} is of no known algorithm")
    found = hashlib.new(algorithm, data).hexdigest()
    if found != wanted:
        raise ImageError(f"{what}: its digest is {algorithm}:{found}, {digest} was expected")


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
    )


def read_manifest(document: Json, what: str) -> Manifest:
    """The manifest of one image.  Raises ImageError."""
    if document.get("schemaVersion") == 1:
        raise ImageError(f"{what} is of Docker's first format, which engines stopped to read; push the image anew")
    layers = document.get("layers")
    if not isinstance(layers, list):
        raise ImageError(f"{what} lists no layers")
    return Manifest(
        read_descriptor(document.get("config"), what),
        tuple(read_descriptor(layer, what) for layer in layers),
        _strings(document.get("annotations")),
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


def read_platform(value: object) -> Platform:
    """A platform, empty where none is given."""
    if not isinstance(value, dict):
        return Platform()
    return Platform(*(part if isinstance(part := value.get(name), str) else "" for name in Platform._fields))


def read_configuration(data: bytes, what: str) -> Configuration:
    """An image's configuration.  Raises ImageError where it is no JSON object."""
    document = parse(data, what)
    history = document.get("history")
    rootfs = document.get("rootfs")
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


def _history_entry(value: object) -> HistoryEntry:
    entry = value if isinstance(value, dict) else {}
    texts = {name: text if isinstance(text := entry.get(name), str) else "" for name in HistoryEntry._fields[:4]}
    return HistoryEntry(**texts, is_empty=entry.get("empty_layer") is True)


def _strings(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((key, text) for key, text in value.items() if isinstance(text, str))


def matches_platform(wanted: str, platform: Platform) -> bool:
    """Whether ``platform`` is meant by ``wanted``: ``linux/arm64``, ``arm64``, ``linux/arm/v7``; "" means any."""
    if not wanted:
        return True
    parts = wanted.lower().split("/")
    if len(parts) == 1:
        parts = [platform.os or "linux", *parts]
    os_name, architecture, variant = (*parts, "", "")[:3]
    normal = normalised(platform)
    asked = normalised(Platform(os_name, architecture, variant))
    return asked[:2] == normal[:2] and (not variant or asked.variant == normal.variant)


# As containerd's platforms package does it (normalizeArch).
_ARCHITECTURES = {
    "x86_64": "amd64",
    "x86-64": "amd64",
    "aarch64": "arm64",
    "i386": "386",
    "armhf": "arm",
    "armel": "arm",
}


def normalised(platform: Platform) -> Platform:
    """The one spelling of a platform."""
    architecture = platform.architecture.lower()
    variant = platform.variant.lower()
    if architecture in ("armhf", "armel"):
        variant = {"armhf": "v7", "armel": "v6"}[architecture]
    architecture = _ARCHITECTURES.get(architecture, architecture)
    if architecture == "arm64" and variant in ("8", "v8"):
        variant = ""
    if variant.isdigit():
        variant = f"v{variant}"
    return Platform(platform.os.lower(), architecture, variant)
