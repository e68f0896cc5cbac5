"""Content that is read from front to back, from memory or from a stream of any length."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DAMAGED = "it is damaged"
READ = 256 << 10  # bytes that are asked for at once
_SLICE = 1 << 20  # bytes of a part that is cut out at once where they are there


class Damaged(Exception):  # noqa: N818 - says what is the matter with an archive
    """It cannot be read on."""


class NotSupported(Damaged):
    """It may be in order and cannot be read here; the text says why."""


class Follows(Damaged):
    """It ended as it should, and bytes of another kind follow."""


DAMAGES = (Damaged, EOFError, OSError, ValueError, IndexError)


def words_of(error: BaseException) -> str:
    """What a damage is called in reports, "" where nothing is lost by it.

    A stream that is cut off is looked at as far as there is any of it.
    """
    match error:
        case NotSupported():
            return str(error)
        case Follows() | EOFError():
            return ""
        case _:
            return DAMAGED


class Reader:
    """Reads a stream once; what was peeked at, given back, or held as a whole, is read again."""

    __slots__ = ("_at", "_base", "_buffer", "_is_over", "_next", "_source")

    def __init__(self, next_piece: Callable[[], bytes]) -> None:
        self._next = next_piece
        self._source: _Pieces | _Part | None = None
        self._buffer = b""
        self._at = 0
        self._base = 0  # where the buffer begins in the stream
        self._is_over = False

    @classmethod
    def of_bytes(cls, data: bytes) -> Reader:
        """A reader of ``data``."""
        reader = cls(bytes)
        reader._buffer = data
        reader._is_over = True
        return reader

    @classmethod
    def of_stream(cls, read: Callable[[int], bytes]) -> Reader:
        """A reader of what ``read`` gives, which takes a size and gives b"" at the end only."""
        return cls(lambda: read(READ))

    @classmethod
    def of_pieces(cls, pieces: Iterator[bytes]) -> Reader:
        """A reader of pieces one after the other, each longer than nothing; it ends where they are damaged."""
        source = _Pieces(pieces)
        reader = cls(source.following)
        reader._source = source
        return reader

    @property
    def damage(self) -> str:
        """Why the stream ended early, "" where it did not (yet)."""
        return "" if self._source is None else self._source.damage

    @property
    def position(self) -> int:
        """How many bytes were read."""
        return self._base + self._at

    @property
    def pulled(self) -> int:
        """How many bytes were taken of the source."""
        return self._base + len(self._buffer)

    @property
    def held(self) -> bytes | None:
        """All that is left, where that is in memory."""
        if not self._is_over:
            return None
        return self._buffer[self._at :] if self._at else self._buffer

    def read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end only."""
        if self._at >= len(self._buffer) and not self._fill():
            return b""
        at, buffer = self._at, self._buffer
        if not at and len(buffer) <= size:
            self._at = len(buffer)
            return buffer
        data = buffer[at : at + size]
        self._at = at + len(data)
        return data

    def exactly(self, size: int) -> bytes:
        """``size`` bytes, fewer at the end."""
        end = self._at + size
        if end > len(self._buffer):
            self._extend(size)
            end = self._at + size
        data = self._buffer[self._at : end]
        self._at += len(data)
        return data

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, which stay to be read; fewer at the end."""
        if self._at + size > len(self._buffer):
            self._extend(size)
        return self._buffer[self._at : self._at + size]

    def whole(self, limit: int) -> bytes | None:
        """All that is left, if that is at most ``limit`` bytes; it stays to be read, in either case."""
        self._extend(limit + 1)
        if not self._is_over or len(self._buffer) - self._at > limit:
            return None
        return self._buffer[self._at :] if self._at else self._buffer

    def give_back(self, data: bytes) -> None:
        """Let ``data``, which was read last, be read again."""
        if self._at >= len(data):
            self._at -= len(data)
            return
        self._base += self._at - len(data)
        self._buffer = data + self._buffer[self._at :]
        self._at = 0

    def skip(self, size: int) -> None:
        """Pass over ``size`` bytes."""
        while size > len(self._buffer) - self._at:
            size -= len(self._buffer) - self._at
            self._at = len(self._buffer)
            if not self._fill():
                return
        self._at += size

    def limited(self, size: int) -> Reader:
        """A reader of the next ``size`` bytes of this one; what is left of them is to be passed over with ``drain``."""
        end = self._at + size
        if size <= _SLICE and end <= len(self._buffer):
            part = Reader.of_bytes(self._buffer[self._at : end])
            self._at = end
            return part
        source = _Part(self, size)
        part = Reader(source.following)
        part._source = source
        return part

    def drain(self) -> None:
        """Read to the end."""
        self._at = len(self._buffer)
        while self._fill():
            self._at = len(self._buffer)

    def _fill(self) -> bool:
        """Put the next piece in the place of the buffer, which is used up; whether there is one."""
        piece = b"" if self._is_over else self._next()
        if not piece:
            self._is_over = True
            return False
        self._base += len(self._buffer)
        self._buffer = piece
        self._at = 0
        return True

    def _extend(self, size: int) -> None:
        """Have ``size`` bytes to be read in the buffer, or all that there are."""
        have = len(self._buffer) - self._at
        if have >= size or self._is_over:
            return
        parts = [self._buffer[self._at :]] if have else []
        while have < size:
            piece = self._next()
            if not piece:
                self._is_over = True
                break
            parts.append(piece)
            have += len(piece)
        self._base += self._at
        self._at = 0
        self._buffer = parts[0] if len(parts) == 1 else b"".join(parts)


class _Pieces:
    """Pieces up to the one that is damaged.  No reader is known here: a cycle would keep its memory for long."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.damage = ""

    def following(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except DAMAGES as error:
            self.damage = words_of(error)
            return b""


class _Part:
    """The next bytes of a reader."""

    def __init__(self, reader: Reader, size: int) -> None:
        self._reader = reader
        self._left = size
        self.damage = ""

    def following(self) -> bytes:
        data = self._reader.read(min(_SLICE, self._left)) if self._left else b""
        self._left -= len(data)
        if self._left and not data:
            self.damage = self._reader.damage
        return data
