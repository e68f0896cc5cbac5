"""The entries that lie in the part of a tar that is in memory."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.tar import Entry


class Near:
    """Entries in the order of the tar."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._starts: list[int] = []  # where they begin

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self._starts.append(entry.first)

    def index_at(self, place: int) -> int:
        """The number of the entry that byte ``place`` of the tar belongs to, -1 before the first."""
        return bisect_right(self._starts, place) - 1

    def entry(self, index: int) -> Entry | None:
        """The entry of that number, None for -1."""
        return self._entries[index] if index >= 0 else None

    def is_taken(self, first: int, last: int) -> bool:
        """Whether all between two places is of one file that is looked into by itself."""
        entry = self.entry(self.index_at(first))
        return entry is not None and entry.is_taken and entry.start <= first and last <= entry.end

    def leave(self, window: bytes, base: int, new_base: int) -> None:
        """Forget the entries before ``new_base``; of one that goes on there, count the lines."""
        index = 0
        while index < len(self._entries) and self._entries[index].after <= new_base:
            index += 1
        del self._entries[:index], self._starts[:index]
        if self._entries and self._entries[0].start < new_base:
            entry = self._entries[0]
            if entry.is_text:
                entry.lines += window.count(b"\n", max(entry.start - base, 0), max(new_base - base, 0))
