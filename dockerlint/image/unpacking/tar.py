"""Tar archives in files; see :mod:`dockerlint.image.tar` for the format."""

from __future__ import annotations

from dockerlint.image.reading import Damaged, Reader
from dockerlint.image.tar import HEADER, PATHS, TarWalk, sums_up
from dockerlint.image.unpacking.member import BEHIND, Member, is_followed, said, unreadable
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.tar import Entry

_BLOCK = 1 << 20  # bytes that are walked over at once, a multiple of HEADER
_LONGEST_NUMBER = 20  # characters: times and owners in pax records
_TOLD = 1024  # records that are remembered, since a global one is every entry's


def tar_members(reader: Reader) -> Iterator[Member]:
    """The files of a tar, of several behind each other (Alpine's packages), and what stands behind them.

    Where a header is damaged, the walk goes on with the next one that is right, and the damage is told once.
    Raises Damaged where there is no first header, EOFError where the last one is cut off.
    """
    is_damaged = False
    told: set[bytes] = set()
    entries = 0
    while True:
        walk = TarWalk()
        start = reader.position
        for members in _entries(walk, reader, told):
            entries += 1
            yield from members
        if walk.damage:
            if not entries:
                raise Damaged(walk.damage)
            if not is_damaged:
                yield unreadable("", f"it is damaged at byte {reader.position - start} of its content")
            is_damaged = True
            yield from _to_next_header(reader)
        elif not is_followed(reader):
            return
        elif not _begins(reader.peek(HEADER)):
            yield Member(BEHIND, reader)
            return


def _entries(walk: TarWalk, reader: Reader, told: set[bytes]) -> Iterator[Iterator[Member]]:
    """What each entry tells; ``reader`` is left where the walk ends."""
    at = last = 0
    block = b""
    while not walk.is_over and (block := reader.exactly(_BLOCK)):
        for entry in walk.entries(block):
            last = entry.end
            if entry.end > at + len(block):
                reader.give_back(block[entry.start - at :])
                yield _members(entry, reader.limited(entry.end - entry.start), told)
                reader.skip(entry.after - entry.end)
                at, block = entry.after, b""
                walk.resume(at)
                break
            yield _members(entry, Reader.of_bytes(block[entry.start - at : entry.end - at]), told)
        at += len(block)
    if walk.next_header < at:
        reader.give_back(block[walk.next_header - at :])
    elif walk.is_cut and last < at:
        raise EOFError


def _members(entry: Entry, content: Reader, told: set[bytes]) -> Iterator[Member]:
    if entry.link:
        yield said(entry.path, "link target", entry.link.encode("utf-8", "surrogateescape"))
    for key, value in entry.records.items():
        if key not in PATHS and len(value) > _LONGEST_NUMBER and value not in told:
            if len(told) < _TOLD:
                told.add(value)
            yield said(entry.path, f"metadata {key}", value)
    if entry.is_file:
        yield Member(entry.path, content)
    content.drain()


def _begins(header: bytes) -> bool:
    return header[257:262] == b"ustar" or (len(header) == HEADER and sums_up(header))


def _to_next_header(reader: Reader) -> Iterator[Member]:
    """What is passed over up to the next header, whose place is a multiple of its size away."""
    at = HEADER
    while True:
        place = reader.position
        window = reader.peek(_BLOCK)
        start = window.find(b"ustar", at + 257) - 257
        while start >= 0 and (start % HEADER or not sums_up(window[start : start + HEADER])):
            start = window.find(b"ustar", start + 258) - 257
        if start < 0 and len(window) < _BLOCK:
            start = len(window)
        passed = reader.exactly(start if start >= 0 else _BLOCK - HEADER)
        for first, last in ((0, at), (at, len(passed))):  # what follows the damaged header may be an archive
            if part := passed[first:last]:
                yield Member(f"(bytes at {place + first})", Reader.of_bytes(part))
        if start >= 0:
            return
        at = 0
