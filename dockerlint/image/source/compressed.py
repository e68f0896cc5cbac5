"""Archives that are compressed as a whole, read where they lie: streamed anew for what lies further to the front.

Nothing is written to disk and little is held in memory.  Whoever opens the blobs in the order in which they lie
(:meth:`StreamStore.position`) has the archive decompressed once for all of them in one process.
"""

from __future__ import annotations

import os

from dockerlint.image.inflate import HEAD, decompressor
from dockerlint.image.reading import DAMAGES, Follows, NotSupported, Reader
from dockerlint.image.source.documents import shown
from dockerlint.image.source.files import Places, Stretch, place_in, whole
from dockerlint.image.tar import TarWalk
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

    from dockerlint.image.tar import Entry
    from dockerlint.image.values import Blob, Descriptor, Limits

_BLOCK = 1 << 20  # bytes that the walk is given at once; a multiple of 512
_SMALL = 1 << 20  # bytes of a document that is kept on the way
_KEPT = 32 << 20  # bytes of all of them


def is_compressed(path: str) -> bool:
    """Whether the file begins as a compressed stream does.  Raises ImageError where it cannot be read."""
    with Stretch(path, 0, HEAD) as file:
        return decompressor(file.read(HEAD)) is not None


class StreamStore(NamedTuple):
    """The files of a compressed tar: where each begins in the tar, and its size, by their names."""

    path: str
    places: dict[str, tuple[int, int]]

    def open(self, blob: Descriptor, /) -> Blob:
        return _Part(self.path, *place_in(self.path, self.places, blob))

    def position(self, blob: Descriptor, /) -> int:
        """Where ``blob`` lies; what lies behind another blob is had at no price after it."""
        return self.places.get(blob.place or f"blobs/{blob.digest.replace(':', '/')}", (0, 0))[0]


class StreamFiles(NamedTuple):
    """Files in a compressed tar; ``documents`` are the small ones that are likely to be asked for."""

    store: StreamStore
    documents: dict[int, bytes]  # by their place

    @property
    def path(self) -> str:
        return self.store.path

    def size(self, name: str, /) -> int:
        return self.store.places.get(name, (0, -1))[1]

    def read(self, name: str, limit: int, /) -> bytes | None:
        place = self.store.places.get(name)
        if place is None:
            return None
        known = self.documents.get(place[0])
        if known is not None and len(known) <= limit:
            return known
        with _Part(self.path, *place) as part:
            return whole(part, limit, f"{shown(name)} in {self.path}")


def index_compressed(path: str, limits: Limits) -> StreamFiles:
    """The files in the compressed tar at ``path``.  Raises ImageError where it cannot be read, or is no tar."""
    places = Places(path)
    walk = TarWalk()
    documents = _Documents()
    stream = _Stream(path)
    with stream:
        while block := stream.exactly(_BLOCK):
            for entry in walk.entries(block):
                places.add(entry)
                documents.expect(entry)
            documents.take(block)
            if walk.is_over:
                break
            _check(stream, path, limits)
    return StreamFiles(StreamStore(path, places.places(walk, stream.at)), documents.found)


def _check(stream: _Stream, path: str, limits: Limits) -> None:
    if stream.at > limits.layer:
        raise ImageError(f"{path} is larger than {limits.layer} bytes once it is decompressed (--max-layer)")
    if stream.at > limits.free and stream.at > limits.ratio * stream.taken:
        raise ImageError(f"{path} grows more than {limits.ratio} times as it is decompressed (--max-ratio)")


class _Documents:
    """Keeps the small files that begin as JSON does, as they go by."""

    def __init__(self) -> None:
        self.found: dict[int, bytes] = {}
        self._base = 0
        self._room = _KEPT
        self._waiting: list[tuple[Entry, list[bytes]]] = []

    def expect(self, entry: Entry) -> None:
        size = entry.end - entry.start
        if entry.is_file and 0 < size <= min(_SMALL, self._room):
            self._waiting.append((entry, []))
            self._room -= size

    def take(self, block: bytes) -> None:
        end = self._base + len(block)
        still: list[tuple[Entry, list[bytes]]] = []
        for entry, parts in self._waiting:
            parts.append(block[max(entry.start - self._base, 0) : max(entry.end - self._base, 0)])
            if entry.end > end:
                still.append((entry, parts))
                continue
            data = b"".join(parts)
            if data[:1] in b"{[" and len(data) == entry.end - entry.start:
                self.found[entry.start] = data
            else:
                self._room += entry.end - entry.start
        self._waiting = still
        self._base = end


class _Stream:
    """The tar from its start; ``at`` is how far it was read, ``taken`` how many compressed bytes that took."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file = Stretch(path)
        self._pieces = self._decompressed()
        self._piece = b""
        self._used = 0
        self.at = 0
        self.taken = 0

    def _take(self, size: int) -> bytes:
        data = self._file.read(size)
        self.taken += len(data)
        return data

    def _decompressed(self) -> Iterator[bytes]:
        reader = Reader.of_stream(self._take)
        inflate = decompressor(reader.peek(HEAD))
        if inflate is None:
            raise ImageError(f"{self._path} changed while it was read")
        try:
            yield from inflate(reader)
        except Follows:  # bytes behind the stream, as gzip(1) passes over them
            return
        except NotSupported as error:
            raise ImageError(f"{self._path}: {error}") from None
        except DAMAGES:
            raise ImageError(f"{self._path} is damaged: it cannot be decompressed beyond byte {self.at}") from None

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end.  Raises ImageError."""
        if self._used == len(self._piece):
            self._piece = next(self._pieces, b"")
            self._used = 0
        data = self._piece[self._used : self._used + size]
        self._used += len(data)
        self.at += len(data)
        return data

    def exactly(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end."""
        parts: list[bytes] = []
        while size and (data := self.read(size)):
            parts.append(data)
            size -= len(data)
        return b"".join(parts)

    def skip_to(self, place: int) -> None:
        """Pass over what lies before ``place``.  Raises ImageError."""
        while self.at < place and self.read(place - self.at):
            pass

    def close(self) -> None:
        self._file.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self.close()


_idle: dict[tuple[int, str], _Stream] = {}  # by process: a child must not move the place of its parent


class _Part:
    """One file of the archive, from front to back."""

    def __init__(self, path: str, start: int, size: int) -> None:
        self._key = (os.getpid(), path)
        stream = _idle.pop(self._key, None)
        if stream is not None and stream.at > start:
            stream.close()
            stream = None
        self._stream = stream or _Stream(path)
        self._left = size
        self._is_good = True
        try:
            self._stream.skip_to(start)
        except ImageError:
            self._stream.close()
            raise

    def read(self, size: int, /) -> bytes:
        self._is_good = False
        data = self._stream.read(min(size, self._left)) if self._left else b""
        self._is_good = True
        self._left -= len(data)
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        other = _idle.pop(self._key, None)
        if other is not None:
            other.close()
        if self._is_good:
            _idle[self._key] = self._stream
        else:
            self._stream.close()


def close_streams() -> None:
    """Close what this process holds open for the next part of an archive."""
    for key in [key for key in _idle if key[0] == os.getpid()]:
        _idle.pop(key).close()
