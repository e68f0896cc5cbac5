"""The report on built images for people: each image as a tree of its layers, then the findings in full."""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.paint import printable
from dockerlint.report.summary import Tally, counted
from dockerlint.report.text import report_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.image.scan import Scan
    from dockerlint.image.tree import ImageTree, Row
    from dockerlint.report.paint import Paint
    from dockerlint.report.text import Style

_SHORT = 12  # hexadecimal digits of a digest that people compare
_INSTRUCTION = 72  # characters of an instruction in the tree


def report_images(scans: Iterable[Scan], style: Style, is_scanned: bool = True) -> Iterator[str]:
    """The report as lines without line ends, image by image; only the trees where nothing was scanned."""
    tally = Tally()
    images = unscanned = 0
    for scan in scans:
        images += len(scan.trees)
        for tree in scan.trees:
            yield from draw_tree(tree, scan.results, style)
            yield ""
        for result in scan.results:
            tally.add(result)
            unscanned += len(result.failures)
            yield from report_findings(result if style.verbose else _without_information(result), style)
    if is_scanned:
        yield from _summary(tally, images, unscanned, style.paint)


def draw_tree(tree: ImageTree, results: Iterable[FileResult], style: Style) -> Iterator[str]:
    """The image's layers from the lowest up, each with its size, the step that made it and what was found in it."""
    paint = style.paint
    yield f"{paint('strong', printable(tree.name))}  {tree.facts}"
    found = _by_layer(tree, results)
    rows = [*tree.rows]
    for index, row in enumerate(rows):
        is_last = index == len(rows) - 1
        branch, trunk = ("└─", "  ") if is_last else ("├─", "│ ")
        yield f"{paint('frame', branch)} {_heading(row, paint)}"
        yield from (f"{paint('frame', trunk)}     {line}" for line in _leaks(found.get(row.number, []), style))
        yield from (
            f"{paint('frame', trunk)}     {paint('warning', 'not scanned')} {printable(gap)}" for gap in row.gaps
        )


def _by_layer(tree: ImageTree, results: Iterable[FileResult]) -> dict[int | None, list[Finding]]:
    """The findings in one image, by the numbers of the layers with a place of theirs; None outside of layers."""
    found: dict[int | None, list[Finding]] = {}
    for result in results:
        for finding in result.findings:
            if finding.built is None:
                continue
            places = [place for place in finding.built.places if place.platform == tree.platform]
            for number in dict.fromkeys(place.layer for place in places):
                found.setdefault(number, []).append(finding)
    return found


def _heading(row: Row, paint: Paint) -> str:
    if row.number is None:
        return printable(row.title)
    title = printable(row.title)
    shown = title if len(title) <= _INSTRUCTION else title[: _INSTRUCTION - 1] + "…"
    digest = row.diff_id.partition(":")[2][:_SHORT]
    where = f"  {paint('place', printable(row.origin))}" if row.origin else ""
    inherited = f"  (inherited from {printable(row.inherited)})" if row.inherited else ""
    return f"{row.number:>3}  {digest}  {size_words(row.size):>9}  {shown}{where}{inherited}"


def _leaks(findings: list[Finding], style: Style) -> Iterator[str]:
    information = 0
    for finding in findings:
        severity = finding.severity.value
        if finding.severity is Severity.INFO and not style.verbose:
            information += 1
            continue
        yield f"{style.paint(severity, f'{severity}[{finding.code}]')} {printable(finding.message)}"
    if information:
        yield f"{style.paint('info', 'info')} {information} that packages shipped, or that are no secret (--verbose)"


def _without_information(result: FileResult) -> FileResult:
    return result._replace(findings=tuple(each for each in result.findings if each.severity is not Severity.INFO))


def _summary(tally: Tally, images: int, unscanned: int, paint: Paint) -> Iterator[str]:
    if not images:
        yield paint("warning", "No image was scanned.")
        return
    where = f"in {counted(images, 'image')}"
    grades = ", ".join(counted(count, severity) for severity, count in tally.by_severity.items() if count)
    found = f"{counted(tally.findings, 'finding')} ({grades})" if tally.findings else "No findings"
    yield paint("strong", f"{found} {where}.")
    if unscanned:
        yield paint("warning", f"{counted(unscanned, 'part')} could not be looked at, so the image is not cleared.")


def size_words(size: int) -> str:
    """``size`` bytes as people say it, in powers of ten as ``docker images`` does."""
    if size < 0:
        return "?"
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 999.5:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 99.95 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
