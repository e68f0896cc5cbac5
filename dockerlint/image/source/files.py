"""Blobs in files: an OCI layout in a folder, or any archive in a tar, of which only the places are remembered."""

from __future__ import annotations

import os
import re

from dockerlint.image.inflate import HEAD, decompressor
from dockerlint.image.reading import DAMAGES, Reader
from dockerlint.image.tar import HEADER, Entry, TarWalk
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from dockerlint.image.values import Blob, Descriptor

_MOST = 1_000_000  # files in an archive of an image
_DIGEST = re.compile(r"[a-z0-9+._-]+:[0-9a-fA-F]+")


class Stretch:
    """A part of a file, read from front to back."""

    def __init__(self, path: str, start: int, size: int) -> None:
        try:
            self._file = open(path, "rb")  # noqa: SIM115 - closed on leaving
        except OSError as error:
            raise ImageError(f"{path}: {error.strerror}") from None
        self._file.seek(start)
        self._left = size

    def read(self, size: int, /) -> bytes:
        try:
            data = self._file.read(min(size, self._left) if self._left >= 0 else size)
        except OSError as error:
            raise ImageError(f"{self._file.name}: {error.strerror}") from None
        self._left -= len(data) if self._left >= 0 else 0
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._file.close()


class FolderStore(NamedTuple):
    """The blobs of an OCI layout in a folder (OCI image specification, image-layout.md)."""

    folder: str

    def open(self, blob: Descriptor, /) -> Blob:
        return Stretch(os.path.join(self.folder, blob_path(blob.digest)), 0, -1)


class TarStore(NamedTuple):
    """The files of an uncompressed tar: ``places`` are where each begins, and its size in bytes."""

    path: str
    places: dict[str, tuple[int, int]]

    def open(self, blob: Descriptor, /) -> Blob:
        name = blob.place or blob_path(blob.digest)
        place = self.places.get(name)
        if place is None:
            raise ImageError(f"{self.path} does not hold {name}")
        return Stretch(self.path, *place)

    def read(self, name: str, limit: int) -> bytes | None:
        """A whole file, None where there is none.  Raises ImageError for one larger than ``limit`` bytes."""
        place = self.places.get(name)
        if place is None:
            return None
        if place[1] > limit:
            raise ImageError(f"{name} in {self.path} has {place[1]} bytes, more than {limit} (--max-document)")
        with Stretch(self.path, *place) as part:
            return part.read(place[1])


def blob_path(digest: str) -> str:
    """Where a layout keeps the blob with that digest.  Raises ImageError for what is no digest, such as a path."""
    if not _DIGEST.fullmatch(digest):
        raise ImageError(f"{digest[:80]!r} is no digest")
    algorithm, _, name = digest.partition(":")
    return f"blobs/{algorithm}/{name}"


def index_tar(path: str) -> TarStore:
    """The places of all files in the tar at ``path``.  Links to other files of it have the places of those.

    Raises ImageError where it cannot be read, or is no tar.
    """
    places: dict[str, tuple[int, int]] = {}
    links: dict[str, str] = {}
    walk = TarWalk()
    try:
        with open(path, "rb") as file:
            at = 0
            while len(header := file.read(HEADER)) == HEADER and not walk.is_over:
                at += HEADER
                for entry in walk.entries(header):
                    _note(entry, places, links)
                    at = entry.after
                    walk.resume(at)
                    file.seek(at)
                if len(places) > _MOST:
                    raise ImageError(f"{path} holds more than {_MOST} files")
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror}") from None
    if walk.damage or not (places or links):
        raise ImageError(f"{path} is no tar")
    for name, target in links.items():
        seen = {name}
        while target in links and target not in seen:
            seen.add(target)
            target = links[target]
        if target in places:
            places[name] = places[target]
    return TarStore(path, places)


def _note(entry: Entry, places: dict[str, tuple[int, int]], links: dict[str, str]) -> None:
    if entry.is_file:
        places[entry.path] = (entry.start, entry.end - entry.start)
    elif entry.kind in "12":
        from posixpath import dirname, join, normpath

        base = dirname(entry.path) if entry.kind == "2" else ""
        links[entry.path] = normpath(join(base, entry.link))


def decompressed_copy(path: str, folder: str, tell: Callable[[int], None] | None = None) -> str | None:
    """An uncompressed copy in ``folder`` of an archive that is compressed as a whole; None for one that is not.

    Layers lie anywhere in an archive, and what says which they are at its end: without a copy it would have to be
    decompressed once for each.  Raises ImageError.
    """
    import tempfile

    try:
        with open(path, "rb") as file:
            reader = Reader.of_stream(file.read)
            inflate = decompressor(reader.peek(HEAD))
            if inflate is None:
                return None
            handle, copy = tempfile.mkstemp(".tar", "dockerlint-", folder)
            with os.fdopen(handle, "wb") as target:
                for piece in inflate(reader):
                    target.write(piece)
                    if tell is not None:
                        tell(len(piece))
            return copy
    except DAMAGES as error:
        reason = getattr(error, "strerror", None) or "damaged: it cannot be decompressed"
        raise ImageError(f"{path}: {reason}") from None
