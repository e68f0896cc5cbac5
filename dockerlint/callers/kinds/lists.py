"""Inputs of actions that are lists: ``NAME=value`` on a line each, as docker/actions-toolkit reads them (util.ts)."""

from __future__ import annotations

import re

from dockerlint.callers.build import EXPRESSION, LITERAL, MIXED, VARIABLE, Argument, Value
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span

if TYPE_CHECKING:
    from dockerlint.callers.yaml import Scalar
    from dockerlint.text import Source

_EXPRESSION = lazy(r"\$\{\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}\}")
_ENVIRONMENT = lazy(r"\$\{\{\s*env\.(\w+)\s*\}\}")


class Line(NamedTuple):
    """One entry of a list: ``key=value`` with ``quote`` around the whole, where it has some.  ``span`` is the entry's,
    ``whole`` that of its line with the line end where it has the line for itself.
    """

    key: str
    value: Value
    span: Span
    whole: Span
    quote: str = ""

    @property
    def argument(self) -> Argument:
        return Argument(self.key, self.value, self.span)


def lines_of(source: Source, scalar: Scalar | None) -> tuple[Line, ...] | None:
    """The entries of a list; None where they cannot be told, such as one expression for the whole list."""
    found, is_whole = entries_of(source, scalar)
    return found if is_whole else None


def entries_of(source: Source, scalar: Scalar | None) -> tuple[tuple[Line, ...], bool]:
    """The entries of a list that can be told, and whether those are all."""
    if scalar is None:
        return (), True
    text = embedded(source, scalar)
    if text is None or scalar.is_alias:
        return (), False
    is_whole = True
    found = []
    for match in re.finditer(r"[^\n]+", text.text):
        entry = match[0].strip()
        if not entry:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        end = start + len(entry)
        quote = entry[0] if len(entry) > 1 and entry[0] == entry[-1] == '"' else ""
        key, equals, value = entry[len(quote) : len(entry) - len(quote)].partition("=")
        if not equals or not re.fullmatch(r"[\w.*+-]+", key):
            is_whole = is_whole and entry.startswith("#")
            continue
        at = start + len(quote) + len(key) + 1
        span = text.span(start, end)
        found.append(
            Line(key, value_of(value, text.span(at, at + len(value))), span, _whole(source, span, scalar), quote)
        )
    return tuple(found), is_whole


def value_of(text: str, span: Span) -> Value:
    """A value in which the service puts its expressions."""
    environment = _ENVIRONMENT.fullmatch(text.strip())
    if environment is not None:
        return Value(VARIABLE, environment[1], span)
    if _EXPRESSION.fullmatch(text.strip()):
        return Value(EXPRESSION, text.strip(), span)
    return Value(MIXED if "${{" in text else LITERAL, text, span)


def _whole(source: Source, span: Span, scalar: Scalar) -> Span:
    if scalar.style not in ("|", ">"):
        return span
    text = source.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, len(text) if end < 0 else end + 1)
