"""What is said about an image in manifests of its own: provenance, SBOMs, signatures.

BuildKit lists them in the image's index (docs/attestations/attestation-storage.md), OCI 1.1 refers from them to the
image (distribution specification, "Listing Referrers"), cosign names them by a tag (sigstore/cosign,
specs/SIGNATURE_SPEC.md).  Their content is an in-toto statement (in-toto/attestation), bare, in a DSSE envelope
(secure-systems-lab/dsse) or in a Sigstore bundle.
"""

from __future__ import annotations

import base64
import binascii
import json

from dockerlint.image.source.documents import is_empty, is_layer
from dockerlint.image.values import Document, Gap, ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.source.documents import Manifest
    from dockerlint.image.values import Descriptor

COSIGN_TAGS = ("att", "sig", "sbom")
_PREDICATES = ("in-toto.io/predicate-type", "predicateType")
_MOST = 256  # statements in one manifest
_VALUES = 20_000  # in an envelope: a few, whatever its payload holds


def documents_in(
    manifest: Manifest, read: Callable[[Descriptor, str], bytes], what: str
) -> Iterator[tuple[Document | None, Gap | None]]:
    """The statements of an attestation's manifest, each as it is stored and, where that wraps it, as it reads."""
    if not is_empty(manifest.config):
        yield _read(manifest.config, "attestation configuration", read, what)
    for count, layer in enumerate(manifest.layers):
        if is_empty(layer):
            continue
        if count >= _MOST:
            yield None, Gap(what, f"it has {len(manifest.layers)} parts; {_MOST} were read")
            return
        document, gap = _read(layer, _kind(layer, manifest.kind), read, what)
        yield document, gap
        payload = _payload(document.data) if document is not None else b""
        if document is not None and payload:
            yield Document(_kind_of_statement(payload, document.what), document.digest, payload), None
        if document is not None and is_layer(layer.media_type) and layer.media_type:
            yield None, Gap(what, f"it holds a file system, {layer.digest[:19]}, of which only the raw bytes were read")


def _read(
    blob: Descriptor, kind: str, read: Callable[[Descriptor, str], bytes], what: str
) -> tuple[Document | None, Gap | None]:
    try:
        return Document(kind, blob.digest, read(blob, f"{kind} {blob.digest[:19]}")), None
    except ImageError as error:
        return None, Gap(what, str(error))


def _kind(layer: Descriptor, artifact: str) -> str:
    """``provenance``, ``SBOM``, ``signature`` or ``attestation``, as annotations and media types tell."""
    annotations = dict(layer.annotations)
    words = " ".join((*(annotations.get(key, "") for key in _PREDICATES), layer.media_type, artifact)).lower()
    if "provenance" in words:
        return "provenance"
    if "spdx" in words or "cyclonedx" in words or "syft" in words:
        return "SBOM"
    return "signature" if "simplesigning" in words or "notary" in words else "attestation"


def _kind_of_statement(data: bytes, otherwise: str) -> str:
    head = data[:4096]
    if b"slsa.dev/provenance" in head:
        return "provenance"
    return "SBOM" if b"spdx.dev" in head or b"cyclonedx.org" in head else otherwise


def _payload(data: bytes) -> bytes:
    """The statement in a DSSE envelope or a Sigstore bundle, b"" where ``data`` is neither."""
    if data[:1] != b"{" or data.count(b",") > _VALUES:
        return b""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return b""
    envelope = document.get("dsseEnvelope", document) if isinstance(document, dict) else None
    payload = envelope.get("payload") if isinstance(envelope, dict) else None
    if not isinstance(payload, str):
        return b""
    try:
        return base64.b64decode(payload)
    except (binascii.Error, ValueError):
        return b""
