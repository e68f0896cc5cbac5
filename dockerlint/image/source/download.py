"""A blob as it comes from a server; when the connection breaks, it goes on where it was."""

from __future__ import annotations

import re
import time

from dockerlint.image.source.client import RefusedError
from dockerlint.image.source.connection import BrokenError, Response
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    Ask = Callable[[dict[str, str]], Response]  # the answer to a request with these headers

_WORTH = 64 << 10  # bytes that must come between two breaks that count as one
_RANGE = re.compile(r"bytes (\d+)-")


class Download:
    """``size`` is what the manifest says of it, -1 where it says nothing; ``what`` is for messages.

    Raises ImageError where the blob cannot be had, is shorter or longer.
    """

    def __init__(self, what: str, ask: Ask, size: int, retries: int) -> None:
        self._what = what
        self._ask = ask
        self._size = size
        self._retries = retries
        self._at = 0
        self._broken_at = -_WORTH
        self._breaks = 0
        self._response = ask({})

    def read(self, size: int, /) -> bytes:
        while True:
            try:
                data = self._response.read(size)
            except BrokenError as error:
                self._go_on(str(error))
                continue
            if not data and self._at < self._size:
                self._go_on(f"it ends there, {self._size} bytes were expected")
                continue
            self._at += len(data)
            if 0 <= self._size < self._at:
                raise ImageError(f"{self._what} is longer than the {self._size} bytes that its manifest says")
            return data

    def _go_on(self, reason: str) -> None:
        """Ask for the rest."""
        self._response.close()
        while True:
            self._breaks = self._breaks + 1 if self._at - self._broken_at < _WORTH else 1
            self._broken_at = self._at
            if self._breaks > self._retries:
                raise ImageError(f"{self._what} broke off at byte {self._at}: {reason}")
            if self._breaks > 1:
                time.sleep(min(0.25 * 2**self._breaks, 8.0))
            try:
                self._response = self._ask({"Range": f"bytes={self._at}-"} if self._at else {})
            except RefusedError as error:
                if error.status != 416:
                    raise
                raise ImageError(f"{self._what} ends at byte {self._at}, {self._size} were expected") from None
            if self._response.status == 206:
                self._check_range()
                return
            try:
                self._response.skip(self._at)
            except BrokenError as error:
                reason = str(error)
                self._response.close()
                continue
            return

    def _check_range(self) -> None:
        match = _RANGE.match(self._response.header("Content-Range"))
        if match is not None and int(match[1]) != self._at:
            raise ImageError(f"{self._what}: byte {self._at} was asked for, {match[1]} came")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._response.close()
