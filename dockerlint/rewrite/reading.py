"""Reading an edited instruction back, so that no rewrite is handed on whose result says something else than meant."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import innermost
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax import parse
from dockerlint.text import Edit, Span, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Source

MISREAD = "the changed instruction would be read differently"


def read_back(source: Source, escape: str, instruction: Instruction, edits: Iterable[Edit]) -> Instruction | None:
    """The (innermost) instruction as it reads with ``edits`` made, None when that is not one sound instruction."""
    start, end = instruction.logical.offset(0), instruction.span.end
    local = [Edit("", Span(edit.span.start - start, edit.span.end - start), edit.text) for edit in edits]
    if any(edit.span.start < 0 or edit.span.end > end - start for edit in local):
        return None
    parsed = parse(f"# escape={escape}\n" + apply_edits(source.text[start:end], local))
    if parsed.problems or len(parsed.instructions) != 1:
        return None
    return innermost(parsed.instructions[0])


def confirmed(
    source: Source,
    escape: str,
    instruction: Instruction,
    edits: tuple[Edit, ...],
    text: str,
    heredocs: Sequence[str] | None = None,
) -> Outcome:
    """``edits`` if they turn the logical text into ``text`` (blanks between words do not count), else a Refusal.

    ``heredocs`` are the bodies that the here-documents must then have; those of ``instruction`` by default.
    """
    after = read_back(source, escape, instruction, edits)
    if after is None or after.keyword != instruction.keyword or after.logical.text.split() != text.split():
        return Refusal(MISREAD)
    bodies = [heredoc.text for heredoc in instruction.heredocs] if heredocs is None else list(heredocs)
    if [heredoc.text for heredoc in after.heredocs] != bodies:
        return Refusal(MISREAD)
    return edits
