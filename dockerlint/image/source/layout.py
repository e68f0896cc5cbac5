"""OCI layouts (OCI image specification, image-layout.md), in a folder or a tar."""

from __future__ import annotations

import re

from dockerlint.image.source.assembling import Assembler, NoImageError
from dockerlint.image.source.attached import COSIGN_TAGS
from dockerlint.image.source.documents import parse_manifest, read_descriptor, shown
from dockerlint.image.source.names import has_tag
from dockerlint.image.values import Document, ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.source.access import Access
    from dockerlint.image.source.files import Files
    from dockerlint.image.values import Descriptor, Gap, Image

# Which names images have in an index: of Docker and containerd, then of the OCI image specification.
_NAMES = ("io.containerd.image.name", "org.opencontainers.image.ref.name")
_MOST = 4096  # images in a layout
_COSIGN = re.compile(rf"sha256-([0-9a-f]{{64}})\.(?:{'|'.join(COSIGN_TAGS)})")


class Layout:
    """The layout with the index ``data``.  With ``is_sparse``, what the index lists may be missing in it."""

    def __init__(self, name: str, data: bytes, files: Files, access: Access, is_sparse: bool) -> None:
        self._name = name
        self._files = files
        self._access = access
        self._is_sparse = is_sparse
        self._document = Document("index", "", data)
        what = f"index.json of {name}"
        manifests = parse_manifest(data, what).get("manifests")
        values = manifests if isinstance(manifests, list) else []
        if len(values) > _MOST:
            raise ImageError(f"{what} lists {len(values)} images, more than {_MOST}")
        self._names: dict[str, list[str]] = {}  # by digest: an image with two names is one
        self._roots: dict[str, Descriptor] = {}
        self._speaking: dict[str, str] = {}  # what cosign attached, by its digest: the digest of what it speaks of
        for value in values:
            root = read_descriptor(value, what)
            self._roots.setdefault(root.digest, root)
            annotations = dict(root.annotations)
            names = [annotations[key] for key in _NAMES if annotations.get(key)]
            self._names.setdefault(root.digest, []).extend(names)
            match = next((match for each in names if (match := _COSIGN.fullmatch(each))), None)
            if match is not None:
                self._speaking[root.digest] = f"sha256:{match[1]}"

    @property
    def names(self) -> list[str]:
        """Of all images."""
        return [name for names in self._names.values() for name in names]

    def images(self, tag: str) -> Iterator[Image]:
        """The images; none where none has the name ``tag``, or all that there should be are missing."""
        wanted = [
            digest
            for digest, names in self._names.items()
            if (any(has_tag(each, tag) for each in names) or digest == tag if tag else digest not in self._speaking)
        ]
        is_each_named = len(wanted) > 1 and all(self._names[digest] for digest in wanted)
        count = 0
        problem = None
        for group in [[digest] for digest in wanted] if is_each_named else [wanted] if wanted else []:
            called = f" ({shown(self._names[group[0]][0])})" if is_each_named else ""
            try:
                for image in self._assembled(f"{self._name}{called}", group, len(wanted) > 1):
                    count += 1
                    yield image
            except NoImageError as error:
                problem = error
        if not tag and not self._access.platform:
            for digest in list(self._speaking):  # of something that is not here: not left out in silence
                count += 1
                yield from self._assembled(self._name, [digest], True)
        if not count and problem is not None and not self._is_sparse:
            raise problem

    def _assembled(self, title: str, digests: list[str], goes_on: bool) -> Iterator[Image]:
        access = self._access
        assembler = Assembler(title, self._files.store, access.platform, access.limits, self._attached, self._is_sparse)
        yield from assembler.images([self._roots[each] for each in digests], (self._document,), goes_on)

    def _attached(self, digest: str) -> tuple[list[Descriptor], list[Gap]]:
        found = [each for each, subject in self._speaking.items() if subject == digest]
        for each in found:
            del self._speaking[each]
        return [self._roots[each] for each in found], []
