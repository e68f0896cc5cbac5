"""Source lines with the steps of a trace underlined, as rustc shows them."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.report.cells import Cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.engine.masking import Mask
    from dockerlint.finding import Finding
    from dockerlint.report.cells import Window
    from dockerlint.report.paint import Paint
    from dockerlint.text import Source, Span


class Mark(NamedTuple):
    """An underlined stretch of one line, in columns, with what is said of it."""

    first: int
    last: int
    message: str
    is_primary: bool


def draw_snippet(finding: Finding, source: Source, mask: Mask, paint: Paint, width: int) -> Iterator[str]:
    """The lines that ``finding`` and its trace touch, numbered and marked; other files' steps are left out."""
    cells: dict[int, Cells] = {}
    marks: dict[int, list[Mark]] = {}
    for span, message, is_primary in _places(finding):
        line = source.position(min(span.start, len(source.text))).line
        shown = cells.setdefault(line, Cells(source, mask, line))
        mark = Mark(*shown.columns(span.start, span.end), message, is_primary)
        if mark not in marks.setdefault(line, []):
            marks[line].append(mark)
    gutter = len(str(max(marks)))
    frame = paint("frame", " " * gutter + " |")
    yield frame
    previous = None
    for line in sorted(marks):
        if previous is not None and line - previous == 2:
            between = Cells(source, mask, previous + 1)
            yield _numbered(previous + 1, between.window(0, 0, width).text, gutter, paint)
        elif previous is not None and line - previous > 2:
            yield paint("frame", "...")
        of_line = marks[line]
        window = cells[line].window(min(mark.first for mark in of_line), max(mark.last for mark in of_line), width)
        yield _numbered(line, window.text, gutter, paint)
        for row in _underline([_moved(mark, window) for mark in of_line], paint):
            yield f"{frame} {row}"
        previous = line


def _places(finding: Finding) -> Iterator[tuple[Span, str, bool]]:
    own = [related for related in finding.related if not related.path or related.path == finding.path]
    message = next((related.message for related in own if related.span == finding.span), "")
    yield finding.span, message, True
    for related in own:
        if related.span != finding.span:
            yield related.span, related.message, False


def _moved(mark: Mark, window: Window) -> Mark:
    """The mark where the window shows it; one beyond its edge stays at the edge."""
    first = min(max(mark.first - window.shift, 0), window.width)
    last = min(mark.last - window.shift, max(window.width, first + 1))
    return mark._replace(first=first, last=max(last, first + 1))


def _numbered(line: int, text: str, gutter: int, paint: Paint) -> str:
    return f"{paint('frame', f'{line:>{gutter}} |')} {text}".rstrip()


def _underline(marks: list[Mark], paint: Paint) -> Iterator[str]:
    """Rows below a line: all underlines with the last mark's message, then the others' messages from right to left."""
    marks = sorted(marks, key=lambda mark: (mark.first, mark.last))
    last = marks[-1]
    inline = last if last.message and all(mark.last <= last.last for mark in marks) else None
    yield _tilde_row(marks, paint) + (" " + paint(_style(inline), inline.message) if inline is not None else "")
    waiting = [mark for mark in marks if mark.message and mark is not inline]
    first = True
    while waiting:
        if first:
            yield _bars(waiting, paint)
        mark = waiting.pop()
        before = [each for each in waiting if each.first < mark.first]
        yield _bars(before, paint, mark.first) + paint(_style(mark), mark.message)
        first = False


def _tilde_row(marks: list[Mark], paint: Paint) -> str:
    end = max(mark.last for mark in marks)
    row: list[str] = [" "] * end
    for mark in sorted(marks, key=lambda mark: mark.is_primary):
        row[mark.first : mark.last] = ["^" if mark.is_primary else "-"] * (mark.last - mark.first)
    painted, at = "", 0
    while at < end:
        run = at
        while run < end and row[run] == row[at]:
            run += 1
        text = "".join(row[at:run])
        painted += text if row[at] == " " else paint("primary" if row[at] == "^" else "step", text)
        at = run
    return painted


def _bars(marks: list[Mark], paint: Paint, width: int = 0) -> str:
    row, at = "", 0
    for mark in marks:
        if mark.first >= at:
            row += " " * (mark.first - at) + paint(_style(mark), "|")
            at = mark.first + 1
    return row + " " * max(width - at, 0)


def _style(mark: Mark) -> str:
    return "primary" if mark.is_primary else "step"
