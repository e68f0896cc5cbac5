"""The formats of reports by name; a format's module is loaded when it is asked for."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dockerlint.engine.result import FileResult
    from dockerlint.report.pages import AnyRule

TEXT = "text"
FOR_PROGRAMS = (
    "json", "sarif", "rdjson", "rdjsonl", "github", "gitlab", "junit", "checkstyle", "markdown", "html",
)  # fmt: skip


def write_report(
    name: str, results: Iterable[FileResult], rules: Sequence[AnyRule], tell: Callable[[str], None]
) -> Iterator[str]:
    """The report in the format ``name``, one of FOR_PROGRAMS, as lines; ``tell`` hears what had to be left out."""
    match name:
        case "json":
            from dockerlint.report.as_json import report_json

            return report_json(results)
        case "sarif":
            from dockerlint.report.as_sarif import report_sarif

            return report_sarif(results, rules, tell)
        case _:
            return _reporter(name)(results)


def _reporter(name: str) -> Callable[[Iterable[FileResult]], Iterator[str]]:
    match name:
        case "rdjson":
            from dockerlint.report.as_rdjson import report_rdjson as report
        case "rdjsonl":
            from dockerlint.report.as_rdjson import report_rdjsonl as report
        case "github":
            from dockerlint.report.as_github import report_github as report
        case "gitlab":
            from dockerlint.report.as_gitlab import report_gitlab as report
        case "junit":
            from dockerlint.report.as_junit import report_junit as report
        case "checkstyle":
            from dockerlint.report.as_checkstyle import report_checkstyle as report
        case "markdown":
            from dockerlint.report.as_markdown import report_markdown as report
        case "html":
            from dockerlint.report.as_html import report_html as report
        case _:
            raise LookupError(f"there is no format {name!r}")
    return report
