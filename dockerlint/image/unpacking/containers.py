"""Archives that only put files behind each other: ar (deb) and cpio."""

from __future__ import annotations

from dockerlint.image.reading import Damaged
from dockerlint.image.unpacking.member import BEHIND, Member, is_followed
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.image.reading import Reader

_LONGEST_NAME = 1 << 16  # bytes
_NAMES = 1 << 20  # bytes of ar's table of long names
_AR_HEADER = 60  # bytes


def ar_members(reader: Reader) -> Iterator[Member]:
    """The files of an ar archive (ar(5)), as Debian packages and static libraries are, with GNU's or BSD's long names.

    A static library's tables of symbols and names are files of it.  What follows where no header is is given as it is.
    """
    reader.skip(8)
    table = b""
    while header := reader.peek(_AR_HEADER):
        size = header[48:58].strip()
        if header[58:] != b"`\n" or not size.isdigit():
            yield Member(BEHIND, reader)
            return
        reader.skip(_AR_HEADER)
        inner = reader.limited(int(size))
        name = header[:16].rstrip()
        if name == b"//":
            table = inner.peek(_NAMES)
        elif name[:1] == b"/" and name[1:].isdigit():
            start = int(name[1:])
            name = table[start : start + _LONGEST_NAME].partition(b"\n")[0]
        elif name[:3] == b"#1/" and name[3:].isdigit():
            name = inner.exactly(min(int(name[3:]), _LONGEST_NAME)).rstrip(b"\0")
        yield Member((name.rstrip(b"/") or name).decode("utf-8", "surrogateescape"), inner)
        inner.drain()
        reader.skip(int(size) % 2)


def cpio_members(reader: Reader, named: Callable[[int], tuple[str, int]] | None = None) -> Iterator[Member]:
    """The files of a cpio archive: the new ASCII format with or without checksums, POSIX.1's octal one (cpio(5)).

    ``named`` gives the name and the size of the file of that number where an rpm stripped them off.  Raises Damaged
    where no header follows.
    """
    while True:
        magic = reader.peek(6)
        if magic in (b"070701", b"070702"):
            name, size, padding = _new_header(reader)
        elif magic == b"070707":
            name, size, padding = _octal_header(reader)
        elif magic == b"07070X" and named is not None:
            name, size = named(int(reader.exactly(16)[6:14], 16))
            padding = -size % 4
        elif not magic.strip(b"\0"):
            return
        elif len(magic) < 6:
            raise EOFError
        else:
            raise Damaged("no cpio header")
        if name == "TRAILER!!!":
            if is_followed(reader):
                yield Member(BEHIND, reader)
            return
        inner = reader.limited(size)
        yield Member(name.removeprefix("./"), inner)
        inner.drain()
        reader.skip(padding)


def _new_header(reader: Reader) -> tuple[str, int, int]:
    """The name, the size, and the bytes that follow the content."""
    header = reader.exactly(110)
    if len(header) < 110:
        raise EOFError
    size, name_size = int(header[54:62], 16), int(header[94:102], 16)
    name = _name(reader, name_size)
    reader.skip(-(110 + name_size) % 4)
    return name, size, -size % 4


def _octal_header(reader: Reader) -> tuple[str, int, int]:
    header = reader.exactly(76)
    if len(header) < 76:
        raise EOFError
    return _name(reader, int(header[59:65], 8)), int(header[65:76], 8), 0


def _name(reader: Reader, size: int) -> str:
    if not 0 <= size <= _LONGEST_NAME:
        raise Damaged("a name too long")
    return reader.exactly(size).rstrip(b"\0").decode("utf-8", "surrogateescape")
