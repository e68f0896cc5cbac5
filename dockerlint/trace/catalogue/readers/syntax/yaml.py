"""YAML as configuration files use it: mappings and lists by indentation, quoted and block texts, flow in one line.

The reader goes line by line and takes no part of a file for wrong: templates with ``{{ … }}`` between the lines, which
a YAML parser refuses, are common in this field.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax import json
from dockerlint.trace.catalogue.readers.syntax.entry import Entry, below

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = lazy(r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+|-(?=\r?$)){0,8})")
_KEY = lazy(
    r"(?:\"(?P<double>[^\"\n]{1,300})\"|'(?P<single>[^'\n]{1,300})'"
    r"|(?P<bare>[^\s\"'#\[\]{},&*!|>%@`-](?:[^\s:#]|:(?=[^\s])|[ \t](?![#\s])|#){0,299}))[ \t]*:(?=[ \t\r]|$)[ \t]*"
)
_PROPERTIES = lazy(r"(?:[&!][^\s]*[ \t]+)*")
_DOUBLE = lazy(r"\"([^\"\\]*(?:\\.[^\"\\]*)*)\"", re.DOTALL)
_SINGLE = lazy(r"'([^']*(?:''[^']*)*)'")
_BLOCK = lazy(r"[|>][0-9+-]{0,2}[ \t\r]*(?:#[^\n]*)?$")
_LONGEST = 65_536  # characters of a quoted text


class _Mapping:
    """A mapping that is open; the name is that of the value which comes next."""

    __slots__ = ("column", "name", "names", "number")

    def __init__(self, column: int, names: tuple[str, ...], number: int) -> None:
        self.column = column
        self.names = names
        self.number = number
        self.name = ""

    @property
    def inside(self) -> tuple[str, ...]:
        return below(self.names, self.name)


def entries(text: str) -> Iterator[Entry]:
    """The values; those in a list have the list's name."""
    return _Lines(text).read()


class _Lines:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open = [_Mapping(-1, (), 0)]
        self._mappings = 0
        self._next = 0  # where the next line begins

    def read(self) -> Iterator[Entry]:
        text = self._text
        while self._next < len(text):
            start = self._next
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            self._next = end + 1
            head = _HEAD.match(text, start, end)
            if head is None or text.startswith(("#", "%", "---", "..."), head.end(), end):
                continue
            if text[head.end() : end].strip():
                yield from self._line(start, len(head["indent"]) if head["dashes"] else -1, head.end(), end)

    def _line(self, start: int, dash: int, first: int, end: int) -> Iterator[Entry]:
        """The values of a line whose text begins at ``first``; ``dash`` is the column of its dash, or -1."""
        column = first - start
        open_ = self._open
        key = _KEY.match(self._text, first, end)
        lowest = dash + 1 if dash >= 0 else column + (key is not None)
        while len(open_) > 1 and open_[-1].column >= lowest:
            open_.pop()
        if key is None:
            yield from self._value(first, end, dash if dash >= 0 else column - 1)
            return
        if dash >= 0 or open_[-1].column != column:
            self._mappings += 1
            open_.append(_Mapping(column, open_[-1].inside, self._mappings))
        open_[-1].name = key["double"] or key["single"] or key["bare"].rstrip()
        yield from self._value(key.end(), end, column)

    def _value(self, start: int, end: int, column: int) -> Iterator[Entry]:
        text, names, table = self._text, self._open[-1].inside, self._open[-1].number
        properties = _PROPERTIES.match(text, start, end)
        start = properties.end() if properties else start
        first = text[start : start + 1] if start < end else ""
        if first in ("", "#"):
            return
        if first in "\"'":
            quoted = (_DOUBLE if first == '"' else _SINGLE).match(text, start, start + _LONGEST)
            if quoted:
                plain = json.unescape(quoted[1]) if first == '"' else quoted[1].replace("''", "'")
                yield Entry(names, plain, *quoted.span(1), table)
                if quoted.end() > end:
                    line_end = text.find("\n", quoted.end())
                    self._next = line_end + 1 if line_end >= 0 else len(text)
                return
        if first in "|>" and _BLOCK.match(text, start, end):
            yield from self._block(column, names, table)
            return
        if first in "{[" and text[start + 1 : start + 2] not in ("{", "%"):
            inside = tuple(json.entries(text, start, end, names))
            yield from inside
            if inside:
                return
        comment = text.find(" #", start, end)
        value = text[start : comment if comment >= 0 else end].rstrip()
        if value:
            yield Entry(names, value, start, start + len(value), table)

    def _block(self, column: int, names: tuple[str, ...], table: int) -> Iterator[Entry]:
        """The lines that are indented by more than ``column``, as one text."""
        text = self._text
        lines, first, last = [], -1, -1
        while self._next < len(text):
            start = self._next
            end = text.find("\n", start)
            end = end if end >= 0 else len(text)
            line = text[start:end]
            body = line.strip()
            if body:
                indent = len(line) - len(line.lstrip(" \t"))
                if indent <= column:
                    break
                first = first if first >= 0 else start + indent
                last = start + len(line.rstrip())
            lines.append(body)
            self._next = end + 1
        if first >= 0:
            yield Entry(names, "\n".join(lines).strip(), first, last, table)
