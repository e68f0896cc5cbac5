"""RPM packages (rpm.org, "RPM V4 Package format"): a lead, two headers, and a compressed cpio archive."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.image.inflate import HEAD, decompressor
from dockerlint.image.reading import Damaged, Reader
from dockerlint.image.unpacking.containers import cpio_members
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget
    from dockerlint.image.unpacking.member import Member

_LEAD = 96  # bytes
_MAGIC = b"\x8e\xad\xe8"
_LARGEST_HEADER = 64 << 20  # bytes; rpm takes 256 MB
_SIZES, _LONG_SIZES, _MODES, _LINKS = 1028, 5008, 1030, 1036
_FOLDER_OF, _NAMES, _FOLDERS = 1116, 1117, 1118
_WIDTHS = {2: 1, 3: 2, 4: 4, 5: 8}  # bytes of an integer by its type
_IS_FILE, _IS_LINK, _SHAPE = 0o100000, 0o120000, 0o170000


def rpm_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The files of the package.  Raises Damaged where it is none."""
    reader.skip(_LEAD)
    _, size = _header(reader)
    reader.skip(-size % 8)
    header, _ = _header(reader)
    inflate = decompressor(reader.peek(HEAD))
    payload = reader if inflate is None else Reader.of_pieces(budget.spent(inflate(reader)))
    yield from cpio_members(payload, _Files(header).named)
    if payload.damage:
        raise Damaged(payload.damage)


def _header(reader: Reader) -> tuple[bytes, int]:
    """Index and store of a header, and its size."""
    start = reader.exactly(16)
    if len(start) < 16 or start[:3] != _MAGIC:
        raise Damaged("no rpm header")
    size = int.from_bytes(start[8:12], "big") * 16 + int.from_bytes(start[12:16], "big")
    if size > _LARGEST_HEADER:
        raise Damaged("an rpm header too large")
    return start + reader.exactly(size), 16 + size


class _Files:
    """The names and sizes of files that are too large for cpio's own header, which only numbers them then."""

    def __init__(self, header: bytes) -> None:
        self._header = header
        self._store = 16 + 16 * int.from_bytes(header[8:12], "big")

    def named(self, index: int) -> tuple[str, int]:
        """The name and the size in the payload of the file of that number.  Raises IndexError."""
        folder = self._texts(_FOLDERS)[self._numbers(_FOLDER_OF)[index]]
        name = (folder + self._texts(_NAMES)[index]).decode("utf-8", "surrogateescape").lstrip("/")
        match self._numbers(_MODES)[index] & _SHAPE:
            case shape if shape == _IS_FILE:
                size = (self._numbers(_LONG_SIZES) or self._numbers(_SIZES))[index]
            case shape if shape == _IS_LINK:
                size = len(self._texts(_LINKS)[index])
            case _:
                size = 0
        return name, size

    @lru_cache(maxsize=8)  # noqa: B019 - it lives as long as the package is read
    def _numbers(self, tag: int) -> list[int]:
        kind, data, count = self._entry(tag)
        width = _WIDTHS.get(kind, 1)
        size = min(count * width, len(data)) if kind in _WIDTHS else 0
        return [int.from_bytes(data[at : at + width], "big") for at in range(0, size, width)]

    @lru_cache(maxsize=8)  # noqa: B019 - it lives as long as the package is read
    def _texts(self, tag: int) -> list[bytes]:
        _, data, count = self._entry(tag)
        return data.split(b"\0", count)[:count]

    def _entry(self, tag: int) -> tuple[int, bytes, int]:
        """Its type, the store from its place on, and how many there are."""
        wanted = tag.to_bytes(4, "big")
        for at in range(16, self._store, 16):
            if self._header[at : at + 4] == wanted:
                kind, start, count = (
                    int.from_bytes(self._header[at + 4 * word : at + 4 * word + 4], "big") for word in (1, 2, 3)
                )
                return kind, self._header[self._store + start :], count
        return 0, b"", 0
