"""When documents are checked: at once after a rest, once a pause comes within a burst, and never twice for one state.

Checks run on one thread beside the event loop, so that messages are read meanwhile.  One that nobody waits for any more
is taken from the queue.
"""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.lsp.checking import Checked, Checker, Request
    from dockerlint.lsp.documents import Document

BURST = 0.3  # seconds; changes that follow each other faster are typed in one go
PAUSE = 0.1  # seconds without a change that end a burst
LONGEST = 0.6  # seconds that a burst may put a check off
IDLE = 0.5  # seconds without a check before garbage is collected
COLLECT_AFTER = 16  # checks without a rest between them; one of a long file leaves some 5 MB
SOON = 0.05  # seconds in which a result is sent

_T = TypeVar("_T")


class _Running(NamedTuple):
    stamp: tuple[int, int, int]
    future: asyncio.Future[Checked]


class Results:
    """The latest result of each document; ``request`` tells what there is to check."""

    def __init__(self, checker: Checker, request: Callable[[Document], Request]) -> None:
        self._checker = checker
        self._request = request
        self._worker = ThreadPoolExecutor(1, "dockerlint")
        self._generation = 0
        self._done: dict[str, tuple[tuple[int, int, int], Checked]] = {}
        self._running: dict[str, _Running] = {}
        self._checks = 0
        self._collection: asyncio.TimerHandle | None = None

    def invalidate(self) -> None:
        """Whatever is known is out of date: configuration or other files have changed."""
        self._generation += 1
        self._checker.forget_configuration()

    def forget(self, document: Document) -> None:
        self._done.pop(document.key, None)
        running = self._running.pop(document.key, None)
        if running is not None:
            running.future.cancel()

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def stamp(self, document: Document) -> tuple[int, int, int]:
        """What a result belongs to: another stamp is another state of the document or of what it depends on."""
        return (id(document.lines), document.version, self._generation)

    async def of(self, document: Document) -> Checked | None:
        """The result for this state of the document; None when a later state has taken its place in the queue."""
        stamp = self.stamp(document)
        known = self._done.get(document.key)
        if known is not None and known[0] == stamp:
            return known[1]
        running = self._running.get(document.key)
        if running is None or running.stamp != stamp:
            if running is not None:
                running.future.cancel()
            future = asyncio.ensure_future(self.run(self._checker.check, self._request(document)))
            running = self._running[document.key] = _Running(stamp, future)
        await asyncio.wait([running.future])
        if self._running.get(document.key) is running:
            del self._running[document.key]
        if running.future.cancelled():
            return None
        checked = running.future.result()
        if running.stamp[2] == self._generation:
            self._done[document.key] = (stamp, checked)
        return checked

    async def run(self, work: Callable[..., _T], *arguments: object) -> _T:
        """What ``work`` returns, done on the checking thread."""
        loop = asyncio.get_running_loop()
        if self._checks < COLLECT_AFTER:
            self._put_collection_off()
        try:
            return await loop.run_in_executor(self._worker, work, *arguments)
        finally:
            self._plan_collection(loop)

    def _plan_collection(self, loop: asyncio.AbstractEventLoop) -> None:
        """Collect cyclic garbage in a rest, not in the middle of a check, where it would take as long again."""
        self._checks += 1
        self._put_collection_off()
        self._collection = loop.call_later(SOON if self._checks >= COLLECT_AFTER else IDLE, self._collect)

    def _put_collection_off(self) -> None:
        if self._collection is not None:
            self._collection.cancel()
            self._collection = None

    def _collect(self) -> None:
        self._checks = 0
        gc.collect()


class Schedule:
    """Calls ``act`` for a key that changes, once for each rest or burst of changes."""

    def __init__(self, act: Callable[[str], None]) -> None:
        self._act = act
        self._last: dict[str, float] = {}
        self._due: dict[str, tuple[float, asyncio.TimerHandle]] = {}  # since when, and the timer

    def changed(self, key: str) -> None:
        """Note a change, now."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        rested = now - self._last.get(key, float("-inf")) >= BURST
        self._last[key] = now
        waiting = self._due.pop(key, None)
        if waiting is not None:
            waiting[1].cancel()
        elif rested:
            self._act(key)
            return
        since = waiting[0] if waiting is not None else now
        timer = loop.call_at(min(now + PAUSE, since + LONGEST), self._end, key)
        self._due[key] = (since, timer)

    def forget(self, key: str) -> None:
        self._last.pop(key, None)
        waiting = self._due.pop(key, None)
        if waiting is not None:
            waiting[1].cancel()

    def _end(self, key: str) -> None:
        self._due.pop(key, None)
        self._act(key)
