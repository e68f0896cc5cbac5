"""Places as clients count them: lines that end at LF, CRLF or CR, and columns in code units of a negotiated encoding.

The engine counts characters, and lines that end at LF only, as BuildKit does; so every place is brought over by its
offset.  (Language Server Protocol 3.17, "Text Documents" and "Position".)
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.text import Span

_LINE_END = re.compile(r"\r\n|\n|\r")
_WIDE = ("utf-8", "utf-16")  # where a character may take several units


class Lines:
    """A text with the way from offsets to a client's positions and back."""

    __slots__ = ("_ends", "_starts", "encoding", "text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self.encoding = encoding
        self._starts: list[int] = []
        self._ends: list[int] = []  # of the lines' contents, line ends not included

    def position(self, offset: int) -> types.Position:
        """The place of ``offset``; one within a line end counts as before it."""
        starts, ends = self._starts, self._ends
        if not starts:
            starts, ends = self._bounds()
        line = bisect_right(starts, offset) - 1
        return types.Position(line, self._units(starts[line], min(offset, ends[line])))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """The offset of a client's place; one beyond a line or the text is at its end, within a character before it."""
        starts, ends = self._bounds()
        if position.line >= len(starts):
            return len(self.text)
        start, end = starts[position.line], ends[position.line]
        content = self.text[start:end]
        if self.encoding not in _WIDE or content.isascii():
            return min(start + position.character, end)
        left = position.character
        for index, character in enumerate(content):
            left -= width(character, self.encoding)
            if left < 0:
                return start + index
        return end

    def changed(self, changes: Iterable[types.TextDocumentContentChangeEvent]) -> Lines:
        """These lines with a client's changes made, one after the other."""
        lines = self
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = lines.offset(change.range.start), lines.offset(change.range.end)
                text = lines.text[:start] + text + lines.text[max(start, end) :]
            lines = Lines(text, self.encoding)
        return lines

    def _units(self, start: int, end: int) -> int:
        content = self.text[start:end]
        if self.encoding not in _WIDE or content.isascii():
            return end - start
        return width(content, self.encoding)

    def _bounds(self) -> tuple[list[int], list[int]]:
        if not self._starts:
            starts, ends = [0], []
            for match in _LINE_END.finditer(self.text):
                ends.append(match.start())
                starts.append(match.end())
            ends.append(len(self.text))
            self._starts, self._ends = starts, ends
        return self._starts, self._ends


def width(text: str, encoding: str) -> int:
    """The code units that ``text`` takes; a lone surrogate takes what a client would send it as."""
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    if encoding == "utf-16":
        return len(text.encode("utf-16-le", "surrogatepass")) // 2
    return len(text)
