"""The engines that find triggers: hyperscan, and one of plain Python where it has no wheel; both find the same."""

from __future__ import annotations

import threading
from functools import cache

from dockerlint.image.matching.triggers import triggers
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing import Protocol

    class Engine(Protocol):
        def hits(self, data: bytes, /) -> list[Hit]:
            """Where triggers end in ``data``, in no order."""


class Hit(NamedTuple):
    """A trigger that ends at byte ``end``; ``trigger`` is its place in :func:`triggers`."""

    end: int
    trigger: int


@cache
def engine() -> Engine:
    """The quickest engine that is installed."""
    try:
        return HyperscanEngine()
    except ImportError:
        from dockerlint.image.matching.literal_engine import LiteralEngine

        return LiteralEngine()


class HyperscanEngine:
    """All triggers at once in block mode, without start offsets, which would cost four times as much.

    Compiling takes a fifth of a second, so it is done when first needed.  Each thread has scratch space of its own.
    """

    def __init__(self) -> None:
        import hyperscan

        expressions = [each.expression for each in triggers()]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=expressions,
            ids=list(range(len(expressions))),
            elements=len(expressions),
            flags=[hyperscan.HS_FLAG_DOTALL] * len(expressions),
        )
        self._new_scratch = hyperscan.Scratch
        self._of_thread = threading.local()

    def hits(self, data: bytes) -> list[Hit]:
        found: list[Hit] = []

        def on_match(trigger: int, _start: int, end: int, _flags: int, _context: object) -> None:
            found.append(Hit(end, trigger))

        scratch = getattr(self._of_thread, "scratch", None)
        if scratch is None:
            scratch = self._of_thread.scratch = self._new_scratch(self._database)
        self._database.scan(data, match_event_handler=on_match, scratch=scratch)
        return found
