"""Texts of files that are worth reading, read again when a file has changed."""

from __future__ import annotations

import os

from dockerlint.record import TYPE_CHECKING
from dockerlint.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST = 4 << 20  # bytes; a larger file was not written by a person


def read_bytes(path: str) -> bytes | None:
    """The bytes of a regular file that a person may have written; None for another, or one that cannot be read."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
            return None
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


class Texts:
    """``read_bytes`` gives a file's bytes, None for one that cannot be read."""

    __slots__ = ("_known", "_read_bytes")

    def __init__(self, read_bytes: Callable[[str], bytes | None]) -> None:
        self._read_bytes = read_bytes
        self._known: dict[str, tuple[tuple[int, int], str | None]] = {}  # with time and size of the file

    def of(self, path: str, is_wanted: Callable[[bytes], bool]) -> str | None:
        """The text of a file that is wanted by its bytes; None for another, and for a binary one."""
        try:
            state = os.stat(path)
        except OSError:
            return None
        stamp = (state.st_mtime_ns, state.st_size)
        known = self._known.get(path)
        if known is None or known[0] != stamp:
            data = self._read_bytes(path)
            is_text = data is not None and b"\0" not in data and is_wanted(data)
            known = self._known[path] = (stamp, decode(data) if is_text and data is not None else None)
        return known[1]

    def forget(self) -> None:
        self._known.clear()
