"""``dockerlint image scan``: scans of built images to the report that was asked for, and the exit status."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

from dockerlint.cli import FOUND, INTERNAL, OK, UNREADABLE, UsageError, tell
from dockerlint.cli.image_progress import Progress
from dockerlint.engine.ending import Endings
from dockerlint.engine.result import Failure, FileResult
from dockerlint.finding import Severity
from dockerlint.image.source.access import Access
from dockerlint.image.values import ImageError
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.report.paint import Paint, printable, wants_colour
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.allow import AllowList
    from dockerlint.image.scan import Options, Scan
    from dockerlint.rule import Rule

_ORDER = tuple(Severity)  # gravest first
_NEEDED = ("httpx", "isal", "zstandard")


class ScanRequest(NamedTuple):
    """What ``image scan`` is asked to do."""

    references: tuple[str, ...]
    access: Access = Access()
    dockerfile: str | None = None
    bases: tuple[str, ...] = ()
    allow: str | None = None
    baseline: str | None = None
    write_baseline: bool = False
    config_only: bool = False
    tree: bool = False
    format: str = "text"
    output: str | None = None
    fail_on: Severity = Severity.WARNING
    exit_zero: bool = False
    jobs: int = 0
    cache: str | None = None
    no_cache: bool = False
    quiet: bool = False
    verbose: bool = False


def need_extra() -> None:
    """Raises UsageError where the libraries of the extra are not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing or (find_spec("hyperscan") is None and find_spec("ahocorasick_rs") is None):
        raise UsageError("looking into images needs the extra: pip install 'dockerlint[image]'")


def scan(request: ScanRequest) -> int:
    """Scan and report; the exit status.  Raises UsageError and ConfigError.

    A signal that ends it ends it as Ctrl-C does, so that copies of images go.
    """
    need_extra()
    with Endings():
        return _scan(request)


def _scan(request: ScanRequest) -> int:
    from dockerlint.image.scan import Scanner
    from dockerlint.rules import load_rules

    rules = load_rules()
    progress = Progress(sys.stderr if not request.quiet and sys.stderr.isatty() else None)
    scanner = Scanner(rules, _options(request), progress)
    scans: list[Scan] = []
    failed: list[FileResult] = []
    for reference in request.references:
        try:
            scans.append(scanner.scan(reference))
        except ImageError as error:
            progress.clear()
            tell(printable(str(error)))
            failed.append(FileResult(Source("", reference), failures=(Failure(reference, "unreadable", str(error)),)))
    progress.clear()
    if request.write_baseline:
        return _write_baseline(request, scans, failed)
    _tell(scans, request.verbose)
    _report(request, scans, failed, rules)
    return _status(request, scans, failed)


def _options(request: ScanRequest) -> Options:
    from dockerlint.image.bases import Bases, read_bases
    from dockerlint.image.cache import default_folder
    from dockerlint.image.scan import Options

    try:
        bases = read_bases(request.bases, request.access) if request.bases else Bases()
    except ImageError as error:
        raise UsageError(f"--base: {error}") from None
    for note in bases.notes:
        tell(printable(note))
    return Options(
        request.access,
        _dockerfile(request.dockerfile) if request.dockerfile is not None else None,
        bases,
        _allowed(request),
        not (request.config_only or request.tree),
        not request.tree,
        request.access.limits,
        request.jobs,
        None if request.no_cache else request.cache or default_folder(),
    )


def _dockerfile(path: str) -> Source:
    from dockerlint.engine.files import FileError, read_source

    if os.path.isdir(path):
        path = os.path.join(path, "Dockerfile")
    try:
        return read_source(path)
    except FileError as error:
        raise UsageError(f"--dockerfile {path}: {error.message}") from None


def _allowed(request: ScanRequest) -> AllowList:
    from dockerlint.image.allow import AllowList, read_allow_list
    from dockerlint.image.known import read_known

    allowed = read_allow_list(request.allow) if request.allow is not None else AllowList()
    if request.baseline is not None and not request.write_baseline:
        allowed = allowed._replace(known=read_known(request.baseline))
    return allowed


def _write_baseline(request: ScanRequest, scans: list[Scan], failed: list[FileResult]) -> int:
    from dockerlint.engine.files import reason_of
    from dockerlint.image.known import render_known

    assert request.baseline is not None
    text, count = render_known(result for each in scans for result in each.results)
    try:
        with open(request.baseline, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"--baseline {request.baseline}: {reason_of(error)}") from None
    tell(f"{request.baseline}: {count} secrets known")
    return UNREADABLE if failed else OK


def _tell(scans: list[Scan], verbose: bool) -> None:
    """What went wrong, and what is to be said of lists, on stderr."""
    for each in scans:
        for result in each.results:
            for failure in result.failures:
                tell(f"{printable(failure.path)}: not looked at: {printable(failure.message)}")
    for note in dict.fromkeys(note for each in scans for note in each.notes):
        tell(printable(note))
    if verbose and scans:
        for note in scans[0].unused:
            if all(note in each.unused for each in scans):
                tell(printable(note))


def _report(request: ScanRequest, scans: list[Scan], failed: list[FileResult], rules: tuple[Rule, ...]) -> None:
    from dockerlint.cli.output import write_lines

    stream = sys.stdout
    if request.format != "text":
        from dockerlint.image.rules import IMAGE_RULES
        from dockerlint.report.formats import write_report

        results = [*(result for each in scans for result in each.results), *failed]
        write_lines(write_report(request.format, results, [*rules, *IMAGE_RULES], tell), request.output, stream)
        return
    from dockerlint.report.image import report_images
    from dockerlint.report.text import Style

    paint = Paint(request.output is None and wants_colour(stream))
    width = _terminal_width() if request.output is None and stream.isatty() else Style().width
    lines: Iterator[str] = report_images(scans, Style(paint, width, request.verbose), not request.tree)
    write_lines(lines, request.output, stream)


def _terminal_width() -> int:
    from dockerlint.cli.output import terminal_width

    return terminal_width()


def _status(request: ScanRequest, scans: list[Scan], failed: list[FileResult]) -> int:
    kinds = {failure.kind for each in scans for result in each.results for failure in result.failures}
    if "internal" in kinds:
        return INTERNAL
    if failed or kinds:
        return UNREADABLE
    grave = _ORDER.index(request.fail_on)
    findings = [finding for each in scans for result in each.results for finding in result.findings]
    is_found = any(_ORDER.index(finding.severity) <= grave for finding in findings)
    return FOUND if is_found and not request.exit_zero else OK
