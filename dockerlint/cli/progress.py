"""A counter on stderr for long work, on a terminal only."""

from __future__ import annotations

import sys

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult

EVERY = 50  # files


def with_progress(results: Iterable[FileResult], total: int) -> Iterator[FileResult]:
    """The results as they come, with a line that counts them and is gone in the end."""
    try:
        for done, result in enumerate(results, 1):
            if done % EVERY == 0:
                print(f"\rchecked {done} of {total} files", end="\x1b[K", file=sys.stderr, flush=True)
            if result.findings or result.failures or result.notes or result.fixed:
                print("\r", end="\x1b[K", file=sys.stderr, flush=True)
            yield result
    finally:
        print("\r", end="\x1b[K", file=sys.stderr, flush=True)
