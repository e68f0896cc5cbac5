"""Words of shell text as values that a caller hands over: ``NAME=$OTHER``, ``NAME=$(cat file)``, ``NAME``."""

from __future__ import annotations

from dockerlint.callers.build import COMMAND, EXPRESSION, FILE, LITERAL, MIXED, VARIABLE, Value
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.callers.embedded import Embedded
    from dockerlint.shell.script import Part, Word
    from dockerlint.text import Span


class Named(NamedTuple):
    """``NAME=value`` or ``NAME`` in a word.  ``written`` is the value as a shell word of its own, None where there is
    no value or it has none.
    """

    name: str
    value: Value
    written: str | None


def named_value(text: Embedded, word: Word, start: int) -> Named | None:
    """What stands in ``word`` from character ``start`` of its raw text on; None without a literal name."""
    parts = parts_from(word.parts, word.start + start)
    if not parts or parts[0].kind != "literal":
        return None
    name, equals, rest = parts[0].text.partition("=")
    span = text.span(word.start + start, word.end)
    if not equals:
        return Named(name, Value(VARIABLE, name, span), None) if len(parts) == 1 and name else None
    raw_at = text.text.find("=", word.start + start, word.end) + 1
    values = [*([parts[0]._replace(text=rest, start=raw_at)] if rest else []), *parts[1:]]
    value = _value(values, text.span(raw_at, word.end) if raw_at < word.end else span)
    return Named(name, value, _as_word(text.text, word, start, raw_at, values))


def parts_from(parts: tuple[Part, ...], at: int) -> list[Part]:
    """The parts from offset ``at`` on, the one that holds it cut."""
    found = []
    for part in parts:
        if part.end <= at and part.end > part.start:
            continue
        if part.start < at and part.kind == "literal":
            cut = part.text.partition("=")[2] if part.text.startswith("-") else part.text[at - part.start :]
            found.append(part._replace(text=cut, start=at))
        else:
            found.append(part)
    return found


def _value(parts: list[Part], span: Span) -> Value:
    texts = [part for part in parts if part.kind != "literal" or part.text]
    if all(part.kind == "literal" for part in texts):
        return Value(LITERAL, "".join(part.text for part in texts), span)
    if len(texts) > 1:
        return Value(MIXED, "", span)
    only = texts[0]
    if only.kind == "variable":
        plain = not only.operator or only.operator in (":-", "-") or only.operator.startswith((":?", "?"))
        return Value(VARIABLE, only.text, span) if plain and _is_name(only.text) else Value(MIXED, "", span)
    if only.kind == "substitution":
        path = _file_read(only)
        return Value(COMMAND, "", span) if path is None else Value(FILE, path, span)
    return Value(EXPRESSION, only.text, span) if only.text.startswith("${{") else Value(MIXED, "", span)


def _is_name(text: str) -> bool:
    return text.isidentifier() and text.isascii()


def _file_read(part: Part) -> str | None:
    """The path in ``$(cat path)`` and ``$(< path)``, as it is written."""
    if len(part.commands) != 1:
        return None
    command = part.commands[0]
    if command.name == "cat" and len(command.words) == 2 and not command.redirects:
        return command.words[1].raw
    if not command.words and len(command.redirects) == 1 and command.redirects[0].operator == "<":
        target = command.redirects[0].target
        return None if target is None else target.raw
    return None


def _as_word(text: str, word: Word, start: int, at: int, values: list[Part]) -> str | None:
    """The value behind ``NAME=`` as it would stand alone: with the quotes that it stands in."""
    raw = text[at : word.end]
    opened = text[word.start + start : at]
    quote = next((char for char in opened if char in "\"'"), "")
    if quote and opened.count(quote) % 2:
        return quote + raw
    if values and any(part.kind != "literal" and not part.quoted for part in values) and '"' not in raw:
        return f'"{raw}"'
    return raw
