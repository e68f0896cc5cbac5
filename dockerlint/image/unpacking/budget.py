"""How much may come out of the archives in one file."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.image.reading import Reader
    from dockerlint.image.values import Limits


class Exhausted(Exception):  # noqa: N818 - a limit is no error
    """A limit was hit; the text names it."""


class Budget:
    """Counts what comes out of all archives, however deep, in the file of a layer that ``outer`` reads.

    The ratio is that of all bytes that came out to those that were read of the outer file: archives that each stay
    under it and are nested, or share their bytes, do not multiply.
    """

    def __init__(self, limits: Limits, outer: Reader) -> None:
        self.limits = limits
        self._outer = outer
        self.spent_bytes = 0
        self._members = 0

    def member(self) -> None:
        """One more file comes out.  Raises Exhausted."""
        self._members += 1
        if self._members > self.limits.members:
            raise Exhausted(f"more than {self.limits.members} files in its archives (--max-members)")

    def spend(self, size: int) -> None:
        """``size`` more bytes come out.  Raises Exhausted."""
        self.spent_bytes += size
        limits = self.limits
        if self.spent_bytes <= min(limits.free, limits.unpacked):
            return
        if self.spent_bytes > limits.unpacked:
            raise Exhausted(f"more than {limits.unpacked} bytes in its archives (--max-unpacked)")
        if self.spent_bytes > limits.ratio * self._outer.pulled:
            raise Exhausted(f"it unpacks to more than {limits.ratio} times its size (--max-ratio)")

    def spent(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """``pieces`` as they come out of a decompressor.  Raises Exhausted."""
        for piece in pieces:
            self.spend(len(piece))
            yield piece
