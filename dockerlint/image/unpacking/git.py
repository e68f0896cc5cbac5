"""Git's objects: loose ones, packs and bundles (gitformat-pack(5), gitformat-bundle(5)): all that a history holds."""

from __future__ import annotations

import re
from hashlib import sha1

from dockerlint.image.deflate import INFLATE_ERRORS, ZLIB, inflate, new_inflater
from dockerlint.image.inflate import inflate_zlib
from dockerlint.image.reading import READ, Damaged, Reader
from dockerlint.image.unpacking.delta import applied
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_LOOSE = re.compile(rb"(blob|commit|tree|tag) \d{1,19}\0")
_LARGEST = 16 << 20  # bytes of an object that is held in memory; larger ones are searched as they stream
_KEPT = 48 << 20  # bytes of objects that are kept for deltas to come
_WAITING = 16 << 20  # bytes of deltas that are kept until their bases come
_TREE_FILE = re.compile(rb"1\d{5} ([^\0/]{1,255})\0(.{20})", re.DOTALL)
_NAMES = 200_000  # files of which the names are remembered
_DIGITS = 12  # of an object's name, enough for Git to know it by
_LONGEST_BUNDLE_HEADER = 16 << 20  # bytes


def zlib_member(path: str, reader: Reader, budget: Budget) -> Member:
    """The content of a loose object, without its header, or of any file that zlib compressed."""
    content = Reader.of_pieces(budget.spent(inflate_zlib(reader)))
    header = _LOOSE.match(content.peek(32))
    if header is None:
        return Member(path.rpartition("/")[2], content)
    content.skip(header.end())
    return Member(header[1].decode(), content)


def bundle_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The objects of a bundle: its references, a blank line, a pack."""
    end = reader.peek(_LONGEST_BUNDLE_HEADER).find(b"\n\n")
    if end < 0:
        raise Damaged("no pack in the bundle")
    reader.skip(end + 2)
    yield from pack_members(reader, budget)


def pack_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """Every object of a pack, deltas put together, named by kind, the first digits of its name, and its file's name.

    A delta whose base is not there, as in a thin pack, or no longer in memory, is given as it is: the bytes that it
    adds are in it; how many there are is told.
    """
    header = reader.exactly(12)
    if header[:4] != b"PACK" or header[4:8] not in (b"\0\0\0\2", b"\0\0\0\3"):
        raise Damaged("no pack of a known version")
    pack = _Pack(reader, budget)
    for _ in range(int.from_bytes(header[8:], "big")):
        yield from pack.next_object()
    yield from pack.left_over()


class _Object(NamedTuple):
    """An object with its content."""

    kind: str
    data: bytes


class _Pack:
    def __init__(self, reader: Reader, budget: Budget) -> None:
        self._reader = reader
        self._budget = budget
        self._bases = _Bases()
        self._files: dict[bytes, bytes] = {}  # names of files by the names of their objects
        self._waiting: dict[bytes, list[tuple[int, bytes]]] = {}  # deltas by the names of their bases
        self._waiting_size = 0
        self._loose_deltas = 0

    def next_object(self) -> Iterator[Member]:
        """The next object, and what had to wait for it.  Raises Damaged."""
        reader = self._reader
        place = reader.position
        kind, size, used, base_place, base_name = _header(reader.peek(48), place)
        reader.skip(used)
        if size > _LARGEST:
            yield from self._streamed(kind, place)
            return
        data = self._inflated(size)
        if kind in _KINDS:
            yield from self._complete(place, _Object(_KINDS[kind], data))
            return
        base = self._bases.named(base_name) if base_name else self._bases.at(base_place)
        if base is not None:
            yield from self._complete(place, self._applied(base, data))
        elif base_name and self._waiting_size + size <= _WAITING:
            self._waiting_size += size
            self._waiting.setdefault(base_name, []).append((place, data))
        else:
            self._loose_deltas += 1
            yield Member(f"delta at {place}", Reader.of_bytes(data))

    def left_over(self) -> Iterator[Member]:
        """The deltas of which no base came."""
        for deltas in self._waiting.values():
            for place, data in deltas:
                self._loose_deltas += 1
                yield Member(f"delta at {place}", Reader.of_bytes(data))
        if self._loose_deltas:
            yield unreadable("", f"{self._loose_deltas} of its objects are deltas that could not be put together")

    def _streamed(self, kind: int, place: int) -> Iterator[Member]:
        """An object that is not held in memory."""
        content = Reader.of_pieces(self._budget.spent(inflate(self._reader, ZLIB)))
        if kind not in _KINDS:
            self._loose_deltas += 1
        yield Member(f"{_KINDS.get(kind, 'delta')} at {place}", content)
        content.drain()
        if content.damage:
            raise Damaged(content.damage)

    def _inflated(self, size: int) -> bytes:
        """The content of the stream that begins where the reader is, ``size`` bytes."""
        packed = self._reader.peek(min(size + (size >> 3) + 64, READ))
        stream = new_inflater(ZLIB)
        try:
            data = stream.decompress(packed, size + 1)
        except INFLATE_ERRORS:
            raise Damaged("no zlib stream") from None
        if stream.eof:
            self._reader.skip(len(packed) - len(stream.unused_data))
        else:
            parts, have = [], 0
            for part in inflate(self._reader, ZLIB):
                parts.append(part)
                have += len(part)
                if have > size:
                    break
            data = b"".join(parts)
        if len(data) != size:
            raise Damaged("an object of another size")
        self._budget.spend(size)
        return data

    def _applied(self, base: _Object, delta: bytes) -> _Object:
        data = applied(base.data, delta, _LARGEST)
        self._budget.spend(len(data))
        return _Object(base.kind, data)

    def _complete(self, place: int, found: _Object) -> Iterator[Member]:
        """The object, and those that are deltas of it and came before it."""
        ready = [(place, found)]
        while ready:
            place, found = ready.pop()
            kind, data = found
            name = sha1(b"%s %d\0" % (kind.encode(), len(data)), usedforsecurity=False)
            name.update(data)
            digest = name.digest()
            self._bases.add(place, digest, found)
            if kind == "tree" and len(self._files) < _NAMES:
                self._files.update((each[2], each[1]) for each in _TREE_FILE.finditer(data))
            yield Member(self._name(kind, digest), Reader.of_bytes(data))
            for later, delta in self._waiting.pop(digest, ()):
                self._waiting_size -= len(delta)
                ready.append((later, self._applied(found, delta)))

    def _name(self, kind: str, digest: bytes) -> str:
        name = f"{kind} {digest.hex()[:_DIGITS]}"
        file = self._files.get(digest) if kind == "blob" else None
        return name if file is None else f"{name}/{file.decode('utf-8', 'surrogateescape')}"


class _Bases:
    """Objects that deltas may be made of, those that were used last."""

    def __init__(self) -> None:
        self._objects: dict[int, _Object] = {}
        self._places: dict[bytes, int] = {}
        self._size = 0

    def add(self, place: int, name: bytes, found: _Object) -> None:
        self._objects[place] = found
        self._places[name] = place
        self._size += len(found.data)
        while self._size > _KEPT:
            oldest = next(iter(self._objects))
            self._size -= len(self._objects.pop(oldest).data)

    def at(self, place: int) -> _Object | None:
        found = self._objects.pop(place, None)
        if found is not None:
            self._objects[place] = found
        return found

    def named(self, name: bytes) -> _Object | None:
        return self.at(self._places.get(name, -1))


def _header(data: bytes, place: int) -> tuple[int, int, int, int, bytes]:
    """An object's kind, its size, the bytes of its header, and the place or the name of its base."""
    if not data:
        raise EOFError
    byte = data[0]
    kind, size, shift, at = byte >> 4 & 7, byte & 15, 4, 1
    while byte & 0x80:
        byte = data[at]
        size |= (byte & 0x7F) << shift
        shift += 7
        at += 1
    if kind in _KINDS:
        return kind, size, at, -1, b""
    if kind == _REFERENCE_DELTA:
        return kind, size, at + 20, -1, data[at : at + 20]
    if kind != _OFFSET_DELTA:
        raise Damaged("no object of a known kind")
    byte = data[at]
    at += 1
    distance = byte & 0x7F
    while byte & 0x80:
        byte = data[at]
        distance = (distance + 1) << 7 | byte & 0x7F
        at += 1
    return kind, size, at, place - distance, b""
