"""The report as JUnit XML, in the dialect of Jenkins's xunit plugin (junit-10.xsd), which GitLab and others read too.

A file is a suite.  Every finding is a failed case, a file without any is one case that passed.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.report.plain import report_path, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import Failure, FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Source


def report_junit(results: Iterable[FileResult]) -> Iterator[str]:
    """One document, as lines."""
    suites: list[str] = []
    tests = failures = errors = 0
    for result in results:
        suites += _suite(result)
        tests += _cases(result)
        failures += len(result.findings)
        errors += len(result.failures)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="dockerlint" tests="{tests}" failures="{failures}" errors="{errors}">'
    yield from suites
    yield "</testsuites>"


def _cases(result: FileResult) -> int:
    return max(len(result.findings) + len(result.failures), 1)


def _suite(result: FileResult) -> Iterator[str]:
    path = xml_text(report_path(result.path))
    counts = f'failures="{len(result.findings)}" errors="{len(result.failures)}" skipped="0"'
    yield f'  <testsuite name="{path}" tests="{_cases(result)}" {counts} time="0">'
    for failure in result.failures:
        yield from _error(failure, path)
    for finding in result.findings:
        yield from _failure(finding, result.source, path)
    if not result.findings and not result.failures:
        yield f'    <testcase name="no findings" classname="{path}" time="0"/>'
    yield "  </testsuite>"


def _error(failure: Failure, path: str) -> Iterator[str]:
    yield f'    <testcase name="{xml_text(failure.kind)}" classname="{path}" time="0">'
    yield f'      <error type="{xml_text(failure.kind)}" message="{xml_text(failure.message)}"/>'
    yield "    </testcase>"


def _failure(finding: Finding, source: Source, path: str) -> Iterator[str]:
    place = source.position(finding.span.start)
    title = xml_text(f"{finding.code} {finding.name} at {place.line}:{place.column}")
    yield f'    <testcase name="{title}" classname="{path}" time="0">'
    text = xml_text("\n".join(_words(finding, source))).replace("&#10;", "\n")
    yield f'      <failure type="{finding.severity.value}" message="{xml_text(finding.message)}">{text}</failure>'
    yield "    </testcase>"


def _words(finding: Finding, source: Source) -> Iterator[str]:
    place = source.position(finding.span.start)
    yield f"{report_path(finding.path)}:{place.line}:{place.column}: {finding.message}"
    for related in finding.related:
        if related.path and related.path != finding.path:
            yield f"{report_path(related.path)}: {related.message}"
        else:
            yield f"line {source.position(related.span.start).line}: {related.message}"
    if finding.fix is not None:
        yield f"fix: {finding.fix.title}"
        yield from (f"supply: {supply.command}" for supply in finding.fix.supply)
