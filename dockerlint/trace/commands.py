"""What a command tells by itself, remembered for the commands of a long Dockerfile.

Scripts are remembered by their text (:mod:`dockerlint.shell`), so that the commands of what an edit has left alone are
the very same values in the next check; whoever asks one of them again gets the answer of before.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from dockerlint.shell.script import Command

    Answer = TypeVar("Answer")

_MOST = 8_192  # answers; each keeps its command, a kilobyte or two
_known: dict[tuple[object, ...], tuple[Command, object]] = {}


def told(question: Callable[..., Answer], command: Command, *places: str) -> Answer:
    """What ``question``, whose answer never changes, says of the command and those places."""
    key = (id(command), question, *places)
    known = _known.get(key)
    if known is not None and known[0] is command:
        return known[1]  # type: ignore[return-value]  # what this question has answered
    answer = question(command, *places)
    keep(_known, key, (command, answer), _MOST)
    return answer
