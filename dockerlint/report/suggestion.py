"""A fix as whole lines in place of whole lines, which is what review bots let people accept."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Edit, Span, apply_edits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.engine.masking import Mask
    from dockerlint.finding import Fix
    from dockerlint.text import Source

LONGEST = 100  # lines, GitLab's limit; far more than a reader of a pull request would look through
LARGEST = 10_000  # characters, for the same reason


class Suggestion(NamedTuple):
    """Put ``lines`` in place of the lines ``first`` to ``last`` (from 1, inclusive); none of them has a line end."""

    first: int
    last: int
    lines: tuple[str, ...]


def suggest(fix: Fix | None, source: Source, mask: Mask) -> Suggestion | None:
    """The fix as one replacement of lines of ``source``.

    None for a fix that writes another file, that reaches over more than LONGEST lines or LARGEST characters, or whose
    lines would show a literal secret.
    """
    if fix is None or not fix.edits or not source.text or any(edit.path != source.path for edit in fix.edits):
        return None
    first, last = _lines_of(fix.edits, source)
    starts = source.line_starts
    end = starts[last] if last < len(starts) else len(source.text)
    if last - first >= LONGEST or end - starts[first - 1] > LARGEST:
        return None
    block, text = _replaced(fix.edits, source, first, last)
    if text and block.end < len(source.text) and not text.endswith("\n"):
        last += 1  # the last line's end was taken away, so the next line is joined to it
        block, text = _replaced(fix.edits, source, first, last)
    if _shows_secret(fix.edits, block, mask):
        return None
    return _trimmed(_split(source.text[block.start : block.end]), _split(text), first)


def _lines_of(edits: Sequence[Edit], source: Source) -> tuple[int, int]:
    start = min(edit.span.start for edit in edits)
    end = max(edit.span.end for edit in edits)
    first, last = source.position(start).line, source.position(end).line
    if last > first and end == source.line_starts[last - 1]:
        inserts_here = any(edit.span.start == end and edit.text for edit in edits)
        if not inserts_here or end == len(source.text):
            last -= 1
    elif end == source.line_starts[last - 1] == len(source.text) and last > 1:
        first = last = last - 1  # after the last line, which stands for the insertion
    return first, last


def _replaced(edits: Sequence[Edit], source: Source, first: int, last: int) -> tuple[Span, str]:
    starts = source.line_starts
    start = starts[first - 1]
    end = starts[last] if last < len(starts) else len(source.text)
    moved = [edit._replace(span=Span(edit.span.start - start, edit.span.end - start)) for edit in edits]
    return Span(start, end), apply_edits(source.text[start:end], moved)


def _shows_secret(edits: Sequence[Edit], block: Span, mask: Mask) -> bool:
    kept = (span for span in mask.within(*block) if not any(edit.span.contains(span) for edit in edits))
    return any(kept) or mask.are_in(edits)


def _split(text: str) -> list[str]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return [line.rstrip("\r") for line in lines]


def _trimmed(old: list[str], new: list[str], first: int) -> Suggestion | None:
    """Without equal lines at both ends, as far as a line remains to be replaced."""
    last = first + len(old) - 1
    while len(old) > 1 and new and old[0] == new[0]:
        del old[0], new[0]
        first += 1
    while len(old) > 1 and new and old[-1] == new[-1]:
        del old[-1], new[-1]
        last -= 1
    return Suggestion(first, last, tuple(new)) if old != new else None
