"""Hiding literal secrets in every text that is shown."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.engine.literals import literals_in
from dockerlint.engine.repeats import Repeats, Values
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.text import Edit, Source

MASK = "********"  # of one length, so that it tells nothing of the secret's
SHORTEST = 8  # characters; a shorter value (``admin``) is too common a word to look for in other texts


class Mask:
    """The literal secrets of one source: what findings told, and whatever else has the format of a token."""

    def __init__(self, source: Source, spans: Sequence[Span]) -> None:
        self._source = source
        values = Repeats(source.text[span.start : span.end].strip("\"'") for span in spans)
        repeated = values.exact(source.text) if values else ()  # in a comment, say
        self._spans = joined((*spans, *repeated, *find_tokens(source.text)))
        self._starts = [span.start for span in self._spans]
        self._values: Values | None = None

    def within(self, start: int, end: int) -> list[Span]:
        """The spans to hide in ``text[start:end]``, clipped to it, in order and apart from each other."""
        found = []
        # By index: a slice would copy all spans to the end of the file for each line that is shown.
        for index in range(max(bisect_right(self._starts, start) - 1, 0), len(self._spans)):
            span = self._spans[index]
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
            values = (self._source.text[span.start : span.end].strip("\"'") for span in self._spans)
            self._values = Values(values, SHORTEST)
        if self._values and any(True for _ in self._values.places(text)):
            return True
        return bool(find_tokens(text))

    def are_in(self, edits: Iterable[Edit]) -> bool:
        """Whether the new text of one of ``edits`` repeats a secret, of its own file where that is another one."""
        return any(
            self.is_in(edit.text) or (edit.path != self._source.path and bool(literals_in(edit.text))) for edit in edits
        )


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones as one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        elif span.end > span.start:
            result.append(span)
    return result


def find_tokens(text: str) -> list[Span]:
    """Where ``text`` holds what has the format of a real token; a second net below the findings' own spans."""
    known = _known.get(text)
    if known is not None:
        return known
    from dockerlint.trace.catalogue.tokens import find_tokens

    found = [Span(match.start, match.end) for match in find_tokens(text, glued=True) if not match.placeholder]
    if len(text) >= _A_FILE:
        _known.clear()
        _known[text] = found
    return found


_A_FILE = 100  # characters of a text that is taken for a file's, which is asked about several times
_known: dict[str, list[Span]] = {}  # the last file's
