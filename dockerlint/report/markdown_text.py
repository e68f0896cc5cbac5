"""Text of others within Markdown: it is shown as it is, makes no markup, and calls nobody."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING
from dockerlint.report.paint import printable
from dockerlint.report.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&$])")
# A mention or a reference is found in the rendered text, so only a character in between keeps it from being one.
_CALL = re.compile(r"([@#!])(?=\w)")
_GAP = "\N{ZERO WIDTH SPACE}"


def prose(text: str) -> str:
    """``text`` as running text, in one line."""
    return _MARKUP.sub(r"\\\1", _CALL.sub(rf"\1{_GAP}", plain(printable(text))))


def code(text: str) -> str:
    """``text`` as code, in one line; fit for a table's cell too."""
    text = plain(printable(text)).replace("|", "\N{BROKEN BAR}")
    fence = "`" * (_longest_run(text, "`") + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"{fence}{text}{fence}"


def block(lines: Iterable[str], language: str = "") -> list[str]:
    """The lines as a block of code, fenced by more backticks than any of them has."""
    lines = list(lines)
    fence = "`" * max(3, 1 + max((_longest_run(line, "`") for line in lines), default=0))
    return [fence + language, *lines, fence]


def _longest_run(text: str, character: str) -> int:
    longest = run = 0
    for each in text:
        run = run + 1 if each == character else 0
        longest = max(longest, run)
    return longest
