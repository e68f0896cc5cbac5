"""Deflate streams (RFC 1951), raw or with zlib's frame (RFC 1950), which tell themselves where they end."""

from __future__ import annotations

from dockerlint.image.inflate import INFLATE_ERRORS, new_inflater
from dockerlint.image.unpacking.budget import Meter
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RAW, ZLIB = -15, 15  # as zlib counts window bits
_ONCE = 4 << 20  # bytes that one step may give


class Inflater:
    """One stream that is inflated; ``rest`` are the bytes behind it that were read, ``meter`` counts what it took."""

    def __init__(self, read: Callable[[], bytes], bits: int = RAW) -> None:
        self._read = read
        self._bits = bits
        self.rest = b""
        self.meter = Meter()

    def pieces(self) -> Iterator[bytes]:
        """Its content.  Raises ValueError or EOFError where it is damaged."""
        stream = new_inflater(self._bits)
        data = b""
        try:
            while not stream.eof:
                if not data:
                    data = self._read()
                    self.meter.bytes += len(data)
                    if not data:
                        raise EOFError
                part = stream.decompress(data, _ONCE)
                data = stream.unconsumed_tail
                if part:
                    yield part
        except INFLATE_ERRORS as error:
            raise ValueError(str(error)) from None
        self.rest = stream.unused_data
        self.meter.bytes -= len(self.rest)
