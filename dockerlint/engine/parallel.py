"""Checking files in several processes."""

from __future__ import annotations

import multiprocessing
import signal

from dockerlint.engine.ending import Endings, end_at_once, hold_endings, release_endings
from dockerlint.engine.run import Run
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.engine.run import Options

_run: Run | None = None


def check_in_parallel(paths: list[str], run: Run, jobs: int) -> Iterator[FileResult]:
    """The results for ``paths`` in their order.

    The processes only check.  Fixes are made here, one file after the other, for two files may write a third.
    """
    only_check = run.options._replace(fix=frozenset())
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    size = max(1, min(32, len(paths) // (jobs * 4)))
    with Endings():
        hold_endings()
        try:
            with context.Pool(min(jobs, len(paths)), _start, (only_check,)) as pool:
                release_endings()  # from here on the pool is ended on the way out
                for path, result in zip(paths, pool.imap(_check, paths, size), strict=True):
                    fixable = run.options.fix and any(finding.fix is not None for finding in result.findings)
                    yield run.check_path(path) if fixable else result
        finally:
            release_endings()


def _start(options: Options) -> None:
    end_at_once()
    from dockerlint.rules import load_rules

    global _run  # noqa: PLW0603 - a worker process has one run
    _run = Run(load_rules(), options)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check(path: str) -> FileResult:
    assert _run is not None
    result = _run.check_path(path)
    if result.findings or result.notes:
        return result
    return result._replace(source=Source("", path))
