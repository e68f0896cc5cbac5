"""The report on built images for people: each image as a tree of its layers, then the findings in full."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.report.paint import printable
from dockerlint.report.summary import Tally, counted
from dockerlint.report.text import report_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.finding import Finding
    from dockerlint.image.tree import ImageTree, Row
    from dockerlint.report.paint import Paint
    from dockerlint.report.text import Style

_SHORT = 12  # hexadecimal digits of a digest that people compare
_INSTRUCTION = 72  # characters of an instruction in the tree


def report_images(trees: Iterable[ImageTree], style: Style) -> Iterator[str]:
    """The report as lines without line ends, image by image as they come."""
    tally = Tally()
    images = unscanned = 0
    for tree in trees:
        images += 1
        yield from draw_tree(tree, style.paint)
        yield ""
        for result in tree.results:
            tally.add(result)
            unscanned += len(result.failures)
            yield from report_findings(result, style)
    yield from _summary(tally, images, unscanned, style.paint)


def draw_tree(tree: ImageTree, paint: Paint) -> Iterator[str]:
    """The image's layers from the lowest up, each with its size, the step that made it and what was found in it."""
    yield f"{paint('strong', printable(tree.name))}  {tree.facts}"
    found = _by_layer(tree)
    rows = [*tree.rows]
    for index, row in enumerate(rows):
        is_last = index == len(rows) - 1
        branch, trunk = ("└─", "  ") if is_last else ("├─", "│ ")
        yield f"{paint('frame', branch)} {_heading(row, paint)}"
        yield from (f"{paint('frame', trunk)}     {line}" for line in _leaks(found.get(row.number, []), paint))
        yield from (
            f"{paint('frame', trunk)}     {paint('warning', 'not scanned')} {printable(gap)}" for gap in row.gaps
        )


def _by_layer(tree: ImageTree) -> dict[int | None, list[Finding]]:
    """The findings by the number of the layer of their first place there; None for those outside of layers."""
    found: dict[int | None, list[Finding]] = {}
    for result in tree.results:
        for finding in result.findings:
            if finding.built is None:
                continue
            for number in dict.fromkeys(place.layer for place in finding.built.places):
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


def _leaks(findings: list[Finding], paint: Paint) -> Iterator[str]:
    for finding in findings:
        severity = finding.severity.value
        yield f"{paint(severity, f'{severity}[{finding.code}]')} {printable(finding.message)}"


def _summary(tally: Tally, images: int, unscanned: int, paint: Paint) -> Iterator[str]:
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
