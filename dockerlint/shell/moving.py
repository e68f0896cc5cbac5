"""Commands and lists of a shell text at other places than before, with other numbers."""

from __future__ import annotations

from dockerlint.record import NamedTuple
from dockerlint.shell.script import Assignment, Block, Command, Part, Redirect, Word

_new = tuple.__new__


class Move(NamedTuple):
    """What is added to offsets, to the numbers of lists other than the outermost, and to those of pipelines."""

    offset: int
    lists: int
    pipelines: int


def move_command(command: Command, move: Move) -> Command:
    offset = move.offset
    name, words, assignments, redirects, start, end, pipeline, stage, joiner, list_id, depth, *_ = command
    return Command(
        name,
        tuple([_word(each, move) for each in words]),
        tuple([_assignment(each, move) for each in assignments]) if assignments else (),
        tuple([_redirect(each, move) for each in redirects]) if redirects else (),
        start + offset,
        end + offset,
        pipeline + move.pipelines,
        stage,
        joiner,
        list_id and list_id + move.lists,
        depth,
        command.conditional,
        command.subshell,
        command.negated,
        command.verbatim,
    )


def move_block(block: Block, move: Move) -> Block:
    offset = move.offset
    return block._replace(
        start=block.start + offset,
        end=block.end + offset,
        body_start=block.body_start + offset,
        body_end=block.body_end + offset,
        parent=block.parent + move.lists if block.parent > 0 else block.parent,
        pipeline=block.pipeline + move.pipelines if block.pipeline >= 0 else -1,
        redirects=tuple([_redirect(each, move) for each in block.redirects]),
    )


def _word(word: Word, move: Move) -> Word:
    raw, start, end, parts = word
    offset = move.offset
    if len(parts) == 1:
        kind, text, begins, ends, quoted, operator, commands, quote, inner = parts[0]
        if not commands and not inner:  # nearly every word, of which a long script has many thousands
            part = _new(Part, (kind, text, begins + offset, ends + offset, quoted, operator, (), quote, ()))
            return _new(Word, (raw, start + offset, end + offset, (part,)))
    return Word(raw, start + offset, end + offset, tuple([_part(part, move) for part in parts]))


def _part(part: Part, move: Move) -> Part:
    kind, text, start, end, quoted, operator, commands, quote, inner = part
    offset = move.offset
    if commands or inner:
        commands = tuple([move_command(each, move) for each in commands])
        inner = tuple([_part(each, move) for each in inner])
    return Part(kind, text, start + offset, end + offset, quoted, operator, commands, quote, inner)


def _assignment(assignment: Assignment, move: Move) -> Assignment:
    name, value, start, end = assignment
    return Assignment(name, value and _word(value, move), start + move.offset, end + move.offset)


def _redirect(redirect: Redirect, move: Move) -> Redirect:
    operator, fd, target, heredoc, start, end = redirect
    return Redirect(
        operator,
        fd,
        target and _word(target, move),
        heredoc and _word(heredoc, move),
        start + move.offset,
        end + move.offset,
    )
