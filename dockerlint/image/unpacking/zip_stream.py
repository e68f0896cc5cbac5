"""Zip archives from front to back, by their local headers, so that one of any size needs no memory.

What the directory at the end does not list is seen as well.
"""

from __future__ import annotations

from dockerlint.image.reading import READ, Damaged, Reader
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.image.unpacking.zip_file import LOCAL, LOCAL_SIZE, ZipFile, local_file, member_of, pieces_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_DESCRIPTOR = b"PK\x07\x08"
_HEADER = LOCAL_SIZE + (1 << 17)  # bytes: a name and an extra field are less than 64 KiB each
_WINDOW = 1 << 20  # bytes that are searched at once
_SELF_ENDING = frozenset((8, 12, 14))  # methods whose streams say where they end


def zip_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files of the archive, and of any behind it.  Raises Damaged where there is no first one."""
    is_first = True
    while True:
        found = _next_file(reader)
        if found is None:
            break
        is_first = False
        file, start = found
        reader.skip(start)
        if file.is_open_ended and not file.name.endswith("/"):
            yield from _open_ended(file, reader, budget)
            continue
        inner = reader.limited(file.packed)
        if file.packed or not file.name.endswith("/"):
            yield member_of(file, inner, budget)
        inner.drain()
    if is_first:
        raise Damaged("no local header")


def _next_file(reader: Reader) -> tuple[ZipFile, int] | None:
    """The next local header, which the reader stands at then; None where no more comes."""
    window = _HEADER if reader.held is None else LOCAL_SIZE
    while True:
        data = reader.peek(LOCAL_SIZE)
        if data[:4] == LOCAL:
            found = local_file(reader.peek(_HEADER))
            if found is not None:
                return found
            reader.skip(1)
        window = min(window * 2, _WINDOW)
        data = reader.peek(window)
        start = data.find(LOCAL)
        if start >= 0:
            reader.skip(start)
        elif len(data) < window:
            reader.skip(len(data))
            return None
        else:
            reader.skip(len(data) - 3)


def _open_ended(file: ZipFile, reader: Reader, budget: Budget) -> Iterator[Member]:
    """A file whose size stands behind it: a compressed one says itself where it ends."""
    if file.is_encrypted:
        yield unreadable(file.name, "it is encrypted")
    elif file.method == 0:
        yield Member(file.name, Reader.of_pieces(_stored(reader)))
    elif file.method in _SELF_ENDING:
        pieces = pieces_of(file.method, reader)
        assert pieces is not None
        content = Reader.of_pieces(budget.spent(pieces))
        yield Member(file.name, content)
        content.drain()
    else:
        yield unreadable(file.name, "its size is not told")


def _stored(reader: Reader) -> Iterator[bytes]:
    """A stored content up to the descriptor behind it, which has its size, in four or eight bytes (4.3.9)."""
    given = 0
    is_followed = False
    while True:
        window = reader.peek(READ)
        at = window.find(_DESCRIPTOR)
        while at >= 0:
            packed = window[at + 8 : at + 16]
            if given + at in (int.from_bytes(packed[:4], "little"), int.from_bytes(packed, "little")):
                yield reader.exactly(at)
                return
            at = window.find(_DESCRIPTOR, at + 1)
        is_followed = is_followed or LOCAL in window
        if len(window) < READ:
            yield reader.exactly(len(window))
            raise Damaged("the end of a stored file is not told") if is_followed else EOFError
        yield reader.exactly(READ - 16)
        given += READ - 16
