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


_LONG = 8_192  # characters of an instruction of which only the head is read back
_AHEAD = 1_024  # characters behind the last edit that belong to it


def read_back(
    source: Source, escape: str, instruction: Instruction, edits: Iterable[Edit], end: int | None = None
) -> Instruction | None:
    """The (innermost) instruction as it reads with ``edits`` made, None when that is not one sound instruction.

    With ``end``, the start of one of its lines, as if the file ended there.
    """
    start, end = instruction.logical.offset(0), instruction.span.end if end is None else end
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
    end = None
    cut = _cut(instruction, edits)
    if cut is not None and text.endswith(instruction.logical.text[cut[0] :]):
        text, end = text[: len(text) - len(instruction.logical.text) + cut[0]], cut[1]
    after = read_back(source, escape, instruction, edits, end)
    if after is None or after.keyword != instruction.keyword or after.logical.text.split() != text.split():
        return Refusal(MISREAD)
    bodies = [heredoc.text for heredoc in instruction.heredocs] if heredocs is None else list(heredocs)
    if [heredoc.text for heredoc in after.heredocs] != bodies:
        return Refusal(MISREAD)
    return edits


def _cut(instruction: Instruction, edits: tuple[Edit, ...]) -> tuple[int, int] | None:
    """The logical and the file offset of a line well behind the edits, from which on nothing can read differently.

    In a RUN each line gives its own part of the text, whatever stands before it.  None for a short one, and where the
    end of the text counts: for a JSON form and for here-documents.
    """
    text = instruction.logical.text
    added = "".join(edit.text for edit in edits)
    if len(text) < _LONG or instruction.keyword != "RUN" or instruction.args.startswith("["):
        return None
    if "<<" in text or "<<" in added or "[" in added:
        return None
    least = max(edit.span.end for edit in edits) + _AHEAD
    return next(((logical, file) for logical, file, _ in instruction.logical.segments if file >= least), None)
