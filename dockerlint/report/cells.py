"""A source line as a terminal shows it: tabs, wide characters and masks in columns."""

from __future__ import annotations

from dockerlint.engine.masking import MASK
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.engine.masking import Mask
    from dockerlint.text import Source

TAB = 4  # columns
CUT = "…"


class Window(NamedTuple):
    """A part of a line as shown: how far its columns moved to the left, and how many they are without the last cut."""

    text: str
    shift: int
    width: int


class Cells:
    """One line's ``text`` as shown, and the column (from 0) at which every character of the source starts."""

    def __init__(self, source: Source, mask: Mask, line: int) -> None:
        self.start = source.line_starts[line - 1]
        raw = source.line_text(line)
        self.end = self.start + len(raw)
        parts: list[str] = []
        self._columns: list[int] = []
        at = column = 0
        for span in mask.within(self.start, self.end):
            column = self._add(raw[at : span.start - self.start], column, parts)
            parts.append(MASK)
            self._columns += [column] * (span.end - span.start)
            column += len(MASK)
            at = span.end - self.start
        column = self._add(raw[at:], column, parts)
        self._columns.append(column)
        self.text = "".join(parts)

    def _add(self, raw: str, column: int, parts: list[str]) -> int:
        if raw.isascii() and raw.isprintable():
            parts.append(raw)
            self._columns += range(column, column + len(raw))
            return column + len(raw)
        for character in raw:
            shown, width = _shown(character)
            self._columns.append(column)
            parts.append(shown)
            column += width
        return column

    def columns(self, start: int, end: int) -> tuple[int, int]:
        """The columns that source characters ``start`` to ``end`` take, clipped to this line, at least one wide."""
        first = self._columns[min(max(start, self.start), self.end) - self.start]
        last = self._columns[min(max(end, self.start), self.end) - self.start]
        return first, max(last, first + 1)

    def window(self, first: int, last: int, width: int) -> Window:
        """The line cut to about ``width`` columns around ``first`` to ``last``."""
        total = self._columns[-1]
        if total <= width:
            return Window(self.text, 0, total)
        left = 0
        if last > width:
            left = max(min(first - width // 4, total - width), 0)
        right = left + width
        shown: list[str] = []
        begin, column, end = left, 0, left
        for character in self.text:
            cells = _width(character)
            if left <= column and column + cells <= right:
                if not shown:
                    begin = column
                shown.append(character)
                end = column + cells
            column += cells
        head = CUT if left else ""
        text = head + "".join(shown) + (CUT if right < total else "")
        return Window(text, begin - len(head), end - begin + len(head))


def _shown(character: str) -> tuple[str, int]:
    if character == "\t":
        return " " * TAB, TAB
    if not character.isprintable() and character != "\u00a0":
        return "\ufffd", 1
    return character, _width(character)


def _width(character: str) -> int:
    if character.isascii():
        return 1
    import unicodedata

    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
