"""How an instruction stands in the file: its physical lines, their indentation, their line ends."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Source

BLANKS = " \t"


class Line(NamedTuple):
    """A physical line of an instruction.  ``code`` is what it gives to the logical text, None for a comment or blank.

    ``span`` begins at the line's first character and ends behind its line end.
    """

    span: Span
    code: Span | None


def lines_of(source: Source, instruction: Instruction) -> Iterator[Line]:
    """The physical lines from the first word's to that of the last argument, without here-document bodies."""
    text = source.text
    starts = source.line_starts
    first = source.position(instruction.logical.offset(0)).line
    last = source.position(max(instruction.text_span.end - 1, instruction.keyword_span.start)).line
    segments = instruction.logical.segments
    at = 0
    for number in range(first, last + 1):
        start = starts[number - 1]
        end = starts[number] if number < len(starts) else len(text)
        code = None
        while at < len(segments) and segments[at][1] < end:
            _, file, length = segments[at]
            code = Span(code.start if code is not None else file, file + length)
            at += 1
        yield Line(Span(start, end), code)


def outer_span(source: Source, instruction: Instruction) -> Span:
    """The whole lines an instruction stands on; those of the ONBUILD around it when it is an inner one."""
    start = instruction.span.start
    return Span(1 if start == 0 and source.text.startswith("\ufeff") else start, instruction.span.end)


def leading_blanks(text: str, start: int) -> str:
    """The spaces and tabs that ``text`` has from ``start`` on."""
    end = start
    while end < len(text) and text[end] in BLANKS:
        end += 1
    return text[start:end]


def continuation_indent(source: Source, instruction: Instruction) -> str:
    """The indentation for a further line: that of its lines that begin a command, else of its second line, else 4 more.

    Lines that begin a command come first, because arguments are often indented deeper than the commands they belong to.
    """
    text = source.text
    arguments = instruction.logical.offset(instruction.args_start)
    opens = False
    second = None
    for number, line in enumerate(line for line in lines_of(source, instruction) if line.code is not None):
        assert line.code is not None
        content = text[line.code.start : line.code.end].strip()
        if number and content:
            indent = leading_blanks(text, line.span.start)
            if opens or content.startswith(("&&", "||", ";")):
                return indent
            second = indent if second is None else second
        opens = content.endswith(("&&", "||", ";")) or line.span.end <= arguments
    if second is not None:
        return second
    return leading_blanks(text, text.rfind("\n", 0, instruction.keyword_span.start) + 1) + " " * 4


def pieces(instruction: Instruction, start: int, end: int) -> list[Span]:
    """The file spans that spell ``logical.text[start:end]``, one for each physical line they stand on."""
    found = []
    for logical, file, length in instruction.logical.segments:
        low, high = max(start, logical), min(end, logical + length)
        if low < high:
            found.append(Span(file + low - logical, file + high - logical))
    return found


def has_comment_within(source: Source, instruction: Instruction, span: Span) -> bool:
    """Whether a comment line of the instruction's continuations stands in ``span``."""
    return any(
        line.code is None and span.overlaps(line.span) and source.text[line.span.start : line.span.end].strip()
        for line in lines_of(source, instruction)
    )


def innermost(instruction: Instruction) -> Instruction:
    """The instruction that ONBUILD holds; any other is itself.  Both share one logical text."""
    return instruction if instruction.inner is None else innermost(instruction.inner)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch joined."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found
