"""The entries of a tar stream: ustar (POSIX.1-1988), pax (POSIX.1-2001) and GNU's own, as engines write layers.

Ours, because the standard library's takes five times as long for an entry as the search of its content, keeps all of
them, and stops at what real layers get away with.  Nothing is unpacked, so no name is dangerous.  A header whose magic
is right is not summed up: the digest of the layer is what proves its bytes.
"""

from __future__ import annotations

from dockerlint.image.paths import clean_path

HEADER = 512  # bytes
_LONGEST = 1 << 20  # bytes of a long name or of pax records; the rest of longer ones is passed over
_MOST_GLOBAL, _MOST_RECORDS = 256, 20_000  # pax records of all files that follow, and of one
_ZEROS = bytes(HEADER)
_REGULAR = frozenset(b"0\0007S")
_EXTENSIONS = frozenset(b"LKxgX")


class Entry:
    """One entry.  ``first`` is where its (first) header begins, ``start`` and ``end`` are those of its content.

    All three are byte offsets in the tar.  ``kind`` is the type flag (``0`` a file, ``1`` a hard link, ``2`` a symbolic
    link, ``5`` a folder…).  ``records`` are its pax records.  The rest is for the reader: whether it is text, how many
    of its lines went by, whether it is taken out of the stream.
    """

    __slots__ = ("end", "first", "is_taken", "is_text", "kind", "lines", "link", "mtime", "path", "records", "start")

    def __init__(self, first: int, start: int, end: int, kind: str, path: str, link: str, mtime: int) -> None:
        self.first = first
        self.start = start
        self.end = end
        self.kind = kind
        self.path = path
        self.link = link
        self.mtime = mtime
        self.records: dict[str, bytes] = {}
        self.is_text = False
        self.is_taken = False
        self.lines = 0

    @property
    def is_file(self) -> bool:
        return self.kind == "0"

    @property
    def after(self) -> int:
        """Where the next header is."""
        return -(-self.end // HEADER) * HEADER


class TarWalk:
    """Walks over a tar that comes in blocks, each but the last a multiple of 512 bytes.

    ``damage`` says where the walk lost its way, "" when it did not; what follows there is no entry's.
    """

    def __init__(self) -> None:
        self._next = 0  # where the next header is
        self._base = 0  # where the block begins
        self._first = -1  # where the extension headers of the next entry begin
        self._long: dict[str, str] = {}
        self._records: dict[str, bytes] = {}
        self._global: dict[str, bytes] = {}
        self._extension: tuple[str, int, int, list[bytes]] | None = None
        self._sparse: Entry | None = None
        self.is_over = False
        self.damage = ""

    @property
    def is_cut(self) -> bool:
        """Whether the stream ended within an entry, or within what should be the next header."""
        return not self.damage and not self.is_over and (self._base != self._next or self._extension is not None)

    @property
    def next_header(self) -> int:
        """Where the next header is, or the one that ended the walk."""
        return self._next

    def resume(self, at: int) -> None:
        """Go on at byte ``at`` of the tar: whoever feeds the walk passed over what lies between."""
        self._base = at

    def entries(self, block: bytes) -> list[Entry]:
        """The entries whose headers end in ``block``."""
        found: list[Entry] = []
        size = len(block)
        while not self.is_over:
            if self._extension is not None and not self._collect(block):
                break
            at = self._next - self._base
            if at + HEADER > size:
                break
            header = block[at : at + HEADER]
            if self._sparse is not None:
                self._sparse_more(header, found)
            elif header == _ZEROS:
                self.is_over = True
            else:
                self._header(header, found)
        self._base += size
        return found

    def _header(self, header: bytes, found: list[Entry]) -> None:
        size = _number(header[124:136])
        if header[257:262] != b"ustar" and not sums_up(header):
            size = -1
        if size < 0:
            self.is_over = True
            self.damage = f"no header at byte {self._next}"
            return
        kind = header[156]
        start = self._next + HEADER
        if kind in _EXTENSIONS:
            if self._first < 0:
                self._first = self._next
            self._extension = (chr(kind), start, start + size, [])
            self._next = -(-(start + size) // HEADER) * HEADER
            return
        entry = self._entry(header, kind, start, size)
        self._next = entry.after
        self._first = -1
        if kind == 83 and header[482]:  # S: more of the map of a sparse file follows
            self._sparse = entry
            self._next = start
            return
        found.append(entry)

    def _entry(self, header: bytes, kind: int, start: int, size: int) -> Entry:
        name = header[:100].split(b"\0", 1)[0]
        if header[345] and header[257:263] == b"ustar\0":
            name = header[345:500].split(b"\0", 1)[0] + b"/" + name
        path = name.decode("utf-8", "surrogateescape")
        link = "" if kind in _REGULAR else header[157:257].split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
        mtime = max(_number(header[136:148]), 0)
        records = {**self._global, **self._records} if self._global or self._records else {}
        if records:
            text = {key: records[key].decode("utf-8", "surrogateescape") for key in PATHS if key in records}
            path = text.get("GNU.sparse.name") or text.get("path") or path
            link = text.get("linkpath") or link
            size = int(text["size"]) if text.get("size", "").isdecimal() and len(text["size"]) < 20 else size
        path = self._long.get("L", path)
        link = self._long.get("K", link)
        is_folder = kind == 53 or (path.endswith("/") and kind in _REGULAR)
        shape = "5" if is_folder else "0" if kind in _REGULAR else chr(kind)
        first = start - HEADER if self._first < 0 else self._first
        entry = Entry(
            first, start, start + (size if shape not in "12345 6" else 0), shape, clean_path(path), link, mtime
        )
        entry.records = records
        self._long, self._records = {}, {}
        return entry

    def _sparse_more(self, header: bytes, found: list[Entry]) -> None:
        """Another block of the map of a sparse file of GNU's old format; the content comes after the last."""
        entry = self._sparse
        assert entry is not None
        entry.start += HEADER
        entry.end += HEADER
        self._next += HEADER
        if not header[504]:
            self._sparse = None
            self._next = entry.after
            found.append(entry)

    def _collect(self, block: bytes) -> bool:
        """Take what ``block`` holds of an extension's content; whether that was all of it."""
        assert self._extension is not None
        kind, start, end, parts = self._extension
        have = sum(map(len, parts))
        first = max(start, self._base) - self._base
        last = min(end - self._base, len(block))
        if first < last and have < _LONGEST:
            parts.append(block[first : min(last, first + _LONGEST - have)])
        if end > self._base + len(block):
            return False
        self._extension = None
        data = b"".join(parts)
        if kind in "LK":
            self._long[kind] = data.split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
        else:
            records = self._global if kind == "g" else self._records
            records.update(_records(data))
            most = _MOST_GLOBAL if kind == "g" else _MOST_RECORDS
            if len(records) > most or sum(map(len, records.values())) > _LONGEST:
                self.is_over = True
                self.damage = f"more than {most} pax records, or {_LONGEST} bytes of them, at byte {start}"
                return False
        return True


PATHS = ("path", "linkpath", "size", "GNU.sparse.name")


def _records(data: bytes) -> dict[str, bytes]:
    """Pax records: ``LENGTH KEY=VALUE\\n``, the length in decimal and counting all of it."""
    found: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        blank = data.find(b" ", at, at + 20)
        digits = data[at:blank]
        if blank < 0 or not digits.isdigit():
            break
        end = at + int(digits)
        if end > len(data) or end <= blank or data[end - 1 : end] != b"\n":
            break
        key, equals, value = data[blank + 1 : end - 1].partition(b"=")
        if equals:
            found[key.decode("utf-8", "surrogateescape")] = value
        at = end
    return found


def _number(field: bytes) -> int:
    """A number in octal, or in base 256 where the first bit is set (GNU); -1 when it is neither."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big", signed=True) if field[0] == 0xFF else int.from_bytes(field[1:], "big")
        return value if 0 <= value < 1 << 62 else -1
    text = field.split(b"\0", 1)[0].strip()
    if not text:
        return 0
    try:
        return int(text, 8) if text.isdigit() else -1
    except ValueError:
        return -1


def sums_up(header: bytes) -> bool:
    """Whether the checksum is right, its own eight bytes taken as blanks, the bytes as unsigned or signed."""
    wanted = _number(header[148:156])
    rest = header[:148] + b" " * 8 + header[156:]
    total = sum(rest)
    return wanted in (total, total - 256 * sum(byte > 127 for byte in rest))
