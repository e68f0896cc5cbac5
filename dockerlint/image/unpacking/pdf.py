"""PDF documents (ISO 32000-1, 7.3.8): the streams that are deflated, attached files among them."""

from __future__ import annotations

import re
from contextlib import suppress

from dockerlint.image.deflate import ZLIB, inflate
from dockerlint.image.reading import DAMAGES, Reader
from dockerlint.image.unpacking.member import Member
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.unpacking.budget import Budget

_STREAM = re.compile(rb"stream\r?\n(?=x[\x01\x5e\x9c\xda])")
_WINDOW = 1 << 20  # bytes that are searched at once
_OVERLAP = 16  # bytes


def pdf_members(reader: Reader, budget: Budget) -> Iterator[Member]:
    """The content of each deflated stream, by its place.  Those with other filters before are as they come."""
    while True:
        window = reader.peek(_WINDOW)
        found = _STREAM.search(window)
        if found is None:
            if len(window) < _WINDOW:
                return
            reader.skip(_WINDOW - _OVERLAP)
            continue
        reader.skip(found.end())
        content = Reader.of_pieces(budget.spent(_as_far_as_it_goes(reader)))
        yield Member(f"stream at {reader.position}", content)
        content.drain()


def _as_far_as_it_goes(reader: Reader) -> Iterator[bytes]:
    """The content of a stream; what only looks like one, or is encrypted, is searched as it is."""
    with suppress(*DAMAGES):
        yield from inflate(reader, ZLIB)
