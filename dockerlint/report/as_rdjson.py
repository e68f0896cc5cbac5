"""The report in reviewdog's diagnostic format, as one document (rdjson) or as one line a finding (rdjsonl).

Columns count bytes of UTF-8 and an end is exclusive (reviewdog, proto/rdf/reviewdog.proto).  A diagnostic has at most
one suggestion, and that replaces whole lines of its own file: reviewdog's commenters take no other.
"""

from __future__ import annotations

import json
from itertools import accumulate

from dockerlint.engine.masking import Mask
from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.as_json import Places
from dockerlint.report.plain import plain, report_path
from dockerlint.report.suggestion import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Span

SOURCE = {"name": "dockerlint"}
BLOCK = 256  # characters whose bytes are counted at once
_SEVERITIES = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.INFO: "INFO"}


def report_rdjson(results: Iterable[FileResult]) -> Iterator[str]:
    """One document, a ``DiagnosticResult``."""
    diagnostics = [diagnostic for result in results for diagnostic in _diagnostics(result)]
    yield json.dumps({"source": SOURCE, "diagnostics": diagnostics}, indent=2)


def report_rdjsonl(results: Iterable[FileResult]) -> Iterator[str]:
    """One ``Diagnostic`` a line."""
    for result in results:
        for diagnostic in _diagnostics(result):
            yield json.dumps({**diagnostic, "source": SOURCE})


def _diagnostics(result: FileResult) -> Iterator[dict[str, object]]:
    for failure in result.failures:
        location = {"path": report_path(failure.path)}
        yield {"message": plain(failure.message), "location": location, "severity": "ERROR"}
    if result.findings:
        writer = _Writer(result)
        yield from (writer.diagnostic(finding) for finding in result.findings)


class _Writer:
    """The findings of one file."""

    def __init__(self, result: FileResult) -> None:
        self.source = result.source
        self.places = Places(result.source)
        self.mask = Mask(result.source, result.masked)
        self._bytes: dict[str, list[int]] = {}

    def diagnostic(self, finding: Finding) -> dict[str, object]:
        node: dict[str, object] = {
            "message": plain(finding.message),
            "location": self._location(finding.path, finding.span),
            "severity": _SEVERITIES[finding.severity],
            "code": {"value": finding.code},
        }
        suggestion = suggest(finding.fix, self.source, self.mask)
        if suggestion is not None:
            lines = {"start": {"line": suggestion.first}, "end": {"line": suggestion.last}}
            node["suggestions"] = [{"range": lines, "text": plain("\n".join(suggestion.lines))}]
        if finding.related:
            node["related_locations"] = [
                {
                    "message": plain(related.message),
                    "location": self._location(related.path or finding.path, related.span),
                }
                for related in finding.related
            ]
        return node

    def _location(self, path: str, span: Span) -> dict[str, object]:
        return {
            "path": report_path(path),
            "range": {"start": self._position(path, span.start), "end": self._position(path, span.end)},
        }

    def _position(self, path: str, offset: int) -> dict[str, int]:
        source = self.places.source(path)
        line, column, _ = source.position(offset)
        if not source.text.isascii():
            column = self._bytes_before(path, offset) - self._bytes_before(path, offset - column + 1) + 1
        return {"line": line, "column": column}

    def _bytes_before(self, path: str, offset: int) -> int:
        """How many bytes of UTF-8 stand before ``offset``; the text is counted once, in blocks."""
        text = self.places.source(path).text
        counted = self._bytes.get(path)
        if counted is None:
            blocks = (text[at : at + BLOCK] for at in range(0, len(text), BLOCK))
            counted = list(accumulate((_bytes(block) for block in blocks), initial=0))
            self._bytes[path] = counted
        block = offset // BLOCK
        return counted[block] + _bytes(text[block * BLOCK : offset])


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogateescape"))
