"""A folder with a root file system, as an image with one layer: a tar that is made as it is read."""

from __future__ import annotations

import os
import stat
import tarfile

from dockerlint.image.source.documents import shown
from dockerlint.image.values import Descriptor, Image, ImageError, Layer, Platform
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import TracebackType
    from typing import Self

    from dockerlint.image.values import Blob

_PIECE = 1 << 20
_TOLD = 20  # paths in an error
_REGULAR, _LINK, _SYMBOLIC, _FOLDER, _OTHER = tarfile.REGTYPE, tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.DIRTYPE, b"6"
# What the kernel shows as files without any disk (Linux, Documentation/filesystems).
_PSEUDO = frozenset(
    (
        "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs",
        "fusectl", "hugetlbfs", "mqueue", "nsfs", "proc", "pstore", "rpc_pipefs", "securityfs", "selinuxfs", "sysfs",
        "tracefs",
    )
)  # fmt: skip


def image_of_folder(name: str, folder: str) -> Image:
    """The image.  Raises ImageError where the folder itself cannot be read.

    Of what is mounted in it, the file systems that the kernel makes up (``/proc``, ``/sys``) are left out.
    """
    try:
        os.listdir(folder)
    except OSError as error:
        raise ImageError(f"{folder}: {error.strerror}") from None
    layer = Layer(Descriptor("", -1, ""), "")
    return Image(name, Platform(), "", b"", (), (layer,), (), RootStore(folder))


class RootStore(NamedTuple):
    """Gives the folder as a tar."""

    folder: str

    def open(self, _blob: Descriptor, /) -> Blob:
        return _Made(_Tar(self.folder))


class _Made:
    """A stream of pieces."""

    def __init__(self, tar: _Tar) -> None:
        self._pieces = tar.pieces()
        self._piece = b""
        self._used = 0

    def read(self, size: int, /) -> bytes:
        if self._used == len(self._piece):
            self._piece, self._used = next(self._pieces, b""), 0
        data = self._piece[self._used : self._used + size]
        self._used += len(data)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._pieces.close()


class _Tar:
    """A tar of the folder, in a stable order.

    A file that shrinks while it is read is filled up with zeros, one that grows is cut at the size that it had.  At the
    end, ImageError tells what could not be read, so that it becomes a gap of the layer.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._left_out = _mounted(folder)
        self._first: dict[tuple[int, int], bytes] = {}  # the first path of a file that has several
        self._problems: list[str] = []
        self._count = 0

    def pieces(self) -> Generator[bytes, None, None]:
        """The tar.  Raises ImageError, after all of it."""
        parts: list[bytes] = []
        size = 0
        for part in self._below(os.fsencode(self._folder), b""):
            parts.append(part)
            size += len(part)
            if size >= _PIECE:
                yield b"".join(parts)
                parts, size = [], 0
        yield b"".join((*parts, bytes(1024)))
        if self._count:
            more = "" if self._count <= _TOLD else f" and {self._count - _TOLD} more"
            raise ImageError(f"could not be read: {'; '.join(self._problems)}{more}")

    def _below(self, folder: bytes, prefix: bytes) -> Iterator[bytes]:
        waiting = [(folder, prefix)]
        while waiting:
            folder, prefix = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    found = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                self._note(prefix or b".", error)
                continue
            below: list[tuple[bytes, bytes]] = []
            for entry in found:
                path = prefix + entry.name
                try:
                    if self._is_left_out(entry):
                        continue
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode):
                        below.append((entry.path, path + b"/"))
                    yield from self._entry(entry.path, path, status)
                except OSError as error:
                    self._note(path, error)
            waiting += reversed(below)

    def _is_left_out(self, entry: os.DirEntry[bytes]) -> bool:
        return (
            bool(self._left_out)
            and entry.is_dir(follow_symlinks=False)
            and os.path.realpath(entry.path) in self._left_out
        )

    def _entry(self, path: bytes, name: bytes, status: os.stat_result) -> Iterator[bytes]:
        kind, link, size = _kind(status.st_mode), b"", 0
        if kind == _REGULAR and status.st_nlink > 1:
            first = self._first.setdefault((status.st_dev, status.st_ino), name)
            kind, link = (kind, b"") if first == name else (_LINK, first)
        elif kind == _SYMBOLIC:
            link = os.readlink(path)
        if kind != _REGULAR:
            yield header(name, kind, link, size, status, _attributes(path))
            return
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(number, "rb", buffering=0) as file:
            status = os.fstat(number)
            if not stat.S_ISREG(status.st_mode):
                raise OSError(0, "it changed while it was read")
            yield header(name, kind, link, status.st_size, status, _attributes(path))
            yield from self._content(file, status.st_size, name)

    def _content(self, file: object, size: int, name: bytes) -> Iterator[bytes]:
        left = size
        while left:
            try:
                data = file.read(min(_PIECE, left))  # type: ignore[attr-defined]  # a file without a buffer
            except OSError as error:
                self._note(name, error)
                data = b""
            if not data:  # it shrank, or is damaged
                for start in range(0, left, _PIECE):
                    yield bytes(min(_PIECE, left - start))
                break
            left -= len(data)
            yield data
        if size % 512:
            yield bytes(-size % 512)

    def _note(self, path: bytes, error: OSError) -> None:
        self._count += 1
        if self._count <= _TOLD:
            self._problems.append(f"/{shown(os.fsdecode(path)).rstrip('/')} ({error.strerror})")


def header(
    name: bytes, kind: bytes, link: bytes, size: int, status: os.stat_result, attributes: dict[str, bytes]
) -> bytes:
    """The header of an entry: plain ustar (POSIX.1-1988) where it fits, after one with pax records where it does not.

    Names and attributes are written as the bytes that they are.
    """
    records = [(f"SCHILY.xattr.{key}".encode("utf-8", "surrogateescape"), value) for key, value in attributes.items()]
    if len(name) > 100:
        records.append((b"path", name))
    if len(link) > 100:
        records.append((b"linkpath", link))
    if size >= 8 << 30:
        records.append((b"size", b"%d" % size))
    before = b""
    if records:
        data = b"".join(_record(key, value) for key, value in records)
        before = _block(b"././@PaxHeader", b"x", b"", len(data), status) + data + bytes(-len(data) % 512)
    return before + _block(name[:100], kind, link[:100], min(size, (8 << 30) - 1), status)


def _record(key: bytes, value: bytes) -> bytes:
    """``LENGTH KEY=VALUE\\n``, the length in decimal and counting all of it."""
    rest = b" " + key + b"=" + value + b"\n"
    size = len(rest) + len(str(len(rest)))
    size = len(rest) + len(str(size))
    return b"%d" % size + rest


def _block(name: bytes, kind: bytes, link: bytes, size: int, status: os.stat_result) -> bytes:
    time = min(max(int(status.st_mtime), 0), 0o77777777777)
    block = b"%-100b%07o\0%07o\0%07o\0%011o\0%011o\0        %c%-100bustar\00000" % (
        name + bytes(100 - len(name)), status.st_mode & 0o7777, min(status.st_uid, 0o7777777),
        min(status.st_gid, 0o7777777), size, time, kind, link + bytes(100 - len(link)),
    )  # fmt: skip
    block += bytes(512 - len(block))
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _kind(mode: int) -> bytes:
    if stat.S_ISREG(mode):
        return _REGULAR
    if stat.S_ISDIR(mode):
        return _FOLDER
    return _SYMBOLIC if stat.S_ISLNK(mode) else _OTHER


def _attributes(path: bytes) -> dict[str, bytes]:
    """Extended attributes, where the system has them and lets them be read."""
    if not hasattr(os, "listxattr"):
        return {}
    try:
        names = os.listxattr(path, follow_symlinks=False)
        return {name: os.getxattr(path, name, follow_symlinks=False) for name in names}
    except OSError:
        return {}


def _mounted(folder: str) -> frozenset[bytes]:
    """The folders below ``folder`` where a file system is mounted that holds no files of anyone (proc(5))."""
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            lines = file.read().splitlines()
    except OSError:
        return frozenset()
    found = set()
    for line in lines:
        fields, _, kind = line.partition(b" - ")
        if kind.split(b" ", 1)[0].decode("ascii", "replace") in _PSEUDO:
            path = fields.split(b" ")[4]
            for code, sign in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
                path = path.replace(code, sign)
            found.add(path)
    below = os.path.join(os.path.realpath(os.fsencode(folder)), b"")
    return frozenset(path for path in found if path.startswith(below))
