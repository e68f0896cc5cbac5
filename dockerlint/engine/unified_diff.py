"""Which lines a unified diff brings, by the files that it changes."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)")
_LETTERS = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
# git's prefixes of the old and the new side, diff.mnemonicPrefix included.
_OLD_PREFIXES = ("a/", "c/", "i/", "o/")
_NEW_PREFIXES = ("b/", "i/", "w/", "c/")


class Line(NamedTuple):
    """A line of the new text within a hunk; ``old`` is its number in the old text, 0 for an added line."""

    new: int
    old: int
    text: str


class Hunk(NamedTuple):
    """A stretch of changed lines and those around them.

    ``touched`` are the numbers of the added lines and of the lines that follow removed ones.
    """

    lines: tuple[Line, ...]
    touched: frozenset[int]


def read_diff(text: str) -> dict[str, list[Hunk]]:
    """The hunks of every file of the new side, by its path; what is not a diff is passed over."""
    files: dict[str, list[Hunk]] = {}
    lines = iter(text.split("\n"))
    old_name = ""
    hunks: list[Hunk] = []
    for line in lines:
        if line.startswith("--- "):
            old_name = _name(line)
        elif line.startswith("+++ "):
            name = _name(line)
            hunks = [] if name == "/dev/null" else files.setdefault(_without_prefix(name, old_name), [])
        elif (match := _HUNK.match(line)) is not None:
            hunks.append(_read_hunk(match, lines))
    return files


def read_hunks(patch: str) -> list[Hunk]:
    """The hunks of one file's patch, which has no header."""
    lines = iter(patch.split("\n"))
    return [_read_hunk(match, lines) for line in lines if (match := _HUNK.match(line)) is not None]


def _read_hunk(match: re.Match[str], lines: Iterator[str]) -> Hunk:
    old, old_left, new, new_left = (int(number) if number is not None else 1 for number in match.groups())
    if not new_left:
        new += 1  # such a hunk names the line before
    found: list[Line] = []
    touched: set[int] = set()
    while old_left > 0 or new_left > 0:
        line = next(lines, None)
        if line is None:
            break
        kind, rest = line[:1], line[1:].removesuffix("\r")
        if kind == "+":
            found.append(Line(new, 0, rest))
            touched.add(new)
            new, new_left = new + 1, new_left - 1
        elif kind == "-":
            touched.add(new)
            old, old_left = old + 1, old_left - 1
        elif kind in (" ", ""):
            found.append(Line(new, old, rest))
            old, old_left, new, new_left = old + 1, old_left - 1, new + 1, new_left - 1
    return Hunk(tuple(found), frozenset(touched))


def touched_lines(hunks: Iterable[Hunk]) -> frozenset[int]:
    return frozenset().union(*(hunk.touched for hunk in hunks))


def _name(line: str) -> str:
    """The path in a line that begins with ``---`` or ``+++``, unquoted as git quotes (quote.c)."""
    name = line[4:].partition("\t")[0].rstrip("\r")
    if not (name.startswith('"') and name.endswith('"') and len(name) > 1):
        return name
    raw = name[1:-1].encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(_unescape, raw).decode("utf-8", "surrogateescape")


def _unescape(match: re.Match[bytes]) -> bytes:
    word = match.group(1)
    return bytes([int(word, 8) & 255]) if len(word) > 1 else _LETTERS.get(word, word)


def _without_prefix(new: str, old: str) -> str:
    has_prefixes = new.startswith(_NEW_PREFIXES) and (old == "/dev/null" or old.startswith(_OLD_PREFIXES))
    return new[2:] if has_prefixes else new
