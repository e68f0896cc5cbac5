"""What is published beside an image, searched: indexes and manifests with their annotations, attestations, signatures.

The statements are in-toto's (in a DSSE envelope where they are signed) with predicates of SLSA: BuildKit writes
version 0.2 and 1 (docs/attestations/slsa-definitions.md), with the Dockerfile in ``source.infos[].data``; SBOMs are
SPDX or CycloneDX.
"""

from __future__ import annotations

import base64
import binascii
import re

from dockerlint.image.outside.found import Text, find_by_rules, find_in, outside
from dockerlint.image.outside.texts import parsed, texts_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.image.outside.found import OutsideFound
    from dockerlint.image.values import Document, Image
    from dockerlint.rule import Rule

_DEEPEST = 8  # documents in documents
_LONGEST = 1 << 20  # characters of an embedded Dockerfile that the rules read
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{24,}={0,2}\s*")
_CARRIERS = ("data", "payload")  # keys of what is base64: embedded files, and DSSE's statement


def in_documents(documents: Iterable[Document], rules: Sequence[Rule]) -> Iterator[OutsideFound]:
    """Every credential in ``documents``, the configuration and the descriptions of single layers left out."""
    for document in documents:
        if document.what != "configuration" and not document.what.endswith("/json"):
            yield from in_document_of(document.data, document.what, "attestation", rules)


def in_document_of(data: bytes, what: str, state: str, rules: Sequence[Rule], depth: int = 0) -> Iterator[OutsideFound]:
    """Every credential in one document, and in what it embeds."""
    document = parsed(data)
    texts = list(texts_of(document, what)) if document is not None else [Text(what, "", decode(data))]
    plain = []
    for text in texts:
        inner = _embedded(text) if depth < _DEEPEST else None
        if inner is None:
            plain.append(text)
        elif parsed(inner) is not None:
            yield from in_document_of(inner, text.path, state, rules, depth + 1)
        else:
            yield from _in_dockerfile(inner, f"{what} Dockerfile", state, rules)
    for text, sighting in find_in(plain):
        yield outside(sighting, state, text.path, text.name)


def _embedded(text: Text) -> bytes | None:
    if text.path.rpartition(" ")[2] not in _CARRIERS or not _BASE64.fullmatch(text.value):
        return None
    try:
        return base64.b64decode(text.value)
    except (binascii.Error, ValueError):
        return None


def _in_dockerfile(data: bytes, path: str, state: str, rules: Sequence[Rule]) -> Iterator[OutsideFound]:
    from dockerlint.image.matching import find

    source = Source(decode(data), path)
    for sighting in find(data):
        line = data.count(b"\n", 0, sighting.start) + 1
        yield outside(sighting, state, path, line=line)
    if len(source.text) <= _LONGEST:
        for finding, offset, sighting in find_by_rules(source, rules):
            name = finding.secret.name if finding.secret is not None else ""
            yield outside(sighting, state, path, name, line=source.position(offset).line)


def embedded_dockerfile(image: Image) -> bytes | None:
    """The Dockerfile that max-mode provenance carries (BuildKit, docs/attestations/slsa-definitions.md)."""
    for document in image.documents:
        if document.what == "provenance":
            for text in texts_of(parsed(document.data), ""):
                inner = _embedded(text) if text.path.endswith("infos data") else None
                if inner is not None:
                    return inner
    return None
