"""Tar entries written by hand: ustar and pax (POSIX.1-2001, pax), GNU's long names and both of its sparse formats.

An entry is a list of pieces, so that a large file of one repeated block takes no memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

BLOCK = 512
FILE, HARD_LINK, SYMBOLIC_LINK, DEVICE, FOLDER, FIFO = "0", "1", "2", "3", "5", "6"

Pieces = list[bytes]


def header(
    path: bytes,
    size: int = 0,
    kind: str = FILE,
    link: bytes = b"",
    *,
    prefix: bytes = b"",
    magic: bytes = b"ustar\00000",
    size_field: bytes = b"",
    tail: bytes = b"",
) -> bytes:
    """One header block; ``tail`` is what an old GNU header has from byte 345 on."""
    head = b"".join(
        (
            path[:100].ljust(100, b"\0"),
            b"0000755\0" if kind == FOLDER else b"0000644\0",
            b"0000000\0" * 2,  # user and group
            size_field or b"%011o\0" % size,
            b"%011o\0" % 1_700_000_000,
            b" " * 8,
            kind.encode(),
            link[:100].ljust(100, b"\0"),
            magic,
            b"root".ljust(32, b"\0") * 2,
            b"0000000\0" * 2,
            tail or prefix.ljust(155, b"\0"),
        )
    ).ljust(BLOCK, b"\0")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]


def padded(pieces: Sequence[bytes]) -> Pieces:
    """``pieces`` up to the end of their last block."""
    return [*pieces, bytes(-sum(map(len, pieces)) % BLOCK)]


def file(path: str | bytes, *content: bytes, pax: Mapping[str, bytes] | None = None) -> Pieces:
    """A file; a path that is too long for its field goes into a pax record."""
    name = path.encode() if isinstance(path, str) else path
    records = dict(pax or {})
    if len(name) > 100:
        records.setdefault("path", name)
    return [*extended(records), header(name, sum(map(len, content))), *padded(content)]


def folder(path: str) -> Pieces:
    return [header(path.encode() + b"/", kind=FOLDER)]


def link(path: str, target: str, kind: str = SYMBOLIC_LINK) -> Pieces:
    records = {"linkpath": target.encode()} if len(target) > 100 else {}
    return [*extended(records), header(path.encode(), kind=kind, link=target.encode())]


def extended(records: Mapping[str, bytes], kind: str = "x") -> Pieces:
    """A pax header with ``records``; nothing when there are none."""
    if not records:
        return []
    data = b"".join(record(key, value) for key, value in records.items())
    return [header(b"PaxHeaders/entry", len(data), kind), *padded([data])]


def record(key: str, value: bytes) -> bytes:
    """``LENGTH KEY=VALUE\\n``, where the length counts itself."""
    rest = b" " + key.encode() + b"=" + value + b"\n"
    length = len(rest) + 1
    while len(str(length)) + len(rest) != length:
        length = len(str(length)) + len(rest)
    return str(length).encode() + rest


def gnu_long(path: str, *content: bytes, target: str = "") -> Pieces:
    """A file, or a symbolic link to ``target``, with GNU's own headers for names of any length."""
    magic = b"ustar  \0"
    pieces: Pieces = []
    for kind, name in (("K", target), ("L", path)):
        if name:
            data = name.encode() + b"\0"
            pieces += [header(b"././@LongLink", len(data), kind, magic=magic), *padded([data])]
    kind, size = (SYMBOLIC_LINK, 0) if target else (FILE, sum(map(len, content)))
    return [*pieces, header(path.encode(), size, kind, target.encode(), magic=magic), *padded(content)]


def gnu_sparse(path: str, parts: Sequence[tuple[int, bytes]], size: int) -> Pieces:
    """A sparse file in GNU's old format, its map continued in further blocks when it has more than four parts."""
    spots = [b"%011o\0%011o\0" % (offset, len(data)) for offset, data in parts]
    tail = bytes(41) + b"".join(spots[:4]).ljust(96, b"\0") + (b"\1" if len(spots) > 4 else b"\0") + b"%011o\0" % size
    stored = sum(len(data) for _, data in parts)
    pieces = [header(path.encode(), stored, "S", magic=b"ustar  \0", tail=tail)]
    rest = spots[4:]
    while rest:
        more, rest = rest[:21], rest[21:]
        pieces.append((b"".join(more).ljust(504, b"\0") + (b"\1" if rest else b"\0")).ljust(BLOCK, b"\0"))
    return [*pieces, *padded([data for _, data in parts])]


def pax_sparse(path: str, parts: Sequence[tuple[int, bytes]], size: int) -> Pieces:
    """A sparse file in GNU's pax format 1.0: the map stands before the data."""
    numbers = [len(parts), *(number for offset, data in parts for number in (offset, len(data)))]
    listed = b"".join(b"%d\n" % number for number in numbers)
    records = {
        "GNU.sparse.major": b"1",
        "GNU.sparse.minor": b"0",
        "GNU.sparse.name": path.encode(),
        "GNU.sparse.realsize": b"%d" % size,
    }
    content = [*padded([listed]), *(data for _, data in parts)]
    return [*extended(records), header(b"GNUSparseFile.0/x", sum(map(len, content))), *padded(content)]


def archive(*entries: Iterable[bytes]) -> Pieces:
    """A whole tar."""
    return [*(piece for entry in entries for piece in entry), bytes(2 * BLOCK)]


def tar(*entries: Iterable[bytes]) -> bytes:
    """A whole tar in one piece."""
    return b"".join(archive(*entries))
