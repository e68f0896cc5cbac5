"""Which lines two texts share: a patience diff, quick for long texts in which lines repeat.

Lines that occur once in both texts are anchors; what lies between two of them is compared by difflib where that is
quick, else taken as replaced.  difflib alone needs minutes for some thousand lines with many equal ones.
"""

from __future__ import annotations

from bisect import bisect_left
from difflib import SequenceMatcher

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGEST_GAP = 100_000  # pairs of lines that difflib may look at between two anchors


class Block(NamedTuple):
    """Lines ``old_from`` to ``old_to`` of the old text beside those of the new: equal, or one put for the other."""

    is_equal: bool
    old_from: int
    old_to: int
    new_from: int
    new_to: int


def hunks(old: Sequence[str], new: Sequence[str], context: int) -> Iterator[list[Block]]:
    """The differences with up to ``context`` equal lines around them, those that meet together."""
    hunk: list[Block] = []
    for block in _blocks(old, new):
        if not block.is_equal:
            hunk.append(block)
            continue
        length = block.old_to - block.old_from
        is_last = block.old_to == len(old) and block.new_to == len(new)
        if hunk and not is_last and length <= 2 * context:
            hunk.append(block)
            continue
        if hunk:
            kept = min(length, context)
            yield [*hunk, Block(True, block.old_from, block.old_from + kept, block.new_from, block.new_from + kept)]
        kept = min(length, context)
        hunk = [] if is_last else [Block(True, block.old_to - kept, block.old_to, block.new_to - kept, block.new_to)]
    if any(not block.is_equal for block in hunk):
        yield hunk


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Blocks that join up to both texts, equal ones and others in turn."""
    old_at = new_at = 0
    for old_from, new_from, length in _joined(_matches(old, new)):
        if old_from > old_at or new_from > new_at:
            yield Block(False, old_at, old_from, new_at, new_from)
        yield Block(True, old_from, old_from + length, new_from, new_from + length)
        old_at, new_at = old_from + length, new_from + length
    if len(old) > old_at or len(new) > new_at:
        yield Block(False, old_at, len(old), new_at, len(new))


def _joined(matches: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Matches that adjoin as one."""
    last: tuple[int, int, int] | None = None
    for match in matches:
        if last is not None and (last[0] + last[2], last[1] + last[2]) == match[:2]:
            last = (last[0], last[1], last[2] + match[2])
            continue
        if last is not None:
            yield last
        last = match
    if last is not None:
        yield last


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where a stretch of the old text equals one of the new, in order: both starts and the length."""
    old_at = new_at = 0
    for old_anchor, new_anchor in [*_anchors(old, new), (len(old), len(new))]:
        if old_anchor < old_at or new_anchor < new_at:
            continue  # within the stretch before
        yield from _gap(old, old_at, old_anchor, new, new_at, new_anchor)
        if old_anchor < len(old):
            yield old_anchor, new_anchor, 1
        old_at, new_at = old_anchor + 1, new_anchor + 1


def _gap(
    old: Sequence[str], old_from: int, old_to: int, new: Sequence[str], new_from: int, new_to: int
) -> Iterator[tuple[int, int, int]]:
    head = 0
    while old_from + head < old_to and new_from + head < new_to and old[old_from + head] == new[new_from + head]:
        head += 1
    if head:
        yield old_from, new_from, head
        old_from, new_from = old_from + head, new_from + head
    tail = 0
    while old_to - tail > old_from and new_to - tail > new_from and old[old_to - tail - 1] == new[new_to - tail - 1]:
        tail += 1
    old_to, new_to = old_to - tail, new_to - tail
    if 0 < (old_to - old_from) * (new_to - new_from) <= LARGEST_GAP:
        matcher = SequenceMatcher(None, old[old_from:old_to], new[new_from:new_to], autojunk=False)
        for match in matcher.get_matching_blocks():
            if match.size:
                yield old_from + match.a, new_from + match.b, match.size
    if tail:
        yield old_to, new_to, tail


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest row of pairs of lines that occur once in each text, increasing in both."""
    once = _once(new)
    pairs = [(index, once[line]) for line, index in _once(old).items() if line in once]
    tops: list[int] = []  # the least last index in the new text of a row of each length
    owners: list[int] = []
    before: list[int] = []
    for number, (_, index) in enumerate(pairs):
        length = bisect_left(tops, index)
        before.append(owners[length - 1] if length else -1)
        tops[length : length + 1] = [index]
        owners[length : length + 1] = [number]
    row = []
    number = owners[-1] if owners else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _once(lines: Sequence[str]) -> dict[str, int]:
    """The lines that occur once, in order, with their indices."""
    counts: dict[str, int] = {}
    for line in lines:
        counts[line] = counts.get(line, 0) + 1
    return {line: index for index, line in enumerate(lines) if counts[line] == 1}
