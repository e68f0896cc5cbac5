"""INI files, Java properties, TOML and Git's configuration: sections, and a name with a value on each line."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax import json
from dockerlint.trace.catalogue.readers.syntax.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = lazy(r"[^\n]*")
_SECTION = lazy(r"[ \t]*\[{1,2}[ \t]*([^\]\n]{1,400})\]")
_COMMENT = lazy(r"[ \t]*[#;!]")
_GOES_ON = lazy(r"[^=\n]*$|[^=\n]*://")  # the value of a name that has none on its own line
_QUOTED = lazy(r"(?P<mark>\"\"\"|'''|\"|')")
_TAIL = lazy(r"[ \t]+[#;]")
_NAME = {
    "=:": lazy(r"[ \t]*(?P<name>[^\s=:#;\[{][^=:\n]{0,300}?)[ \t]*[=:][ \t]*"),
    "=": lazy(r"[ \t]*(?P<name>[^\s=#;\[{][^=\n]{0,300}?)[ \t]*=[ \t]*"),
    " ": lazy(r"[ \t]*(?P<name>[^\s=:#;\[{][^\s=:\n]{0,300})[ \t]*[ \t=:][ \t]*"),
}


def entries(text: str, separators: str = "=:") -> Iterator[Entry]:
    """The values; ``separators`` are ``=:``, ``=`` alone where names may hold colons, or a blank for all three."""
    pattern = _NAME[separators]
    sections: tuple[str, ...] = ()
    table = 0
    name, at, size = "", 0, len(text)
    while at < size:
        line = _LINE.match(text, at)
        end = line.end() if line else size
        start, at = at, end + 1
        section = _SECTION.match(text, start, end)
        if section and not (name and text[start] in " \t"):
            sections = _parts(section[1])
            table, name = table + 1, ""
            continue
        if _COMMENT.match(text, start, end):
            continue
        if name and text[start : start + 1] in (" ", "\t") and _GOES_ON.match(text, start, end):
            yield from _values(text, start, end, (*sections, name), table)
            continue
        found = pattern.match(text, start, end)
        if found is None:
            continue
        names = (*sections, found["name"].strip("\"'"))
        value_start = found.end()
        name = "" if text[value_start:end].strip(" \t\r\"'") else names[-1]
        mark = _QUOTED.match(text, value_start, end)
        if mark and len(mark["mark"]) == 3:
            close = text.find(mark["mark"], mark.end())
            close = close if close >= 0 else size
            yield Entry(names, text[mark.end() : close], mark.end(), close, table)
            at = close + 3
            continue
        yield from _values(text, value_start, end, names, table)


def _parts(section: str) -> tuple[str, ...]:
    """``remote "origin"`` and ``registries.mine`` have two names, ``default`` one."""
    head, _, tail = section.partition('"')
    if tail:
        return (head.strip(), tail.rstrip('" \t'))
    return tuple(part.strip("\"' ") for part in section.strip().split(".")[:8])


def _values(text: str, start: int, end: int, names: tuple[str, ...], table: int) -> Iterator[Entry]:
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t\r":
        end -= 1
    if start == end:
        return
    first = text[start]
    if first in "{[" and end - start > 1 and text[start + 1] not in "{%":
        inner = False
        for entry in json.entries(text, start, end, names):
            inner = True
            yield entry._replace(names=entry.names or names)
        if inner:
            return
    if first in "\"'":
        close = _closing(text, start, end)
        if close > 0:
            value = text[start + 1 : close]
            yield Entry(names, json.unescape(value) if first == '"' else value, start + 1, close, table)
            return
    tail = _TAIL.search(text, start, end)
    if tail:
        end = tail.start()
    if start < end:
        yield Entry(names, text[start:end], start, end, table)


def _closing(text: str, start: int, end: int) -> int:
    """Where the quote that opens at ``start`` is closed, -1 where it is not."""
    mark, at = text[start], start + 1
    while at < end:
        if text[at] == "\\" and mark == '"':
            at += 1
        elif text[at] == mark:
            return at
        at += 1
    return -1
