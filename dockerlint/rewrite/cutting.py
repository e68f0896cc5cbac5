"""Taking text out of an instruction: lines that are left empty go wholly, comments stay, the last line ends no more
in a continuation.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import BLANKS, lines_of, merged
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.reading import confirmed
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.rewrite.layout import Line
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Heredoc, Instruction
    from dockerlint.text import Source


def cut(
    source: Source, escape: str, instruction: Instruction, spans: Iterable[Span], dropped: Sequence[Heredoc] = ()
) -> Outcome:
    """Edits that take the code of ``spans`` (file offsets) out of the instruction, with the blanks then too many.

    The bodies of the ``dropped`` here-documents go as well.
    """
    lines = [_Kept(source.text, line, instruction) for line in lines_of(source, instruction)]
    gone = merged(spans)
    for line in lines:
        line.remove(gone)
    code = [number for number, line in enumerate(lines) if line.code is not None]
    left = [number for number in code if lines[number].first is not None]
    arguments = instruction.logical.offset(instruction.args_start)
    if not left or lines[left[-1]].last < arguments:
        return Refusal("nothing would be left of the instruction")
    last = left[-1]
    deletions = [deletion for line in lines[: last + 1] for deletion in line.deletions()]
    if last < code[-1] or lines[last].ends_removed:
        deletions.append(Span(lines[last].last + 1, lines[last].newline))
    deletions += [lines[number].span for number in code if number > last]
    deletions += _pulled_up(lines, left, arguments)
    deletions += [Span(heredoc.body.start, heredoc.end.end) for heredoc in dropped]
    places = _without_last_line_end(source.text, merged(deletions))
    edits = tuple(Edit(source.path, span, "") for span in places if span.start < span.end)
    kept = "".join(line.kept_text() for line in lines)
    bodies = [heredoc.text for heredoc in instruction.heredocs if heredoc not in dropped]
    return confirmed(source, escape, instruction, edits, kept, bodies)


def _pulled_up(lines: Sequence[_Kept], left: Sequence[int], arguments: int) -> list[Span]:
    """The next line's text takes the place of arguments behind keyword and flags, unless a comment comes between."""
    opening = next(number for number, line in enumerate(lines) if arguments < line.span.end)
    first, later = lines[opening], [number for number in left if number > opening]
    if not first.removed or first.first is None or first.last >= arguments or not later:
        return []
    following = lines[later[0]]
    if following.first is None or any(line.code is None for line in lines[opening : later[0]]):
        return []
    return [Span(arguments, following.first)]


def _without_last_line_end(text: str, spans: list[Span]) -> list[Span]:
    """Where a last line without a line end goes, the line end before it goes instead: the file still has none."""
    if spans and spans[-1].end == len(text) and not text.endswith("\n"):
        start = spans[-1].start
        if start and text[start - 1] == "\n":
            start -= 2 if text[:start].endswith("\r\n") else 1
            return merged([*spans[:-1], Span(start, len(text))])
    return spans


class _Kept:
    """A physical line with what is removed from it.  ``first`` and ``last`` are its outermost kept characters."""

    __slots__ = ("code", "ends_removed", "first", "last", "newline", "removed", "span", "text")

    def __init__(self, text: str, line: Line, instruction: Instruction) -> None:
        self.text = text
        self.span = line.span
        self.code = line.code
        self.newline = line.span.start + len(text[line.span.start : line.span.end].rstrip("\r\n"))
        self.removed: list[Span] = []
        self.first: int | None = None
        self.last = -1
        self.ends_removed = False
        if line.code is not None and line.span.start < instruction.keyword_span.start:
            self.span = Span(instruction.keyword_span.start, line.span.end)

    def remove(self, gone: list[Span]) -> None:
        if self.code is None:
            return
        for span in gone:
            start, end = max(span.start, self.code.start), min(span.end, self.code.end)
            if start < end:
                if self.removed and not self.text[self.removed[-1].end : start].strip(BLANKS):
                    start = self.removed.pop().start
                self.removed.append(Span(start, end))
        kept = [span for span in self._kept() if self.text[span.start : span.end].strip(BLANKS)]
        if kept:
            head = self.text[kept[0].start : kept[0].end]
            tail = self.text[kept[-1].start : kept[-1].end]
            self.first = kept[0].end - len(head.lstrip(BLANKS))
            self.last = kept[-1].start + len(tail.rstrip(BLANKS)) - 1
            self.ends_removed = bool(self.removed) and self.removed[-1].start > self.last

    def _kept(self) -> list[Span]:
        """The spans of the code that stay."""
        assert self.code is not None
        found, at = [], self.code.start
        for span in self.removed:
            found.append(Span(at, span.start))
            at = span.end
        return [*found, Span(at, self.code.end)]

    def kept_text(self) -> str:
        return "" if self.code is None else "".join(self.text[span.start : span.end] for span in self._kept())

    def deletions(self) -> list[Span]:
        """What goes from a line that is not behind the last one kept."""
        if self.code is None or not self.removed:
            return []
        if self.first is None:
            return [self.span]
        found = []
        for span in self.removed:
            end = span.end
            while self.text[span.start - 1] in BLANKS and end < self.code.end and self.text[end] in BLANKS:
                end += 1
            found.append(Span(span.start, end))
        return found
