"""The engines that find triggers: hyperscan, and one of plain Python where it has no wheel; both find the same."""

from __future__ import annotations

import threading
from functools import cache
from importlib.util import find_spec

from dockerlint.image.matching.hit import Hit
from dockerlint.image.matching.literal_engine import LITTLE, LiteralEngine
from dockerlint.image.matching.triggers import triggers
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol

    import hyperscan

    class Engine(Protocol):
        def hits(self, data: bytes, /) -> list[Hit]:
            """Where triggers end in ``data``, in no order."""


@cache
def engine() -> Engine:
    """The quickest engine that is installed."""
    return LiteralEngine() if find_spec("hyperscan") is None else HyperscanEngine()


class HyperscanEngine:
    """All triggers at once in block mode, without start offsets, which would cost four times as much.

    Compiling takes a fifth of a second: it is done when there is much to search, and until then the other engine does.
    Each thread has scratch space of its own.
    """

    def __init__(self, *, is_lazy: bool = True) -> None:
        self._is_lazy = is_lazy
        self._little = LiteralEngine()
        self._database: hyperscan.Database | None = None
        self._lock = threading.Lock()
        self._of_thread = threading.local()

    def hits(self, data: bytes) -> list[Hit]:
        if self._database is None:
            if self._is_lazy and len(data) <= LITTLE:
                return self._little.hits(data)
            with self._lock:
                self._database = self._database or _compiled()
        found: list[Hit] = []

        def on_match(trigger: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append(Hit(end, trigger))

        scratch = getattr(self._of_thread, "scratch", None)
        if scratch is None:
            from hyperscan import Scratch

            scratch = self._of_thread.scratch = Scratch(self._database)
        self._database.scan(data, match_event_handler=on_match, scratch=scratch)
        return found


def _compiled() -> hyperscan.Database:
    import hyperscan

    expressions = [each.expression for each in triggers()]
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[hyperscan.HS_FLAG_DOTALL] * len(expressions),
    )
    return database
