"""Edits of YAML text that change what they name and nothing else: comments, quoting, anchors and line ends stay.

A text of several lines is given with ``\\n`` between and without the indentation of its place.  A function returns None
where the style at that place has no room for the change; two edits at one place must be made of one text.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.callers.yaml.nodes import Entry, Mapping, Scalar, Sequence
    from dockerlint.text import Source


def remove_entry(source: Source, mapping: Mapping, entry: Entry) -> Edit | None:
    """Key and value go, with the comment behind them; None for the only entry, which its parent must lose instead."""
    if len(mapping.entries) < 2 or mapping.is_alias:
        return None
    at = mapping.entries.index(entry)
    places = [Span(each.key.span.start, each.end) for each in mapping.entries]
    return _removed(source, places, at, mapping.is_flow)


def remove_item(source: Source, sequence: Sequence, index: int) -> Edit | None:
    """The item goes, with its dash and the comment behind it; None for the only one."""
    if len(sequence.items) < 2 or sequence.is_alias:
        return None
    return _removed(source, list(sequence.places), index, sequence.is_flow)


def _removed(source: Source, places: list[Span], at: int, is_flow: bool) -> Edit:
    place = places[at]
    if is_flow:
        if at + 1 < len(places):
            return Edit(source.path, Span(place.start, places[at + 1].start), "")
        return Edit(source.path, Span(places[at - 1].end, place.end), "")
    start = line_start(source, place.start)
    if source.text[start : place.start].strip():  # it stands behind a dash: what follows takes its place
        return Edit(source.path, Span(place.start, places[at + 1].start), "")
    return Edit(source.path, Span(start, line_end(source, place.end)), "")


def add_entry(source: Source, mapping: Mapping, text: str, after: Entry | None = None) -> Edit | None:
    """``text``, one ``key: value`` or more, behind ``after``, by default the last entry."""
    if mapping.is_alias or (mapping.is_flow and "\n" in text):
        return None
    if not mapping.entries:
        return Edit(source.path, mapping.span, "{" + text + "}") if mapping.is_flow else None
    behind = (after or mapping.entries[-1]).end
    if mapping.is_flow:
        return Edit(source.path, Span(behind, behind), _separator(source, mapping.entries[0].key.span.start) + text)
    return insert_below(source, behind, text, mapping.column)


def _separator(source: Source, at: int) -> str:
    """What stands between the entries of a flow mapping whose first one is at ``at``: a line end where it has one."""
    start = line_start(source, at)
    blanks = source.text[start:at]
    return f",{source.newline_at(at)}{blanks}" if not blanks.strip() and start else ", "


def add_before(source: Source, mapping: Mapping, text: str, before: Entry) -> Edit | None:
    """``text``, one ``key: value`` or more, in front of ``before``."""
    if mapping.is_alias or (mapping.is_flow and "\n" in text):
        return None
    at = before.key.span.start
    if mapping.is_flow:
        return Edit(source.path, Span(at, at), f"{text}, ")
    newline = source.newline_at(at)
    lines = _indented(text, mapping.column, newline)
    return Edit(source.path, Span(at, at), f"{lines.lstrip(' ')}{newline}{' ' * mapping.column}")


def add_item(source: Source, sequence: Sequence, text: str) -> Edit | None:
    """``text`` as a last item; its further lines are indented as far as behind the dash."""
    if sequence.is_alias or (sequence.is_flow and "\n" in text):
        return None
    if sequence.is_flow:
        if not sequence.items:
            return Edit(source.path, sequence.span, f"[{text}]")
        behind = sequence.places[-1].end
        return Edit(source.path, Span(behind, behind), f", {text}")
    item = "- " + text.replace("\n", "\n  ")
    return insert_below(source, sequence.places[-1].end, item, sequence.column)


def replace_scalar(source: Source, scalar: Scalar, text: str) -> Edit | None:
    """``text`` as it is in place of the scalar as written, quotes included; None for an alias."""
    return None if scalar.is_alias else Edit(source.path, scalar.span, text)


def append_line(source: Source, scalar: Scalar, text: str) -> Edit | None:
    """One line more at the end of a literal block that has a line."""
    from dockerlint.callers.yaml.scalars import indentation

    if scalar.style != "|" or scalar.is_alias or not scalar.value.strip("\n"):
        return None
    newline = source.newline_at(scalar.span.start)
    return Edit(
        source.path, Span(scalar.span.end, scalar.span.end), f"{newline}{indentation(source.text, scalar)}{text}"
    )


def insert_below(source: Source, at: int, text: str, column: int) -> Edit:
    """``text`` in lines of its own below the line of ``at``, indented by ``column``."""
    end = line_end(source, at)
    newline = source.newline_at(at)
    lines = _indented(text, column, newline)
    if source.text[end - 1 : end] != "\n":
        return Edit(source.path, Span(end, end), newline + lines)
    return Edit(source.path, Span(end, end), lines + newline)


def block(key: str, *lines: str) -> str:
    """``key`` with a literal block."""
    return "\n".join([f"{key}: |", *(f"  {line}" for line in lines)])


def _indented(text: str, column: int, newline: str) -> str:
    blanks = " " * column
    return newline.join(blanks + line if line else line for line in text.split("\n"))


def line_start(source: Source, at: int) -> int:
    return source.text.rfind("\n", 0, at) + 1


def line_end(source: Source, at: int) -> int:
    """Behind the line end of the line that ``at`` stands in."""
    found = source.text.find("\n", at)
    return len(source.text) if found < 0 else found + 1
