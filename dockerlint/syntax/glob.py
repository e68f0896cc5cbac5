"""Patterns of ``${name#pattern}``, ``${name%pattern}`` and ``${name/pattern/replacement}`` as lex.go reads them.

lex.go turns a pattern into a regular expression; here sets of positions are followed instead, so no pattern takes
more than (length of pattern) x (length of value) steps from one starting point.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.syntax.lexed import LexError

# A step of a pattern: a character to be matched, _ANY one character or _STAR any number, neither over a line end.
_ANY = ""
_STAR = "*+"


def trim(value: str, operand: str, operator: str) -> str:
    """``value`` without the head (``#``) or tail (``%``) that matches; a doubled operator takes the longest."""
    longest = operand.startswith(operator)
    pattern = operand[1:] if longest else operand
    if operator == "#":
        end = _match(_compiled(pattern), value, 0, longest)
        return value[end:] if end >= 0 else value
    backwards = value[::-1]
    end = _match(_compiled(_reversed(pattern)), backwards, 0, longest)
    return backwards[end:][::-1] if end >= 0 else value


def replace(value: str, pattern: str, replacement: str, *, every: bool) -> str:
    """``value`` with the first match of ``pattern``, or every one, replaced; the longest from the left."""
    steps = _compiled(pattern)
    parts: list[str] = []
    copied = at = 0
    after_match = -1
    while at <= len(value):
        end = _match(steps, value, at, longest=True)
        if end < 0 or end == at == after_match:
            at += 1
            continue
        parts += (value[copied:at], _filled(replacement, value[at:end]) if every else replacement)
        copied = after_match = end
        at = end if end > at else at + 1
        if not every:
            break
    return "".join((*parts, value[copied:]))


def _compiled(pattern: str) -> list[str]:
    steps = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\":
            following = pattern[at : at + 1]
            if following in ("}", "/"):
                continue
            if following not in ("*", "?", "\\"):
                raise LexError("invalid pattern in substitution: invalid escape")
            at += 1
            steps.append(following)
        elif char == "*":
            steps.append(_STAR)
        else:
            steps.append(_ANY if char == "?" else char)
    return steps


def _match(steps: list[str], value: str, start: int, longest: bool) -> int:
    """The end of the shortest or longest match from ``start``, or -1."""
    best = -1
    states = _with_skipped_stars(steps, {0})
    at = start
    while states:
        if len(steps) in states:
            best = at
            if not longest:
                break
        if at == len(value):
            break
        char = value[at]
        reached = set()
        for state in states:
            if state == len(steps):
                continue
            step = steps[state]
            if step == _STAR:
                if char != "\n":
                    reached.add(state)
            elif step == char or (step == _ANY and char != "\n"):
                reached.add(state + 1)
        states = _with_skipped_stars(steps, reached)
        at += 1
    return best


def _with_skipped_stars(steps: list[str], states: set[int]) -> set[int]:
    reached = set(states)
    for state in states:
        following = state
        while following < len(steps) and steps[following] == _STAR:
            following += 1
            reached.add(following)
    return reached


def _reversed(pattern: str) -> str:
    """reversePattern: the characters in reverse, each escape still before its character."""
    pieces = re.findall(r"\\[\s\S]|[\s\S]", pattern)
    return "".join(reversed(pieces))


def _filled(replacement: str, matched: str) -> str:
    """Go's Regexp.Expand: ``$0`` is the match, other ``$name`` nothing, ``$$`` a dollar."""

    def fill(reference: re.Match[str]) -> str:
        if reference.group() == "$$":
            return "$"
        name = reference[1] or reference[2]
        return matched if name.isascii() and name.isdigit() and int(name) == 0 else ""

    return re.sub(r"\$\$|\$(\w+)|\$\{(\w+)\}", fill, replacement) if "$" in replacement else replacement
