"""Removing whole instructions, keys of ENV, ARG and LABEL, and words of COPY and ADD."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.cutting import cut
from dockerlint.rewrite.layout import has_comment_within, innermost, outer_span
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.reading import MISREAD, read_back
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Instruction, Pair
    from dockerlint.text import Source


def remove_instruction(source: Source, instruction: Instruction) -> tuple[Edit, ...]:
    """All lines of the instruction go, comments within it and here-documents too, and the ONBUILD around it."""
    return (Edit(source.path, outer_span(source, instruction), ""),)


def remove_pairs(source: Source, escape: str, instruction: Instruction, pairs: Sequence[Pair]) -> Outcome:
    """Several keys of one instruction go at once; the instruction goes when none is left."""
    holder = innermost(instruction)
    gone = {pair.span for pair in pairs}
    rest = [pair for pair in holder.pairs if pair.span not in gone]
    if not rest:
        return remove_instruction(source, instruction)
    return cut(source, escape, holder, gone)


def remove_words(source: Source, escape: str, instruction: Instruction, words: Sequence[Span]) -> Outcome:
    """The words (or JSON elements) of these file spans go."""
    holder = innermost(instruction)
    if any(heredoc.word in words for heredoc in holder.heredocs):
        return Refusal("one of the sources is a here-document")
    if holder.json is None:
        return cut(source, escape, holder, words)
    places = holder.json_spans
    keep = [place for place in places if place not in words]
    if not keep or not all(word in places for word in words):
        return Refusal("nothing would be left of the list")
    if has_comment_within(source, holder, Span(places[0].start, places[-1].end)):
        return Refusal("a comment stands within the list")
    edits = []
    for number, place in enumerate(places):
        if place in words:
            follows = number + 1 < len(places) and any(later in keep for later in places[number:])
            if follows:
                edits.append(Edit(source.path, Span(place.start, places[number + 1].start), ""))
            else:
                edits.append(Edit(source.path, Span(places[number - 1].end, place.end), ""))
    after = read_back(source, escape, holder, edits)
    expected = tuple(value for value, place in zip(holder.json, places, strict=True) if place in keep)
    if after is None or after.json != expected:
        return Refusal(MISREAD)
    return tuple(edits)
