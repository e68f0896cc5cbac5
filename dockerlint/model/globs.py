"""Patterns of Go's ``filepath.Match``, which COPY, ADD and ``.dockerignore`` use, as regular expressions."""

from __future__ import annotations

import re

from dockerlint.record import NamedTuple

_WILD = frozenset("*?[")


class BadPatternError(ValueError):
    """A pattern that Go rejects: a class without its end, without content or with a bare ``-``, a lone last ``\\``."""


class Range(NamedTuple):
    """``low`` to ``high`` of a character class."""

    low: str
    high: str


def read_class(pattern: str, at: int) -> tuple[bool, tuple[Range, ...], int]:
    """Of the class that opens at ``pattern[at]``: whether it is negated, its ranges, and the offset behind it."""
    at += 1
    negated = pattern[at : at + 1] == "^"
    at += negated
    ranges: list[Range] = []
    while not (ranges and pattern[at : at + 1] == "]"):
        low, at = _class_character(pattern, at)
        high = low
        if pattern[at : at + 1] == "-":
            high, at = _class_character(pattern, at + 1)
        ranges.append(Range(low, high))
    return negated, tuple(ranges), at + 1


def _class_character(pattern: str, at: int) -> tuple[str, int]:
    character = pattern[at : at + 1]
    if character in ("", "-", "]"):
        raise BadPatternError(pattern)
    if character == "\\":
        at += 1
        character = pattern[at : at + 1]
    if not character or at + 1 >= len(pattern):
        raise BadPatternError(pattern)
    return character, at + 1


def class_expression(negated: bool, ranges: tuple[Range, ...]) -> str:
    """The class as a regular expression; ranges that run backwards hold nothing."""
    inside = "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in ranges if low <= high)
    if not inside:
        return r"[\s\S]" if negated else r"(?!)"
    return f"[{'^' if negated else ''}{inside}]"


def expression(pattern: str) -> str:
    """The regular expression whose full match is that of ``filepath.Match``; raises :class:`BadPatternError`."""
    parts, at = [], 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            parts.append("[^/]*")
            while pattern[at : at + 1] == "*":
                at += 1
        elif character == "?":
            parts.append("[^/]")
        elif character == "[":
            negated, ranges, at = read_class(pattern, at - 1)
            parts.append(class_expression(negated, ranges))
        elif character == "\\":
            if at >= len(pattern):
                raise BadPatternError(pattern)
            parts.append(re.escape(pattern[at]))
            at += 1
        else:
            parts.append(re.escape(character))
    return "".join(parts)


def has_wildcard(name: str) -> bool:
    """Whether ``*``, ``?`` or ``[`` stands in ``name`` without a ``\\`` before it."""
    escaped = False
    for character in name:
        if not escaped and character in _WILD:
            return True
        escaped = character == "\\" and not escaped
    return False


def cleaned(path: str) -> str:
    """``path`` in the shortest form, as Go's ``path.Clean`` writes it."""
    from posixpath import normpath

    shortest = normpath(path)
    return shortest[1:] if shortest.startswith("//") else shortest
