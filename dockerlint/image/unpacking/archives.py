"""The files in one archive, whatever its kind."""

from __future__ import annotations

import re

from dockerlint.image.deflate import RAW, inflate
from dockerlint.image.inflate import decompressor
from dockerlint.image.reading import DAMAGED, DAMAGES, Damaged, Reader, words_of
from dockerlint.image.unpacking.containers import ar_members, cpio_members
from dockerlint.image.unpacking.git import bundle_members, pack_members, zlib_member
from dockerlint.image.unpacking.kinds import HEAD, UNSUPPORTED, kind_of
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.image.unpacking.pdf import pdf_members
from dockerlint.image.unpacking.rpm import rpm_members
from dockerlint.image.unpacking.script import reach_archive
from dockerlint.image.unpacking.sqlite import sqlite_members
from dockerlint.image.unpacking.tar import tar_members
from dockerlint.image.unpacking.zip import zip_members
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.unpacking.budget import Budget

_ENDING = re.compile(r"\.(?:gz|xz|bz2?|zst|lzma|lz|lz4|Z)$|(?<=\.t)(?:gz|xz|bz2?|zst)$", re.IGNORECASE)


def unpack(path: str, reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files in the archive that ``reader`` reads, one level deep; a member is read before the next is asked for.

    A compressed tar or cpio archive is one level.  Every byte of an uncompressed archive that is no member's is
    structure, or a name; what a damaged archive holds before and behind the damage is given, and the damage told.
    Nothing is given for a file that only begins like an archive.  Raises Exhausted where a limit is hit.
    """
    is_one = False
    try:
        for member in _members(path, reader, budget):
            is_one = True
            budget.member()
            yield member
            member.reader.drain()
            if member.reader.damage:
                yield unreadable(member.name, member.reader.damage)
    except DAMAGES as error:
        if is_one and (problem := words_of(error)):
            yield unreadable("", problem)


def _members(path: str, reader: Reader, budget: Budget) -> Iterator[Member]:
    kind = kind_of(path, reader.peek(HEAD))
    if kind == "script":
        kind = reach_archive(reader)
    if kind == "compressed":
        return _of_compressed(path, reader, budget)
    if kind == "zlib":
        return iter((zlib_member(path, reader, budget),))
    if kind in UNSUPPORTED:
        return iter((unreadable("", f"{kind} archives cannot be read"),))
    return _FORMATS[kind](reader, budget) if kind in _FORMATS else iter(())


def _of_compressed(path: str, reader: Reader, budget: Budget) -> Iterator[Member]:
    """The content of a compressed file, or the files in it where that is a tar or cpio archive."""
    inflate = decompressor(reader.peek(HEAD))
    if inflate is None:
        return
    content = Reader.of_pieces(budget.spent(inflate(reader)))
    name = _ENDING.sub(_plain_ending, path.rpartition("/")[2])
    head = content.peek(HEAD)
    if content.damage and not head:
        if content.damage != DAMAGED:
            yield unreadable("", content.damage)
        return
    match kind_of(name, head):
        case "tar":
            yield from tar_members(content)
        case "cpio":
            yield from cpio_members(content)
        case _:
            yield Member(name, content)
            return
    if content.damage:
        yield unreadable("", content.damage)


def _plain_ending(found: re.Match[str]) -> str:
    return "" if found[0][0] == "." else "ar"


def _of_database(reader: Reader, budget: Budget) -> Iterator[Member]:
    """A package of apk-tools 3: ``ADBd`` and a raw deflate stream, or ``ADBc``, algorithm, level and a stream."""
    magic = reader.exactly(4)
    algorithm = 1 if magic == b"ADBd" else reader.exactly(2)[0]
    if algorithm == 1:
        pieces = inflate(reader, RAW)
    elif (found := decompressor(reader.peek(HEAD))) is not None:
        pieces = found(reader)
    else:
        raise Damaged("no package")
    yield Member("package", Reader.of_pieces(budget.spent(pieces)))


_FORMATS: dict[str, Callable[[Reader, Budget], Iterator[Member]]] = {
    "ar": lambda reader, _: ar_members(reader),
    "apk": _of_database,
    "bundle": bundle_members,
    "cpio": lambda reader, _: cpio_members(reader),
    "pack": pack_members,
    "pdf": pdf_members,
    "rpm": rpm_members,
    "sqlite": sqlite_members,
    "tar": lambda reader, _: tar_members(reader),
    "zip": zip_members,
}
