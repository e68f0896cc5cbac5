"""What package managers know of installed files, in rows so small that those of a whole image stay in memory.

A row has thirteen bytes: a sign that says by what the file is known, the CRC-32 of the path, and eight bytes of the
file's digest.  A digest that fits a path of the same checksum by chance is one in 2^96, so a row that is found is
proof; only the package's name could be another's.  Files of a package that is known as a folder (sign ``FOLDER``) have
no digest: the eight bytes are the time at which the manager closed its record of the installation.
"""

from __future__ import annotations

from zlib import crc32

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


def head(sign: bytes, path: str) -> bytes:
    """The part of a row that does not depend on a digest."""
    return sign + _checksum(path)


def find(rows: bytes, wanted: bytes, start: int = 0) -> int:
    """Where the first row from ``start`` on that begins with ``wanted`` is in ``rows``, -1 where there is none."""
    at = rows.find(wanted, start)
    while at >= 0 and at % SIZE:
        at = rows.find(wanted, at + 1)
    return at


def _checksum(path: str) -> bytes:
    return crc32(path.encode("utf-8", "surrogateescape")).to_bytes(4, "big")
