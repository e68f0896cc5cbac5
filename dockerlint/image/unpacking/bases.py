"""The objects of a Git pack that others are deltas of, in bounded memory.

Git writes what is newest first and a file's older versions as deltas of newer ones, wherever they come in the pack: all
files of a checkout are needed for long.  So an object is kept as what makes it: its delta, or its content compressed.
"""

from __future__ import annotations

from dockerlint.image.deflate import compress, decompress
from dockerlint.image.unpacking.delta import applied
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_READY = 16 << 20  # bytes of objects that are kept as they are
_KEPT = 96 << 20  # bytes of what makes objects
_OVERHEAD = 400  # bytes that an object takes beside its data
_LONGEST_CHAIN = 16  # deltas behind each other that are put together again


class Object(NamedTuple):
    """An object with its content."""

    kind: str
    data: bytes


class Source(NamedTuple):
    """How the pack has an object: as a delta of the one at ``base``, or, where that is -1, compressed by zlib.

    ``data`` is b"" where the compressed content is not at hand.
    """

    base: int
    data: bytes


class _Kept(NamedTuple):
    """What makes an object: a delta of the one at ``base``, or, where that is -1, its compressed content."""

    kind: str
    data: bytes
    base: int
    chain: int
    name: bytes


class Bases:
    """Objects by their places in the pack, those that were used last."""

    def __init__(self) -> None:
        self._ready: dict[int, bytes] = {}
        self._ready_size = 0
        self._kept: dict[int, _Kept] = {}
        self._kept_size = 0
        self._places: dict[bytes, int] = {}

    def add(self, place: int, name: bytes, found: Object, source: Source) -> None:
        """Keep an object that comes from ``source``."""
        below = self._kept.get(source.base)
        if below is not None and below.chain < _LONGEST_CHAIN and len(source.data) < len(found.data) >> 2:
            kept = _Kept(found.kind, source.data, source.base, below.chain + 1, name)
        elif source.base < 0 and source.data:
            kept = _Kept(found.kind, source.data, -1, 0, name)
        else:
            kept = _Kept(found.kind, compress(found.data), -1, 0, name)
        self._kept[place] = kept
        self._places[name] = place
        self._kept_size += len(kept.data) + _OVERHEAD
        while self._kept_size > _KEPT:
            oldest = self._kept.pop(next(iter(self._kept)))
            self._places.pop(oldest.name, None)
            self._kept_size -= len(oldest.data) + _OVERHEAD
        self._make_ready(place, found.data)

    def place(self, name: bytes) -> int:
        """Where the object of that name is, -1 where it is not kept."""
        return self._places.get(name, -1)

    def at(self, place: int) -> Object | None:
        """The object at ``place``, None where it is no longer kept."""
        steps = list(self._chain(place))
        if not steps:
            return None
        data = self._ready.get(place)
        if data is None:
            data = self._made(steps)
        if data is not None:
            self._make_ready(place, data)
            return Object(steps[0].kind, data)
        return None

    def _chain(self, place: int) -> Iterator[_Kept]:
        """What makes the object, from its own delta down; what is below stays kept as long as what is above."""
        while place >= 0:
            kept = self._kept.pop(place, None)
            if kept is None:
                return
            self._kept[place] = kept
            yield kept
            place = kept.base

    def _made(self, steps: list[_Kept]) -> bytes | None:
        if steps[-1].base >= 0:
            return None
        data = decompress(steps[-1].data)
        for step in reversed(steps[:-1]):
            data = applied(data, step.data)
        return data

    def _make_ready(self, place: int, data: bytes) -> None:
        before = self._ready.pop(place, b"")
        self._ready[place] = data
        self._ready_size += len(data) - len(before)
        while self._ready_size > _READY:
            self._ready_size -= len(self._ready.pop(next(iter(self._ready))))
