"""How much is kept in memory: whatever an image holds, a scan ends with what it has, and tells that there is more."""

from __future__ import annotations

from dockerlint.image.values import Gap
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import Evidence

MOST_FOUND = 20_000  # credentials of known formats in a layer, a file or an image; nobody mends so many one by one
MOST_PLACES = 10 * MOST_FOUND  # of all credentials together, in all images of an index
MOST_NAMES = 64 << 20  # characters of the names that are kept of one layer
MOST_GAPS = 1_000
_GUESSABLE = 4  # a fingerprint of what has no format takes milliseconds, so that fewer of those are taken


class Enough:
    """Counts credentials."""

    def __init__(self) -> None:
        self._weight = 0
        self._count = 0

    @property
    def is_full(self) -> bool:
        """Whether no further credential is kept, so that there is no use in looking for any."""
        return self._weight >= MOST_FOUND

    @property
    def reason(self) -> str:
        """What is told then."""
        return f"{self._count} credentials were found; what there is beyond is not told"

    def takes(self, evidence: Evidence) -> bool:
        """Whether there is room for one more, which is taken then."""
        if self._weight >= MOST_FOUND:
            return False
        self._weight += 1 if evidence.hint else _GUESSABLE
        self._count += 1
        return True


class Room:
    """Counts what is kept of a layer."""

    def __init__(self) -> None:
        self._enough = Enough()
        self._names = 0
        self._path = ""
        self._gaps = 0
        self._is_out_of_names = False

    @property
    def is_full(self) -> bool:
        """Whether no further credential is kept."""
        return self._enough.is_full

    def for_found(self, path: str, evidence: Evidence) -> bool:
        """Whether there is room for a credential in the file at ``path``, which is taken then."""
        if path != self._path and not self.for_name(path):
            return False
        self._path = path
        return self._enough.takes(evidence)

    def for_name(self, name: str) -> bool:
        """Whether there is room for a name."""
        self._names += len(name)
        self._is_out_of_names |= self._names > MOST_NAMES
        return not self._is_out_of_names

    def for_gap(self) -> bool:
        """Whether there is room for one more thing that could not be looked at."""
        self._gaps += 1
        return self._gaps <= MOST_GAPS

    def gaps(self, where: str) -> Iterator[Gap]:
        """What is told of all that there was no room for."""
        if self.is_full:
            yield Gap(where, self._enough.reason)
        if self._is_out_of_names:
            yield Gap(where, f"more than {MOST_NAMES} characters of names of files that it removes, links or tells")
        if self._gaps > MOST_GAPS:
            yield Gap(where, f"{self._gaps - MOST_GAPS} more things in it could not be looked at")
