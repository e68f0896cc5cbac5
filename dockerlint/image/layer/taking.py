"""Files that are taken out of the stream: whole where they are small enough, else looked into as they pass."""

from __future__ import annotations

import queue
import threading

from dockerlint.image.content import Look, look_at, look_into_stream
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.tar import Entry
    from dockerlint.image.values import Limits

_WAITING = 4  # pieces between the two threads


class Whole:
    """A file that is put together in memory."""

    def __init__(self, entry: Entry, size: int) -> None:
        self.entry = entry
        self._size = size
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        self._parts.append(data)

    @property
    def data(self) -> bytes:
        return b"".join(self._parts)

    def close(self, limits: Limits) -> Look:
        """What is in it."""
        return look_at(self.entry.path, self.data, limits)


class Streamed:
    """A large archive: a thread of its own reads it from here, a piece at a time."""

    data = b""

    def __init__(self, entry: Entry, limits: Limits) -> None:
        self.entry = entry
        self._pieces: queue.Queue[bytes] = queue.Queue(_WAITING)
        self._look = Look((), ())
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(limits,), daemon=True)
        self._thread.start()

    def feed(self, data: bytes) -> None:
        if data:
            self._pieces.put(data)

    def close(self, _limits: Limits) -> Look:
        """What is in it, once all is read.  Raises what looking into it raised."""
        self._pieces.put(b"")
        self._thread.join()
        if self._failure is not None:
            raise self._failure
        return self._look

    def _run(self, limits: Limits) -> None:
        self._rest = b""
        self._is_over = False
        try:
            self._look = look_into_stream(self.entry.path, self._read, limits)
        except BaseException as error:
            self._failure = error
        while not self._is_over:
            self._is_over = not self._pieces.get()

    def _read(self, size: int) -> bytes:
        """At most ``size`` bytes, b"" at the end."""
        if not self._rest and not self._is_over:
            self._rest = self._pieces.get()
            self._is_over = not self._rest
        data, self._rest = self._rest[:size], self._rest[size:]
        return data
