"""A layer's blocks made in a thread of its own, a few ahead: decompressing and hashing need no Python to run."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_AHEAD = 6  # blocks


def ahead(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """``blocks`` in their order; what making them raises is raised here."""
    ready: queue.Queue[bytes | BaseException | None] = queue.Queue(_AHEAD)
    is_left = threading.Event()

    def make() -> None:
        end: BaseException | None = None
        try:
            for block in blocks:
                if is_left.is_set():
                    return
                ready.put(block)
        except BaseException as error:
            end = error
        ready.put(end)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    try:
        while (block := ready.get()) is not None:
            if isinstance(block, BaseException):
                raise block
            yield block
    finally:
        is_left.set()
        while not ready.empty():  # the thread may wait for room
            ready.get()
