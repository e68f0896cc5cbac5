"""Zip archives (PKWARE's APPNOTE.TXT), and all that are ones: jar, war, whl, apk, nupkg, docx, jmod.

In memory the directory at the end leads to the files, which is quick and sure; what lies between them and is not
listed there is looked at as well.  Without a directory, or in a stream, the files' own headers do.
"""

from __future__ import annotations

from struct import Struct

from dockerlint.image.reading import DAMAGES, Reader
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.image.unpacking.zip_file import (
    LOCAL,
    LOCAL_SIZE,
    SIZE_BEHIND,
    UNKNOWN,
    ZipFile,
    local_file,
    long_numbers,
    member_of,
    text_of,
)
from dockerlint.image.unpacking.zip_stream import zip_members as members_in_order
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_CENTRAL = b"PK\x01\x02"
_CENTRAL_HEADER = Struct("<4s6H3L5H2L")
_END = b"PK\x05\x06"
_END_RECORD = Struct("<4s4H2LH")
_LONG_END = b"PK\x06\x06"
_LONG_END_RECORD = Struct("<4sQ2H2L4Q")
_LOCATOR_SIZE = 20  # bytes
_LONGEST_COMMENT = 0xFFFF
_MOST = 100_000  # files of a directory that is held in memory


class _Listed(NamedTuple):
    """A file of the directory; ``offset`` is where its local header is."""

    offset: int
    file: ZipFile


def zip_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files of the archive.  Raises Damaged where there is none."""
    data = reader.held
    listed = _directory(data) if data is not None else []
    if data is None or not listed:
        yield from members_in_order(reader, budget)
        return
    done, before = 0, -1
    for offset, file in sorted(listed, key=lambda each: each.offset):
        if offset < done:
            # Some tools list a file under several names; a bomb has its files share their bytes.
            is_known = offset == before
            yield Member(file.name, Reader.of_bytes(b"")) if is_known else unreadable(file.name, "it overlaps another")
            continue
        yield from _unlisted(data, done, offset, budget)
        start = _content(data, offset)
        if start < 0:
            yield unreadable(file.name, "it is damaged")
            continue
        yield from _of_local_header(data, offset, start, file, budget)
        done, before = start + file.packed, offset
        if file.packed or not file.name.endswith("/"):
            yield member_of(file, Reader.of_bytes(data[start:done]), budget)
    yield from _unlisted(data, done, len(data), budget)


def _content(data: bytes, offset: int) -> int:
    """Where the content of the file begins whose local header is at ``offset``; -1 where there is none."""
    if data[offset : offset + 4] != LOCAL or offset + LOCAL_SIZE > len(data):
        return -1
    return offset + LOCAL_SIZE + _u16(data, offset + 26) + _u16(data, offset + 28)


def _of_local_header(data: bytes, offset: int, start: int, file: ZipFile, budget: Budget) -> Iterator[Member]:
    """The file as its local header has it, where that tells another size than the directory."""
    packed = _u32(data, offset + 18)
    if packed in (file.packed, UNKNOWN) or data[offset + 6] & SIZE_BEHIND:
        return
    found = local_file(data[offset:start])
    if found is not None:
        yield member_of(found[0], Reader.of_bytes(data[start : start + packed]), budget)


def _unlisted(data: bytes, start: int, stop: int, budget: Budget) -> Iterator[Member]:
    """Files that are between those that are listed."""
    at = data.find(LOCAL, start, stop)
    if at < 0:
        return
    try:
        yield from members_in_order(Reader.of_bytes(data[at:stop]), budget)
    except DAMAGES:
        return


def _directory(data: bytes) -> list[_Listed]:
    """What the central directory lists; nothing where it is damaged, is not there, or is very long."""
    place = _place(data)
    if place is None:
        return []
    at, shift = place
    found: list[_Listed] = []
    while data[at : at + 4] == _CENTRAL and at + _CENTRAL_HEADER.size <= len(data):
        fields = _CENTRAL_HEADER.unpack_from(data, at)
        flags, method, packed, size = fields[3], fields[4], fields[8], fields[9]
        name_size, extra_size, comment_size, offset = fields[10], fields[11], fields[12], fields[16]
        at += _CENTRAL_HEADER.size
        name = data[at : at + name_size]
        at += name_size
        if UNKNOWN in (packed, size, offset):
            size, packed, offset = long_numbers(data[at : at + extra_size], size, packed, offset)
        at += extra_size + comment_size
        found.append(_Listed(offset + shift, ZipFile(text_of(name, flags), flags, method, packed, size)))
        if len(found) > _MOST:
            return []
    return found


def _place(data: bytes) -> tuple[int, int] | None:
    """Where the directory begins, and how far all is from where the archive says, such as behind a program."""
    end = _end_record(data)
    if end < 0:
        return None
    _, _, _, _, count, size, offset, _ = _END_RECORD.unpack_from(data, end)
    if count == 0xFFFF or UNKNOWN in (size, offset):
        locator = data[max(end - _LOCATOR_SIZE, 0) : end]
        long_end = int.from_bytes(locator[8:16], "little") if locator[:4] == b"PK\x06\x07" else -1
        if long_end < 0 or data[long_end : long_end + 4] != _LONG_END:
            long_end = data.rfind(_LONG_END, 0, end)
        if long_end >= 0 and long_end + _LONG_END_RECORD.size <= len(data):
            fields = _LONG_END_RECORD.unpack_from(data, long_end)
            size, offset, end = fields[8], fields[9], long_end
    for start in (end - size, offset):
        if start >= 0 and data[start : start + 4] == _CENTRAL:
            return start, start - offset
    return None


def _end_record(data: bytes) -> int:
    """Where the record at the end of the archive begins, -1 where there is none."""
    lowest = max(len(data) - _END_RECORD.size - _LONGEST_COMMENT, 0)
    at = data.rfind(_END, lowest)
    while at >= 0:
        if at + _END_RECORD.size <= len(data) and at + _END_RECORD.size + _u16(data, at + 20) <= len(data):
            return at
        at = data.rfind(_END, lowest, at + 3)
    return -1


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
