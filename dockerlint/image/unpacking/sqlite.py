"""SQLite databases (sqlite.org/fileformat2.html): the records that go on over several pages, put together.

What lies on one page is plain in the file.  A record that is too long for its page goes on in a chain of overflow
pages, each of which begins with the number of the next, so that a text is cut wherever a page ends.
"""

from __future__ import annotations

from dockerlint.image.reading import Reader
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

MAGIC = b"SQLite format 3\0"
_HEADER = 100  # bytes of the file's header, on the first page
_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE = 2, 10, 13
_PIECE = 256 << 10  # bytes of a record that are handed on at once
_OVERLAP = 32 << 10  # bytes that are handed on again with what follows: a private key has fewer


class _Chain:
    """A record on its way: what of it was read and not handed on, and how many bytes of it are to come."""

    __slots__ = ("first", "left", "parts", "size")

    def __init__(self, first: int, start: bytes, left: int) -> None:
        self.first = first
        self.parts = [start]
        self.size = len(start)
        self.left = left

    def add(self, data: bytes) -> None:
        self.parts.append(data)
        self.size += len(data)
        self.left -= len(data)

    def member(self) -> Member:
        """What was read; the end of it stays."""
        data = b"".join(self.parts)
        self.parts = [data[-_OVERLAP:]]
        self.size = len(self.parts[0])
        # An index holds its columns again: the second record with the same credential needs no place.
        return Member(f"record of page {self.first}", Reader.of_bytes(data), is_version=True)


def sqlite_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The records that go over pages, each by the page that it begins on.

    A database in memory is read in any order.  One that streams is read from front to back, so that a record that
    goes on on an earlier page is told as not read.
    """
    head = reader.peek(_HEADER)
    size = int.from_bytes(head[16:18], "big")
    size = 1 << 16 if size == 1 else size
    usable = size - (head[20] if len(head) > 20 else 0)
    if len(head) < _HEADER or size < 512 or size & (size - 1) or usable < 480:
        return
    whole = reader.held
    pages = _Pages(size, usable, budget)
    if whole is not None:
        yield from pages.in_memory(whole)
    else:
        yield from pages.in_stream(reader)


class _Pages:
    """The pages of one database; each belongs to one chain at most, whatever the file says."""

    def __init__(self, size: int, usable: int, budget: Budget) -> None:
        self._size = size
        self._usable = usable
        self._budget = budget

    def in_memory(self, data: bytes) -> Iterator[Member]:
        taken: set[int] = set()
        count = len(data) // self._size
        for number in range(1, count + 1):
            if number in taken:
                continue
            for chain, following in self._begun(number, data[(number - 1) * self._size : number * self._size]):
                at = following
                while chain.left > 0 and 0 < at <= count and at not in taken:
                    taken.add(at)
                    at = self._take(chain, data[(at - 1) * self._size : at * self._size])
                    if chain.size >= _PIECE:
                        yield chain.member()
                if len(chain.parts) > 1:
                    yield chain.member()

    def in_stream(self, reader: Reader) -> Iterator[Member]:
        waiting: dict[int, _Chain] = {}  # by the page that they go on on
        number = lost = 0
        while len(page := reader.exactly(self._size)) == self._size:
            number += 1
            chain = waiting.pop(number, None)
            if chain is not None:
                following = self._take(chain, page)
                if chain.left > 0 and following > number and following not in waiting:
                    waiting[following] = chain
                    if chain.size < _PIECE:
                        continue
                else:
                    lost += chain.left > 0
                yield chain.member()
                continue
            for begun, following in self._begun(number, page):
                if following > number and following not in waiting:
                    waiting[following] = begun
                else:
                    lost += 1
        yield from (chain.member() for chain in waiting.values())
        if lost:
            yield unreadable("", f"{lost} records go on on earlier pages of a database that is too large for that")

    def _take(self, chain: _Chain, page: bytes) -> int:
        """Add an overflow page to its record; the number of the next."""
        part = page[4 : 4 + min(chain.left, self._usable - 4)]
        self._budget.spend(len(part))
        chain.add(part)
        return int.from_bytes(page[:4], "big")

    def _begun(self, number: int, page: bytes) -> Iterator[tuple[_Chain, int]]:
        """The records that begin on a page of a tree and go on elsewhere, each with the number of its next page."""
        at = _HEADER if number == 1 else 0
        kind = page[at]
        if kind not in (_INTERIOR_INDEX, _LEAF_INDEX, _LEAF_TABLE):
            return
        first = at + (12 if kind == _INTERIOR_INDEX else 8)
        for place in range(first, first + 2 * int.from_bytes(page[at + 3 : at + 5], "big"), 2):
            cell = int.from_bytes(page[place : place + 2], "big")
            if not first < cell < self._usable or place + 2 > self._usable:
                return
            size, start = _varint(page, cell + (4 if kind == _INTERIOR_INDEX else 0))
            if kind == _LEAF_TABLE:
                _, start = _varint(page, start)  # the number of the row
            local = self._local(size, is_table=kind == _LEAF_TABLE)
            end = start + local
            if local < size and end + 4 <= self._usable:
                yield _Chain(number, page[start:end], size - local), int.from_bytes(page[end : end + 4], "big")

    def _local(self, size: int, *, is_table: bool) -> int:
        """How many bytes of a record of that size are on the page that it begins on ("B-tree Pages")."""
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        return local if local <= most else least


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """A number in seven bits a byte, the highest first and all of the ninth byte, and what follows it."""
    value = 0
    for place, byte in enumerate(page[at : at + 9]):
        if place == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + place + 1
    return value, len(page)
