"""Reading a shell text of which an earlier state is known: only what stands around the change is read anew.

A long RUN is one text, and reading all of it after every key pressed would take an editor longer than all else.  The
statements of its outermost list before the change stay as they are; those behind it move.  What is between is read
together with a whole statement behind it: when that comes out as it was, the rest would too.
Here-documents, and whatever has the grammar in doubt, are read as a whole.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell.moving import Move, move_block, move_command
from dockerlint.shell.reader import Reader
from dockerlint.shell.scope import Numbers, Scope
from dockerlint.shell.script import Block, Script
from dockerlint.text import common_prefix, common_suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell.script import Command


class _Cut(NamedTuple):
    """Where a statement of the outermost list starts, with its first command, list and pipeline by number."""

    start: int
    command: int
    block: int
    pipeline: int


def read_again(before: Script, text: str) -> Script | None:
    """The commands of ``text`` by what is known of ``before``; None where it has to be read as a whole."""
    if before.error is not None or "<<" in text or "<<" in before.text:
        return None
    old, delta = before.text, len(text) - len(before.text)
    changed = common_prefix(old, text)
    kept = min(common_suffix(old, text), len(old) - changed, len(text) - changed)
    cuts = list(_cuts(before))
    starts = [cut.start for cut in cuts]
    first = max(_last_below(starts, changed) - 1, 0)
    last = _last_below(starts, len(old) - kept - 1) + 2
    start, end = cuts[first], cuts[last] if last < len(cuts) else None
    numbers = Numbers()
    numbers.blocks += before.blocks[: start.block]
    numbers.pipeline = start.pipeline
    found: list[Command] = []
    stop = end.start + delta if end is not None else len(text)
    try:
        reader = Reader(text[start.start : stop], start.start, numbers)
        if reader.error_at is None:
            reader.read_statements(
                Scope(0, 0, False, False, True), found, joiner=";" if first else "", more=end is not None
            )
    except RecursionError:
        return None
    if reader.error_at is not None or not found:
        return None
    commands, blocks = (*before.commands[: start.command], *found), numbers.blocks
    if end is not None:
        move = Move(delta, len(blocks) - end.block, numbers.pipeline - end.pipeline)
        behind = before.commands[cuts[last - 1].command :]
        if any(move):
            behind = tuple([move_command(each, move) for each in behind])
        checked = end.command - cuts[last - 1].command
        if len(found) <= checked or tuple(found[-checked:]) != behind[:checked]:
            return None
        commands = (*commands, *behind[checked:])
        blocks += [move_block(each, move) for each in before.blocks[end.block :]]
    blocks[0] = Block("script", 0, len(text), 0, len(text))
    return Script(text, commands, None, tuple(blocks), None)


def _cuts(script: Script) -> Iterator[_Cut]:
    """The start of the script, and the simple commands of the outermost list that begin another statement."""
    yield _Cut(0, 0, 1, 0)
    blocks = script.blocks
    block = 1
    for index, command in enumerate(script.commands):
        if command.list_id == 0 and command.joiner == ";":
            while block < len(blocks) and blocks[block].start < command.start:
                block += 1
            yield _Cut(command.start, index, block, command.pipeline)


def _last_below(starts: list[int], limit: int) -> int:
    """The index of the last start that is not behind ``limit``, -1 where all are."""
    from bisect import bisect_right

    return bisect_right(starts, limit) - 1
