"""Variables as shells, dotenv libraries and init systems set them: ``export NAME=value``, ``setenv NAME value``."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax.entry import Entry
from dockerlint.trace.catalogue.readers.syntax.json import unescape

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 65_536  # characters of a quoted value
_LINE = lazy(
    r"^[ \t]*(?:(?:export|declare|typeset|local|readonly|set|env|-)[ \t]+(?:-[a-zA-Z]+[ \t]+)?)?"
    r"(?P<name>[A-Za-z_][\w.-]{0,200})(?:[ \t]*=[ \t]*|:[ \t]+)"
    r"|^[ \t]*(?:setenv|set[ \t]+-[a-z]+)[ \t]+(?P<named>[A-Za-z_]\w{0,200})[ \t]+",
    re.MULTILINE,
)
_DOUBLE = lazy(r"\"([^\"\\]*(?:\\.[^\"\\]*)*)\"", re.DOTALL)
_SINGLE = lazy(r"\$?'([^']*)'")
_STARTS_ANOTHER = lazy(r"\n[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*=")  # a quote that was never closed
_BARE = lazy(r"[^\n]*")
_END = lazy(r"[ \t]+#|[ \t;&|]+(?:export\b|&&|$)")


def entries(text: str) -> Iterator[Entry]:
    """The values.  Without quotes, one ends with its line, a comment or the next command."""
    at = 0
    while match := _LINE.search(text, at):
        start = match.end()
        names = (match["name"] or match["named"],)
        stop = start + _LONGEST
        quoted = _DOUBLE.match(text, start, stop) or _SINGLE.match(text, start, stop)
        if quoted and not _STARTS_ANOTHER.search(quoted[1]):
            plain = unescape(quoted[1]) if text[start] == '"' else quoted[1]
            yield Entry(names, plain, *quoted.span(1))
            at = quoted.end()
            continue
        bare = _BARE.match(text, start)
        end = bare.end() if bare else start
        at = end
        tail = _END.search(text, start, end)
        value = text[start : tail.start() if tail else end].rstrip()
        if value:
            yield Entry(names, value, start, start + len(value))
