"""What ``--baseline`` and ``--write-baseline`` do around a check."""

from __future__ import annotations

from dockerlint.cli import UsageError, tell
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.summary import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.engine.run import Options


def told_known(results: Iterable[FileResult], options: Options) -> Iterator[FileResult]:
    """The results as they pass; at the end stderr hears how many findings were known, and how many are gone."""
    assert options.baseline is not None
    known: dict[str, tuple[str, ...]] = {}
    for result in results:
        if not result.failures:
            known[result.path] = result.known
        yield result
    count = sum(map(len, known.values()))
    if count:
        tell(f"{counted(count, 'finding')} of the baseline not shown")
    choices = (options.changes, options.select, options.confidence, *options.ignore)
    sees_all = all(choice is None for choice in choices)
    stale = options.baseline.stale(known) if sees_all else 0
    if stale:
        tell(f"{stale} of the baseline found no more; --write-baseline drops them")


def write_known(results: Iterable[FileResult], path: str) -> None:
    """Write a baseline of all findings to ``path``.  Raises UsageError and ConfigError."""
    import os

    from dockerlint.engine.baseline import read_baseline, render_baseline
    from dockerlint.engine.files import FileError
    from dockerlint.engine.result import Change
    from dockerlint.engine.writing import write_changes

    before = read_baseline(path) if os.path.exists(path) else None
    text, count = render_baseline(path, results, before)
    try:
        with open(path, "rb") as file:
            old = file.read().decode("utf-8", "surrogateescape")
    except OSError:
        old = None
    try:
        write_changes([Change(path, old, text)])
    except FileError as error:
        raise UsageError(f"--baseline {path}: {error.message}") from None
    tell(f"{counted(count, 'finding')} written to {path}")
