"""One file of a zip archive: what its header says, and its content by each method (PKWARE's APPNOTE.TXT, 4.4)."""

from __future__ import annotations

import bz2
import lzma
from struct import Struct

from dockerlint.image.deflate import INFLATE_ERRORS, RAW, inflate, new_inflater
from dockerlint.image.inflate import HEAD, decompressor, inflate_by
from dockerlint.image.reading import Damaged, Reader
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

LOCAL = b"PK\x03\x04"
LOCAL_SIZE = 30  # bytes of a local header without its name
SIZE_BEHIND = 0x8  # the flag of a file whose size stands behind it
UNKNOWN = 0xFFFFFFFF
_LOCAL_HEADER = Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_UTF8 = 0x800
_LATEST_VERSION = 63
_LONGEST_NAME = 1 << 12  # bytes
_SMALL = 1 << 20  # bytes of a content that is inflated at once
_LZMA_WINDOW = 64 << 20  # bytes
_NOT_SUPPORTED = {
    1: "shrink", 2: "reduce", 3: "reduce", 4: "reduce", 5: "reduce", 6: "implode", 9: "deflate64", 10: "PKWARE's",
    16: "CMPSC", 18: "TERSE", 19: "LZ77", 94: "MP3", 96: "JPEG", 97: "WavPack", 98: "PPMd", 99: "AES",
}  # fmt: skip
_METHODS = frozenset((0, 8, 12, 14, 20, 93, 95)) | _NOT_SUPPORTED.keys()


class ZipFile(NamedTuple):
    """A file as a header describes it; ``packed`` and ``size`` are bytes, before and after it is unpacked."""

    name: str
    flags: int
    method: int
    packed: int
    size: int

    @property
    def is_encrypted(self) -> bool:
        return bool(self.flags & _ENCRYPTED)

    @property
    def is_open_ended(self) -> bool:
        """Whether only what stands behind it tells how long it is."""
        return bool(self.flags & SIZE_BEHIND) and not self.packed


def local_file(data: bytes) -> tuple[ZipFile, int] | None:
    """The file whose local header ``data`` begins with, and the header's size; None where that is none.

    Four bytes may stand anywhere by accident, so the numbers have to make sense.
    """
    if len(data) < LOCAL_SIZE:
        return None
    magic, version, flags, method, _, _, _, packed, size, name_size, extra_size = _LOCAL_HEADER.unpack_from(data)
    if magic != LOCAL or version & 0xFF > _LATEST_VERSION or method not in _METHODS:
        return None
    if not 0 < name_size <= _LONGEST_NAME:
        return None
    name = data[LOCAL_SIZE : LOCAL_SIZE + name_size]
    if b"\0" in name:
        return None
    start = LOCAL_SIZE + name_size
    if len(data) < start + extra_size:
        return None
    if UNKNOWN in (packed, size):
        size, packed, _ = long_numbers(data[start : start + extra_size], size, packed, 0)
    return ZipFile(text_of(name, flags), flags, method, packed, size), start + extra_size


def text_of(name: bytes, flags: int) -> str:
    """A name, in UTF-8 or in whatever the writer's machine had, which is read as Latin-1."""
    return name.decode("utf-8", "replace") if flags & _UTF8 else name.decode("latin-1")


def long_numbers(extra: bytes, size: int, packed: int, offset: int) -> tuple[int, int, int]:
    """The three with those from a zip64 field (4.5.3) that are too large for their own."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == 1:
            field = extra[at + 4 : at + 4 + length]
            numbers = iter([int.from_bytes(field[each : each + 8], "little") for each in range(0, length - 7, 8)])
            size, packed, offset = (next(numbers, each) if each == UNKNOWN else each for each in (size, packed, offset))
            break
        at += 4 + length
    return size, packed, offset


def member_of(file: ZipFile, inner: Reader, budget: Budget) -> Member:
    """The file, whose packed content ``inner`` reads."""
    if file.is_encrypted:
        return unreadable(file.name, "it is encrypted")
    if file.method == 0:
        return Member(file.name, inner)
    if file.method == 8 and file.size <= _SMALL:
        data = _at_once(inner, file.size)
        if data is not None:
            budget.spend(len(data))
            return Member(file.name, Reader.of_bytes(data))
    pieces = pieces_of(file.method, inner)
    if pieces is None:
        method = _NOT_SUPPORTED.get(file.method, file.method)
        return unreadable(file.name, f"it is compressed by a method that is not supported: {method}")
    return Member(file.name, Reader.of_pieces(budget.spent(pieces)))


def _at_once(inner: Reader, size: int) -> bytes | None:
    """The deflated content, if it is there and ``size`` bytes long; None leaves ``inner`` as it is."""
    packed = inner.held
    if packed is None:
        return None
    stream = new_inflater(RAW)
    try:
        data = stream.decompress(packed, size + 1)
    except INFLATE_ERRORS:
        return None
    return data if stream.eof and len(data) == size else None


def pieces_of(method: int, inner: Reader) -> Iterator[bytes] | None:
    """The content that ``inner`` reads; None for a method that is not supported."""
    match method:
        case 8:
            return inflate(inner, RAW)
        case 12:
            return inflate_by(bz2.BZ2Decompressor(), inner)
        case 14:
            return _lzma(inner)
        case 20 | 93 | 95:
            found = decompressor(inner.peek(HEAD))
            return found(inner) if found is not None else _none()
        case _:
            return None


def _none() -> Iterator[bytes]:
    raise Damaged("not compressed as it says")
    yield b""


def _lzma(inner: Reader) -> Iterator[bytes]:
    """LZMA as zip has it: version and size of the properties, then they, then a raw stream (5.8.8)."""
    size = int.from_bytes(inner.exactly(4)[2:], "little")
    properties = inner.exactly(size)
    if len(properties) < size:
        raise EOFError
    if size < 5:
        raise Damaged("no LZMA properties")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    window = min(int.from_bytes(properties[1:5], "little"), _LZMA_WINDOW)
    chain = [{"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": window}]
    try:
        yield from inflate_by(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain), inner)
    except lzma.LZMAError:
        raise Damaged("no LZMA stream") from None
