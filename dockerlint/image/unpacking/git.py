"""Git's objects: loose ones and packs (gitformat-pack(5)), so that what a history holds is seen."""

from __future__ import annotations

from dockerlint.image.inflate import READ
from dockerlint.image.unpacking.deflate import ZLIB, Inflater
from dockerlint.image.unpacking.member import Member
from dockerlint.image.unpacking.reading import Damaged, Reader
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_PIECE = 8 << 10  # bytes that are read for an object; what was too much is given back
_LARGEST_BASE = 16 << 20  # bytes of an object that deltas are made of
_KEPT = 128 << 20  # bytes of objects that are kept for deltas to come


def object_member(reader: Reader, budget: Budget) -> Member:
    """The content of a loose object: ``blob 12\\0`` and so on."""
    stream = Inflater(lambda: reader.read(READ), ZLIB)
    return Member("object", Reader.of_pieces(budget.spent(stream.pieces(), stream.meter)))


def pack_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """Every object of a pack with its content, named by its kind and its place in the pack.

    A delta whose base is not in the pack before it, as in a thin pack, or too large to be kept, is given as it is: the
    bytes that it adds are in it.
    """
    header = reader.exactly(12)
    if header[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
        raise Damaged("no pack of a known version")
    bases = _Bases()
    at = 12
    for _ in range(int.from_bytes(header[8:12], "big")):
        kind, start = _object_header(reader)
        base: tuple[str, bytes] | None = None
        if kind == _OFFSET_DELTA:
            distance, size = _offset(reader)
            start += size
            base = bases.at(at - distance)
        elif kind == _REFERENCE_DELTA:
            base = bases.named(reader.exactly(20))
            start += 20
        elif kind not in _KINDS:
            raise Damaged("no object of a known kind")
        stream = Inflater(lambda: reader.read(_PIECE), ZLIB)
        content = Reader.of_pieces(budget.spent(stream.pieces(), stream.meter))
        data = content.whole(_LARGEST_BASE)
        name = f"{_KINDS.get(kind, 'delta')} at {at}"
        if data is not None and base is not None:
            data = _applied(base[1], data)
            kind_name = base[0]
            bases.add(at, kind_name, data)
            yield Member(f"{kind_name} at {at}", Reader.of_bytes(data))
        else:
            if data is not None and kind in _KINDS:
                bases.add(at, _KINDS[kind], data)
            yield Member(name, content)
        content.drain()
        reader.give_back(stream.rest)
        at += start + stream.meter.bytes


class _Bases:
    """Objects that deltas may be made of, the latest ones."""

    def __init__(self) -> None:
        self._objects: dict[int, tuple[str, bytes]] = {}
        self._names: dict[bytes, int] = {}
        self._size = 0

    def add(self, at: int, kind: str, data: bytes) -> None:
        from hashlib import sha1

        self._objects[at] = (kind, data)
        self._names[sha1(f"{kind} {len(data)}\0".encode() + data, usedforsecurity=False).digest()] = at
        self._size += len(data)
        while self._size > _KEPT:
            first = next(iter(self._objects))
            self._size -= len(self._objects.pop(first)[1])

    def at(self, place: int) -> tuple[str, bytes] | None:
        return self._objects.get(place)

    def named(self, name: bytes) -> tuple[str, bytes] | None:
        return self._objects.get(self._names.get(name, -1))


def _object_header(reader: Reader) -> tuple[int, int]:
    """An object's kind, and the bytes that its header takes."""
    byte = _byte(reader)
    kind = byte >> 4 & 7
    size = 1
    while byte & 0x80:
        byte = _byte(reader)
        size += 1
        if size > 10:
            raise Damaged("a size too large")
    return kind, size


def _offset(reader: Reader) -> tuple[int, int]:
    """How far back the base of a delta is, and the bytes that the number takes."""
    byte = _byte(reader)
    value, size = byte & 0x7F, 1
    while byte & 0x80:
        byte = _byte(reader)
        value = (value + 1) << 7 | byte & 0x7F
        size += 1
        if size > 10:
            raise Damaged("an offset too large")
    return value, size


def _byte(reader: Reader) -> int:
    data = reader.read(1)
    if not data:
        raise EOFError
    return data[0]


def _applied(base: bytes, delta: bytes) -> bytes:
    """The object that ``delta`` makes of ``base``."""
    at = 0
    for _ in range(2):  # the sizes of both
        while delta[at] & 0x80:
            at += 1
        at += 1
    parts: list[bytes] = []
    total = 0
    while at < len(delta):
        code = delta[at]
        at += 1
        if not code & 0x80:
            if not code:
                raise Damaged("a reserved instruction")
            parts.append(delta[at : at + code])
            at += code
        else:
            numbers = []
            for bit, shift in ((1, 0), (2, 8), (4, 16), (8, 24), (16, 0), (32, 8), (64, 16)):
                numbers.append(delta[at] << shift if code & bit else 0)
                at += bool(code & bit)
            start, size = sum(numbers[:4]), sum(numbers[4:]) or 0x10000
            parts.append(base[start : start + size])
        total += len(parts[-1])
        if total > _LARGEST_BASE:
            raise Damaged("an object too large")
    return b"".join(parts)
