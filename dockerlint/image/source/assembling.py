"""Images from the documents of a store: an index, its manifests, their configurations and attestations."""

from __future__ import annotations

from dockerlint.image.source.documents import (
    Child,
    Json,
    check_digest,
    is_index,
    matches_platform,
    pair_layers,
    parse,
    read_children,
    read_configuration,
    read_manifest,
)
from dockerlint.image.values import Descriptor, Document, Gap, Image, ImageError, Platform
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.values import Limits, Store

    Progress = Callable[[str], None]

_DEEPEST = 8  # indexes in indexes
_MOST = 4096  # manifests below one reference
_PREDICATE = "in-toto.io/predicate-type"


class Assembler:
    """Finds the images below one document of ``store``, each with everything that belongs to it."""

    def __init__(self, name: str, store: Store, platform: str, limits: Limits) -> None:
        self._name = name
        self._store = store
        self._wanted = platform
        self._limits = limits
        self._seen: set[str] = set()
        self._platforms: list[Platform] = []

    def images(self, root: Descriptor) -> Iterator[Image]:
        """The images below ``root``.  Raises ImageError where there is none of the wanted platform."""
        count = 0
        for image in self._below(root, Platform(), (), (), 0):
            count += 1
            yield image
        if not count:
            have = ", ".join(sorted({str(platform) for platform in self._platforms})) or "none"
            asked = f" for {self._wanted}" if self._wanted else ""
            raise ImageError(f"{self._name} has no image{asked}; it has {have}")

    def read(self, descriptor: Descriptor, what: str) -> bytes:
        """The whole of a small blob, its digest checked.  Raises ImageError."""
        limit = self._limits.document
        if descriptor.size > limit:
            raise ImageError(f"{what} has {descriptor.size} bytes, more than {limit} (--max-document)")
        parts: list[bytes] = []
        size = 0
        with self._store.open(descriptor) as blob:
            while data := blob.read(1 << 20):
                parts.append(data)
                size += len(data)
                if size > limit:
                    raise ImageError(f"{what} has more than {limit} bytes (--max-document)")
        data = b"".join(parts)
        if descriptor.digest:
            check_digest(data, descriptor.digest, what)
        return data

    def _below(
        self,
        descriptor: Descriptor,
        platform: Platform,
        documents: tuple[Document, ...],
        attestations: tuple[Child, ...],
        depth: int,
    ) -> Iterator[Image]:
        if descriptor.digest in self._seen:
            return
        self._seen.add(descriptor.digest)
        if len(self._seen) > _MOST or depth > _DEEPEST:
            raise ImageError(
                f"{self._name}: its indexes have no end: more than {_MOST} manifests, or {_DEEPEST} levels"
            )
        what = f"manifest {_short(descriptor.digest)} of {self._name}"
        data = self.read(descriptor, what)
        document = parse(data, what)
        if not is_index(document):
            yield from self._image(descriptor, data, document, platform, documents, attestations)
            return
        documents = (*documents, Document("index", descriptor.digest, data))
        children = read_children(document, what)
        for child in children:
            if child.is_attestation:
                continue
            mine = tuple(each for each in children if each.is_attestation and each.subject == child.descriptor.digest)
            self._platforms.append(child.platform)
            if child.platform.os and not matches_platform(self._wanted, child.platform):
                continue
            try:
                yield from self._below(child.descriptor, child.platform, documents, mine, depth + 1)
            except ImageError as error:
                yield _broken(self._name, child, documents, self._store, str(error))

    def _image(
        self,
        descriptor: Descriptor,
        data: bytes,
        document: Json,
        platform: Platform,
        documents: tuple[Document, ...],
        attestations: tuple[Child, ...],
    ) -> Iterator[Image]:
        what = f"manifest {_short(descriptor.digest)} of {self._name}"
        manifest = read_manifest(document, what)
        config = self.read(manifest.config, f"configuration of {self._name}")
        found = read_configuration(config, f"configuration of {self._name}")
        platform = platform if platform.os else found.platform
        self._platforms.append(platform)
        if not matches_platform(self._wanted, platform):
            return
        gaps = [
            Gap(f"layer {_short(layer.digest)}", f"its media type is not known: {layer.media_type[:120]}")
            for layer in manifest.unknown
        ]
        attested, lost = self._attestations(attestations)
        yield Image(
            self._name,
            platform,
            descriptor.digest,
            config,
            found.history,
            pair_layers(manifest.layers, found.diff_ids),
            (
                *documents,
                Document("manifest", descriptor.digest, data),
                Document("configuration", manifest.config.digest, config),
                *attested,
            ),
            self._store,
            (*gaps, *lost),
        )

    def _attestations(self, children: tuple[Child, ...]) -> tuple[list[Document], list[Gap]]:
        """The statements in attestation manifests (BuildKit, docs/attestations/attestation-storage.md)."""
        found: list[Document] = []
        gaps: list[Gap] = []
        for child in children:
            what = f"attestation {_short(child.descriptor.digest)} of {self._name}"
            try:
                data = self.read(child.descriptor, what)
                found.append(Document("attestation manifest", child.descriptor.digest, data))
                for layer in read_manifest(parse(data, what), what).layers:
                    kind = dict(layer.annotations).get(_PREDICATE, "")
                    name = "provenance" if "provenance" in kind else "SBOM" if "spdx" in kind else "attestation"
                    found.append(Document(name, layer.digest, self.read(layer, what)))
            except ImageError as error:
                gaps.append(Gap(what, str(error)))
        return found, gaps


def _broken(name: str, child: Child, documents: tuple[Document, ...], store: Store, reason: str) -> Image:
    """An image of which nothing but its place in the index could be read."""
    gap = Gap(f"image {_short(child.descriptor.digest)} of {name}", reason)
    return Image(name, child.platform, child.descriptor.digest, b"", (), (), documents, store, (gap,))


def _short(digest: str) -> str:
    return digest[:19]
