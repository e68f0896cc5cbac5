"""The engine of plain Python: the words of triggers first, then the triggers that they are of.

It serves where hyperscan has no wheel, and for little data where it is not worth its compiling.
"""

from __future__ import annotations

import re
from functools import cache

from dockerlint.image.matching.hit import Hit
from dockerlint.image.matching.triggers import triggers
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    class Automaton(Protocol):
        def find_matches_as_indexes(self, data: bytes, *, overlapping: bool) -> list[tuple[int, int, int]]: ...


LITTLE = 64 << 10  # bytes that are quicker asked for each word than by an automaton that must be made first
_BEFORE = 640  # bytes before a word in which a trigger with it may begin
_AFTER = 1024  # bytes behind it in which it may end
_TELLING = 4  # characters of a word that is worth an automaton


class LiteralEngine:
    """Finds what the engine of hyperscan finds; in much data at a fifth of its speed."""

    def __init__(self) -> None:
        self._automaton: Automaton | None = None
        self._everywhere: list[int] = []  # triggers with a word too short for the automaton
        self._by_word: list[int] = []

    def hits(self, data: bytes) -> list[Hit]:
        if len(data) <= LITTLE:
            lower = data.lower()
            places = {at for word, several in _by_word().items() if word in lower for at in several}
            return list({Hit(match.end(), at) for at in places for match in _pattern(at).finditer(data)})
        return list(self._hits_in_much(data))

    def _hits_in_much(self, data: bytes) -> set[Hit]:
        automaton = self._automaton or self._make()
        found = {Hit(match.end(), at) for at in self._everywhere for match in _pattern(at).finditer(data)}
        reached: dict[int, int] = {}
        for index, start, end in automaton.find_matches_as_indexes(data.lower(), overlapping=True):
            at = self._by_word[index]
            first = max(start - _BEFORE, reached.get(at, 0))
            last = min(end + _AFTER, len(data))
            for match in _pattern(at).finditer(data, first, last) if first < last else ():
                found.add(Hit(match.end(), at))
                reached[at] = match.end()
        return found

    def _make(self) -> Automaton:
        import ahocorasick_rs

        words: list[bytes] = []
        for at, trigger in enumerate(triggers()):
            if all(len(word) >= _TELLING for word in trigger.words):
                words += trigger.words
                self._by_word += [at] * len(trigger.words)
            else:
                self._everywhere.append(at)
        made: Automaton = ahocorasick_rs.BytesAhoCorasick(words)
        self._automaton = made
        return made


@cache
def _by_word() -> dict[bytes, list[int]]:
    """The places of the triggers that each word is of."""
    found: dict[bytes, list[int]] = {}
    for at, each in enumerate(triggers()):
        for word in each.words:
            found.setdefault(word, []).append(at)
    return found


@cache
def _pattern(at: int) -> re.Pattern[bytes]:
    return re.compile(triggers()[at].expression, re.DOTALL)
