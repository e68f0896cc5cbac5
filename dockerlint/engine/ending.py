"""Ending on SIGTERM and SIGHUP as on Ctrl-C: what was begun is finished or taken back."""

from __future__ import annotations

import os
import signal
from typing import NoReturn


class Ended(KeyboardInterrupt):
    """A signal asked the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Endings:
    """While it is entered, SIGTERM and SIGHUP raise Ended, unless someone has other plans for them (``nohup`` has)."""

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._taken: list[int] = []

    def __enter__(self) -> None:
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is None or signal.getsignal(number) is not signal.SIG_DFL:
                continue
            try:
                signal.signal(number, self._end)
            except ValueError:  # another thread than the main one
                return
            self._taken.append(number)

    def __exit__(self, *_reason: object) -> None:
        if os.getpid() == self._owner:
            for number in self._taken:
                signal.signal(number, signal.SIG_DFL)

    def _end(self, number: int, _frame: object) -> NoReturn:
        if os.getpid() != self._owner:  # a process that this one started
            os._exit(128 + number)
        raise Ended(number)
