"""Words that assign: the arguments of ``export`` and ``env``."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.shell.script import Assignment, Part, Word

_ASSIGNING = r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]]*\])?\+?="
_NAME = r"[A-Za-z_][A-Za-z0-9_]*\Z"


def as_assignment(word: Word) -> Assignment | None:
    """``name=value`` as an assignment, None for another word.

    The value of ``"name=$x"`` is what stands between ``=`` and the closing quote.
    """
    first = word.parts[0] if word.parts else None
    if first is None or first.kind != "literal" or "=" not in first.text:
        return None
    match = re.match(_ASSIGNING, first.text)
    if match is None or not word.raw.lstrip("'\"").startswith(match[0]):
        return None
    length = match.end()
    rest = word.parts[1:]
    if len(word.raw) != word.end - word.start:
        head = first._replace(text=first.text[length:])
        raw = word.raw.partition("=")[2]
        return Assignment(match[1], Word(raw, word.start, word.end, (head, *rest)), word.start, word.end)
    start = first.start + length
    end = word.parts[-1].end if first.quote else word.end
    parts: tuple[Part, ...] = rest
    if start < first.end:
        parts = (first._replace(text=first.text[length:], start=start), *rest)
    value = Word(word.raw[start - word.start : end - word.start], start, end, parts)
    return Assignment(match[1], value, word.start, word.end)


def as_declared(word: Word) -> Assignment | None:
    """An argument of ``export``: a name alone has no value."""
    literal = word.literal
    if literal is not None and re.match(_NAME, literal):
        return Assignment(literal, None, word.start, word.end)
    return as_assignment(word)
