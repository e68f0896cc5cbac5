"""Removing commands and arguments from what a RUN runs, so that the rest means the same."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.chains import Chain
from dockerlint.rewrite.cutting import cut
from dockerlint.rewrite.layout import BLANKS, innermost, merged, pieces
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.reading import MISREAD, read_back
from dockerlint.rewrite.removal import remove_instruction
from dockerlint.rewrite.splicing import replace_logical
from dockerlint.text import Edit, Span, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.shell.script import Command, Script
    from dockerlint.syntax.items import Heredoc, Instruction
    from dockerlint.text import Source


def remove_commands(
    source: Source, escape: str, run: Instruction, script: Script, commands: Sequence[Command]
) -> Outcome:
    """Several commands go, a pipeline only as a whole.  ``script`` was read from the RUN's arguments or here-document.

    What is left runs as before, given that the removed commands succeeded: ``true`` takes the place of one whose exit
    status was that of its list.
    """
    inner = innermost(run)
    body = body_of(inner, script)
    text = script.text if body is not None else inner.args
    if script.error is not None or not script.text.startswith(text) or inner.json is not None:
        return Refusal("the shell text could not be read")
    units = _units(script, commands)
    if isinstance(units, Refusal):
        return units
    chain = Chain(text, _line_starts(inner, text, body))
    for start, end, depth in units:
        if end > len(text):
            return Refusal("the shell text could not be read")
        refusal = chain.take(start, end, depth)
        if refusal is not None:
            return refusal
    if body is not None:
        lines = _heredoc_lines(text, commands)
        if isinstance(lines, Refusal):
            return lines
        chain.drop(lines)
    if chain.is_empty:
        return remove_instruction(source, run)
    if body is not None:
        return _from_body(source, escape, inner, body, chain.gone, chain.succeeding)
    return _from_arguments(source, escape, inner, chain.gone, chain.succeeding)


def body_of(run: Instruction, script: Script) -> Heredoc | None:
    """The here-document of ``run`` whose body ``script`` is, None when it is the text of the arguments."""
    if script.text.startswith(run.args):
        return None
    return next((heredoc for heredoc in run.heredocs if heredoc.text == script.text), None)


def _units(script: Script, commands: Sequence[Command]) -> list[tuple[int, int, int]] | Refusal:
    """Start, end and depth of what goes: whole pipelines, in order."""
    units = []
    for pipeline in {command.pipeline for command in commands}:
        chosen = [command for command in commands if command.pipeline == pipeline]
        members = [command for command in script.commands if command.pipeline == pipeline]
        if any(block.pipeline == pipeline for block in script.blocks) or any(each not in chosen for each in members):
            return Refusal("it is part of a pipeline")
        if any(each not in members or each.negated or not each.verbatim for each in chosen):
            return Refusal("what it gives is used by another command")
        if any(script.blocks[each.list_id].kind in ("for", "select", "case") for each in chosen):
            return Refusal("it is the head of a loop or case")
        first = min(members, key=lambda command: command.start)
        units.append((first.start, max(command.end for command in members), first.depth))
    return sorted(units)


def _heredoc_lines(text: str, commands: Iterable[Command]) -> list[Span] | Refusal:
    """The lines of the here-documents that the commands read, those of the delimiters included."""
    found = []
    for command in commands:
        for redirect in command.redirects:
            if redirect.heredoc is not None:
                end = text.find("\n", redirect.heredoc.end)
                found.append(Span(redirect.heredoc.start, len(text) if end < 0 else end + 1))
            elif redirect.operator in ("<<", "<<-"):
                return Refusal("its here-document could not be read")
    return found


def _line_starts(run: Instruction, text: str, body: Heredoc | None) -> list[int]:
    """The offsets of ``text`` at which a physical line begins."""
    if body is None:
        return [0, *(start - run.args_start for start, _, _ in run.logical.segments if start > run.args_start)]
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]


def _from_arguments(
    source: Source, escape: str, run: Instruction, gone: Sequence[Span], succeeding: Sequence[Span]
) -> Outcome:
    base = run.args_start
    edits: tuple[Edit, ...] = ()
    for span in succeeding:
        replaced = replace_logical(source, escape, run, base + span.start, base + span.end, "true")
        if isinstance(replaced, Refusal):
            return replaced
        edits += replaced
    if not gone:
        return edits
    spans = [piece for span in gone for piece in pieces(run, base + span.start, base + span.end)]
    dropped = [heredoc for heredoc in run.heredocs if any(span.overlaps(heredoc.word) for span in spans)]
    rest = cut(source, escape, run, spans, dropped)
    return rest if isinstance(rest, Refusal) else edits + rest


def _from_body(
    source: Source, escape: str, run: Instruction, body: Heredoc, gone: Sequence[Span], succeeding: Sequence[Span]
) -> Outcome:
    text = body.text
    local = [Edit("", _widened(text, span), "") for span in _joined(text, gone)]
    local += [Edit("", span, "true") for span in succeeding]
    place = _places(source.text[body.body.start : body.body.end], body)
    edits = [Edit(source.path, place(edit.span), edit.text) for edit in local]
    after = read_back(source, escape, run, edits)
    expected = [apply_edits(text, local) if heredoc is body else heredoc.text for heredoc in run.heredocs]
    if after is None or [heredoc.text for heredoc in after.heredocs] != expected:
        return Refusal(MISREAD)
    return tuple(edits)


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans in order; those with only blanks between are one."""
    found: list[Span] = []
    for span in merged(spans):
        if found and not text[found[-1].end : span.start].strip(BLANKS):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found


def _widened(text: str, span: Span) -> Span:
    """The span with the blanks around it that are too many once it goes; whole lines when they would be left empty."""
    first = text.rfind("\n", 0, span.start) + 1
    if text[span.end - 1 : span.end] == "\n":
        return span
    last = text.find("\n", span.end)
    last = len(text) if last < 0 else last
    head, tail = text[first : span.start], text[span.end : last]
    if not (head + tail).strip(" \t\r\\"):
        return Span(first, min(last + 1, len(text)))
    if not tail.strip(" \t\r"):
        return Span(span.start - (len(head) - len(head.rstrip(BLANKS))), span.end)
    if not head or head[-1] in BLANKS:
        return Span(span.start, span.end + len(tail) - len(tail.lstrip(BLANKS)))
    return span


def _places(raw: str, body: Heredoc) -> Callable[[Span], Span]:
    """The way from spans of the here-document's text to spans of the file; lines that go take their tabs along."""
    starts, offsets, at, text_at = [], [], 0, 0
    for line in raw.split("\n") if body.strip_tabs else [raw]:
        tabs = len(line) - len(line.lstrip("\t")) if body.strip_tabs else 0
        starts.append(text_at)
        offsets.append(at + tabs)
        at += len(line) + 1
        text_at += len(line) + 1 - tabs

    def place(offset: int, whole: bool) -> int:
        index = bisect_right(starts, offset) - 1
        found = offsets[index] + offset - starts[index]
        return body.body.start + (raw.rfind("\n", 0, found) + 1 if whole and offset == starts[index] else found)

    def place_span(span: Span) -> Span:
        whole = body.strip_tabs and (body.text[span.end - 1 : span.end] == "\n")
        return Span(place(span.start, whole), place(span.end, whole))

    return place_span
