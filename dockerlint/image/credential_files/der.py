"""ASN.1 in DER (X.690), as far as keys and certificates need it."""

from __future__ import annotations

from dockerlint.record import NamedTuple

INTEGER, BIT_STRING, OCTET_STRING, OBJECT, SEQUENCE, SET = 0x02, 0x03, 0x04, 0x06, 0x30, 0x31
_MOST = 1000  # children of one element that are read


class Element(NamedTuple):
    """An element of ``data``: its tag, where it begins, and where its content begins and ends."""

    data: bytes
    tag: int
    first: int
    start: int
    end: int

    @property
    def content(self) -> bytes:
        return self.data[self.start : self.end]

    @property
    def whole(self) -> bytes:
        return self.data[self.first : self.end]

    @property
    def integer(self) -> int:
        return int.from_bytes(self.content, "big", signed=True) if self.tag == INTEGER else -1

    @property
    def children(self) -> list[Element]:
        """The elements in this one, as many as are whole."""
        found: list[Element] = []
        at = self.start
        while at < self.end and len(found) < _MOST:
            child = read(self.data, at, self.end)
            if child is None:
                break
            found.append(child)
            at = child.end
        return found


def read(data: bytes, at: int = 0, stop: int | None = None) -> Element | None:
    """The element at ``at``, None where none is or it does not end before ``stop``."""
    stop = len(data) if stop is None else stop
    header = head(data, at, stop)
    return header if header is not None and header.end <= stop else None


def head(data: bytes, at: int, stop: int) -> Element | None:
    """The element at ``at`` by its header alone: its end may lie beyond ``stop``."""
    if at + 2 > stop:
        return None
    tag, size, start = data[at], data[at + 1], at + 2
    if tag & 0x1F == 0x1F:
        return None
    if size >= 0x80:
        width = size & 0x7F
        if not 1 <= width <= 4 or start + width > stop:
            return None
        size = int.from_bytes(data[start : start + width], "big")
        start += width
    return Element(data, tag, at, start, start + size)


def shape(elements: list[Element]) -> tuple[int, ...]:
    """Their tags."""
    return tuple(element.tag for element in elements)


def encoded(tag: int, *contents: bytes) -> bytes:
    """An element with these contents one after the other."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    size = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + content
