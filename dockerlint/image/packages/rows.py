"""What package managers know of installed files, in rows so small that those of a whole image stay in memory.

A row has thirteen bytes: a sign that says by what the file is known, the CRC-32 of the path, and eight bytes of the
file's digest.  A digest that fits a path of the same checksum by chance is one in 2^96, so a row that is found is
proof; only the package's name could be another's.  Files of a package that is known as a folder (sign ``FOLDER``) have
no digest: the eight bytes are the time at which the manager closed its record of the installation.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from zlib import crc32

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEW = 200  # paths that are sooner looked for one by one than sorted
SIZE = 13  # bytes
MD5, SHA1, SHA256, FOLDER = b"m", b"s", b"2", b"f"
_BY_LENGTH = {32: MD5, 40: SHA1, 64: SHA256}  # hexadecimal digits


def row(path: str, digest: str) -> bytes:
    """The row of the file at ``path``; b"" where ``digest`` is no hexadecimal MD5, SHA-1 or SHA-256."""
    sign = _BY_LENGTH.get(len(digest))
    if sign is None:
        return b""
    try:
        return sign + _checksum(path) + bytes.fromhex(digest[:16])
    except ValueError:
        return b""


def raw_row(path: str, digest: bytes) -> bytes:
    """The same with the bytes of a digest."""
    sign = _BY_LENGTH.get(2 * len(digest))
    return b"" if sign is None else sign + _checksum(path) + digest[:8]


def folder_row(path: str, closed: int) -> bytes:
    """The row of a package whose files lie below ``path``; ``closed`` in seconds since 1970."""
    return FOLDER + _checksum(path) + max(closed, 0).to_bytes(8, "big")


class Rows:
    """The rows of an image, found by the paths of their files."""

    def __init__(self, rows: bytes) -> None:
        self._rows = rows
        self._asked = 0
        self._sorted: array[int] | None = None  # checksum and number of each row, once many paths were asked for

    def of(self, path: str) -> Iterator[tuple[int, bytes, bytes]]:
        """The rows with the checksum of ``path`` in their order: where each begins, its sign, its eight bytes."""
        checksum = crc32(path.encode("utf-8", "surrogateescape"))
        for at in self._places(checksum):
            yield at, self._rows[at : at + 1], self._rows[at + 5 : at + SIZE]

    def _places(self, checksum: int) -> Iterator[int]:
        self._asked += 1
        if self._sorted is None and self._asked > _FEW:
            rows = self._rows
            keys = (int.from_bytes(rows[at + 1 : at + 5], "big") << 32 | at // SIZE for at in range(0, len(rows), SIZE))
            self._sorted = array("Q", sorted(keys))
        if self._sorted is not None:
            place = bisect_left(self._sorted, checksum << 32)
            while place < len(self._sorted) and self._sorted[place] >> 32 == checksum:
                yield (self._sorted[place] & 0xFFFFFFFF) * SIZE
                place += 1
            return
        wanted = checksum.to_bytes(4, "big")
        at = self._rows.find(wanted)
        while at >= 0:
            if at % SIZE == 1:
                yield at - 1
            at = self._rows.find(wanted, at + 1)


def _checksum(path: str) -> bytes:
    return crc32(path.encode("utf-8", "surrogateescape")).to_bytes(4, "big")
