"""Parser directives: ``# escape=``, ``# syntax=`` and ``# check=`` at the head of a file (directives.go)."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.syntax.blanks import SPACE
from dockerlint.text import Span

_KEYS = ("syntax", "escape", "check")

_patterns: list[re.Pattern[str]] = []


class DirectiveReader:
    """Reads the lines of a file's head in order; ``done`` from the first line on that is no directive."""

    __slots__ = ("done", "prefix", "seen")

    def __init__(self, prefix: str = "#") -> None:
        self.prefix = prefix
        self.seen: set[str] = set()
        self.done = False

    def read(self, line: str, offset: int) -> tuple[str, str, Span] | None:
        """Key, value and the value's place of the directive that ``line`` at ``offset`` is.

        Raises ValueError, with the key, for one that is given again.
        """
        if self.done:
            return None
        found = _directive(line, self.prefix)
        if found is None:
            self.done = True
            return None
        key, value, at = found
        if key in self.seen:
            raise ValueError(key)
        self.seen.add(key)
        return key, value, Span(offset + at, offset + at + len(value))


def _directive(line: str, prefix: str) -> tuple[str, str, int] | None:
    if not line.startswith(prefix) or "=" not in line:
        return None
    if not _patterns:
        blank = r"[\t\n\f\r ]*"
        _patterns.append(re.compile(rf"([a-zA-Z][a-zA-Z0-9]*){blank}={blank}([^\n]+?){blank}\Z"))
    at = len(line) - len(line[len(prefix) :].lstrip(SPACE))
    match = _patterns[0].match(line, at)
    if match is None or match[1].lower() not in _KEYS:
        return None
    return match[1].lower(), match[2], match.start(2)


def detect(text: str, key: str) -> tuple[str, Span] | None:
    """The value of ``syntax`` or ``check`` as BuildKit's front end looks for it before any parsing.

    Unlike the parser it looks behind a ``#!`` line, takes no blank before the ``#``, and finds ``syntax`` also
    behind ``//`` and in a file that is a JSON object.
    """
    if key not in text[:65536].lower():
        return None
    start = 1 if text.startswith("\ufeff") else 0
    if text.startswith("#!", start):
        start = text.find("\n", start) + 1 or len(text)
    for prefix in ("#", "//") if key == "syntax" else ("#",):
        found = _detect_behind(text, start, prefix, key)
        if found:
            return found
    if key == "syntax" and text[start:].lstrip(" \t\r\n").startswith("{"):
        return _detect_in_json(text, start)
    return None


def _detect_behind(text: str, start: int, prefix: str, key: str) -> tuple[str, Span] | None:
    reader = DirectiveReader(prefix)
    at = start
    while at < len(text) and not reader.done:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        try:
            found = reader.read(text[at:end].removesuffix("\r"), at)
        except ValueError:
            return None
        if found and found[0] == key:
            return found[1], found[2]
        at = end + 1
    return None


def _detect_in_json(text: str, start: int) -> tuple[str, Span] | None:
    import json

    try:
        value = json.loads(text[start:])["syntax"]
    except (ValueError, KeyError, RecursionError):
        return None
    if not isinstance(value, str):
        return None
    at = text.find(f'"{value}"', text.find('"syntax"', start) + len('"syntax"')) + 1
    return value, Span(at, at + len(value)) if at else Span(start, len(text))
