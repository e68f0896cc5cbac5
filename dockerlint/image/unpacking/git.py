"""Git's objects: loose ones, packs and bundles (gitformat-pack(5), gitformat-bundle(5)): all that a history holds."""

from __future__ import annotations

import re
from hashlib import sha1

from dockerlint.image.deflate import INFLATE_ERRORS, ZLIB, inflate, new_inflater
from dockerlint.image.inflate import inflate_zlib
from dockerlint.image.reading import DAMAGES, READ, Damaged, Reader
from dockerlint.image.unpacking.bases import Bases, Object, Source
from dockerlint.image.unpacking.delta import applied
from dockerlint.image.unpacking.member import Member, unreadable
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_LOOSE = re.compile(rb"(blob|commit|tree|tag) \d{1,19}\0")
_LARGEST = 16 << 20  # bytes of an object that is held in memory; larger ones are searched as they stream
_WAITING = 16 << 20  # bytes of deltas that are kept until their bases come
_UNNAMED = 8 << 20  # bytes of files that are kept until a tree names them
_TREE_FILE = re.compile(rb"1\d{5} ([^\0/]{1,255})\0(.{20})", re.DOTALL)
_NAMES = 100_000  # files of which the names are remembered
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
    try:
        for _ in range(int.from_bytes(header[8:], "big")):
            yield from pack.next_object()
    except DAMAGES:
        yield from pack.left_over()
        raise
    yield from pack.left_over()


class _Pack:
    def __init__(self, reader: Reader, budget: Budget) -> None:
        self._reader = reader
        self._budget = budget
        self._bases = Bases()
        self._files: dict[bytes, bytes] = {}  # names of files by the names of their objects
        self._unnamed: list[tuple[bytes, bytes]] = []
        self._unnamed_size = 0
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
        data, packed = self._inflated(size)
        if kind in _KINDS:
            yield from self._complete(place, Object(_KINDS[kind], data), Source(-1, packed))
            return
        if base_name:
            base_place = self._bases.place(base_name)
        base = self._bases.at(base_place)
        if base is not None:
            yield from self._complete(place, self._applied(base, data), Source(base_place, data))
        elif base_name and base_place < 0 and self._waiting_size + size <= _WAITING:
            self._waiting_size += size
            self._waiting.setdefault(base_name, []).append((place, data))
        else:
            self._loose_deltas += 1
            yield _version(f"delta at {place}", Reader.of_bytes(data))

    def left_over(self) -> Iterator[Member]:
        """What waited: files for the names that trees give them, deltas for their bases."""
        for digest, data in self._unnamed:
            yield _version(self._name("blob", digest), Reader.of_bytes(data))
        for deltas in self._waiting.values():
            for place, data in deltas:
                self._loose_deltas += 1
                yield _version(f"delta at {place}", Reader.of_bytes(data))
        if self._loose_deltas:
            yield unreadable("", f"{self._loose_deltas} of its objects are deltas that could not be put together")

    def _streamed(self, kind: int, place: int) -> Iterator[Member]:
        """An object that is not held in memory."""
        content = Reader.of_pieces(self._budget.spent(inflate(self._reader, ZLIB)))
        if kind not in _KINDS:
            self._loose_deltas += 1
        yield _version(f"{_KINDS.get(kind, 'delta')} at {place}", content)
        content.drain()
        if content.damage:
            raise Damaged(content.damage)

    def _inflated(self, size: int) -> tuple[bytes, bytes]:
        """The content of the stream that begins where the reader is, ``size`` bytes, and the stream, b"" if long."""
        packed = self._reader.peek(min(size + (size >> 3) + 64, READ))
        stream = new_inflater(ZLIB)
        try:
            data = stream.decompress(packed, size + 1)
        except INFLATE_ERRORS:
            raise Damaged("no zlib stream") from None
        if stream.eof:
            packed = packed[: len(packed) - len(stream.unused_data)]
            self._reader.skip(len(packed))
        else:
            packed = b""
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
        return data, packed

    def _applied(self, base: Object, delta: bytes) -> Object:
        data = applied(base.data, delta, _LARGEST)
        self._budget.spend(len(data))
        return Object(base.kind, data)

    def _complete(self, place: int, found: Object, source: Source) -> Iterator[Member]:
        """The object, and those that are deltas of it and came before it."""
        ready = [(place, found, source)]
        while ready:
            place, found, source = ready.pop()
            kind, data = found
            name = sha1(b"%s %d\0" % (kind.encode(), len(data)), usedforsecurity=False)
            name.update(data)
            digest = name.digest()
            self._bases.add(place, digest, found, source)
            if kind == "tree" and len(self._files) < _NAMES:
                self._files.update((each[2], each[1]) for each in _TREE_FILE.finditer(data))
            if kind == "blob" and digest not in self._files and self._unnamed_size + len(data) <= _UNNAMED:
                self._unnamed.append((digest, data))
                self._unnamed_size += len(data)
            else:
                yield _version(self._name(kind, digest), Reader.of_bytes(data))
            for later, change in self._waiting.pop(digest, ()):
                self._waiting_size -= len(change)
                ready.append((later, self._applied(found, change), Source(place, change)))

    def _name(self, kind: str, digest: bytes) -> str:
        name = f"{kind} {digest.hex()[:_DIGITS]}"
        file = self._files.get(digest) if kind == "blob" else None
        return name if file is None else f"{name}/{file.decode('utf-8', 'surrogateescape')}"


def _version(name: str, content: Reader) -> Member:
    return Member(name, content, is_version=True)


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
