"""The report for people: every finding with its place, the trace underlined in the source, and what to do."""

from __future__ import annotations

from dockerlint.finding import Safety
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.report.paint import Paint, printable
from dockerlint.report.summary import Tally, counted
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockerlint.built import Built
    from dockerlint.engine.masking import Mask
    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding, Fix


_PLACES = 5  # places of a secret in an image that are told without --verbose


class Style(NamedTuple):
    """How the report looks: ``width`` in columns of source text; ``page`` gives a rule's documentation as a link."""

    paint: Paint = Paint(False)
    width: int = 120
    verbose: bool = False
    statistics: bool = False
    page: Callable[[str], str] = lambda _code: ""


def report_text(results: Iterable[FileResult], style: Style) -> Iterator[str]:
    """The report as lines without line ends, file by file as the results come."""
    tally = Tally()
    for result in results:
        tally.add(result)
        yield from _report_file(result, style)
    if style.statistics:
        yield from _statistics(tally)
    yield from _summary(tally, style.paint)


def _report_file(result: FileResult, style: Style) -> Iterator[str]:
    paint = style.paint
    if result.fixed:
        before = Source(_text_before(result), result.path)
        told: set[str] = set()
        for finding in result.fixed:
            place = before.position(finding.span.start)
            where = f"{printable(result.path)}:{place.line}:{place.column}"
            title = finding.fix.title if finding.fix is not None else finding.message
            code = paint("help", "fixed") + paint("strong", f"[{finding.code}] {finding.name}")
            yield f"{code}: {printable(title)}"
            yield f"{paint('frame', ' -->')} {where}"
            for left in finding.fix.left if finding.fix is not None else ():
                if left not in told:
                    told.add(left)
                    yield from _remark(
                        f"{paint('frame', '  =')} {paint('strong', 'note')}", "note", f"left as it is: {left}", "  "
                    )
            unsafe = finding.fix is not None and finding.fix.safety is Safety.UNSAFE
            if finding.help and unsafe and finding.help not in told:
                told.add(finding.help)
                yield from _remark(f"{paint('frame', '  =')} {paint('strong', 'help')}", "help", finding.help, "  ")
        yield ""
    yield from report_findings(result, style)
    if not result.findings and not result.fixed:
        return
    from dockerlint.report.commands import supply_commands

    commands = supply_commands(result)
    if commands:
        when = "now" if result.fixed else "once fixed"
        yield f"{paint('strong', printable(result.path))} {when}:"
        yield from (f"    {command}" for command in commands)
        yield ""


def report_findings(result: FileResult, style: Style) -> Iterator[str]:
    """The findings of one result, each with its place, its trace and what to do."""
    if result.findings:
        from dockerlint.engine.masking import Mask

        mask = Mask(result.source, result.masked)
        shared: Fix | None = None  # builds of one file have one fix, whose edits are many
        files: list[str] = []
        for finding in result.findings:
            if finding.fix is not None and finding.fix is not shared:
                shared = finding.fix
                files = sorted({edit.path for edit in shared.edits})
            yield from _report_finding(finding, result.source, mask, style, files)


def _text_before(result: FileResult) -> str:
    for change in result.changes:
        if change.path == result.path:
            return change.before or ""
    return result.source.text


def _report_finding(finding: Finding, source: Source, mask: Mask, style: Style, files: list[str]) -> Iterator[str]:
    """``files`` are those that its fix writes, where it has one."""
    from dockerlint.report.snippet import draw_snippet

    paint = style.paint
    severity = finding.severity.value
    place = source.position(finding.span.start)
    code = paint.link(style.page(finding.code), f"{severity}[{finding.code}]")
    yield f"{paint(severity, code)} {paint('strong', f'{finding.name}: {printable(finding.message)}')}"
    gutter = " " * len(str(place.line))
    yield f"{gutter}{paint('frame', '-->')} {printable(finding.path)}:{place.line}:{place.column}"
    yield from draw_snippet(finding, source, mask, paint, style.width)
    remarks = list(_remarks(finding, style, files))
    if remarks:
        frame = paint("frame", f"{gutter} =")
        yield paint("frame", f"{gutter} |")
        for label, text in remarks:
            yield from _remark(f"{frame} {paint('strong', label)}", label, text, gutter)
    yield ""


def _remark(head: str, label: str, text: str, gutter: str) -> Iterator[str]:
    """A remark, its further lines below its first."""
    first, *others = text.split("\n")
    yield f"{head}: {printable(first)}"
    yield from (f"{gutter}   {' ' * len(label)}  {printable(line)}" for line in others)


def _remarks(finding: Finding, style: Style, files: list[str]) -> Iterator[tuple[str, str]]:
    for related in finding.related:
        if related.path and related.path != finding.path:
            yield "note", f"{related.message} ({related.path})"
    if finding.built is not None:
        yield from _built_remarks(finding.built, style)
    if style.verbose and finding.secret is not None:
        visible = ", ".join(exposure.value for exposure in finding.secret.exposures)
        if visible:
            yield "note", f"{finding.secret.name} stays visible in: {visible} ({finding.confidence.value})"
    if finding.help:
        yield "help", finding.help
    if finding.fix is not None:
        from dockerlint.report.commands import demand_of

        others = [path for path in files if path != finding.path]
        if others:
            yield "fixed with", ", ".join(others)
        yield "fix", finding.fix.title + demand_of(finding.fix, "may change what the image holds: --unsafe-fixes")
        for supply in finding.fix.supply:
            yield "supply", f"docker {supply.verb} {supply.option}"
    elif style.verbose and finding.no_fix_because:
        yield "no fix", finding.no_fix_because


def _built_remarks(built: Built, style: Style) -> Iterator[tuple[str, str]]:
    places = built.places if style.verbose else built.places[:_PLACES]
    for place in places:
        yield "in", f"{place.where} {place}"
    if len(built.places) > len(places):
        yield "in", f"{len(built.places) - len(places)} more places (--verbose tells all)"
    for note in built.notes:
        yield "note", note
    yield "fingerprint", built.fingerprint


def _statistics(tally: Tally) -> Iterator[str]:
    for (code, name), count in sorted(tally.by_rule.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>6}  {code}  {name}"
    if tally.by_rule:
        yield ""


def _summary(tally: Tally, paint: Paint) -> Iterator[str]:
    fixed = f"Fixed {counted(tally.fixed, 'finding')}; " if tally.fixed else ""
    if not tally.findings:
        yield f"{fixed}no findings remain {tally.where()}." if fixed else f"No findings {tally.where()}."
        return
    grades = ", ".join(counted(count, severity) for severity, count in tally.by_severity.items() if count)
    remain = "" if not fixed else " remains" if tally.findings == 1 else " remain"
    yield paint("strong", f"{fixed}{counted(tally.findings, 'finding')} ({grades}){remain} {tally.where()}.")
    ready = tally.by_safety[Safety.SAFE] + tally.by_safety[Safety.NEEDS_SECRET]
    if ready:
        yield f"{counted(ready, 'finding')} can be fixed: dockerlint --fix, or --diff to see how."
    if tally.by_safety[Safety.UNSAFE]:
        yield f"{counted(tally.by_safety[Safety.UNSAFE], 'finding')} can be fixed with --unsafe-fixes."
