"""The report as Markdown, for a job's summary (``$GITHUB_STEP_SUMMARY``) and for comments of bots."""

from __future__ import annotations

from dockerlint.finding import Safety
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.commands import supply_commands
from dockerlint.report.markdown_text import block, code, prose
from dockerlint.report.plain import report_path
from dockerlint.report.summary import Tally, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import Failure, FileResult
    from dockerlint.finding import Finding, Fix
    from dockerlint.text import Source

LARGEST = 60_000  # characters of rows; a comment on GitHub holds 65,536
_SIGNS = {"error": "🔴", "warning": "🟠", "info": "🔵"}


def report_markdown(results: Iterable[FileResult]) -> Iterator[str]:
    """One document, as lines; rows past LARGEST are counted instead of shown."""
    tally = Tally()
    rows = _Rows()
    commands: list[str] = []
    failures: list[Failure] = []
    for result in results:
        tally.add(result)
        failures += result.failures
        for finding in result.findings:
            rows.add(_row(finding, result.source))
        commands += supply_commands(result)
    yield f"## dockerlint: {_heading(tally)}"
    if tally.findings:
        yield from ("", "| | place | finding | fix |", "|---|---|---|---|", *rows.shown)
        if rows.left:
            yield from ("", f"… and {counted(rows.left, 'finding')} more.")
        yield from ("", *_advice(tally))
    if commands:
        shown = _fitting(commands)
        yield from ("", "<details><summary>What to build and run with, once fixed</summary>", "")
        yield from (*block(shown, "sh"), "", "</details>")
    if failures:
        yield from ("", "Not checked in full:", "")
        yield from (f"- {code(report_path(failure.path))}: {prose(failure.message)}" for failure in failures)


class _Rows:
    """The rows that fit."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.left = 0
        self._room = LARGEST

    def add(self, row: str) -> None:
        self._room -= len(row) + 1
        if self._room < 0:
            self.left += 1
        else:
            self.shown.append(row)


def _fitting(commands: list[str]) -> list[str]:
    once = list(dict.fromkeys(commands))
    return once if len(once) <= 20 else [*once[:20], f"# … and {len(once) - 20} more"]


def _heading(tally: Tally) -> str:
    if not tally.findings:
        fixed = f"{counted(tally.fixed, 'finding')} fixed, " if tally.fixed else ""
        return f"{fixed}no findings {tally.where()}"
    grades = ", ".join(counted(count, severity) for severity, count in tally.by_severity.items() if count)
    return f"{counted(tally.findings, 'finding')} ({grades}) {tally.where()}"


def _row(finding: Finding, source: Source) -> str:
    place = source.position(finding.span.start)
    where = code(f"{report_path(finding.path)}:{place.line}:{place.column}")
    what = f"**{finding.code}** {prose(finding.message)}"
    return f"| {_SIGNS[finding.severity.value]} {finding.severity.value} | {where} | {what} | {_fix(finding.fix)} |"


def _fix(fix: Fix | None) -> str:
    if fix is None:
        return ""
    return prose(fix.title) + (" (unsafe)" if fix.safety is Safety.UNSAFE else "")


def _advice(tally: Tally) -> Iterator[str]:
    ready = tally.by_safety[Safety.SAFE] + tally.by_safety[Safety.NEEDS_SECRET]
    if ready:
        yield f"{counted(ready, 'finding')} can be fixed by `dockerlint --fix`; `--diff` shows how."
    if tally.by_safety[Safety.UNSAFE]:
        yield f"{counted(tally.by_safety[Safety.UNSAFE], 'finding')} can be fixed with `--unsafe-fixes`."
