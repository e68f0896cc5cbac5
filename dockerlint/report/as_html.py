"""The report as one HTML page that needs nothing from anywhere: for a build's artifacts, for mail and for paper."""

from __future__ import annotations

from html import escape

from dockerlint import __version__
from dockerlint.engine.masking import Mask
from dockerlint.finding import Safety
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.commands import supply_commands
from dockerlint.report.html_snippet import html_snippet
from dockerlint.report.html_style import STYLE
from dockerlint.report.paint import printable
from dockerlint.report.plain import plain, report_path
from dockerlint.report.summary import Tally, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import Failure, FileResult
    from dockerlint.finding import Finding, Fix
    from dockerlint.text import Source


def report_html(results: Iterable[FileResult]) -> Iterator[str]:
    """One document, as lines."""
    tally = Tally()
    sections: list[str] = []
    index: list[str] = []
    failures: list[Failure] = []
    for result in results:
        tally.add(result)
        failures += result.failures
        if result.findings:
            anchor = f"file-{len(index) + 1}"
            index.append(_entry(result, anchor))
            sections += _section(result, anchor)
    yield from _head(tally)
    if failures:
        yield "<section><h2>Not checked in full</h2><ul>"
        yield from (f"<li><code>{_path(failure.path)}</code>: {_text(failure.message)}</li>" for failure in failures)
        yield "</ul></section>"
    yield from _rules(tally)
    if len(index) > 1:
        yield f'<details class="files"><summary>{counted(len(index), "file")} with findings</summary><ul>'
        yield from index
        yield "</ul></details>"
    yield from sections
    yield f"</main><footer>dockerlint {escape(__version__)}. No report shows the text of a secret.</footer>"
    yield "</body></html>"


def _head(tally: Tally) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>dockerlint: {counted(tally.findings, 'finding')}</title>"
    yield f"<style>{STYLE}</style></head><body>"
    yield "<header><h1>dockerlint</h1>"
    yield f"<p>{_sentence(tally)}</p></header><main>"


def _sentence(tally: Tally) -> str:
    fixed = f"{counted(tally.fixed, 'finding')} fixed. " if tally.fixed else ""
    if not tally.findings:
        return f"{fixed}No findings {tally.where()}."
    grades = " ".join(
        f'<b class="grade {severity}">{counted(count, severity)}</b>'
        for severity, count in tally.by_severity.items()
        if count
    )
    fixable = sum(tally.by_safety.values())
    ready = f" {counted(fixable, 'finding')} can be fixed." if fixable else ""
    return f"{fixed}{grades} {tally.where()}.{ready}"


def _rules(tally: Tally) -> Iterator[str]:
    if not tally.by_rule:
        return
    yield '<section class="rules"><h2>Rules</h2><table>'
    yield "<thead><tr><th>code</th><th>name</th><th>findings</th></tr></thead><tbody>"
    for (code, name), count in sorted(tally.by_rule.items()):
        yield f"<tr><td>{_text(code)}</td><td>{_text(name)}</td><td>{count}</td></tr>"
    yield "</tbody></table></section>"


def _entry(result: FileResult, anchor: str) -> str:
    """A line of the list of files; it leads to the file's findings, within the page."""
    return f'<li><a href="#{anchor}"><code>{_path(result.path)}</code></a> {len(result.findings)}</li>'


def _section(result: FileResult, anchor: str) -> Iterator[str]:
    mask = Mask(result.source, result.masked)
    count = counted(len(result.findings), "finding")
    yield f'<section class="file" id="{anchor}"><h2><code>{_path(result.path)}</code> <small>{count}</small></h2>'
    for finding in result.findings:
        yield from _article(finding, result, mask)
    commands = supply_commands(result)
    if commands:
        listed = "\n".join(escape(plain(command)) for command in commands)
        yield f'<div class="supply"><h3>{"Now" if result.fixed else "Once fixed"}</h3><pre>{listed}</pre></div>'
    yield "</section>"


def _article(finding: Finding, result: FileResult, mask: Mask) -> Iterator[str]:
    source = result.source
    place = source.position(finding.span.start)
    severity = finding.severity.value
    yield '<article class="finding">'
    yield f'<h3><span class="grade {severity}">{severity}</span> {_text(finding.message)}</h3>'
    elsewhere = f"{_path(finding.path)}:" if finding.path != result.path else "line "
    where = f"{elsewhere}{place.line}:{place.column}"
    yield f'<p class="place"><code>{where}</code> · {_text(finding.code)} {_text(finding.name)}{_visible(finding)}</p>'
    yield from html_snippet(finding, source, mask)
    steps = list(_steps(finding, source))
    if steps:
        yield "<ol>"
        yield from steps
        yield "</ol>"
    if finding.help:
        yield f"<p>{_text(finding.help)}</p>"
    if finding.fix is not None:
        yield from _fix(finding.fix)
    elif finding.no_fix_because:
        yield f'<p class="fix">No fix: {_text(finding.no_fix_because)}</p>'
    yield "</article>"


def _visible(finding: Finding) -> str:
    if finding.secret is None or not finding.secret.exposures:
        return ""
    exposures = ", ".join(exposure.value for exposure in finding.secret.exposures)
    return f" · <code>{_text(finding.secret.name)}</code> stays visible in: {exposures} ({finding.confidence.value})"


def _steps(finding: Finding, source: Source) -> Iterator[str]:
    for related in finding.related:
        if related.path and related.path != finding.path:
            where = _path(related.path)
        else:
            where = f"line {source.position(related.span.start).line}"
        yield f"<li><code>{where}</code> {_text(related.message)}</li>"


def _fix(fix: Fix) -> Iterator[str]:
    sentences = [f"{_text(fix.title)}."]
    takers = {"build": "the build", "run": "the container"}
    given = " and ".join(taker for verb, taker in takers.items() if any(each.verb == verb for each in fix.supply))
    if given:
        sentences.append(f"{given.capitalize()} must be given the secret.")
    if fix.safety is Safety.UNSAFE:
        sentences.append("It may change what the image holds: --unsafe-fixes.")
    yield f'<p class="fix"><b>Fix:</b> {" ".join(sentences)}</p>'


def _text(text: str) -> str:
    return escape(plain(printable(text)))


def _path(path: str) -> str:
    return _text(report_path(path) if path.isprintable() else path)
