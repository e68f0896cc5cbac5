"""Deltas of Git's packs (gitformat-pack(5), "Deltified representation")."""

from __future__ import annotations

from dockerlint.image.reading import Damaged

_DEFAULT_SIZE = 0x10000
_RUNS = {0: 0, 1: 1, 3: 2, 7: 3, 15: 4}
# For each code of a copy, how many bytes of its offset and of its size follow; None where some in between are left out.
_WIDTHS = [
    (_RUNS[code & 15], _RUNS[code >> 4]) if code & 15 in _RUNS and code >> 4 in _RUNS else None for code in range(128)
]


def applied(base: bytes, delta: bytes, limit: int = 1 << 62) -> bytes:
    """The object that ``delta`` makes of ``base``.  Raises Damaged, also where it has more than ``limit`` bytes."""
    base_size, at = _number(delta, 0)
    size, at = _number(delta, at)
    if base_size != len(base) or size > limit:
        raise Damaged("a delta of another object")
    parts: list[bytes] = []
    left = size
    end = len(delta)
    from_bytes = int.from_bytes
    while at < end:
        code = delta[at]
        at += 1
        if code & 0x80:
            widths = _WIDTHS[code & 0x7F]
            if widths is None:
                start, length, at = _numbers(delta, code, at)
            else:
                middle = at + widths[0]
                start = from_bytes(delta[at:middle], "little")
                at = middle + widths[1]
                length = from_bytes(delta[middle:at], "little")
            part = base[start : start + (length or _DEFAULT_SIZE)]
        else:
            part = delta[at : at + code]
            at += code
            if not code:
                raise Damaged("a reserved instruction")
        left -= len(part)
        if left < 0:
            raise Damaged("a delta that is larger than it says")
        parts.append(part)
    if left or at > end:
        raise Damaged("a delta that is smaller than it says")
    return b"".join(parts)


def _numbers(delta: bytes, code: int, at: int) -> tuple[int, int, int]:
    """Offset and size of a copy, of which the bytes that are zero are left out, and where they end."""
    value = 0
    for bit in range(7):
        if code >> bit & 1:
            value |= delta[at] << 8 * bit
            at += 1
    return value & 0xFFFFFFFF, value >> 32, at


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
