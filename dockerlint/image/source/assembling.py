"""Images from the documents of a store: an index, its manifests, their configurations and what is attached to them."""

from __future__ import annotations

from dockerlint.image.source.attached import documents_in
from dockerlint.image.source.documents import (
    Configuration,
    Manifest,
    check_digest,
    is_empty,
    is_index,
    pair_layers,
    parse_manifest,
    read_children,
    read_configuration,
    read_manifest,
    short,
    shown,
    unchecked,
)
from dockerlint.image.source.files import MissingError, whole
from dockerlint.image.source.platforms import matches_platform
from dockerlint.image.source.records import RECORD, read_record
from dockerlint.image.values import Descriptor, Document, Gap, Image, ImageError, Platform
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockerlint.image.values import Limits, Store

    # What says something about the document with that digest: its manifests, and what could not be asked.
    Attached = Callable[[str], tuple[list[Descriptor], list[Gap]]]

_DEEPEST = 8  # indexes in indexes
_MOST = 1024  # manifests below one reference
_MOST_BYTES = 64 << 20  # of all manifests below one reference
_ATTACHED = 3  # documents of the largest size that may be attached to all images together


class NoImageError(ImageError):
    """There is none, or none of the wanted platform."""


class _EndlessError(ImageError):
    """There is no end of manifests: no use in trying the next one."""


class _Node(NamedTuple):
    """A manifest that was read, or, with ``problem``, one that could not be."""

    descriptor: Descriptor
    platform: Platform
    parents: tuple[Document, ...]
    data: bytes = b""
    manifest: Manifest | None = None
    subject: str = ""
    problem: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it stands for an image, not for what is said about one."""
        return not self.subject and (self.manifest is None or not self.manifest.subject or self.manifest.is_image)


class Assembler:
    """Finds the images below documents of ``store``, each with everything that belongs to it.

    ``is_sparse`` says that manifests may be missing, since the store tells otherwise which images it holds.
    """

    def __init__(
        self,
        name: str,
        store: Store,
        platform: str,
        limits: Limits,
        attached: Attached | None = None,
        is_sparse: bool = False,
    ) -> None:
        self._name = name
        self._store = store
        self._wanted = platform
        self._limits = limits
        self._attached = attached
        self._is_sparse = is_sparse
        self.known: dict[str, bytes] = {}  # documents by their digests, which need not be asked for again
        self._seen: set[str] = set()
        self._size = 0
        self._spent = 0
        self._platforms: set[str] = set()

    def images(
        self, roots: Iterable[Descriptor], first: tuple[Document, ...] = (), goes_on: bool = False
    ) -> Iterator[Image]:
        """The images below ``roots``; ``first`` are documents of all of them.

        A root that cannot be read is an image with a gap where the search ``goes_on``, else it raises ImageError.
        NoImageError is raised where there is none, or none of the wanted platform.
        """
        nodes = [node for root in roots for node in self._under(root, first, goes_on)]
        bound = [node for node in nodes if not node.is_image]
        images = [node for node in nodes if node.is_image]
        known = {node.descriptor.digest for node in nodes}
        # What speaks of something that is not here is not lost: it goes with the first image.
        strays = [node for node in bound if _subject(node) not in known]
        count = 0
        for node in images:
            mine = [each for each in bound if _subject(each) == node.descriptor.digest]
            image = self._image(node, [*mine, *strays])
            if image is not None:
                count += 1
                strays = []
                yield image
        if not count:
            have = ", ".join(sorted(self._platforms)) or "none"
            asked = f" for {shown(self._wanted)}" if self._wanted else ""
            raise NoImageError(f"{self._name} has no image{asked}; it has {shown(have, 400)}")

    def read(self, descriptor: Descriptor, what: str) -> bytes:
        """The whole of a small blob, its digest checked.  Raises ImageError."""
        limit = self._limits.document
        if descriptor.size > limit:
            raise ImageError(f"{what} has {descriptor.size} bytes, more than {limit} (--max-document)")
        data = self.known.get(descriptor.digest, b"")
        if not data:
            with self._store.open(descriptor) as blob:
                data = whole(blob, limit, what)
        check_digest(data, descriptor.digest, what)
        return data

    def _read_attached(self, descriptor: Descriptor, what: str) -> bytes:
        if self._spent + max(descriptor.size, 0) > _ATTACHED * self._limits.document:
            most = _ATTACHED * self._limits.document
            raise ImageError(f"what is attached to {self._name} has more than {most} bytes (--max-document)")
        data = self.read(descriptor, what)
        self._spent += len(data)
        return data

    def _under(self, root: Descriptor, first: tuple[Document, ...], goes_on: bool) -> Iterator[_Node]:
        try:
            yield from self._below(root, Platform(), first, 0, "")
        except _EndlessError:
            raise
        except ImageError as error:
            if isinstance(error, MissingError) and self._is_sparse:
                return
            if not goes_on:
                raise
            yield _Node(root, Platform(), first, problem=str(error))

    def _below(
        self, descriptor: Descriptor, platform: Platform, parents: tuple[Document, ...], depth: int, subject: str
    ) -> Iterator[_Node]:
        if descriptor.digest in self._seen:
            return
        self._seen.add(descriptor.digest)
        what = f"manifest {short(descriptor.digest)} of {self._name}"
        if len(self._seen) > _MOST or depth > _DEEPEST:
            raise _EndlessError(
                f"{self._name}: its indexes have no end: more than {_MOST} manifests, or {_DEEPEST} levels"
            )
        data = self.read(descriptor, what)
        self._size += len(data)
        if self._size > _MOST_BYTES:
            raise _EndlessError(f"{self._name}: its manifests have more than {_MOST_BYTES} bytes")
        document = parse_manifest(data, what)
        if not is_index(document):
            yield _Node(descriptor, platform, parents, data, read_manifest(document, what), subject)
            return
        parents = (*parents, Document("index", descriptor.digest, data))
        children = read_children(document, what)
        listed = {child.descriptor.digest for child in children}
        wanted = {child.descriptor.digest for child in children if self._is_wanted(child.platform)}
        for child in children:
            of = child.subject or ("?" if child.is_attestation else "")
            if child.descriptor.digest not in wanted or (of in listed and of not in wanted):
                self._platforms.add(str(child.platform))
                continue
            try:
                yield from self._below(child.descriptor, child.platform, parents, depth + 1, of)
            except _EndlessError:
                raise
            except ImageError as error:
                if not (self._is_sparse and isinstance(error, MissingError)):
                    yield _Node(child.descriptor, child.platform, parents, subject=of, problem=str(error))

    def _is_wanted(self, platform: Platform) -> bool:
        return platform.os in ("", "unknown") or matches_platform(self._wanted, platform)

    def _image(self, node: _Node, bound: list[_Node]) -> Image | None:
        """None for an image of another platform than the wanted one."""
        name, digest = self._name, node.descriptor.digest
        if node.manifest is None:
            gap = Gap(f"image {short(digest)} of {name}", node.problem)
            return Image(name, node.platform, digest, b"", (), (), node.parents, self._store, (gap,))
        manifest = node.manifest
        if manifest.config.media_type == RECORD:
            return self._record(node, manifest)
        what = f"configuration of {name}"
        gaps: list[Gap] = []
        data, found = b"", Configuration(Platform(), (), ())
        try:
            data = self.read(manifest.config, what)
            found = read_configuration(data, what)
        except ImageError as error:
            gaps.append(Gap(what, str(error)))
        platform = node.platform if node.platform.os not in ("", "unknown") else found.platform
        self._platforms.add(str(platform))
        if self._wanted and not matches_platform(self._wanted, platform):
            return None
        layers = tuple(layer for layer in manifest.layers if not is_empty(layer))
        gaps += [
            Gap(f"layer {short(layer.digest)}", f"its media type is not known: {shown(layer.media_type)}")
            for layer in manifest.unknown
            if not is_empty(layer)
        ]
        documents = [
            *node.parents,
            Document("manifest", digest, node.data),
            Document("configuration", manifest.config.digest, data),
        ]
        for document, missing in self._about(node, bound):
            documents += [document] if document is not None else []
            gaps += [missing] if missing is not None else []
        paired = pair_layers(layers, found.diff_ids)
        if manifest.is_image and data:
            gaps += unchecked(paired, found.diff_ids, name)
        return Image(
            name, platform, digest, data, found.history, paired, tuple(documents),
            self._store, tuple(gaps),
        )  # fmt: skip

    def _record(self, node: _Node, manifest: Manifest) -> Image:
        """A build record, as an image without layers."""
        name, digest = self._name, node.descriptor.digest
        try:
            data = self.read(manifest.config, f"build record of {name}")
        except ImageError as error:
            gap = Gap(f"build record {short(digest)} of {name}", str(error))
            return Image(name, node.platform, digest, b"", (), (), node.parents, self._store, (gap,))
        record = read_record(data, manifest, self._read_attached, name)
        documents = (*node.parents, Document("manifest", digest, node.data), *record.documents)
        found = record.found
        return Image(
            name, found.platform, digest, record.config, found.history, (), documents, self._store, record.gaps
        )

    def _about(self, node: _Node, bound: list[_Node]) -> Iterator[tuple[Document | None, Gap | None]]:
        """What attestations and signatures say of an image: those of its index, and those that were attached to it."""
        for each in bound:
            yield from self._statements(each)
        if self._attached is None:
            return
        subjects = [node.descriptor.digest, *(each.digest for each in node.parents if each.digest)]
        for subject in subjects:
            descriptors, gaps = self._attached(subject)
            yield from ((None, each) for each in gaps)
            for descriptor in descriptors:
                if descriptor.digest in self._seen:  # the index lists it, too
                    continue
                what = f"attestation {short(descriptor.digest)} of {self._name}"
                try:
                    data = self.read(descriptor, what)
                    manifest = read_manifest(parse_manifest(data, what), what)
                except ImageError as error:
                    yield None, Gap(what, str(error))
                    continue
                yield from self._statements(_Node(descriptor, Platform(), (), data, manifest))

    def _statements(self, node: _Node) -> Iterator[tuple[Document | None, Gap | None]]:
        what = f"attestation {short(node.descriptor.digest)} of {self._name}"
        if node.manifest is None:
            yield None, Gap(what, node.problem)
            return
        yield Document("attestation manifest", node.descriptor.digest, node.data), None
        yield from documents_in(node.manifest, self._read_attached, what)


def _subject(node: _Node) -> str:
    return node.subject or (node.manifest.subject if node.manifest is not None else "")
