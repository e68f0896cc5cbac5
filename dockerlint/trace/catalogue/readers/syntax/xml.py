"""XML: the text of elements, and attributes; no entity of a document type is expanded, nothing is fetched."""

from __future__ import annotations

from html import unescape

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.syntax.entry import DEEPEST, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = r"[A-Za-z_][\w.:-]{0,100}"
_BLANK = r"<[\w -]{1,40}>"  # <password>, for a person to fill in, though XML forbids it
_IN_QUOTES = rf"\"(?:[^<\"]|{_BLANK})*\"|'(?:[^<']|{_BLANK})*'"
_TAG = lazy(rf"<(?P<close>/?)(?P<name>{_NAME})(?P<attributes>(?:[^<>\"']|{_IN_QUOTES})*)>")
_ATTRIBUTE = lazy(rf"({_NAME})\s{{0,20}}=\s{{0,20}}(?:\"((?:[^<\"]|{_BLANK})*)\"|'((?:[^<']|{_BLANK})*)')")
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
_CDATA = "<![CDATA["


class _Element:
    __slots__ = ("name", "names", "number")

    def __init__(self, name: str, names: tuple[str, ...], number: int) -> None:
        self.name = name
        self.names = names
        self.number = number


def entries(text: str) -> Iterator[Entry]:
    """The values.  An element's text stands in its parent's table, its attributes in its own."""
    open_ = [_Element("", (), 0)]
    number, too_deep = 0, 0
    unclosed: set[str] = set()
    at = text.find("<")
    while 0 <= at < len(text):
        if text.startswith(_CDATA, at):
            close = text.find("]]>", at)
            close = close if close >= 0 else len(text)
            yield from _text(text, at + len(_CDATA), close, open_, is_plain=True)
            at = text.find("<", close)
            continue
        end = _behind(text, at, unclosed)
        tag = _TAG.match(text, at) if end < 0 else None
        if tag is None:
            at = text.find("<", end if end >= 0 else at + 1)
            continue
        if tag["close"]:
            too_deep = _close(open_, tag["name"], too_deep)
        else:
            number += 1
            names = (*open_[-1].names, tag["name"])
            for attribute in _ATTRIBUTE.finditer(text, *tag.span("attributes")):
                group = 2 if attribute[2] is not None else 3
                value = unescape(attribute[group])
                yield Entry((*names, attribute[1]), value, *attribute.span(group), number)
            if not tag["attributes"].endswith("/"):
                if len(open_) < DEEPEST:
                    open_.append(_Element(tag["name"], names, number))
                else:
                    too_deep += 1
        following = text.find("<", tag.end())
        following = following if following >= 0 else len(text)
        if not tag["close"] and not too_deep:
            yield from _text(text, tag.end(), following, open_)
        at = following


def _close(open_: list[_Element], name: str, too_deep: int) -> int:
    if too_deep:
        return too_deep - 1
    for index in range(len(open_) - 1, 0, -1):
        if open_[index].name == name:
            del open_[index:]
            break
    return 0


def _behind(text: str, at: int, unclosed: set[str]) -> int:
    """Where a comment, an instruction or a declaration at ``at`` ends, -1 where none is there."""
    for opening, closing in _SKIPPED:
        if text.startswith(opening, at):
            end = text.find(closing, at + len(opening)) if closing not in unclosed else -1
            if end < 0:
                unclosed.add(closing)
                return at + len(opening)
            return end + len(closing)
    return -1


def _text(text: str, start: int, end: int, open_: list[_Element], *, is_plain: bool = False) -> Iterator[Entry]:
    raw = text[start:end]
    value = raw.strip()
    if value and len(open_) > 1:
        first = start + len(raw) - len(raw.lstrip())
        plain = value if is_plain else unescape(value)
        yield Entry(open_[-1].names, plain, first, first + len(value), open_[-2].number)
