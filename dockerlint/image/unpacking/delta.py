"""Deltas of Git's packs (gitformat-pack(5), "Deltified representation")."""

from __future__ import annotations

from dockerlint.image.reading import Damaged

_OFFSET_BITS = ((1, 0), (2, 8), (4, 16), (8, 24))
_SIZE_BITS = ((16, 0), (32, 8), (64, 16))


def applied(base: bytes, delta: bytes, limit: int) -> bytes:
    """The object that ``delta`` makes of ``base``.  Raises Damaged, also where it has more than ``limit`` bytes."""
    base_size, at = _number(delta, 0)
    size, at = _number(delta, at)
    if base_size != len(base) or size > limit:
        raise Damaged("a delta of another object")
    parts: list[bytes] = []
    left = size
    end = len(delta)
    while at < end:
        code = delta[at]
        at += 1
        if code & 0x80:
            start = length = 0
            for bit, shift in _OFFSET_BITS:
                if code & bit:
                    start |= delta[at] << shift
                    at += 1
            for bit, shift in _SIZE_BITS:
                if code & bit:
                    length |= delta[at] << shift
                    at += 1
            part = base[start : start + (length or 0x10000)]
        else:
            part = delta[at : at + code]
            at += code
            if not code:
                raise Damaged("a reserved instruction")
        left -= len(part)
        if left < 0:
            raise Damaged("a delta that is larger than it says")
        parts.append(part)
    if left:
        raise Damaged("a delta that is smaller than it says")
    return b"".join(parts)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A size, and where it ends.  Raises IndexError."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, at
        if shift > 63:
            raise Damaged("a size too large")
