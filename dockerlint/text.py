"""Text and places in it: the values that every layer above speaks in.

All offsets are in characters of the decoded text, not in bytes.  A file is decoded as UTF-8 with
``surrogateescape``, so that any bytes survive a round trip through :func:`decode` and :func:`encode`.
"""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Span(NamedTuple):
    """The characters from ``start`` up to, not including, ``end``."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether both cover a common character; two insertions at one place overlap as well."""
        return (self.start < other.end and other.start < self.end) or self == other

    def touches(self, other: Span) -> bool:
        """Whether both have a character in common, or an end."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class Position(NamedTuple):
    """A place as people count it: ``line`` and ``column`` from 1, ``column`` in characters."""

    line: int
    column: int
    offset: int


class Source:
    """One file's text with the way from offsets to lines.  Lines end at ``\\n`` only, as BuildKit reads them."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self._starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts

    def position(self, offset: int) -> Position:
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1, offset)

    def line_text(self, line: int) -> str:
        """The text of line ``line`` (from 1) without its line end."""
        starts = self.line_starts
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    def newline_at(self, offset: int) -> str:
        """The line end in use around ``offset``: that of its own line, else of the line before, else ``\\n``."""
        at = self.text.find("\n", offset)
        if at < 0:
            at = self.text.rfind("\n", 0, offset)
        return "\r\n" if at > 0 and self.text[at - 1] == "\r" else "\n"


class Edit(NamedTuple):
    """Put ``text`` in place of ``span`` in the file at ``path``; an empty span inserts."""

    path: str
    span: Span
    text: str


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """``text`` with the edits made; they must all be of this text.  Raises ValueError when two overlap.

    Insertions at one place stand in the order in which they are given.
    """
    parts: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: edit.span):
        if edit.span.start < at:
            raise ValueError(f"edits overlap at {edit.span.start}")
        parts += (text[at : edit.span.start], edit.text)
        at = edit.span.end
    parts.append(text[at:])
    return "".join(parts)


def overlap(edits: Iterable[Edit]) -> bool:
    """Whether two different edits of one text cover a common character, so that they cannot both be made."""
    at = 0
    for edit in sorted(set(edits), key=lambda edit: edit.span):
        if edit.span.start < at:
            return True
        at = edit.span.end
    return False


def common_prefix(one: str, other: str) -> int:
    """The number of characters that both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: str, other: str) -> int:
    """The number of characters that both end with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


_ALIKE = 200  # characters at the start or the end of two states of one text


def are_alike(one: str, other: str) -> bool:
    """Whether two long texts may be states of one that is edited."""
    return one[:_ALIKE] == other[:_ALIKE] or one[-_ALIKE:] == other[-_ALIKE:]


def decode(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
