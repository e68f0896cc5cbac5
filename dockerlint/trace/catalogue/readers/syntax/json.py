"""JSON (RFC 8259), with what editors and JavaScript allow besides: comments, single quotes, bare names, no end."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax.entry import Entry, below

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = lazy(
    r"\"(?P<double>[^\"\\\n]*(?:\\.[^\"\\\n]*)*)\"|'(?P<single>[^'\\\n]*(?:\\.[^'\\\n]*)*)'"
    r"|(?P<sign>[{}\[\]:,=;])|(?P<comment>//|/\*|\#)|(?P<word>[^\s{}\[\]:,=;\"'/#]+)",
    re.DOTALL,
)
_ESCAPE = lazy(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_KEYWORDS = frozenset(("true", "false", "null", "var", "let", "const"))


def unescape(text: str) -> str:
    """A string's text with its escapes undone."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else _CONTROL.get(match[2], match[2]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\u" in text else plain


class _Table:
    """An object or a list that is open; the name is that of the value which comes next."""

    __slots__ = ("is_list", "name", "names", "number")

    def __init__(self, names: tuple[str, ...], number: int, name: str = "", *, is_list: bool = False) -> None:
        self.names = names
        self.number = number
        self.name = name
        self.is_list = is_list

    def next(self) -> None:
        if not self.is_list:
            self.name = ""


def entries(text: str, start: int = 0, end: int | None = None, names: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The values in ``text[start:end]``; those in a list have the list's name."""
    stop = len(text) if end is None else end
    number = 0
    table = _Table(names, 0)
    open_: list[_Table] = []
    waiting: re.Match[str] | None = None
    for match in _tokens(text, start, stop):
        sign = match["sign"]
        if sign is None or sign not in ":=":
            if waiting is not None and (made := _entry(table, waiting)):
                yield made
            waiting = match if sign is None else None
        elif waiting is not None:
            table.name, waiting = unescape(_text_of(waiting)), None
        if sign is None:
            continue
        if sign in "{[":
            number += 1
            open_.append(table)
            if sign == "[":
                table = _Table(table.names, number, table.name, is_list=True)
            else:
                table = _Table(below(table.names, table.name), number)
        elif sign in "}]":
            table = open_.pop() if open_ else table
            table.next()
        elif sign in ",;":
            table.next()
    if waiting is not None and (made := _entry(table, waiting)):
        yield made


def _tokens(text: str, at: int, stop: int) -> Iterator[re.Match[str]]:
    """The tokens without comments; a ``/*`` that is never closed opens none."""
    has_closing = True
    while match := _TOKEN.search(text, at, stop):
        at = match.end()
        if match.lastgroup != "comment":
            yield match
        elif match["comment"] != "/*":
            line_end = text.find("\n", at, stop)
            at = line_end if line_end >= 0 else stop
        elif has_closing:
            close = text.find("*/", at, stop)
            has_closing = close >= 0
            at = close + 2 if has_closing else at


def _text_of(token: re.Match[str]) -> str:
    return token[token.lastgroup or 0]


def _entry(table: _Table, token: re.Match[str]) -> Entry | None:
    raw = _text_of(token)
    if token.lastgroup == "word":
        if raw in _KEYWORDS or not (table.name or table.is_list):
            return None
    else:
        raw = unescape(raw)
    return Entry(below(table.names, table.name), raw, *token.span(token.lastgroup or 0), table.number)
