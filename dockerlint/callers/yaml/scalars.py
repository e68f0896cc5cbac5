"""The text of a scalar with the way back to the file, and how a piece of text is written inside it.

Styles are those of YAML 1.2.2, chapters 7.3 (quoted and plain) and 8.1 (literal and folded blocks).
"""

from __future__ import annotations

import re

from dockerlint.callers.embedded import Embedded
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.yaml.nodes import Scalar
    from dockerlint.text import Source

_HEADER = lazy(r"[|>][+\-0-9]*[^\n]*\n?")
_UNSAFE_PLAIN = lazy(r":(?:\s|$)|\s#|[\n\t]|^[\s\-?:,\[\]{}#&*!|>'\"%@`]")
_LINE_ENDS = lazy(r"\n(?:[ \t]*\r?\n)*")
_BLANKS = lazy(r"[ \t]*")


def embedded(source: Source, scalar: Scalar) -> Embedded | None:
    """The value of ``scalar`` as text in ``source``; None where the two cannot be brought together."""
    ends: dict[int, int] = {}
    logical = _aligned(source.text, scalar, ends)
    if logical is None:
        return None
    style = scalar.style
    if style == "|":
        indent = indentation(source.text, scalar)
        newline = source.newline_at(scalar.span.start)
        return Embedded(source.path, logical, lambda text: text.replace("\n", newline + indent))
    if style == ">":
        return Embedded(source.path, logical, lambda text: None if "\n" in text or text != text.strip() else text)
    if style == '"':
        return Embedded(source.path, logical, _double_quoted, ends)
    if style == "'":
        return Embedded(source.path, logical, _single_quoted, ends)
    return Embedded(source.path, logical, lambda text: None if _UNSAFE_PLAIN.search("x" + text) else text)


def written_plain(text: str) -> str:
    """``text`` as a scalar on one line: plain where that is possible, else in quotes."""
    if text and not _UNSAFE_PLAIN.search(text) and not text.endswith((" ", ":")) and not _reads_otherwise(text):
        return text
    if "'" not in text and "\n" not in text:
        return f"'{text}'"
    return f'"{_double_quoted(text)}"'


def _reads_otherwise(text: str) -> bool:
    """Whether YAML takes it for a number, a boolean or nothing."""
    return bool(re.fullmatch(r"(?i:true|false|yes|no|on|off|null|~)|[-+]?[0-9.][0-9_.,:eExXo]*", text))


def _single_quoted(text: str) -> str | None:
    return None if "\n" in text else text.replace("'", "''")


def _double_quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")


def indentation(text: str, scalar: Scalar) -> str:
    """The blanks before every line of a block's content."""
    header = _HEADER.match(text, scalar.span.start)
    at = header.end() if header is not None else scalar.span.start
    explicit = re.search(r"[1-9]", header[0].split("#")[0]) if header is not None else None
    first = re.compile(r"(?:[ \t]*\r?\n)*( *)").match(text, at)
    found = first[1] if first is not None else ""
    if explicit is not None and scalar.value[:1] == " ":
        found = found[: max(len(found) - (len(scalar.value) - len(scalar.value.lstrip(" "))), 0)]
    return found


def _aligned(text: str, scalar: Scalar, ends: dict[int, int]) -> Logical | None:
    """Walk value and file in step; what only the file has is quoting, folding and indentation.

    ``ends`` takes the ends of escapes in the file, by the offset of what they stand for.
    """
    value = scalar.value
    at, end = scalar.span
    quotes = 1 if scalar.style in ("'", '"') else 0
    if text[at + quotes : end - quotes] == value:
        return Logical(value, ((0, at + quotes, len(value)),))
    if scalar.style == "|":
        return _literal(text, scalar)
    indent = 0
    if scalar.style in ("|", ">"):
        indent = len(indentation(text, scalar))
        header = _HEADER.match(text, at)
        at = header.end() if header is not None else at
    elif scalar.style:
        at, end = at + 1, end - 1
    if scalar.style in ("|", ">"):
        at = _skip_indent(text, at, indent)
    segments: list[tuple[int, int, int]] = []
    here = 0
    while here < len(value) and at < end:
        step = _step(text, at, end, value, here, scalar.style, indent)
        if step is None:
            return None
        taken, behind = step
        if taken:
            last = segments[-1] if segments else (0, 0, 0)
            if segments and last[0] + last[2] == here and last[1] + last[2] == at:
                segments[-1] = (last[0], last[1], last[2] + taken)
            else:
                segments.append((here, at, taken))
            if text[at] in "\\'" and behind - at > 1:
                ends[here] = behind
        here += taken
        at = behind
    if value[here:].strip("\n"):
        return None
    return Logical(value[:here], tuple(segments) or ((0, at, 0),))


def _literal(text: str, scalar: Scalar) -> Logical | None:
    """A literal block is its lines without their indentation."""
    header = _HEADER.match(text, scalar.span.start)
    at = header.end() if header is not None else scalar.span.start
    indent = len(indentation(text, scalar))
    segments = []
    here = 0
    for line in scalar.value.split("\n"):
        at = _skip_indent(text, at, indent)
        if not text.startswith(line, at):
            return None
        end = text.find("\n", at + len(line))
        if end < 0:
            segments.append((here, at, len(line)))
            here += len(line)
            break
        if text[at + len(line) : end] in ("", "\r"):
            segments.append((here, at, len(line)))
            here += len(line)
        segments.append((here, end, 1))
        here += 1
        at = end + 1
    spelled = scalar.value[:here]
    return Logical(spelled, tuple(_fitting(segments, len(spelled))) or ((0, at, 0),))


def _fitting(segments: list[tuple[int, int, int]], length: int) -> Iterator[tuple[int, int, int]]:
    """The segments that are not empty, cut to ``length`` characters, those that adjoin each other as one."""
    last: tuple[int, int, int] | None = None
    for start, file, count in segments:
        count = min(count, length - start)
        if count <= 0:
            continue
        if last is not None and last[1] + last[2] == file:
            last = (last[0], last[1], last[2] + count)
            continue
        if last is not None:
            yield last
        last = (start, file, count)
    if last is not None:
        yield last


def _step(text: str, at: int, end: int, value: str, here: int, style: str, indent: int) -> tuple[int, int] | None:
    """How many characters of ``value`` the next piece of the file gives, and where the piece behind it starts."""
    char, wanted = text[at], value[here]
    if char == "\n":
        return _line_end(text, at, end, value, here, style, indent)
    if style == '"' and char == "\\":
        following = text[at + 1 : at + 2]
        if following in "\r\n":
            return (0, _skip_blanks(text, text.index("\n", at) + 1, end))
        return (1, at + {"x": 4, "u": 6, "U": 10}.get(following, 2))
    if style == "'" and wanted == "'":
        return (1, at + 2) if text.startswith("''", at) else None
    if char == wanted and not (char == " " and style not in ("|", ">") and _only_blanks_follow(text, at, end)):
        return (1, at + 1)
    return (0, at + 1) if char in " \t\r" else None


def _line_end(text: str, at: int, end: int, value: str, here: int, style: str, indent: int) -> tuple[int, int]:
    """A line end gives itself in a literal block; elsewhere one is a blank, and several are one less."""
    if style == "|":
        return (1 if value[here] == "\n" else 0, _skip_indent(text, at + 1, indent))
    run = _LINE_ENDS.match(text, at, end)
    behind = run.end() if run is not None else at + 1
    taken = 1 if value[here] == " " else len(value[here:]) - len(value[here:].lstrip("\n"))
    if style == ">":
        return (taken, _skip_indent(text, behind, indent))
    return (taken, _skip_blanks(text, behind, end))


def _only_blanks_follow(text: str, at: int, end: int) -> bool:
    """Whether a line ends here but for blanks, which folding takes away."""
    found = _BLANKS.match(text, at, end)
    return found is not None and text[found.end() : found.end() + 1] in ("\n", "\r")


def _skip_indent(text: str, at: int, indent: int) -> int:
    limit = at + indent
    while at < limit and text[at : at + 1] == " ":
        at += 1
    return at


def _skip_blanks(text: str, at: int, end: int) -> int:
    while at < end and text[at] in " \t":
        at += 1
    return at
