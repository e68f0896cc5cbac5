"""The files in one archive, whatever its kind."""

from __future__ import annotations

import re

from dockerlint.image.inflate import READ, decompressor
from dockerlint.image.unpacking.budget import Meter
from dockerlint.image.unpacking.containers import ar_members, cpio_members, rpm_payload, tar_members
from dockerlint.image.unpacking.git import object_member, pack_members
from dockerlint.image.unpacking.kinds import kind_of
from dockerlint.image.unpacking.member import Member
from dockerlint.image.unpacking.reading import DAMAGES, Damaged, Reader
from dockerlint.image.unpacking.zip import zip_members
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_HEAD = 512
_ENDING = re.compile(r"\.(?:gz|tgz|xz|txz|bz2|tbz2?|zst|tzst|lzma|Z)$", re.IGNORECASE)


def unpack(path: str, reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files in the archive that ``reader`` reads, one level deep; a member is read before the next is asked for.

    It ends where the archive is damaged.  Raises Exhausted where a limit is hit.
    """
    head = reader.peek(_HEAD)
    try:
        for member in _members(path, head, reader, budget):
            budget.member()
            yield member
            member.reader.drain()
    except DAMAGES:
        return


def _members(path: str, head: bytes, reader: Reader, budget: Budget) -> Iterator[Member]:
    match kind_of(path, head):
        case "compressed":
            yield Member(_ENDING.sub("", path.rpartition("/")[2]), inflated(reader, budget))
        case "zip":
            yield from zip_members(reader, budget)
        case "tar":
            yield from tar_members(reader)
        case "ar":
            yield from ar_members(reader)
        case "cpio":
            yield from cpio_members(reader)
        case "rpm":
            yield Member("payload.cpio", rpm_payload(reader))
        case "git object":
            yield object_member(reader, budget)
        case "pack":
            yield from pack_members(reader, budget)


def inflated(reader: Reader, budget: Budget) -> Reader:
    """The content of a compressed stream.  Reading raises EOFError, OSError or ValueError where it is damaged."""
    meter = Meter()

    def read() -> bytes:
        data = reader.read(READ)
        meter.bytes += len(data)
        return data

    first = read()
    inflate = decompressor(first)
    if inflate is None:
        raise Damaged("not compressed")
    return Reader.of_pieces(budget.spent(inflate(first, read), meter))
