"""Images in files: ``docker save`` of any age, OCI layouts, skopeo's ``dir:``; each as a folder or in a tar."""

from __future__ import annotations

from hashlib import sha256

from dockerlint.image.source.assembling import Assembler
from dockerlint.image.source.documents import shown
from dockerlint.image.source.files import MissingError, blob_path
from dockerlint.image.source.layout import Layout
from dockerlint.image.source.saved import Saved
from dockerlint.image.values import Descriptor, ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.source.access import Access
    from dockerlint.image.source.files import Files
    from dockerlint.image.values import Blob, Image, Store


def is_archive(files: Files) -> bool:
    """Whether ``files`` look like those of images."""
    has = {name for name in ("index.json", "manifest.json", "oci-layout", "version") if files.size(name) >= 0}
    return {"index.json", "oci-layout"} <= has or {"manifest.json", "version"} <= has


def images_in_files(name: str, files: Files, tag: str, access: Access) -> Iterator[Image]:
    """The images in ``files``, those that ``tag`` names where it is not "".  Raises ImageError.

    Where there is both an index and ``manifest.json``, as ``docker save`` writes them since version 25, the index tells
    more (attestations, annotations, all platforms).  ``manifest.json`` still counts, since older engines load what it
    says.
    """
    limit = access.limits.document
    index = files.read("index.json", limit) if files.size("oci-layout") >= 0 else None
    manifest = files.read("manifest.json", limit)
    if index is None and manifest is None:
        raise ImageError(f"{files.path} holds no image: it has neither manifest.json nor index.json with oci-layout")
    if manifest is not None and manifest.lstrip()[:1] == b"{":
        yield from _in_directory(name, manifest, files, access)
        return
    saved = Saved(name, manifest, files, access) if manifest is not None else None
    seen: set[str] = set()
    names: list[str] = []
    if index is not None:
        layout = Layout(name, index, files, access, is_sparse=saved is not None)
        names += layout.names
        for image in layout.images(tag):
            seen.add(sha256(image.config).hexdigest())
            yield image
    if saved is not None:
        names += saved.names
        for image in saved.images(tag, seen):
            seen.add(sha256(image.config).hexdigest())
            yield image
    if not seen:
        wanted = f"{shown(tag)}" if tag else f"for {shown(access.platform)}" if access.platform else ""
        have = shown(", ".join(sorted(set(names))), 400) or "no names"
        raise ImageError(f"{name} has no image {wanted}; it has {have}" if wanted else f"{name} has no image")


class _DirectoryStore(NamedTuple):
    """The blobs of skopeo's ``dir:``: files named by the hexadecimal part of their digests.

    The first document, with the digest ``root``, has a name of its own.
    """

    files: Store
    root: str

    def open(self, blob: Descriptor, /) -> Blob:
        if blob.digest == self.root:
            return self.files.open(blob._replace(place="manifest.json"))
        name = blob_path(blob.digest).rpartition("/")[2]
        try:
            return self.files.open(blob._replace(place=name))
        except MissingError:
            return self.files.open(blob._replace(place=f"{name}.manifest.json"))


def _in_directory(name: str, data: bytes, files: Files, access: Access) -> Iterator[Image]:
    """Images in skopeo's ``dir:`` (containers/image, docs/containers-transports.5.md)."""
    root = Descriptor(f"sha256:{sha256(data).hexdigest()}", len(data), "")
    store = _DirectoryStore(files.store, root.digest)
    yield from Assembler(name, store, access.platform, access.limits).images([root])
