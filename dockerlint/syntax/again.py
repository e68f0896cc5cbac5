"""Reading a text of which an earlier state is known: only the items around what has changed are read anew.

An editor has a whole file read after every key pressed.  The items before the change stay as they are.  What follows is
read until it comes upon an item that stands in the unchanged rest: from there on every item is as it was, at another
place.  An item tells by itself where it ends, unless the end of the file ends it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.items import (
    Comment,
    Flag,
    Heredoc,
    Instruction,
    Item,
    Logical,
    Pair,
    Parsed,
    Problem,
    Word,
)  # fmt: skip
from dockerlint.syntax.parser import LINE_TOO_LONG, NO_INSTRUCTIONS, Parser
from dockerlint.text import Span, are_alike, common_prefix, common_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable

_REMEMBERED = 4  # texts: a state of each is enough, since the next one is read by what has changed
_LONGEST = 300_000  # characters of one of them; its items take some thirty times that in bytes

_known: list[Parsed] = []


def parse_long(text: str) -> Parsed:
    """See :func:`dockerlint.syntax.parse`."""
    found = None
    for known in _known:
        if known.text == text:
            return known
        if found is None and are_alike(known.text, text):
            found = parse_again(known, text)
    if found is None:
        found = Parser(text).parse()
    if len(text) <= _LONGEST:
        _known.insert(0, found)
        del _known[_REMEMBERED:]
    return found


def parse_again(before: Parsed, text: str) -> Parsed:
    """``text`` as items, by those of ``before``."""
    old, by = before.text, len(text) - len(before.text)
    changed = common_prefix(old, text)
    same_from = len(old) - min(common_suffix(old, text), len(old) - changed, len(text) - changed)
    items = before.items
    head = before.instructions[0].span if before.instructions else Span(len(old), len(old))
    # The last item before the change may go on there: blank lines do, and so does what the end of the file ended.
    start = items[max(bisect_right(items, changed, key=_end_of) - 1, 0)].span.start if items else 0
    if start < head.end:
        start = 0
    parser = Parser(text)
    if start:
        parser.start_at(start, text.count("\n", 0, start), before)
    rest = bisect_left(items, max(same_from, head.start), key=_start_of)
    while parser.at < len(text):
        while rest < len(items) and items[rest].span.start + by < parser.at:
            rest += 1
        if rest < len(items) and items[rest].span.start + by == parser.at and _goes_on(parser, items[rest], before):
            break
        parser.read_item()
    parser.end_blanks()
    at = items[rest].span.start if parser.at < len(text) else len(old)
    return _joined(before, parser, start, at, _Move(by, parser.line - old.count("\n", 0, at)))


def _goes_on(parser: Parser, item: Item, before: Parsed) -> bool:
    """Whether ``parser``, at the start of what was ``item``, would read that item and those behind it as before."""
    if item.kind == "blank" and parser.blank_start >= 0:
        return False
    return (parser.head.done or item.kind == "instruction") and parser.escape == before.escape


class _Move:
    """What is added to offsets and to line numbers."""

    __slots__ = ("by", "lines")

    def __init__(self, by: int, lines: int) -> None:
        self.by = by
        self.lines = lines

    def __bool__(self) -> bool:
        return bool(self.by or self.lines)


def _joined(before: Parsed, parser: Parser, start: int, at: int, move: _Move) -> Parsed:
    """What stands before ``start`` in ``before``, what ``parser`` has read, and what stands from ``at`` on, moved."""
    items = before.items
    instructions, comments = before.instructions, before.comments
    behind = items[bisect_left(items, at, key=_start_of) :]
    more = instructions[bisect_left(instructions, at, key=_start_of) :]
    notes = comments[bisect_left(comments, at, key=_start_of) :]
    if move:
        more = tuple([_moved(each, move) for each in more])
        moved = iter(more)
        behind = tuple([
            Item(kind, _span(span, move)) if inner is None else _item(next(moved)) for kind, span, inner in behind
        ])  # fmt: skip
        notes = _comments(notes, move)
    own = [each for each in before.problems if each.message not in (LINE_TOO_LONG, NO_INSTRUCTIONS)]
    problems = [each for each in own if each.span.start < start]
    problems += parser.problems
    problems += [Problem(_span(span, move), message) for span, message in own if span.start >= at]
    parser.items[:0] = items[: bisect_left(items, start, key=_start_of)]
    parser.items += behind
    parser.instructions[:0] = instructions[: bisect_left(instructions, start, key=_start_of)]
    parser.instructions += more
    parser.comments[:0] = comments[: bisect_left(comments, start, key=_start_of)]
    parser.comments += notes
    parser.problems[:] = problems
    return parser.parsed()


def _moved(instruction: Instruction, move: _Move) -> Instruction:
    by = move.by
    old = instruction.logical
    logical = Logical(old.text, tuple([(at, file + by, length) for at, file, length in old.segments]))
    made = first = _placed(instruction, logical, move)
    inner = instruction.inner
    while inner is not None:
        made.inner = _placed(inner, logical, move)
        made, inner = made.inner, inner.inner
    return first


def _placed(instruction: Instruction, logical: Logical, move: _Move) -> Instruction:
    """The instruction over ``logical``, but for the one inside it."""
    by = move.by
    made = Instruction()
    made.keyword = instruction.keyword
    made.start = instruction.start
    made.keyword_end = instruction.keyword_end
    start, end = instruction.span
    made.span = Span(start + by, end + by)
    made.start_line = instruction.start_line + move.lines
    made.end_line = instruction.end_line + move.lines
    made.logical = logical
    made.args_start = instruction.args_start
    flags, words, pairs, spans = instruction.flags, instruction.words, instruction.pairs, instruction.json_spans
    made.flags = flags and tuple([Flag(name, value, logical, start, end) for name, value, _, start, end in flags])
    made.words = words and tuple([Word(logical, start, end) for _, start, end in words])
    made.pairs = pairs and tuple(
        [Pair(key, value, logical, start, at, end, legacy) for key, value, _, start, at, end, legacy in pairs]
    )
    made.json = instruction.json
    made.json_spans = spans and tuple([Span(start + by, end + by) for start, end in spans])
    made.heredocs = instruction.heredocs and tuple([_heredoc(each, move) for each in instruction.heredocs])
    made.inner = None
    made.comments = instruction.comments and _comments(instruction.comments, move)
    return made


def _item(instruction: Instruction) -> Item:
    return Item("instruction", instruction.span, instruction)


def _heredoc(heredoc: Heredoc, move: _Move) -> Heredoc:
    return heredoc._replace(
        word=_span(heredoc.word, move), body=_span(heredoc.body, move), end=_span(heredoc.end, move)
    )


def _comments(comments: Iterable[Comment], move: _Move) -> tuple[Comment, ...]:
    return tuple([Comment(_span(span, move), text, inside) for span, text, inside in comments])


def _span(span: Span, move: _Move) -> Span:
    start, end = span
    return Span(start + move.by, end + move.by)


def _start_of(placed: Item | Instruction | Comment) -> int:
    return placed.span.start


def _end_of(item: Item) -> int:
    return item.span.end
