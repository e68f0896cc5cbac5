"""Which of some words a text holds: a long text is looked through in pieces that are remembered.

An editor's text is another one after every key pressed, but for a line it is the same.
"""

from __future__ import annotations

_LONG = 16_384  # characters; a shorter text is looked through as a whole, which is quicker than to part it
_MOST_LINES = 64  # of a piece
_MOST_PIECES = 4_096


class Mentions:
    """Words to look for; a line end is in none of them but as its last character."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words = words
        self._known: dict[str, tuple[str, ...]] = {}

    def found(self, text: str) -> set[str]:
        """Those of the words that ``text`` holds."""
        if len(text) < _LONG:
            return set(self._in(text))
        found: set[str] = set()
        for piece in _pieces(text):
            held = self._known.get(piece)
            if held is None:
                if len(self._known) >= _MOST_PIECES:
                    self._known.clear()
                held = self._known[piece] = self._in(piece)
            found.update(held)
        return found

    def _in(self, text: str) -> tuple[str, ...]:
        return tuple([word for word in self._words if word in text])


def _pieces(text: str) -> list[str]:
    """``text`` in stretches of whole lines, parted where the lines themselves say so: a change moves no other cut."""
    pieces: list[str] = []
    start = at = lines = 0
    for line in text.split("\n"):
        at += len(line) + 1
        lines += 1
        if len(line) % 8 == 0 or lines == _MOST_LINES:
            pieces.append(text[start:at])
            start, lines = at, 0
    pieces.append(text[start:])
    return pieces
