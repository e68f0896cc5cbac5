"""How much may come out of the archives in one file."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.image.values import Limits


class Exhausted(Exception):  # noqa: N818 - a limit is no error
    """A limit was hit; the text names it."""


class Budget:
    """Counts what comes out of all archives, however deep, in one file of a layer."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._bytes = 0
        self._members = 0

    def member(self) -> None:
        """One more file comes out.  Raises Exhausted."""
        self._members += 1
        if self._members > self.limits.members:
            raise Exhausted(f"more than {self.limits.members} files in its archives (--max-members)")

    def spent(self, pieces: Iterable[bytes], taken: Meter) -> Iterator[bytes]:
        """``pieces`` as they come out of a decompressor that reads through ``taken``.  Raises Exhausted."""
        out = 0
        limits = self.limits
        for piece in pieces:
            out += len(piece)
            self._bytes += len(piece)
            if self._bytes > limits.unpacked:
                raise Exhausted(f"more than {limits.unpacked} bytes in its archives (--max-unpacked)")
            if out > limits.free and out > limits.ratio * max(taken.bytes, 1):
                raise Exhausted(f"it unpacks to more than {limits.ratio} times its size (--max-ratio)")
            yield piece


class Meter:
    """Counts what a decompressor took."""

    def __init__(self) -> None:
        self.bytes = 0
