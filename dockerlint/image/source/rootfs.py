"""A folder with a root file system, as an image with one layer."""

from __future__ import annotations

import os
import stat
import tarfile

from dockerlint.image.reading import Reader
from dockerlint.image.values import Descriptor, Gap, Image, ImageError, Layer, Platform
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from dockerlint.image.values import Blob

_PIECE = 1 << 20


def image_of_folder(name: str, folder: str) -> Image:
    """The image.  What of it cannot be read is in its gaps.  Raises ImageError where the folder itself cannot be."""
    try:
        os.listdir(folder)
    except OSError as error:
        raise ImageError(f"{folder}: {error.strerror}") from None
    gaps: list[Gap] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: gaps.append(_unreadable(error))):
        for each in files:
            path = os.path.join(root, each)
            if stat.S_ISREG(_mode(path)) and not os.access(path, os.R_OK):
                gaps.append(Gap(os.path.relpath(path, folder), "it cannot be read: permission denied"))
        folders.sort()
    layer = Layer(Descriptor("", -1, ""), "")
    return Image(name, Platform(), "", b"", (), (layer,), (), FolderStore(folder), tuple(gaps))


def _unreadable(error: OSError) -> Gap:
    return Gap(str(error.filename), f"it cannot be read: {error.strerror}")


def _mode(path: str) -> int:
    try:
        return os.lstat(path).st_mode
    except OSError:
        return 0


class FolderStore(NamedTuple):
    """Gives the folder as a tar that is made as it is read."""

    folder: str

    def open(self, _blob: Descriptor, /) -> Blob:
        return _Made(self.folder)


class _Made:
    def __init__(self, folder: str) -> None:
        self._reader = Reader.of_pieces(_tar_of(folder))

    def read(self, size: int, /) -> bytes:
        return self._reader.read(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        return


def _tar_of(folder: str) -> Iterator[bytes]:
    """A tar of the folder, in a stable order; a file that shrinks while it is read is filled up with zeros."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted((*files, *folders)):
            path = os.path.join(root, name)
            try:
                found = os.lstat(path)
                link = os.readlink(path) if stat.S_ISLNK(found.st_mode) else ""
                file = open(path, "rb") if stat.S_ISREG(found.st_mode) else None  # noqa: SIM115 - closed below
            except OSError:
                continue
            entry = tarfile.TarInfo(os.path.relpath(path, folder))
            entry.mtime = int(found.st_mtime)
            entry.type, entry.linkname = _type(found.st_mode), link
            entry.size = found.st_size if file is not None else 0
            yield entry.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
            if file is not None:
                with file:
                    yield from _content(file, entry.size)
    yield bytes(1024)


def _content(file: object, size: int) -> Iterator[bytes]:
    left = size
    while left:
        data = file.read(min(_PIECE, left)) or bytes(min(_PIECE, left))  # type: ignore[attr-defined]  # a binary file
        left -= len(data)
        yield data
    if size % 512:
        yield bytes(-size % 512)


def _type(mode: int) -> bytes:
    if stat.S_ISDIR(mode):
        return tarfile.DIRTYPE
    if stat.S_ISLNK(mode):
        return tarfile.SYMTYPE
    return tarfile.REGTYPE if stat.S_ISREG(mode) else tarfile.FIFOTYPE
