"""How far long work is, in one line on a terminal that goes when the work is done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dockerlint.report.image import size_words
from dockerlint.report.paint import printable

if TYPE_CHECKING:
    from typing import TextIO

_BEAT = 0.1  # seconds between two lines
_LONGEST = 40  # characters of a name


class Progress:
    """Told by bytes; silent without a stream."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._last = 0.0

    def __call__(self, name: str, done: int, total: int) -> None:
        """``done`` of ``total`` bytes of ``name`` were searched; the total is that of compressed layers."""
        now = time.monotonic()
        if self._stream is None or now - self._last < _BEAT:
            return
        self._last = now
        of = f" ({size_words(total)} stored)" if total else ""
        self._stream.write(f"\r\x1b[Kscanning {printable(name)[:_LONGEST]}: {size_words(done)}{of}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._stream is not None and self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._last = 0.0
