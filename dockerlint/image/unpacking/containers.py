"""Archives that only put files behind each other: tar, ar (deb), cpio, and the payload of an rpm."""

from __future__ import annotations

from dockerlint.image.tar import HEADER, TarWalk
from dockerlint.image.unpacking.member import Member
from dockerlint.image.unpacking.reading import Damaged
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.reading import Reader

_LONGEST_NAME = 1 << 16  # bytes
_RPM_LEAD = 96  # bytes (rpm-format, "The lead")
_RPM_MAGIC = b"\x8e\xad\xe8"


def tar_members(reader: Reader) -> Iterator[Member]:
    """The files of a tar; see :mod:`dockerlint.image.tar`."""
    walk = TarWalk()
    at = 0
    while len(header := reader.exactly(HEADER)) == HEADER:
        at += HEADER
        for entry in walk.entries(header):
            if entry.is_file:
                inner = reader.limited(entry.end - entry.start)
                yield Member(entry.path, inner)
                inner.drain()
            else:
                reader.skip(entry.end - entry.start)
            reader.skip(entry.after - entry.end)
            at = entry.after
            walk.resume(at)
            if entry.link:
                yield Member(f"{entry.path} -> {entry.link}", reader.limited(0))
        if walk.is_over:
            return


def ar_members(reader: Reader) -> Iterator[Member]:
    """The files of an ar archive (ar(5)), as Debian packages and static libraries are."""
    reader.skip(8)
    while len(header := reader.exactly(60)) == 60:
        size = header[48:58].strip()
        if header[58:] != b"`\n" or not size.isdigit():
            raise Damaged("no ar header")
        name = header[:16].decode("latin-1").strip().rstrip("/")
        inner = reader.limited(int(size))
        yield Member(name or "/", inner)
        inner.drain()
        reader.skip(int(size) % 2)


def cpio_members(reader: Reader) -> Iterator[Member]:
    """The files of a cpio archive in the new ASCII format (cpio(5), "New ASCII Format"), with or without checksums."""
    while len(header := reader.exactly(110)) == 110:
        if header[:6] not in (b"070701", b"070702"):
            raise Damaged("no cpio header")
        size, name_size = int(header[54:62], 16), int(header[94:102], 16)
        if name_size > _LONGEST_NAME:
            raise Damaged("a name too long")
        name = reader.exactly(name_size).rstrip(b"\0").decode("utf-8", "surrogateescape")
        reader.skip(-(110 + name_size) % 4)
        if name == "TRAILER!!!":
            return
        inner = reader.limited(size)
        yield Member(name.removeprefix("./"), inner)
        inner.drain()
        reader.skip(-size % 4)


def rpm_payload(reader: Reader) -> Reader:
    """The compressed cpio archive behind an rpm's lead, signature and header."""
    reader.skip(_RPM_LEAD)
    for is_signature in (True, False):
        start = reader.exactly(16)
        if len(start) < 16 or start[:3] != _RPM_MAGIC:
            raise Damaged("no rpm header")
        count, size = int.from_bytes(start[8:12], "big"), int.from_bytes(start[12:16], "big")
        length = count * 16 + size
        reader.skip(length + (-length % 8 if is_signature else 0))
    return reader
