"""Streams decompressed: gzip (RFC 1952, several members, as eStargz has them), zstd (RFC 8878, several and skippable
frames, as zstd:chunked has them), bzip2, xz, lzma.
"""

from __future__ import annotations

import zlib

from dockerlint.record import TYPE_CHECKING

try:
    from isal import isal_zlib
except ImportError:
    isal_zlib = None  # type: ignore[assignment]  # where it has no wheel, zlib does the same at a third of the speed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Inflate = Callable[[bytes, Callable[[], bytes]], Iterator[bytes]]

READ = 256 << 10  # bytes that are asked for at once
_ONCE = 4 << 20  # bytes that one step of a decompressor may give
_ZSTD_WINDOW = 128 << 20  # bytes; the specification asks readers for 8 MiB, zstd --ultra takes 128 MiB
_GZIP = 31  # zlib's window bits for a gzip frame
_XZ_MEMORY = 256 << 20  # bytes; xz -9 needs 65 MiB


INFLATE_ERRORS: tuple[type[Exception], ...] = (zlib.error,)
if isal_zlib is not None:
    INFLATE_ERRORS += (isal_zlib.error,)  # type: ignore[operator]  # its stub takes the class for an instance


def new_inflater(bits: int) -> zlib._Decompress:
    """A decompression object of the quickest library that is installed; ``bits`` as zlib counts window bits."""
    if isal_zlib is None:
        return zlib.decompressobj(bits)
    return isal_zlib.decompressobj(bits)  # type: ignore[return-value]  # the same interface by another name


def decompressor(head: bytes) -> Inflate | None:
    """What decompresses a stream that begins with ``head``; None for one that is not compressed.

    It takes the first piece of the stream and a function that gives the next, b"" at the end, and yields the content in
    pieces of a few MiB at most.  Raises EOFError, OSError or ValueError where the stream is damaged.
    """
    if head[:2] == b"\x1f\x8b":
        return _inflate_gzip
    if head[:4] == b"\x28\xb5\x2f\xfd" or (head[1:4] == b"\x2a\x4d\x18" and head[0] & 0xF0 == 0x50):
        return _inflate_zstd
    if head[:3] == b"BZh":
        return _inflate_bzip2
    if head[:6] == b"\xfd7zXZ\0" or head[:3] == b"\x5d\0\0":
        return _inflate_xz
    return None


def _inflate_gzip(data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
    """All members.  Zeros behind the last one are padding, as gzip(1) takes them; anything else there is an error."""
    while data:
        member = new_inflater(_GZIP)
        try:
            while not member.eof:
                part = member.decompress(data, _ONCE)
                if part:
                    yield part
                data = member.unconsumed_tail
                if not data and not part and not member.eof:
                    data = read()
                    if not data:
                        raise EOFError
        except INFLATE_ERRORS as error:
            raise ValueError(str(error)) from None
        data = member.unused_data or read()
        while data and not data.strip(b"\0"):
            data = read()
        data = data.lstrip(b"\0")
        if data and len(data) < 2:
            data += read()
        if data and data[:2] != b"\x1f\x8b":
            raise ValueError("other data follows")


def _inflate_zstd(data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
    import zstandard

    maker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        with maker.stream_reader(_Pulled(data, read), read_across_frames=True, read_size=READ) as stream:  # type: ignore[arg-type]  # it only reads
            while part := stream.read(_ONCE):
                yield part
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from None


class _Pulled:
    """A file object over a first piece and a function that gives the next ones."""

    def __init__(self, first: bytes, read: Callable[[], bytes]) -> None:
        self._rest = first
        self._next = read

    def read(self, size: int = -1) -> bytes:
        data = self._rest or self._next()
        if 0 <= size < len(data):
            self._rest = data[size:]
            return data[:size]
        self._rest = b""
        return data


def _inflate_bzip2(data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
    import bz2

    yield from _inflate_members(bz2.BZ2Decompressor, data, read)


def _inflate_xz(data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
    import lzma

    try:
        yield from _inflate_members(lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), data, read)
    except lzma.LZMAError as error:
        raise ValueError(str(error)) from None


def _inflate_members(maker: Callable[[], object], data: bytes, read: Callable[[], bytes]) -> Iterator[bytes]:
    while data:
        member = maker()
        while not member.eof:  # type: ignore[attr-defined]  # bz2's and lzma's decompressors have one shape and no base
            if member.needs_input and not data and not (data := read()):  # type: ignore[attr-defined]
                raise EOFError
            part = member.decompress(data, _ONCE)  # type: ignore[attr-defined]
            data = b""
            if part:
                yield part
        data = member.unused_data or read()  # type: ignore[attr-defined]
        while data and not data.strip(b"\0"):
            data = read()
