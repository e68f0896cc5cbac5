"""Zip archives (PKWARE's APPNOTE.TXT), and all that are ones: jar, war, whl, apk, nupkg, docx.

Read from front to back by local headers, so that a file which the directory at the end does not list is seen as well,
and so that an archive of any size needs no memory.
"""

from __future__ import annotations

import bz2
import lzma

from dockerlint.image.inflate import READ, decompressor
from dockerlint.image.unpacking.budget import Meter
from dockerlint.image.unpacking.deflate import Inflater
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.image.unpacking.reading import Damaged, Reader
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_LOCAL = b"PK\x03\x04"
_DESCRIPTOR = b"PK\x07\x08"
_PIECE = 32 << 10  # bytes that are read of a file whose end is not known; what was too much is given back
_STORED_LIMIT = 64 << 20  # bytes of a stored file whose size stands behind it
_PREFIX_LIMIT = 8 << 20  # bytes of a program in front of its archive
_ENCRYPTED, _SIZE_BEHIND = 0x1, 0x8
_UNKNOWN = 0xFFFFFFFF
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 19: "LZ77", 97: "WavPack", 98: "PPMd", 99: "AES"}


def zip_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files in the archive.  Raises Damaged where no header follows and the directory does not begin."""
    _pass_program(reader)
    while True:
        signature = reader.peek(4)
        if signature != _LOCAL:
            return
        header = reader.exactly(30)
        flags, method = _u16(header, 6), _u16(header, 8)
        packed = _u32(header, 18)
        name = reader.exactly(_u16(header, 26)).decode("utf-8" if flags & 0x800 else "latin-1", "replace")
        extra = reader.exactly(_u16(header, 28))
        if packed == _UNKNOWN:
            packed = _long_size(extra)
        if flags & _SIZE_BEHIND and not packed:
            yield from _open_ended(name, flags, method, reader, budget)
            continue
        inner = reader.limited(packed)
        if not name.endswith("/"):
            yield _member(name, flags, method, inner, packed, budget)
        inner.drain()
        if flags & _SIZE_BEHIND:
            _pass_descriptor(reader)


def _member(name: str, flags: int, method: int, inner: Reader, packed: int, budget: Budget) -> Member:
    if flags & _ENCRYPTED:
        return unreadable(name, "encrypted")
    if method == 0:
        return Member(name, inner)
    pieces = _pieces(method, inner)
    if pieces is None:
        return unreadable(name, f"compressed by a method that is not supported: {_METHODS.get(method, method)}")
    meter = Meter()
    meter.bytes = packed
    return Member(name, Reader.of_pieces(budget.spent(pieces, meter)))


def _pieces(method: int, inner: Reader) -> Iterator[bytes] | None:
    def read() -> bytes:
        return inner.read(READ)

    if method == 8:
        return Inflater(read).pieces()
    if method == 12:
        return _by_object(bz2.BZ2Decompressor(), inner)
    if method == 14:
        return _zip_lzma(inner)
    if method in (20, 93, 95):
        first = read()
        inflate = decompressor(first)
        return inflate(first, read) if inflate else iter(())
    return None


def _by_object(member: bz2.BZ2Decompressor | lzma.LZMADecompressor, inner: Reader) -> Iterator[bytes]:
    try:
        while not member.eof:
            data = inner.read(READ) if member.needs_input else b""
            if member.needs_input and not data:
                raise EOFError
            if part := member.decompress(data, 4 << 20):
                yield part
    except lzma.LZMAError as error:
        raise ValueError(str(error)) from None


def _zip_lzma(inner: Reader) -> Iterator[bytes]:
    """LZMA as zip has it: version and size of the properties, then they, then a raw stream (APPNOTE 5.8.8)."""
    size = _u16(inner.exactly(4), 2)
    properties = inner.exactly(size)
    if len(properties) < 5:
        raise Damaged("no LZMA properties")
    rest, lc = divmod(properties[0], 9)
    pb, lp = divmod(rest, 5)
    chain = [{"id": lzma.FILTER_LZMA1, "lc": lc, "lp": lp, "pb": pb, "dict_size": min(_u32(properties, 1), 64 << 20)}]
    yield from _by_object(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain), inner)


def _open_ended(name: str, flags: int, method: int, reader: Reader, budget: Budget) -> Iterator[Member]:
    """A file whose size stands behind it: a compressed one says itself where it ends."""
    if flags & _ENCRYPTED or method not in (0, 8):
        yield unreadable(name, "encrypted" if flags & _ENCRYPTED else "its size is not told")
        raise Damaged("no way to the next file")
    if method == 0:
        yield Member(name, Reader.of_bytes(_stored(reader)))
        return
    inflating = Inflater(lambda: reader.read(_PIECE))
    meter = inflating.meter
    content = Reader.of_pieces(budget.spent(inflating.pieces(), meter))
    yield Member(name, content)
    content.drain()
    reader.give_back(inflating.rest)
    _pass_descriptor(reader)


def _stored(reader: Reader) -> bytes:
    data = reader.peek(_STORED_LIMIT)
    at = data.find(_DESCRIPTOR)
    while at >= 0 and _u32(data, at + 8) != at:
        at = data.find(_DESCRIPTOR, at + 1)
    if at < 0:
        raise Damaged("the end of a stored file is not told")
    content = reader.exactly(at)
    reader.skip(16)
    return content


def _pass_descriptor(reader: Reader) -> None:
    """The checksum and the sizes behind a file, of four bytes each or, in zip64, of eight; their signature may lack."""
    for size in (16, 24, 12, 20):
        following = reader.peek(size + 4)[size:]
        if following[:2] == b"PK" and following[2:4] in (b"\x03\x04", b"\x01\x02", b"\x06\x08", b"\x05\x06"):
            reader.skip(size)
            return
    raise Damaged("no header behind a file")


def _pass_program(reader: Reader) -> None:
    """Pass over what stands in front of the first header."""
    if reader.peek(4) == _LOCAL:
        return
    start = reader.peek(_PREFIX_LIMIT).find(_LOCAL)
    if start < 0:
        raise Damaged("no archive")
    reader.skip(start)


def _long_size(extra: bytes) -> int:
    """The compressed size in a zip64 field: the second of its numbers."""
    at = 0
    while at + 4 <= len(extra):
        size = _u16(extra, at + 2)
        if _u16(extra, at) == 1 and size >= 16:
            return int.from_bytes(extra[at + 12 : at + 20], "little")
        at += 4 + size
    raise Damaged("no size")


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
