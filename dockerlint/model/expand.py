"""Expands variables as BuildKit does in FROM, ENV, COPY and the like (frontend/dockerfile/shell/lex.go)."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.lexed import Reference
from dockerlint.syntax.lexer import lex

if TYPE_CHECKING:
    from dockerlint.syntax.lexed import Variables

__all__ = ["Expansion", "Reference", "WordsExpansion", "expand", "expand_words", "references"]


class Expansion(NamedTuple):
    """What a text comes to: ``names`` are the set variables that it uses, ``unset`` the others that it asks for.

    ``error`` is BuildKit's message, without the text that it quotes, where it rejects the text; ``value`` is then the
    text as it was.
    """

    value: str
    names: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    error: str | None = None


class WordsExpansion(NamedTuple):
    """The words that a text comes to, blanks in values parting them; none with an ``error``."""

    words: tuple[str, ...]
    names: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    error: str | None = None


def expand(text: str, variables: Variables, escape: str = "\\", *, keep_unset: bool = False) -> Expansion:
    """``text`` without its quotes and escapes and with its variables' values; one without a value is empty.

    With ``keep_unset`` a variable that is not set stays as it is written, whatever its operator.
    """
    if not _is_special(text, escape):
        return Expansion(text)
    lexed = lex(text, variables, escape, keep_unset=keep_unset)
    value = text if lexed.error else lexed.value
    return Expansion(value, lexed.used, lexed.unset, lexed.error)


def expand_words(text: str, variables: Variables, escape: str = "\\") -> WordsExpansion:
    """The words of ``text`` after expansion, as EXPOSE takes them."""
    lexed = lex(text, variables, escape)
    return WordsExpansion(tuple([word.text for word in lexed.words]), lexed.used, lexed.unset, lexed.error)


def references(text: str, escape: str = "\\") -> tuple[Reference, ...]:
    """Every ``$name`` and ``${name…}`` of ``text`` that BuildKit would expand, by place, those in operands included.

    They end where BuildKit gives up.
    """
    if "$" not in text:
        return ()
    return lex(text, {}, escape, keep_unset=True).references


def _is_special(text: str, escape: str) -> bool:
    return "$" in text or '"' in text or "'" in text or escape in text or text.startswith("\ufeff")
