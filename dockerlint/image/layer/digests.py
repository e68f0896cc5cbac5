"""Digests of files in a layer, by which it is told who shipped them."""

from __future__ import annotations

import hashlib

from dockerlint.image.values import FileDigests
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from dockerlint.image.tar import Entry
    from dockerlint.image.values import Found

_NAMES = ("md5", "sha1", "sha256")


def digests_of(data: bytes, entry: Entry) -> FileDigests:
    """Of a file whose whole content is ``data``."""
    md5, sha1, sha256 = (hashlib.new(name, data, usedforsecurity=False).hexdigest() for name in _NAMES)
    return FileDigests(md5, sha1, sha256, len(data), entry.mtime)


class Undigested:
    """The findings in files that were never whole in memory, and the digests of the file that was asked for last."""

    def __init__(self) -> None:
        self._waiting: dict[int, tuple[Entry, list[int]]] = {}
        self._last = -1
        self._digests: FileDigests | None = None

    def of(self, data: bytes, entry: Entry) -> FileDigests:
        """The digests of a file whose whole content is ``data``; several findings in one file cost one."""
        if self._digests is None or self._last != entry.start:
            self._last, self._digests = entry.start, digests_of(data, entry)
        return self._digests

    def wait(self, entry: Entry, indices: Iterable[int]) -> None:
        """The findings at ``indices`` are in ``entry``, whose digests are to be had by reading the layer again."""
        self._waiting.setdefault(entry.start, (entry, []))[1].extend(indices)

    def settle(self, found: list[Found], blocks: Callable[[], AbstractContextManager[Iterator[bytes]]]) -> None:
        """Give the findings that wait their digests; ``blocks`` begins the tar anew, if there are any."""
        if not self._waiting:
            return
        large = LargeFiles([entry for entry, _ in self._waiting.values()])
        with blocks() as tar:
            for block in tar:
                large.feed(block)
                if large.is_over:
                    break
        for entry, indices in self._waiting.values():
            for index in indices:
                found[index] = found[index]._replace(digests=large.digests_of(entry))


class LargeFiles:
    """Digests of some entries of a tar that comes in blocks."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._waiting = sorted({entry.start: entry for entry in entries}.values(), key=lambda entry: -entry.start)
        self._hashes = [hashlib.new(name, usedforsecurity=False) for name in _NAMES]
        self._done: dict[int, FileDigests] = {}
        self._at = 0

    @property
    def is_over(self) -> bool:
        """Whether all are known."""
        return not self._waiting

    def feed(self, block: bytes) -> None:
        """Take the next block."""
        end = self._at + len(block)
        while self._waiting and self._waiting[-1].start < end:
            entry = self._waiting[-1]
            part = block[max(entry.start - self._at, 0) : entry.end - self._at]
            for each in self._hashes:
                each.update(part)
            if entry.end > end:
                break
            md5, sha1, sha256 = (each.hexdigest() for each in self._hashes)
            self._done[entry.start] = FileDigests(md5, sha1, sha256, entry.end - entry.start, entry.mtime)
            self._hashes = [hashlib.new(name, usedforsecurity=False) for name in _NAMES]
            self._waiting.pop()
        self._at = end

    def digests_of(self, entry: Entry) -> FileDigests | None:
        """None for an entry that the tar was too short for."""
        return self._done.get(entry.start)
