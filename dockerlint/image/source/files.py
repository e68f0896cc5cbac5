"""Blobs in files that are read where they lie: an OCI layout in a folder, an archive in an uncompressed tar.

Of a tar only the places of its files are remembered.
"""

from __future__ import annotations

import os
import re
import stat
from posixpath import dirname, join, normpath

from dockerlint.image.paths import clean_path
from dockerlint.image.source.documents import shown
from dockerlint.image.tar import HEADER, TarWalk
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol, Self

    from dockerlint.image.tar import Entry
    from dockerlint.image.values import Blob, Descriptor, Store

    class Files(Protocol):
        """The files that make up images, whatever holds them."""

        @property
        def path(self) -> str:
            """What holds them, for messages."""

        @property
        def store(self) -> Store:
            """What opens blobs by their digests, or by their names as ``place``."""

        def size(self, name: str, /) -> int:
            """The size of a file in bytes, -1 where there is none."""

        def read(self, name: str, limit: int, /) -> bytes | None:
            """A whole file, None where there is none.  Raises ImageError for one larger than ``limit`` bytes."""


MOST = 200_000  # files in an archive of images
_DIGEST = re.compile(r"[a-z0-9]+(?:[+._-][a-z0-9]+)*:[0-9a-f]{32,128}")


class MissingError(ImageError):
    """A blob that a store does not hold."""


class Stretch:
    """A part of a file, read from front to back; ``size`` -1 is up to its end."""

    def __init__(self, path: str, start: int = 0, size: int = -1) -> None:
        try:
            # A pipe or a device in a folder of blobs must not make anyone wait.
            number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
            self._file = os.fdopen(number, "rb")
        except (OSError, ValueError) as error:
            raise ImageError(f"{shown(path)}: {getattr(error, 'strerror', None) or 'no such file'}") from None
        if not stat.S_ISREG(os.fstat(number).st_mode):
            self._file.close()
            raise ImageError(f"{shown(path)} is no file")
        self._file.seek(start)
        self._left = size

    def read(self, size: int, /) -> bytes:
        try:
            data = self._file.read(min(size, self._left) if self._left >= 0 else size)
        except OSError as error:
            raise ImageError(f"{shown(str(self._file.name))}: {error.strerror}") from None
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
        name = name_of(blob)
        path = path_below(self.folder, name)
        if not os.path.lexists(path):
            raise MissingError(f"{self.folder} does not hold {shown(name)}")
        return Stretch(path)


class TarStore(NamedTuple):
    """The files of an uncompressed tar: where each begins, and its size in bytes, by their names."""

    path: str
    places: dict[str, tuple[int, int]]

    def open(self, blob: Descriptor, /) -> Blob:
        return Stretch(self.path, *place_in(self.path, self.places, blob))


def place_in(path: str, places: dict[str, tuple[int, int]], blob: Descriptor) -> tuple[int, int]:
    """Where ``blob`` begins in the tar at ``path``, and its size.  Raises MissingError."""
    name = name_of(blob)
    place = places.get(name)
    if place is None:
        raise MissingError(f"{path} does not hold {shown(name)}")
    return place


class FolderFiles(NamedTuple):
    """Files in a folder; nothing outside of it is read, wherever links lead."""

    path: str

    @property
    def store(self) -> Store:
        return FolderStore(self.path)

    def size(self, name: str, /) -> int:
        try:
            found = os.stat(path_below(self.path, name))
        except (OSError, ValueError, ImageError):
            return -1
        return found.st_size if stat.S_ISREG(found.st_mode) else -1

    def read(self, name: str, limit: int, /) -> bytes | None:
        if self.size(name) < 0:
            return None
        with Stretch(path_below(self.path, name)) as part:
            return whole(part, limit, f"{shown(name)} in {self.path}")


class TarFiles(NamedTuple):
    """Files in an uncompressed tar."""

    store: TarStore

    @property
    def path(self) -> str:
        return self.store.path

    def size(self, name: str, /) -> int:
        return self.store.places.get(name, (0, -1))[1]

    def read(self, name: str, limit: int, /) -> bytes | None:
        place = self.store.places.get(name)
        if place is None:
            return None
        with Stretch(self.path, *place) as part:
            return whole(part, limit, f"{shown(name)} in {self.path}")


def whole(blob: Blob, limit: int, what: str) -> bytes:
    """All of a blob.  Raises ImageError where it has more than ``limit`` bytes."""
    parts: list[bytes] = []
    size = 0
    while data := blob.read(1 << 20):
        parts.append(data)
        size += len(data)
        if size > limit:
            raise ImageError(f"{what} has more than {limit} bytes (--max-document)")
    return b"".join(parts)


def name_of(blob: Descriptor) -> str:
    """The name of a blob's file in a layout or an archive.  Raises ImageError."""
    return blob.place if blob.place and "://" not in blob.place else blob_path(blob.digest)


def blob_path(digest: str) -> str:
    """Where a layout keeps the blob with that digest.  Raises ImageError for what is no digest, such as a path."""
    if not _DIGEST.fullmatch(digest):
        raise ImageError(f"{shown(digest)!r} is no digest")
    algorithm, _, name = digest.partition(":")
    return f"blobs/{algorithm}/{name}"


def path_below(folder: str, name: str) -> str:
    """The path of a file in ``folder``.  Raises ImageError for one that lies outside, also by a symbolic link."""
    root = os.path.realpath(folder)
    path = os.path.realpath(os.path.join(root, name))
    if os.path.commonpath((root, path)) != root:
        raise ImageError(f"{shown(name)} leads out of {folder}")
    return path


def index_tar(path: str, title: str = "") -> TarFiles:
    """The files in the tar at ``path``, which people know as ``title``.  Links to other files of it are those.

    Raises ImageError where it cannot be read, or is no tar.
    """
    title = title or path
    notes = Places(title)
    walk = TarWalk()
    try:
        with open(path, "rb") as file:
            length = os.fstat(file.fileno()).st_size
            at = 0
            while len(header := file.read(HEADER)) == HEADER and not walk.is_over:
                at += HEADER
                for entry in walk.entries(header):
                    notes.add(entry)
                    at = entry.after
                    walk.resume(at)
                    file.seek(at)
    except OSError as error:
        raise ImageError(f"{title}: {error.strerror}") from None
    return TarFiles(TarStore(path, notes.places(walk, length)))


class Places:
    """Collects where the files of an archive are."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}

    def add(self, entry: Entry) -> None:
        """Note ``entry``.  Raises ImageError for one too many."""
        if entry.is_file:
            self._places[entry.path] = (entry.start, entry.end - entry.start)
        elif entry.kind in "12":
            base = dirname(entry.path) if entry.kind == "2" else ""
            self._links[entry.path] = clean_path(normpath(join(base, entry.link)))
        if len(self._places) + len(self._links) > MOST:
            raise ImageError(f"{self._title} holds more than {MOST} files: it is no archive of images")

    def places(self, walk: TarWalk, length: int) -> dict[str, tuple[int, int]]:
        """All of them; ``length`` is that of the tar.  Raises ImageError where ``walk`` did not come to its end."""
        if not (self._places or self._links):
            raise ImageError(f"{self._title} is no tar, so it holds no images")
        ends = (start + size for start, size in self._places.values())
        if walk.damage or max(ends, default=0) > length:
            raise ImageError(f"{self._title} is damaged: {walk.damage or f'it ends at byte {length}, within a file'}")
        for name, target in self._links.items():
            for _ in range(8):
                if target in self._places or target not in self._links:
                    break
                target = self._links[target]
            if target in self._places:
                self._places[name] = self._places[target]
        return self._places
