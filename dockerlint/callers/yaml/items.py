"""New items of a list in block style, above or below one that is there, as far apart as the others are."""

from __future__ import annotations

from dockerlint.callers.yaml.edits import insert_below, line_end, line_start
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence as Texts

    from dockerlint.callers.yaml.nodes import Sequence
    from dockerlint.text import Source


_LOOKED_AT = 20  # items, to tell how far they are apart


def items_below(source: Source, sequence: Sequence, place: int, texts: Texts[str]) -> Edit | None:
    """Items of these texts behind the item ``place``; None where the list is an alias or in flow style."""
    if sequence.is_flow or sequence.is_alias:
        return None
    gap = "\n" if _are_apart(source, sequence) else ""
    items = ("\n" + gap).join(_item(text) for text in texts)
    return insert_below(source, sequence.places[place].end, gap + items, sequence.column)


def items_above(source: Source, sequence: Sequence, place: int, texts: Texts[str]) -> Edit | None:
    """Items of these texts before the item ``place`` and the comment above it."""
    if sequence.is_flow or sequence.is_alias:
        return None
    start = sequence.places[place].start
    newline = source.newline_at(start)
    blanks = " " * sequence.column
    lines = [_item(text).replace("\n", newline + blanks) for text in texts]
    if source.text[line_start(source, start) : start].strip():  # the list stands behind another dash
        return Edit(source.path, Span(start, start), "".join(f"{line}{newline}{blanks}" for line in lines))
    at = _above_comments(source, start)
    gap = newline if _are_apart(source, sequence) else ""
    return Edit(source.path, Span(at, at), "".join(f"{blanks}{line}{newline}{gap}" for line in lines))


def items_instead(source: Source, sequence: Sequence, place: int, texts: Texts[str]) -> Edit | None:
    """Items of these texts in place of the item ``place``."""
    if sequence.is_flow or sequence.is_alias:
        return None
    held = sequence.places[place]
    newline = source.newline_at(held.start)
    gap = newline if _are_apart(source, sequence) else ""
    blanks = " " * sequence.column
    lines = [_item(text).replace("\n", newline + blanks) for text in texts]
    return Edit(source.path, held, f"{newline}{gap}{blanks}".join(lines))


def _item(text: str) -> str:
    return "- " + "\n".join("  " + line if line and at else line for at, line in enumerate(text.split("\n")))


def _are_apart(source: Source, sequence: Sequence) -> bool:
    """Whether blank lines stand between most items."""
    pairs = list(zip(sequence.places[:_LOOKED_AT], sequence.places[1:_LOOKED_AT], strict=False))
    apart = 0
    for before, behind in pairs:
        between = source.text[line_end(source, before.end) : line_start(source, behind.start)]
        apart += any(not line.strip() for line in between.splitlines())
    return apart * 2 > len(pairs)


def _above_comments(source: Source, at: int) -> int:
    start = line_start(source, at)
    while start > 0:
        above = line_start(source, start - 1)
        if not source.text[above:start].lstrip(" \t").startswith("#"):
            break
        start = above
    return start
