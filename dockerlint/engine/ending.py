"""Ending on SIGTERM and SIGHUP as on Ctrl-C: what was begun is finished or taken back."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import NoReturn

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


class Ended(KeyboardInterrupt):
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Endings:
    """While it is entered, SIGTERM and SIGHUP raise Ended, unless someone has other plans for them (``nohup`` has)."""

    def __init__(self) -> None:
        self._taken: list[int] = []

    def __enter__(self) -> None:
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_DFL:
                continue
            try:
                signal.signal(number, _end)
            except ValueError:  # another thread than the main one
                return
            self._taken.append(number)

    def __exit__(self, *_reason: object) -> None:
        for number in self._taken:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _frame: object) -> NoReturn:
    raise Ended(number)


def hold_endings() -> None:
    """Let SIGTERM and SIGHUP wait, in this thread and in the processes that it forks, until :func:`release_endings`."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)


def release_endings() -> None:
    """Let SIGTERM and SIGHUP reach this thread, those that waited as well."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """While it is entered, SIGTERM, SIGHUP and Ctrl-C wait; at most one that came before is still raised."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, (*SIGNALS, signal.SIGINT))
    waiting: dict[int, None] = {}
    handlers = _heard(waiting)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in waiting:
            signal.raise_signal(number)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _heard(waiting: dict[int, None]) -> dict[int, Callable[[int, FrameType | None], object]]:
    """Has the signals that are raised in Python noted in ``waiting``, and gives back what handled them.

    A mask is its thread's own: what another thread of the process takes would be raised in the main one all the same.
    """
    handlers = {}
    for number in (*SIGNALS, signal.SIGINT):
        handler = signal.getsignal(number)
        if callable(handler):
            try:
                signal.signal(number, lambda number, _frame: waiting.setdefault(number))
            except ValueError:  # another thread than the main one, in which nothing is raised
                break
            handlers[number] = handler
    return handlers


def end_at_once() -> None:
    """Make a forked process end on SIGTERM and SIGHUP as the system does it.

    A handler in Python would run between two of its instructions only: a signal that comes just before the process
    waits for a lock is never heard, and whoever ended the process waits for it for ever.
    """
    for number in SIGNALS:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_DFL)
    release_endings()
