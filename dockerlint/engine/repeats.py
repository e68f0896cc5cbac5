"""Finding the values of secrets again in other texts, in one pass however many they are."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

UNCOMMON = 12  # characters; a value as long as that, if it is no word, is looked for wherever it might stand


class _Folded(dict[int, str]):
    """For ``str.translate``: letters in lower case, one sign for all that is neither letter nor digit."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        lower = character.lower() if character.isalnum() else "_"
        self[code] = lower if len(lower) == 1 else character
        return self[code]


_FOLDED = _Folded()


class Values:
    """Texts of ``least`` characters or more, found by their first ones; shorter ones are not kept."""

    def __init__(self, values: Iterable[str], least: int) -> None:
        self.least = least
        self._known: dict[str, dict[int, set[str]]] = {}  # first characters -> length -> values
        for value in values:
            if len(value) >= least:
                self._known.setdefault(value[:least], {}).setdefault(len(value), set()).add(value)

    def __bool__(self) -> bool:
        return bool(self._known)

    def length_at(self, text: str, at: int) -> int:
        """The length of the longest one that stands in ``text`` at ``at``, 0 where none does."""
        near = self._known.get(text[at : at + self.least])
        if near is None:
            return 0
        return max((length for length, values in near.items() if text[at : at + length] in values), default=0)

    def places(self, text: str) -> Iterator[Span]:
        """Where they stand in ``text``; places may overlap."""
        for at in range(len(text) - self.least + 1):
            length = self.length_at(text, at)
            if length:
                yield Span(at, at + length)


class Repeats:
    """Looks for those of ``values`` that are long and no words: others would be found in innocent text."""

    def __init__(self, values: Iterable[str]) -> None:
        telling = {value for value in values if not value.isalpha()}
        with_digit = (each for each in telling if any(character.isdigit() for character in each))
        self._exact = Values(telling, UNCOMMON)
        self._folded = Values((each.translate(_FOLDED) for each in with_digit), UNCOMMON)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def exact(self, text: str) -> Iterator[Span]:
        """Where the values stand in ``text`` as they are."""
        return self._exact.places(text)

    def similar(self, text: str) -> list[Span]:
        """The same; a value with a digit also in another case and with other signs, as in a variable's name.

        In order and apart from each other.
        """
        folded = text.translate(_FOLDED)
        found = []
        free = 0
        for at in range(len(text) - UNCOMMON + 1):
            length = max(self._exact.length_at(text, at), self._folded.length_at(folded, at)) if at >= free else 0
            if length:
                free = at + length
                found.append(Span(at, free))
        return found
