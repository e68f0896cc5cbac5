"""Content that is read from front to back, from memory or from a stream."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Damaged(Exception):  # noqa: N818 - says what is the matter with an archive
    """It cannot be read on."""


DAMAGES = (Damaged, EOFError, OSError, ValueError, IndexError)


class Reader:
    """Reads a stream once; what was peeked at, or held as a whole, is read again."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = b""
        self._at = 0
        self._is_whole = False

    @classmethod
    def of_bytes(cls, data: bytes) -> Reader:
        """A reader of ``data``."""
        reader = cls(lambda _size: b"")
        reader._buffer = data
        reader._is_whole = True
        return reader

    @classmethod
    def of_pieces(cls, pieces: Iterator[bytes]) -> Reader:
        """A reader of pieces one after the other, each longer than nothing; it ends where they are damaged."""
        rest = b""

        def read(size: int) -> bytes:
            nonlocal rest
            try:
                data = rest or next(pieces, b"")
            except DAMAGES:
                data = b""
            rest = data[size:]
            return data[:size]

        return cls(read)

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end only."""
        if self._at < len(self._buffer):
            data = self._buffer[self._at : self._at + size]
            self._at += len(data)
            return data
        if self._is_whole:
            return b""
        return self._read(size)

    def exactly(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end."""
        data = self.read(size)
        if len(data) == size:
            return data
        parts = [data]
        have = len(data)
        while have < size and (data := self.read(size - have)):
            parts.append(data)
            have += len(data)
        return b"".join(parts)

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, which stay to be read."""
        if self._is_whole or self._at + size <= len(self._buffer):
            return self._buffer[self._at : self._at + size]
        data = self.exactly(size)
        self._buffer = data + self._buffer[self._at :]
        self._at = 0
        return data

    def whole(self, limit: int) -> bytes | None:
        """All that is left, if that is at most ``limit`` bytes; it stays to be read, in either case."""
        if not self._is_whole:
            data = self.exactly(limit + 1)
            self._buffer = data + self._buffer[self._at :]
            self._at = 0
            self._is_whole = len(data) <= limit
        return self._buffer[self._at :] if self._is_whole and len(self._buffer) - self._at <= limit else None

    def rewind(self) -> None:
        """Read from the start again what is held as a whole."""
        self._at = 0

    def give_back(self, data: bytes) -> None:
        """Let ``data``, which was read last, be read again."""
        if self._at >= len(data) and self._buffer.startswith(data, self._at - len(data)):
            self._at -= len(data)
            return
        self._buffer = data + self._buffer[self._at :]
        self._at = 0

    def skip(self, size: int) -> None:
        """Pass over ``size`` bytes."""
        while size > 0 and (data := self.read(min(size, 1 << 20))):
            size -= len(data)

    def limited(self, size: int) -> Reader:
        """A reader of the next ``size`` bytes of this one; what is left of them is to be passed over with ``drain``."""
        left = size

        def read(wanted: int) -> bytes:
            nonlocal left
            data = self.read(min(wanted, left)) if left else b""
            left -= len(data)
            return data

        return Reader(read)

    def drain(self) -> None:
        """Read to the end."""
        while self.read(1 << 20):
            pass
