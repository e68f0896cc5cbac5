"""Findings as the client's diagnostics, with the steps of the trace as related places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from dockerlint.engine.check import SYNTAX_CODE
from dockerlint.engine.files import FileError, read_source
from dockerlint.finding import Severity
from dockerlint.lsp.positions import Lines
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.finding import Finding, Related
    from dockerlint.lsp.checking import Checked
    from dockerlint.lsp.documents import Documents

SOURCE = "dockerlint"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}


class Forms(NamedTuple):
    """What a client shows of a diagnostic; ``page`` gives the URI of a rule's page, "" where there is none."""

    related: bool
    described: bool
    page: Callable[[str], str]


def diagnostics(checked: Checked, documents: Documents, forms: Forms) -> list[types.Diagnostic]:
    """One diagnostic for each finding, in their order."""
    return [diagnostic(finding, checked, documents, forms) for finding in checked.findings]


def diagnostic(finding: Finding, checked: Checked, documents: Documents, forms: Forms) -> types.Diagnostic:
    page = forms.page(finding.code) if forms.described and finding.code != SYNTAX_CODE else ""
    return types.Diagnostic(
        checked.document.lines.range(shown_span(finding.span, checked.document.text)),
        finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=_related(finding, checked, documents) if forms.related and finding.related else None,
    )


def shown_span(span: Span, text: str) -> Span:
    """``span`` without the line ends and blanks at its end; a client would underline a line too much."""
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else span


def _related(finding: Finding, checked: Checked, documents: Documents) -> list[types.DiagnosticRelatedInformation]:
    found = []
    for related in finding.related:
        location = _location(related, checked, documents)
        if location is not None:
            found.append(types.DiagnosticRelatedInformation(location, related.message))
    return found


def _location(related: Related, checked: Checked, documents: Documents) -> types.Location | None:
    document = checked.document
    if not related.path or related.path == document.path:
        return types.Location(document.uri, document.lines.range(shown_span(related.span, document.text)))
    opened = documents.at(related.path)
    if opened is not None:
        return types.Location(opened.uri, opened.lines.range(related.span))
    try:
        text = read_source(related.path).text
    except FileError:
        return None
    return types.Location(documents.uri(related.path), Lines(text, documents.encoding).range(related.span))
