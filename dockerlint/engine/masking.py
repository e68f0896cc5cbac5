"""Hiding literal secrets in every text that is shown."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.text import Source

MASK = "********"  # of one length, so that it tells nothing of the secret's
UNCOMMON = 12  # characters; a value as long as that, if it is no word, is masked wherever it stands
SHORTEST = 8  # characters; a shorter value (``admin``) is too common a word to look for in other texts


class Mask:
    """The literal secrets of one source: what findings told, and whatever else has the format of a token."""

    def __init__(self, source: Source, spans: Sequence[Span]) -> None:
        self._source = source
        self._spans = joined((*spans, *_repeats(source.text, spans), *find_tokens(source.text)))
        self._starts = [span.start for span in self._spans]
        self._values: dict[str, set[str]] | None = None  # by their first SHORTEST characters

    def within(self, start: int, end: int) -> list[Span]:
        """The spans to hide in ``text[start:end]``, clipped to it, in order and apart from each other."""
        index = max(bisect_right(self._starts, start) - 1, 0)
        found = []
        for span in self._spans[index:]:
            if span.start >= end:
                break
            if span.end > start:
                found.append(Span(max(span.start, start), min(span.end, end)))
        return found

    def text(self, start: int, end: int) -> str:
        """``text[start:end]`` with a mask for each secret in it."""
        text = self._source.text
        parts: list[str] = []
        for span in self.within(start, end):
            parts += (text[start : span.start], MASK)
            start = span.end
        parts.append(text[start:end])
        return "".join(parts)

    def line(self, line: int) -> str:
        """Line ``line`` (from 1) without its line end."""
        start = self._source.line_starts[line - 1]
        return self.text(start, start + len(self._source.line_text(line)))

    def is_in(self, text: str) -> bool:
        """Whether ``text``, of another place, repeats a secret."""
        if self._values is None:
            self._values = {}
            for span in self._spans:
                value = self._source.text[span.start : span.end].strip("\"'")
                if len(value) >= SHORTEST:
                    self._values.setdefault(value[:SHORTEST], set()).add(value)
        if self._values:
            for at in range(len(text) - SHORTEST + 1):
                values = self._values.get(text[at : at + SHORTEST])
                if values is not None and any(text.startswith(value, at) for value in values):
                    return True
        return bool(find_tokens(text))


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones as one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        elif span.end > span.start:
            result.append(span)
    return result


def _repeats(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Where else in ``text`` the values of ``spans`` stand, as in a comment; short ones and words are too common."""
    values = {text[span.start : span.end].strip("\"'") for span in spans}
    for value in values:
        if len(value) >= UNCOMMON and not value.isalpha():
            at = text.find(value)
            while at >= 0:
                yield Span(at, at + len(value))
                at = text.find(value, at + len(value))


def find_tokens(text: str) -> list[Span]:
    """Where ``text`` holds what has the format of a real token; a second net below the findings' own spans."""
    from dockerlint.trace.catalogue.tokens import find_tokens

    return [Span(match.start, match.end) for match in find_tokens(text) if not match.placeholder]
