"""Streams decompressed: gzip (RFC 1952, several members, as eStargz has them), zstd (RFC 8878, several and skippable
frames, as zstd:chunked has them), bzip2, xz, lzma, lz4.

What a damaged stream gives before the damage is given; at most a MiB may be lost of it.
"""

from __future__ import annotations

from dockerlint.image.deflate import ONCE, RAW, ZLIB, inflate
from dockerlint.image.reading import READ, Damaged, Follows, NotSupported
from dockerlint.image.zstd_frames import FrameWatch
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    from dockerlint.image.reading import Reader

    Inflate = Callable[[Reader], Iterator[bytes]]

    class Decompressor(Protocol):
        """What the decompressors of bz2, lzma and lz4 have in common."""

        @property
        def eof(self) -> bool: ...
        @property
        def needs_input(self) -> bool: ...
        @property
        def unused_data(self) -> bytes | None: ...
        def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


HEAD = 18  # bytes by which a compression is known
_SMALL = 128 << 10  # bytes that a step gives: so much of a damaged stream may be lost
_ZSTD_WINDOW = 128 << 20  # bytes; the specification asks readers for 8 MiB, zstd --ultra takes 128 MiB
_XZ_MEMORY = 128 << 20  # bytes; xz -9 needs 65 MiB
_GZIP_NAME = 64 << 10  # bytes of a name or a comment
_NEEDS_MEMORY = "it needs more than 128 MiB of memory to be decompressed"


def decompressor(head: bytes) -> Inflate | None:
    """What decompresses a stream that begins with ``head``, HEAD bytes of it or all; None for any other.

    It takes a reader and yields the content in pieces of a MiB at most.  Raises EOFError, OSError, ValueError or
    Damaged where the stream is damaged: Follows where something else is behind it, NotSupported where it may be right.
    """
    if head[:3] == b"\x1f\x8b\x08":
        return _inflate_gzip
    if head[:4] == b"\x28\xb5\x2f\xfd" or (head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50):
        return _inflate_zstd
    if head[:3] == b"BZh":
        return _inflate_bzip2
    if head[:6] == b"\xfd7zXZ\0" or is_lzma(head):
        return _inflate_xz
    if head[:5] == b"LZIP\x01":
        return _inflate_lzip
    if head[:4] == b"\x04\x22\x4d\x18":
        return _inflate_lz4
    return None


def is_lzma(head: bytes) -> bool:
    """Whether a .lzma file begins so: it has no magic, so the header's numbers and the first byte of the coder decide.

    The properties of all but exotic files are the usual ones, the dictionary's size is a power of two or the sum of two
    that follow each other, the size is unknown or under 256 GiB (xz, doc/lzma-file-format.txt); the coder begins with
    a zero.
    """
    if head[:1] != b"\x5d" or len(head) < 14 or head[13]:
        return False
    window, size = int.from_bytes(head[1:5], "little"), int.from_bytes(head[5:13], "little")
    steps = bin(window).rstrip("0")
    return steps in ("0b1", "0b11") and window >= 4096 and (size == (1 << 64) - 1 or size < 1 << 38)


def _inflate_gzip(reader: Reader) -> Iterator[bytes]:
    """All members.  Zeros behind the last one are padding, as gzip(1) takes them."""
    while True:
        _pass_gzip_header(reader)
        yield from inflate(reader, RAW)
        if len(reader.exactly(8)) < 8:
            raise EOFError
        if not _is_continued(reader):
            return
        if reader.peek(3) != b"\x1f\x8b\x08":
            raise Follows


def _pass_gzip_header(reader: Reader) -> None:
    header = reader.exactly(10)
    if len(header) < 10:
        raise EOFError
    flags = header[3]
    if flags & 0xE0:
        raise Damaged("reserved flags")
    if flags & 4:
        reader.skip(int.from_bytes(reader.exactly(2), "little"))
    for bit in (8, 16):
        if flags & bit:
            end = reader.peek(_GZIP_NAME).find(b"\0")
            if end < 0:
                raise Damaged("a name without an end")
            reader.skip(end + 1)
    if flags & 2:
        reader.skip(2)


def _is_continued(reader: Reader) -> bool:
    """Whether something other than zeros follows, which is where the reader stands then."""
    while data := reader.read(READ):
        rest = data.lstrip(b"\0")
        if rest:
            reader.give_back(rest)
            return True
    return False


def inflate_zlib(reader: Reader) -> Iterator[bytes]:
    """The content of a zlib stream, whose magic is too short for :func:`decompressor` to tell it from a tar."""
    yield from inflate(reader, ZLIB)
    if reader.peek(1):
        raise Follows


def _inflate_zstd(reader: Reader) -> Iterator[bytes]:
    try:
        import zstandard
    except ImportError:
        raise NotSupported("zstd needs the package zstandard, which is not installed") from None
    source = _Watched(reader)
    maker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with maker.stream_reader(source, read_across_frames=True, read_size=READ) as stream:  # type: ignore[arg-type]  # it only reads
            while part := stream.read1(_SMALL):
                yield part
    except zstandard.ZstdError as error:
        if "Unknown frame" in str(error):
            raise Follows from None
        if "memory" in str(error):
            raise NotSupported(_NEEDS_MEMORY) from None
        raise Damaged("no zstd stream") from None
    if not source.watch.is_between:
        raise EOFError


class _Watched:
    """A file object whose frames are watched."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.watch = FrameWatch()

    def read(self, size: int) -> bytes:
        data = self._reader.read(size)
        self.watch.feed(data)
        return data


def _inflate_bzip2(reader: Reader) -> Iterator[bytes]:
    import bz2

    return _inflate_members(bz2.BZ2Decompressor, reader, _SMALL)


def _inflate_xz(reader: Reader) -> Iterator[bytes]:
    import lzma

    try:
        yield from _inflate_members(lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), reader, _SMALL)
    except lzma.LZMAError as error:
        if "limit" in str(error):
            raise NotSupported(_NEEDS_MEMORY) from None
        raise Damaged("no xz stream") from None


def _inflate_lzip(reader: Reader) -> Iterator[bytes]:
    """The members of a lzip file (lzip.nongnu.org, "File format"): each LZMA with its own header and trailer."""
    import lzma

    while True:
        code = reader.exactly(6)[5:]
        if not code or not 12 <= code[0] & 31 <= 26:
            raise Damaged("no lzip header")
        window = (1 << (code[0] & 31)) - (code[0] >> 5) * (1 << (code[0] & 31) >> 4)
        chain = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": window}]
        try:
            yield from inflate_by(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=chain), reader, _SMALL)
        except lzma.LZMAError:
            raise Damaged("no LZMA stream") from None
        if len(reader.exactly(20)) < 20:
            raise EOFError
        if not _is_continued(reader):
            return
        if reader.peek(5) != b"LZIP\x01":
            raise Follows


def _inflate_lz4(reader: Reader) -> Iterator[bytes]:
    try:
        import lz4.frame  # type: ignore[import-untyped]  # it has no stubs
    except ImportError:
        raise NotSupported("lz4 needs the package lz4, which is not installed") from None
    try:
        yield from _inflate_members(lz4.frame.LZ4FrameDecompressor, reader, _SMALL)
    except RuntimeError:
        raise Damaged("no lz4 stream") from None


def _inflate_members(maker: Callable[[], Decompressor], reader: Reader, once: int) -> Iterator[bytes]:
    """All streams that follow each other, each begun as the first."""
    magic = reader.peek(3)
    while True:
        yield from inflate_by(maker(), reader, once)
        if not _is_continued(reader):
            return
        if reader.peek(3) != magic:
            raise Follows


def inflate_by(stream: Decompressor, reader: Reader, once: int = ONCE) -> Iterator[bytes]:
    """The content of one stream that ``stream`` decompresses; the reader is left at its end."""
    while not stream.eof:
        data = reader.read(READ) if stream.needs_input else b""
        if stream.needs_input and not data:
            raise EOFError
        part = stream.decompress(data, once)
        if part:
            yield part
    reader.give_back(stream.unused_data or b"")
