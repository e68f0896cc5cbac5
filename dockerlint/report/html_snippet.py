"""The lines of a finding in the HTML report, its places marked and its secrets masked."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from dockerlint.engine.masking import MASK
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.report.plain import visible
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.engine.masking import Mask
    from dockerlint.finding import Finding
    from dockerlint.text import Source

WIDTH = 400  # characters of a long line around its marks
LINES = 12  # of one place; a span over more is cut


class _Mark(NamedTuple):
    span: Span
    is_primary: bool


def html_snippet(finding: Finding, source: Source, mask: Mask) -> Iterator[str]:
    """A ``pre`` with every line that the finding or its trace touches."""
    marks = [_Mark(finding.span, True)]
    for related in finding.related:
        if (not related.path or related.path == finding.path) and related.span != finding.span:
            marks.append(_Mark(related.span, False))
    by_line: dict[int, list[_Mark]] = {}
    for mark in marks:
        first, last = (
            source.position(mark.span.start).line,
            source.position(max(mark.span.end - 1, mark.span.start)).line,
        )
        for line in range(first, min(last, first + LINES - 1) + 1):
            by_line.setdefault(line, []).append(mark)
    rows = []
    previous = 0
    for line in sorted(by_line):
        if previous and line > previous + 1:
            rows.append('<span class="line gap"><b></b><span>⋯</span></span>')
        rows.append(f'<span class="line"><b>{line}</b><span>{_line(source, line, by_line[line], mask)}</span></span>')
        previous = line
    yield f"<pre>{''.join(rows)}</pre>"


def _line(source: Source, line: int, marks: list[_Mark], mask: Mask) -> str:
    start = source.line_starts[line - 1]
    end = source.line_starts[line] - 1 if line < len(source.line_starts) else len(source.text)
    spans = [Span(max(mark.span.start, start), min(mark.span.end, end)) for mark in marks]
    left = start
    if max(span.end for span in spans) > start + WIDTH:
        left = max(start, min(span.start for span in spans) - WIDTH // 4)
    right = min(end, left + WIDTH)
    masked = mask.within(left, right)
    cuts = {left, right}
    for span in (*spans, *masked):
        cuts.update(at for at in span if left < at < right)
    ordered = sorted(cuts)
    text = "".join(_piece(source.text, Span(at, until), marks, masked) for at, until in pairwise(ordered))
    return ("…" if left > start else "") + text + ("…" if right < end else "")


def _piece(text: str, piece: Span, marks: list[_Mark], masked: list[Span]) -> str:
    inside = next((span for span in masked if span.contains(piece)), None)
    if inside is None:
        shown = escape(visible(text[piece.start : piece.end]).replace("\r", ""))
    else:
        shown = f"<i>{MASK}</i>" if piece.start == inside.start else ""
    if not shown:
        return ""
    covering = [mark for mark in marks if mark.span.start <= piece.start and piece.end <= mark.span.end]
    if not covering:
        return shown
    return (
        f'<mark class="primary">{shown}</mark>'
        if any(mark.is_primary for mark in covering)
        else f"<mark>{shown}</mark>"
    )
