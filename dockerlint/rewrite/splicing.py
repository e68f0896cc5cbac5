"""Replacing and inserting text by its place in an instruction's logical text."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import has_comment_within
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.reading import MISREAD, read_back
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Source


def replace_logical(source: Source, escape: str, instruction: Instruction, start: int, end: int, text: str) -> Outcome:
    """``logical.text[start:end]`` becomes ``text`` (one line).  Continuations within go; a comment within refuses."""
    span = instruction.logical.span(start, end)
    if "\n" in text or "\r" in text:
        return Refusal("the new text has several lines")
    if has_comment_within(source, instruction, span):
        return Refusal("a comment stands within the text to change")
    edit = Edit(source.path, span, text)
    after = read_back(source, escape, instruction, (edit,))
    logical = instruction.logical.text
    if after is None or after.logical.text != logical[:start] + text + logical[end:]:
        return Refusal(MISREAD)
    return (edit,)


def insert_logical(source: Source, escape: str, instruction: Instruction, at: int, text: str) -> Outcome:
    """``text`` (one line) comes before logical character ``at``; behind the last one for ``len(logical.text)``."""
    logical = instruction.logical.text
    if at >= len(logical) > 0:
        end = instruction.logical.offset(len(logical) - 1) + 1
        if "\n" in text or "\r" in text:
            return Refusal("the new text has several lines")
        edit = Edit(source.path, Span(end, end), text)
        after = read_back(source, escape, instruction, (edit,))
        return (edit,) if after is not None and after.logical.text == logical + text else Refusal(MISREAD)
    return replace_logical(source, escape, instruction, at, at, text)
