"""Several rewrites of one instruction, each on what the one before made of it."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import outer_span
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.reading import MISREAD
from dockerlint.syntax import parse
from dockerlint.text import Edit, Source, Span, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction

    Rewrite: TypeAlias = Callable[[Source, str, Instruction], Outcome]


def in_turn(source: Source, escape: str, instruction: Instruction, *rewrites: Rewrite) -> Outcome:
    """One edit that does what the rewrites do one after the other; the first Refusal if there is one.

    The first is called with ``source`` and ``instruction``, each further one with the instruction read anew: values
    with file offsets (pairs, words, spans) are then stale, but commands of a Script stay right as long as the text
    that they were read from is unchanged.  Once the instruction is gone the rest is not called.
    """
    where = outer_span(source, instruction)
    before = source.text[where.start : where.end]
    head = f"# escape={escape}{source.newline_at(where.start)}"
    after, current, shift = before, source, where.start
    for rewrite in rewrites:
        outcome = rewrite(current, escape, instruction)
        if isinstance(outcome, Refusal):
            return outcome
        local = [Edit("", Span(edit.span.start - shift, edit.span.end - shift), edit.text) for edit in outcome]
        if any(edit.span.start < 0 or edit.span.end > len(after) for edit in local):
            return Refusal(MISREAD)
        after = apply_edits(after, local)
        current, shift = Source(head + after, source.path), len(head)
        instructions = parse(current.text).instructions
        if not instructions:
            break
        instruction = instructions[0]
    return _difference(source.path, where.start, before, after)


def _difference(path: str, start: int, before: str, after: str) -> tuple[Edit, ...]:
    """The edit of what lies between the common head and the common tail."""
    if before == after:
        return ()
    most = min(len(before), len(after))
    head = next((at for at in range(most) if before[at] != after[at]), most)
    tail = next((at for at in range(most - head) if before[-1 - at] != after[-1 - at]), most - head)
    return (Edit(path, Span(start + head, start + len(before) - tail), after[head : len(after) - tail]),)
