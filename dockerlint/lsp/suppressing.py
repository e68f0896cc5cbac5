"""The edits that tell dockerlint to be silent, by the comments that the engine understands (engine/suppress.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.engine.check import SYNTAX_CODE
from dockerlint.text import Edit, Source, Span

if TYPE_CHECKING:
    from dockerlint.finding import Finding
    from dockerlint.syntax.items import Instruction, Parsed

_BYTE_ORDER_MARK = "\ufeff"


def suppress_here(finding: Finding, parsed: Parsed) -> Edit | None:
    """A comment above the finding: within a continuation for that line alone, else for the whole instruction.

    None where no comment would reach the finding: outside of instructions, and for what BuildKit itself refuses.
    """
    instruction = _instruction_at(finding.span.start, parsed)
    if instruction is None or finding.code == SYNTAX_CODE:
        return None
    text = parsed.text
    at = _line_start(text, finding.span.start)
    if not _is_continued_line(at, instruction):
        at = _line_start(text, instruction.keyword_span.start)
    line_end = text.find("\n", at)
    line = text[at : line_end if line_end >= 0 else len(text)]
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return _comment(finding, text, at, f"{indent}# dockerlint: ignore[{finding.name}]")


def suppress_in_file(finding: Finding, parsed: Parsed) -> Edit | None:
    """A comment for the whole file, behind its directives, which have to come first."""
    if finding.code == SYNTAX_CODE:
        return None
    at = len(_BYTE_ORDER_MARK) if parsed.text.startswith(_BYTE_ORDER_MARK) else 0
    for item in parsed.items:
        if item.kind == "directive":
            at = item.span.end
    return _comment(finding, parsed.text, at, f"# dockerlint: ignore-file[{finding.name}]")


def _comment(finding: Finding, text: str, at: int, comment: str) -> Edit:
    newline = Source(text, "").newline_at(at)
    starts_line = at == 0 or text[at - 1] in ("\n", _BYTE_ORDER_MARK)
    return Edit(finding.path, Span(at, at), f"{comment}{newline}" if starts_line else f"{newline}{comment}{newline}")


def _instruction_at(offset: int, parsed: Parsed) -> Instruction | None:
    return next((each for each in parsed.instructions if each.span.start <= offset < each.span.end), None)


def _is_continued_line(line_start: int, instruction: Instruction) -> bool:
    """Whether a comment may stand above the line and be no part of the instruction's text."""
    if line_start <= instruction.keyword_span.start or line_start >= instruction.text_span.end:
        return False
    return not any(comment.span.start <= line_start < comment.span.end for comment in instruction.comments)


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1
