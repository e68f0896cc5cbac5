"""The report as Checkstyle's XML, which Jenkins, SonarQube, reviewdog and many others read."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.report.plain import report_path, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Source

VERSION = "4.3"  # of the format: what most writers claim, and readers know


def report_checkstyle(results: Iterable[FileResult]) -> Iterator[str]:
    """One document, as lines."""
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<checkstyle version="{VERSION}">'
    for result in results:
        yield f'  <file name="{xml_text(report_path(result.path))}">'
        for failure in result.failures:
            message = xml_text(failure.message)
            yield f'    <error line="1" severity="error" message="{message}" source="dockerlint.{failure.kind}"/>'
        yield from (_error(finding, result.source) for finding in result.findings)
        yield "  </file>"
    yield "</checkstyle>"


def _error(finding: Finding, source: Source) -> str:
    place = source.position(finding.span.start)
    return (
        f'    <error line="{place.line}" column="{place.column}" severity="{finding.severity.value}"'
        f' message="{xml_text(finding.message)}" source="dockerlint.{finding.code}.{xml_text(finding.name)}"/>'
    )
