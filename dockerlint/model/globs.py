"""Patterns with wildcards as COPY, ADD and ``.dockerignore`` use them, and one way to match them in linear time.

A pattern and a path may both come from a repository that means harm, so nothing here tries one way after the other: a
:class:`Glob` follows all places in its pattern that a path may have led to at once, as the bits of one number.
"""

from __future__ import annotations

from dockerlint.record import NamedTuple

_WILD = frozenset("*?[")


class BadPatternError(ValueError):
    """A pattern that Go rejects: a class without its end, without content or with a bare ``-``, a lone last ``\\``."""


class Range(NamedTuple):
    """``low`` to ``high`` of a character class; one that runs backwards holds nothing."""

    low: str
    high: str


class One(NamedTuple):
    """A step that takes one character: one within ``ranges``, or with ``negated`` one that is not."""

    ranges: tuple[Range, ...]
    negated: bool = False


class Many(NamedTuple):
    """A step that takes any number of characters, but those of ``but``."""

    but: str = ""


class Folders(NamedTuple):
    """A step that takes nothing, or anything up to and with a ``/``: some folders' names."""


NOT_SLASH = One((Range("/", "/"),), negated=True)
WITHIN_NAME = Many("/")
FOLDERS = Folders()

# A character stands for itself.
Step = str | One | Many | Folders


class Glob:
    """A pattern of steps.  ``matches`` takes (length of text) x (length of pattern / 30) operations at most."""

    __slots__ = ("_at_least", "_head", "_masks", "_steps", "_tail")

    def __init__(self, steps: list[Step]) -> None:
        plain = [step if isinstance(step, str) else "" for step in steps]
        first = plain.index("") if "" in plain else len(plain)
        last = plain[::-1].index("") if "" in plain else 0
        self._head = "".join(plain[:first])
        self._tail = "".join(plain[len(plain) - last :])
        self._at_least = sum(isinstance(step, (str, One)) for step in steps)
        self._steps = steps
        self._masks: _Masks | None = None

    def matches(self, text: str) -> bool:
        """Whether the pattern stands for the whole of ``text``."""
        if len(text) < self._at_least or not text.startswith(self._head) or not text.endswith(self._tail):
            return False
        if len(self._head) == len(self._steps):
            return text == self._head
        if self._masks is None:
            self._masks = _Masks(self._steps)
        return self._masks.lead_to_the_end(text)


class _Masks:
    """The steps of a pattern as bits: bit n stands for the place before step n, the last one for the end.

    Folders has a second bit, for the place amid folders' names.
    """

    __slots__ = ("_by_character", "_choices", "_end", "_folders", "_inside", "_literal", "_skippable")

    def __init__(self, steps: list[Step]) -> None:
        self._literal: dict[str, int] = {}
        self._choices: list[tuple[int, One | Many]] = []
        self._by_character: dict[str, tuple[int, int]] = {}
        self._folders = self._inside = self._skippable = 0
        bit = 1
        for step in steps:
            if isinstance(step, str):
                self._literal[step] = self._literal.get(step, 0) | bit
            elif isinstance(step, Folders):
                self._folders |= bit
                bit <<= 1
                self._inside |= bit
            else:
                self._choices.append((bit, step))
                if isinstance(step, Many):
                    self._skippable |= bit
            bit <<= 1
        self._end = bit

    def lead_to_the_end(self, text: str) -> bool:
        places = self._with_skips(1)
        for character in text:
            known = self._by_character.get(character)
            if known is None:
                known = self._by_character[character] = self._of(character)
            onwards, staying = known
            places = self._with_skips((places & onwards) << 1 | places & staying)
            if not places:
                return False
        return bool(places & self._end)

    def _with_skips(self, places: int) -> int:
        """``places`` and those that are reached without a character; no Folders stands right behind a Many."""
        entered = places & self._folders
        places |= entered << 1 | entered << 2
        return places | (places & self._skippable) << 1

    def _of(self, character: str) -> tuple[int, int]:
        """The places from which ``character`` leads to the next one, and those where it may stay."""
        onwards = self._literal.get(character, 0)
        staying = self._inside
        for bit, step in self._choices:
            if isinstance(step, Many):
                if character not in step.but:
                    staying |= bit
            elif step.negated != any(low <= character <= high for low, high in step.ranges):
                onwards |= bit
        if character == "/":
            onwards |= self._inside
        return onwards, staying


def read_class(pattern: str, at: int) -> tuple[One, int]:
    """The class of Go's ``filepath.Match`` that opens at ``pattern[at]``, and the offset behind it."""
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
    return One(tuple(ranges), negated), at + 1


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


def read_glob(pattern: str) -> list[Step]:
    """The steps of a pattern of ``filepath.Match``; raises :class:`BadPatternError`."""
    steps: list[Step] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            steps.append(WITHIN_NAME)
            while pattern[at : at + 1] == "*":
                at += 1
        elif character == "?":
            steps.append(NOT_SLASH)
        elif character == "[":
            step, at = read_class(pattern, at - 1)
            steps.append(step)
        elif character == "\\":
            if at >= len(pattern):
                raise BadPatternError(pattern)
            steps.append(pattern[at])
            at += 1
        else:
            steps.append(character)
    return steps


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
