"""From findings and the hunks of a pull request to the comments that it should have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.engine.changes import line_range, own_places
from dockerlint.engine.identity import identities, identity_at
from dockerlint.engine.masking import Mask
from dockerlint.finding import Safety
from dockerlint.report.suggestion import suggest
from dockerlint.review.body import closing, words
from dockerlint.review.provider import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.engine.result import FileResult
    from dockerlint.engine.unified_diff import Hunk
    from dockerlint.finding import Finding
    from dockerlint.report.suggestion import Suggestion
    from dockerlint.text import Source

SAID_LESS = "It is told in full by `dockerlint`; here it would repeat a secret."


def is_version(source: Source, hunks: Sequence[Hunk]) -> bool:
    """Whether ``source`` is the text that the hunks lead to, as far as they show it."""
    count = len(source.line_starts)
    return all(
        line.new <= count and source.line_text(line.new) == line.text.rstrip("\r")
        for hunk in hunks
        for line in hunk.lines
    )


def draft_comments(result: FileResult, path: str, hunks: Sequence[Hunk]) -> list[Draft]:
    """A comment for every finding of ``result`` that touches the change; findings with one fix share one."""
    mask = Mask(result.source, result.masked)
    drafts: list[Draft] = []
    for findings, identity in _groups(result):
        drafts += _draft(findings, identity_at(path, identity), path, result.source, hunks, mask)
    return drafts


def _groups(result: FileResult) -> Iterator[tuple[list[Finding], str]]:
    """Findings with the same fix together, by the identity of the first."""
    groups: dict[object, tuple[list[Finding], str]] = {}
    for number, (finding, identity) in enumerate(zip(result.findings, identities(result), strict=True)):
        key = (finding.path, finding.fix.edits) if finding.fix is not None and finding.fix.edits else number
        groups.setdefault(key, ([], identity))[0].append(finding)
    yield from groups.values()


def _draft(
    findings: list[Finding], fingerprint: str, path: str, source: Source, hunks: Sequence[Hunk], mask: Mask
) -> Iterator[Draft]:
    first_finding = findings[0]
    fix = first_finding.fix
    suggestion = suggest(fix, source, mask) if fix is not None and fix.safety is not Safety.UNSAFE else None
    hunk = _hunk_with(hunks, suggestion.first, suggestion.last) if suggestion is not None else None
    if suggestion is not None and hunk is not None and _touches(findings, source, hunk):
        first, last = suggestion.first, suggestion.last
    else:
        suggestion = None
        place = next(_places_in(findings, source, hunks), None)
        if place is None:
            return
        hunk, line = place
        first = last = line
    old = next(line.old for line in hunk.lines if line.new == last)
    draft = Draft(
        fingerprint, path, first, last, old, words(findings, source), suggestion, _lines(mask, suggestion),
        closing(fix, suggestion is not None, first_finding.no_fix_because, path),
    )  # fmt: skip
    draft = draft._replace(needs_patch=suggestion is None and fix is not None and fix.safety is not Safety.UNSAFE)
    if mask.is_in(draft.words) or mask.is_in(draft.closing):
        said = f"**{first_finding.code} {first_finding.name}**: {SAID_LESS}"
        draft = draft._replace(words=said, closing="")
    yield draft


def _lines(mask: Mask, suggestion: Suggestion | None) -> tuple[str, ...]:
    if suggestion is None:
        return ()
    return tuple(mask.line(line) for line in range(suggestion.first, suggestion.last + 1))


def _hunk_with(hunks: Sequence[Hunk], first: int, last: int) -> Hunk | None:
    for hunk in hunks:
        if hunk.lines and hunk.lines[0].new <= first and last <= hunk.lines[-1].new:
            return hunk
    return None


def _touches(findings: list[Finding], source: Source, hunk: Hunk) -> bool:
    """Whether a place of the findings is a changed line of this very hunk."""
    return any(
        line in hunk.touched
        for finding in findings
        for span in own_places(finding)
        for line in line_range(source, span)
    )


def _places_in(findings: list[Finding], source: Source, hunks: Sequence[Hunk]) -> Iterator[tuple[Hunk, int]]:
    """Where the findings meet the diff: added lines first, then lines that it shows around changed ones."""
    spans = [span for finding in findings for span in own_places(finding)]
    for wants_added in (True, False):
        for span in spans:
            for line in line_range(source, span):
                for hunk in hunks:
                    for each in hunk.lines:
                        if each.new == line and (not each.old or not wants_added):
                            yield hunk, line
