"""What the lexer makes of a text: its value, its words, the variables in it and what operators make of them."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Protocol

    class Variables(Protocol):
        """The values of variables; any mapping will do."""

        def __contains__(self, name: object, /) -> bool: ...

        def __getitem__(self, name: str, /) -> str: ...


class LexError(Exception):
    """The text is no valid word for BuildKit; the message is BuildKit's without the text that it quotes."""


class LexedWord(NamedTuple):
    """A word after expansion and the stretch of the source that it comes from."""

    text: str
    start: int
    end: int


class Reference(NamedTuple):
    """``$name`` or ``${name…}`` at ``start`` to ``end``; ``operator`` is all between the name and the brace."""

    name: str
    start: int
    end: int
    operator: str


class Lexed(NamedTuple):
    """What a text comes to.

    ``used`` and ``unset`` are the variables asked for, in order, that are set and that are not.  ``error`` is
    BuildKit's message where it gives up; value and words are then empty, the rest is what was read before.
    """

    value: str
    words: tuple[LexedWord, ...]
    used: tuple[str, ...]
    unset: tuple[str, ...]
    references: tuple[Reference, ...]
    error: str | None = None


def apply_operator(operator: str, name: str, value: str | None, word: str) -> str:
    """What ``${name<operator>word}`` comes to; ``value`` is None for a variable that is not set."""
    missing = value is None or (operator[0] == ":" and value == "")
    match operator[-1]:
        case "-":
            return word if missing else value or ""
        case "+":
            return "" if missing else word
        case "?":
            if missing:
                state = "unset" if value is None else "empty"
                raise LexError(f"{name}: is not allowed to be {state}")
            return value or ""
        case "#" | "%":
            from dockerlint.syntax.glob import trim

            return trim(value or "", word, operator)
        case _:
            raise LexError(f"unsupported modifier ({operator}) in substitution")
