"""``dockerlint check``: the engine's results to the report that was asked for, and the exit status."""

from __future__ import annotations

import os
import sys

from dockerlint.cli import FOUND, INTERNAL, OK, UNREADABLE, UsageError, close_stdout, tell, tell_failures
from dockerlint.cli.output import terminal_width, write_lines
from dockerlint.cli.paths import companion, find_paths, folders_in
from dockerlint.engine.run import Options, Run, check_paths, unreadable
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.report.paint import Paint, printable, wants_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from dockerlint.engine.files import FileError
    from dockerlint.engine.result import FileResult
    from dockerlint.rule import Rule

STDIN = "-"


class Request(NamedTuple):
    """What ``check`` is asked to do."""

    paths: tuple[str, ...] = ()
    options: Options = Options()
    format: str = "text"
    output: str | None = None
    diff: bool = False
    stdin_filename: str = "Dockerfile"
    write_baseline: str | None = None
    exit_zero: bool = False
    exit_on_fix: bool = False
    statistics: bool = False
    verbose: bool = False


class Outcome:
    """What the exit status depends on."""

    def __init__(self) -> None:
        self.findings = 0
        self.fixed = 0
        self.kinds: set[str] = set()

    def status(self, exit_zero: bool, exit_on_fix: bool = False) -> int:
        if "internal" in self.kinds:
            return INTERNAL
        if self.kinds:
            return UNREADABLE
        if self.fixed and exit_on_fix:
            return FOUND
        return FOUND if self.findings and not exit_zero else OK


def check(request: Request) -> int:
    """Check, fix and report; the exit status.  Raises UsageError and ConfigError."""
    if not request.options.fix or not request.options.write:
        return _check(request)
    from dockerlint.engine.ending import Endings

    with Endings():
        return _check(request)


def _check(request: Request) -> int:
    from dockerlint.rules import load_rules

    rules = load_rules()
    folders = folders_in(request.paths or (".",))
    try:
        run = Run(rules, request.options._replace(companion=companion, folders=folders))
    except LookupError as error:
        raise UsageError(error.args[0]) from None
    outcome = Outcome()
    to_stdout = _prints_fixed_text(request)
    results = _told(_results(request, run), request, outcome)
    if request.write_baseline is not None:
        from dockerlint.cli.known import write_known

        write_known(results, request.write_baseline)
        return outcome.status(exit_zero=True)
    if request.options.baseline is not None:
        from dockerlint.cli.known import told_known

        results = told_known(results, request.options)
    stream = sys.stderr if to_stdout and not request.diff else sys.stdout
    try:
        write_lines(_report(results, request, rules, stream), request.output, stream)
        stream.flush()
    except BrokenPipeError:
        if not request.options.fix or not request.options.write:
            raise
        close_stdout()
        for _ in results:  # nobody reads the report any more; what was asked to be fixed is
            pass
    if request.diff and outcome.findings:
        from dockerlint.report.summary import counted

        left = counted(outcome.findings, "finding")
        tell(f"{left} {'has' if outcome.findings == 1 else 'have'} no fix: without --diff they are told")
    return outcome.status(request.exit_zero, request.exit_on_fix)


def _prints_fixed_text(request: Request) -> bool:
    return request.paths == (STDIN,) and bool(request.options.fix) and not request.diff


def _results(request: Request, run: Run) -> Iterator[FileResult]:
    if STDIN in request.paths:
        if len(request.paths) > 1:
            raise UsageError("- (standard input) cannot be mixed with other paths")
        result = run.check_data(sys.stdin.buffer.read(), request.stdin_filename)
        if _prints_fixed_text(request):
            from dockerlint.text import encode

            sys.stdout.buffer.write(encode(result.source.text))
            sys.stdout.buffer.flush()
        yield result
        return
    missing: list[FileError] = []
    found = find_paths(request.paths or (".",), run.configs, missing.append)
    if run.options.folders:
        run.options = run.options._replace(places=tuple(found))
    yield from (unreadable(error) for error in missing)
    if sys.stderr.isatty() and len(found) > 200:
        from dockerlint.cli.progress import with_progress

        yield from with_progress(check_paths(found, run), len(found))
    else:
        yield from check_paths(found, run)


def _told(results: Iterable[FileResult], request: Request, outcome: Outcome) -> Iterator[FileResult]:
    """The results as they pass, with what went wrong told on stderr, and why there is no fix where a diff has none."""
    for result in results:
        if request.diff and request.verbose:
            _tell_refusals(result)
        outcome.findings += len(result.findings)
        outcome.fixed += len(result.fixed)
        outcome.kinds.update(tell_failures(result.failures, request.verbose))
        for note in result.notes:
            if request.verbose or not note.verbose:
                line = result.source.position(note.span.start).line
                tell(f"{printable(note.path)}:{line}: {printable(note.message)}")
        yield result


def _tell_refusals(result: FileResult) -> None:
    """Lines are those of the fixed text where a diff changes the file."""
    fixed = " once fixed" if any(change.path == result.path for change in result.changes) else ""
    for finding in result.findings:
        if finding.fix is None and finding.no_fix_because:
            line = result.source.position(finding.span.start).line
            reason = printable(finding.no_fix_because)
            tell(f"{printable(finding.path)}:{line}{fixed}: {finding.name}: no fix: {reason}")


def _report(results: Iterable[FileResult], request: Request, rules: tuple[Rule, ...], stream: TextIO) -> Iterator[str]:
    if request.diff:
        from dockerlint.report.diff import report_diff

        return report_diff(results, Paint(request.output is None and wants_colour(stream)))
    if request.format != "text":
        from dockerlint.report.formats import write_report

        return write_report(request.format, results, rules, tell)
    from dockerlint.report.text import Style, report_text

    is_terminal = request.output is None and stream.isatty()
    paint = Paint(request.output is None and wants_colour(stream))
    width = terminal_width() if is_terminal else Style().width
    pages = _pages(rules) if is_terminal and paint.is_on else {}
    style = Style(paint, width, request.verbose, request.statistics, lambda code: pages.get(code, ""))
    return report_text(results, style)


def _pages(rules: tuple[Rule, ...]) -> dict[str, str]:
    """Where each rule's documentation can be read: its module, which it heads."""
    import dockerlint.rules

    folder = os.path.dirname(os.path.abspath(dockerlint.rules.__file__))
    return {rule.code: f"file://{folder}/{rule.name.replace('-', '_')}.py" for rule in rules}
