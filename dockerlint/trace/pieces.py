"""A long text in stretches of whole lines, and answers about them that are remembered.

An editor's text is another one after every key pressed, but for a line it is the same.  Only questions can be asked
whose answer for the text is made of those for its stretches: which words it holds, say, if no line end is in them.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Answer = TypeVar("Answer")

_LONG = 16_384  # characters; a shorter text is looked through as a whole, which is quicker than to part it
_LONGEST = 1_000_000  # no editor's file is longer
_MOST_LINES = 64  # of a piece
_MOST_PIECES = 4_096  # about which an answer is known
_LONGEST_PIECE = 2_000  # characters of one of them: 8 MB in all
_MOST_TEXTS = 4  # whose pieces are kept: several questions are asked of one
_parted: list[tuple[str, list[str]]] = []


def is_long(text: str) -> bool:
    """Whether a text is to be asked about by its pieces."""
    return _LONG <= len(text) <= _LONGEST


def pieces(text: str) -> list[str]:
    """``text`` in stretches of whole lines, parted where the lines themselves say so: a change moves no other cut."""
    for known, found in _parted:
        if known is text:
            return found
    found = _pieces(text)
    _parted.insert(0, (text, found))
    del _parted[_MOST_TEXTS:]
    return found


def _pieces(text: str) -> list[str]:
    found: list[str] = []
    start = at = lines = 0
    for line in text.split("\n"):
        at += len(line) + 1
        lines += 1
        if (len(line) % 8 == 0 or lines == _MOST_LINES) and start < len(text):
            found.append(text[start:at])
            start, lines = at, 0
    if start < len(text):
        found.append(text[start:])
    return found


def answers(text: str, ask: Callable[[str], Answer], known: dict[str, Answer]) -> set[Answer]:
    """What ``ask``, which never says None, says of the pieces of ``text``, each answer once.

    ``known`` is what it has said so far.
    """
    found = set()
    for piece in pieces(text):
        answer = known.get(piece)
        if answer is None:
            answer = ask(piece)
            if len(piece) <= _LONGEST_PIECE:
                keep(known, piece, answer, _MOST_PIECES)
        found.add(answer)
    return found
