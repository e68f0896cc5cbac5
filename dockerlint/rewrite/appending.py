"""Adding lines to a file of lines, such as ``.dockerignore``."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


def append_lines(path: str, existing: str | None, lines: Sequence[str]) -> tuple[Edit, ...]:
    """Edits that put ``lines`` at the end of the file, with its own line ends; ``existing`` is None for a new file.

    A file that ends without a line end gets one first; the last new line always has one.
    """
    if not lines:
        return ()
    text = existing or ""
    newline = "\r\n" if text.split("\n", 1)[0].endswith("\r") and "\n" in text else "\n"
    missing = newline if text and not text.endswith("\n") else ""
    return (Edit(path, Span(len(text), len(text)), missing + "".join(line + newline for line in lines)),)
