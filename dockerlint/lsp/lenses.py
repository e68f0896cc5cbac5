"""A line above every stage that leaves secrets somewhere: how many reach the final image, how many stay elsewhere."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from dockerlint.finding import Exposure
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from dockerlint.finding import Finding
    from dockerlint.lsp.checking import Checked
    from dockerlint.text import Span

IN_IMAGE = frozenset({Exposure.HISTORY, Exposure.CONFIG, Exposure.LAYER, Exposure.DELETED_IN_LAYER})
BESIDE = frozenset({Exposure.CACHE, Exposure.PROVENANCE, Exposure.LOG})
_ELSEWHERE = "cache, provenance or log"


class Lens(NamedTuple):
    """What is said above the instruction at ``span``; ``first`` is the place of the first secret meant."""

    span: Span
    title: str
    first: Span


def stage_lenses(checked: Checked) -> list[Lens]:
    """One lens for each stage that leaves a secret, in file order; findings before the first stage belong to it."""
    if not any(finding.secret is not None for finding in checked.findings):
        return []
    stages = [each for each in parse(checked.document.text).instructions if each.keyword == "FROM"]
    starts = [stage.span.start for stage in stages]
    by_stage: dict[int, list[Finding]] = {}
    for finding in checked.findings:
        if finding.secret is not None and stages:
            by_stage.setdefault(max(bisect_right(starts, finding.span.start) - 1, 0), []).append(finding)
    lenses = []
    for index, findings in sorted(by_stage.items()):
        lens = _lens(stages[index].text_span, findings)
        if lens is not None:
            lenses.append(lens)
    return lenses


def _lens(span: Span, findings: list[Finding]) -> Lens | None:
    exposures: dict[str, set[Exposure]] = {}
    first: dict[str, Span] = {}
    for finding in findings:
        if finding.secret is not None:
            exposures.setdefault(finding.secret.name, set()).update(finding.secret.exposures)
            first.setdefault(finding.secret.name, finding.span)
    shipped = [name for name, places in exposures.items() if places & IN_IMAGE]
    beside = [name for name, places in exposures.items() if not places & IN_IMAGE and places & BESIDE]
    parts = [
        *([_counted(shipped, "reaches the final image", "reach the final image")] if shipped else ()),
        *([_counted(beside, f"stays in {_ELSEWHERE}", f"stay in {_ELSEWHERE}")] if beside else ()),
    ]
    if not parts:
        return None
    return Lens(span, ", ".join(parts), first[(shipped or beside)[0]])


def _counted(names: list[str], one: str, several: str) -> str:
    return f"1 secret {one}" if len(names) == 1 else f"{len(names)} secrets {several}"
