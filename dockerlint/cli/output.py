"""Where a report goes, and how wide it may be."""

from __future__ import annotations

import os

from dockerlint.cli import UsageError
from dockerlint.engine.files import reason_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO


def terminal_width() -> int:
    """Columns for source text on the terminal."""
    try:
        columns = os.get_terminal_size().columns
    except OSError:
        columns = 120
    return max(columns - 8, 40)


def write_lines(lines: Iterable[str], path: str | None, stream: TextIO) -> None:
    """Write ``lines`` to the file at ``path``, else to ``stream``.  Raises UsageError."""
    if path is None:
        stream.writelines(f"{line}\n" for line in lines)
        return
    text = "".join(f"{line}\n" for line in lines)
    try:
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"--output {path}: {reason_of(error)}") from None
