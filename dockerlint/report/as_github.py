"""The report as workflow commands, which GitHub (and Gitea, Forgejo) show as annotations at the lines of a change.

The escapes are those of actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.plain import report_path, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Source

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_OF_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_OF_PROPERTY = {**_OF_DATA, ord(":"): "%3A", ord(","): "%2C"}


def report_github(results: Iterable[FileResult]) -> Iterator[str]:
    """One command a finding."""
    for result in results:
        for failure in result.failures:
            yield _command("error", {"file": report_path(failure.path), "title": "dockerlint"}, failure.message)
        yield from (_annotation(finding, result.source) for finding in result.findings)


def _annotation(finding: Finding, source: Source) -> str:
    start, end = source.position(finding.span.start), source.position(finding.span.end)
    properties = {"file": report_path(finding.path), "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:  # columns of several lines are refused
        properties |= {"col": str(start.column), "endColumn": str(end.column)}
    properties["title"] = f"{finding.code} {finding.name}"
    return _command(_COMMANDS[finding.severity], properties, "\n".join(_words(finding)))


def _words(finding: Finding) -> Iterator[str]:
    yield finding.message
    if finding.fix is not None:
        yield f"fix: {finding.fix.title}"
        yield from (f"supply: {supply.command}" for supply in finding.fix.supply)


def _command(name: str, properties: dict[str, str], message: str) -> str:
    listed = ",".join(f"{key}={visible(value).translate(_OF_PROPERTY)}" for key, value in properties.items())
    return f"::{name} {listed}::{visible(message).translate(_OF_DATA)}"
