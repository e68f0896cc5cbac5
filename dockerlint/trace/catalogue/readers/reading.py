"""The credentials in one file."""

from __future__ import annotations

from array import array
from contextlib import suppress
from sys import byteorder

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.table import reader_of

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.readers.credential import Credential

_LARGEST = 16 << 20  # bytes that are read; no one writes a larger configuration, but programs keep their state in some
_HEAD = 8192


def read(path: str, data: bytes) -> tuple[Credential, ...]:
    """The credentials that a tool, or whoever reads the names in it, finds in the file at ``path``, in order.

    References (``${TOKEN}``), placeholders, empty values and what is encrypted for another place are none.  Private
    keys are left to :mod:`..tokens`.  Offsets are bytes; the first 16 MiB are read.
    """
    reader = reader_of(path)
    if reader is None:
        return ()
    data = data[:_LARGEST]
    text, offset, width = _decoded(path, data)
    if not text:
        return ()
    found: dict[tuple[int, int], Credential] = {}
    for each in reader(text):
        found.setdefault((each.start, each.end), _in_bytes(each, offset, width))
    return tuple(found[place] for place in sorted(found))


def _decoded(path: str, data: bytes) -> tuple[str, int, int]:
    """The text with one character for a byte, or for two of UTF-16; its offset; how many bytes a character has."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        units = array("H")
        units.frombytes(data[2 : len(data) - len(data) % 2])
        if (data[:2] == b"\xff\xfe") != (byteorder == "little"):
            units.byteswap()
        return "".join(map(chr, units)), 2, 2
    if b"\0" in data[:_HEAD]:
        name = path.rpartition("/")[2].lower()
        if data.startswith(b"SQLite format 3\0"):
            return data.decode("latin-1"), 0, 1
        if name not in ("environ", "environment") and not name.endswith(".environ"):
            return "", 0, 1
        data = data.replace(b"\0", b"\n")
    skipped = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    return data[skipped:].decode("latin-1"), skipped, 1


def _in_bytes(found: Credential, offset: int, width: int) -> Credential:
    value = found.value
    if width == 1 and not found.encoding:
        # Where an escape stood for a character beyond Latin-1, it is text already.
        with suppress(UnicodeEncodeError):
            value = value.encode("latin-1").decode("utf-8", "surrogateescape")
    encoding = "UTF-16" if width == 2 and not found.encoding else found.encoding
    return found._replace(
        value=value, start=offset + found.start * width, end=offset + found.end * width, encoding=encoding
    )
