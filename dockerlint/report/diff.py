"""What fixes change, as a unified diff to read: literal secrets in it are masked, so it is not one to apply."""

from __future__ import annotations

from dockerlint.engine.literals import literals_in
from dockerlint.engine.masking import Mask
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.line_diff import hunks
from dockerlint.report.paint import printable
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import Change, FileResult
    from dockerlint.report.paint import Paint
    from dockerlint.text import Span

CONTEXT = 3  # lines
NO_LINE_END = "\n\\ No newline at end of file"


def report_diff(results: Iterable[FileResult], paint: Paint) -> Iterator[str]:
    """The lines of one diff over all changes."""
    for result in results:
        left = dict.fromkeys(each for found in result.fixed if found.fix is not None for each in found.fix.left)
        yield from (paint("place", f"# left as it is: {printable(each)}") for each in left)
        for change in result.changes:
            own = change.path == result.path
            old_spans = result.masked_before if own else tuple(literals_in(change.before or ""))
            new_spans = result.masked if own else tuple(literals_in(change.after))
            yield from _diff(change, old_spans, new_spans, paint)


def _diff(change: Change, old_spans: tuple[Span, ...], new_spans: tuple[Span, ...], paint: Paint) -> Iterator[str]:
    old, old_shown = _lines(change.before or "", old_spans)
    new, new_shown = _lines(change.after, new_spans)
    name = printable(change.path)
    yield paint("strong", "--- /dev/null" if change.before is None else f"--- {name}")
    yield paint("strong", f"+++ {name}")
    for hunk in hunks(old, new, CONTEXT):
        first, last = hunk[0], hunk[-1]
        place = f"-{_range(first.old_from, last.old_to)} +{_range(first.new_from, last.new_to)}"
        yield paint("place", f"@@ {place} @@")
        for block in hunk:
            if block.is_equal:
                yield from (f" {line}" for line in old_shown[block.old_from : block.old_to])
                continue
            yield from (paint("removed", f"-{line}") for line in old_shown[block.old_from : block.old_to])
            yield from (paint("added", f"+{line}") for line in new_shown[block.new_from : block.new_to])


def _lines(text: str, spans: tuple[Span, ...]) -> tuple[list[str], list[str]]:
    """The lines as they are, to compare, and as they are shown; the last one tells whether its line end is missing."""
    raw = text.split("\n")
    mask = Mask(Source(text, ""), spans)
    shown = [_safe(mask.line(number)) for number in range(1, len(raw) + 1)]
    if not raw[-1]:
        return raw[:-1], shown[:-1]
    return [*raw[:-1], raw[-1] + NO_LINE_END], [*shown[:-1], shown[-1] + NO_LINE_END]


def _safe(line: str) -> str:
    return "\t".join(printable(part) for part in line.split("\t"))


def _range(start: int, end: int) -> str:
    """A hunk's place as diff writes it: the first line from 1 (the line before for none), and how many."""
    length = end - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"
