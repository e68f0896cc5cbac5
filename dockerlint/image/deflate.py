"""Deflate streams (RFC 1951), raw or with zlib's frame (RFC 1950), which tell themselves where they end."""

from __future__ import annotations

import zlib

from dockerlint.image.reading import READ, Damaged
from dockerlint.record import TYPE_CHECKING

try:
    from isal import isal_zlib
except ImportError:
    isal_zlib = None  # type: ignore[assignment]  # where it has no wheel, zlib does the same at a third of the speed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.reading import Reader

RAW, ZLIB = -15, 15  # as zlib counts window bits
ONCE = 1 << 20  # bytes that one step gives at most
_FIRST_READ = 4 << 10  # bytes; many streams are small, and what is read too much is given back
_KEPT = 4 << 20  # bytes of a stream that are kept to find out how far it goes where it is damaged
_STEP = 1 << 10

INFLATE_ERRORS: tuple[type[Exception], ...] = (zlib.error,)
if isal_zlib is not None:
    INFLATE_ERRORS += (isal_zlib.error,)  # type: ignore[operator]  # its stub takes the class for an instance


def new_inflater(bits: int) -> zlib._Decompress:
    """A decompression object of the quickest library that is installed; ``bits`` as zlib counts window bits."""
    if isal_zlib is None:
        return zlib.decompressobj(bits)
    return isal_zlib.decompressobj(bits)  # type: ignore[return-value]  # the same interface by another name


def compress(data: bytes) -> bytes:
    """``data`` made smaller as quickly as possible, for :func:`decompress`."""
    return zlib.compress(data, 1) if isal_zlib is None else isal_zlib.compress(data, 1)


def decompress(data: bytes) -> bytes:
    """What :func:`compress` was given."""
    return zlib.decompress(data) if isal_zlib is None else isal_zlib.decompress(data)


def inflate(reader: Reader, bits: int = RAW) -> Iterator[bytes]:
    """The content of the stream that begins where ``reader`` is, which is left at its end.

    Raises EOFError where the stream is cut off, Damaged where it is damaged, after all that can be had before that.
    """
    stream = new_inflater(bits)
    size = _FIRST_READ
    taken: list[bytes] = []
    kept = given = 0
    try:
        while not stream.eof:
            data = reader.read(size)
            if not data:
                raise EOFError
            size = min(4 * size, READ)
            kept += len(data)
            taken.append(data)
            while True:
                part = stream.decompress(data, ONCE)
                data = stream.unconsumed_tail
                if part:
                    given += len(part)
                    yield part
                if stream.eof or (not data and len(part) < ONCE):
                    break
            if kept > _KEPT:
                taken.clear()
    except INFLATE_ERRORS:
        if kept <= _KEPT:
            yield from _before_damage(b"".join(taken), bits, given)
        raise Damaged("no deflate stream") from None
    reader.give_back(stream.unused_data)


def _before_damage(data: bytes, bits: int, given: int) -> Iterator[bytes]:
    """What the damaged stream that begins with ``data`` holds behind its first ``given`` bytes.

    A step that fails gives nothing of what it had decompressed by then, so the last ones are of a byte.
    """
    stream = zlib.decompressobj(bits)
    for step in (_STEP, 1):
        at = 0
        while at < len(data):
            before = stream.copy()
            try:
                part = stream.decompress(data[at : at + step])
            except zlib.error:
                break
            at += step
            if len(part) > given:
                yield part[given:]
            given = max(given - len(part), 0)
        stream, data = before, data[at : at + step]
