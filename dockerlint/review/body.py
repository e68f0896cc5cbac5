"""The text of comments, and the hidden mark by which they are known again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockerlint.finding import Safety
from dockerlint.report.commands import join_supplies
from dockerlint.report.markdown_text import block, code, prose
from dockerlint.report.plain import plain, report_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.finding import Finding, Fix
    from dockerlint.review.provider import Draft
    from dockerlint.text import Source

_MARK = re.compile(r"<!-- dockerlint ([0-9a-f]{32}|patch)( gone)? -->\s*\Z")
PATCH = "patch"


def mark(name: str, is_gone: bool = False) -> str:
    """The last line of a comment; ``name`` is a fingerprint or PATCH."""
    return f"<!-- dockerlint {name}{' gone' if is_gone else ''} -->"


def marked(body: str) -> tuple[str, bool] | None:
    """The name in a comment's mark, and whether what it is about is gone; None for a comment that is not ours."""
    match = _MARK.search(body)
    return None if match is None else (match.group(1), match.group(2) is not None)


def words(findings: Sequence[Finding], source: Source) -> str:
    """What is wrong: findings that one fix takes away."""
    lines: list[str] = []
    for finding in findings:
        grade = f"{finding.severity.value}, {finding.confidence.value}"
        lines += ["", f"**{finding.code} {finding.name}** ({grade}): {prose(finding.message)}"]
        lines += _trace(finding, source)
    if findings[0].help:
        lines += ["", prose(findings[0].help)]
    return "\n".join(lines).strip()


def _trace(finding: Finding, source: Source) -> Iterator[str]:
    for number, related in enumerate(finding.related[:10], 1):
        if number == 1:
            yield ""
        if related.path and related.path != finding.path:
            where = code(report_path(related.path))
        else:
            where = f"line {source.position(related.span.start).line}"
        yield f"{number}. {where}: {prose(related.message)}"


def closing(fix: Fix | None, is_offered: bool, reason: str | None, path: str) -> str:
    """What to do: the fix, what it asks of the build of the Dockerfile at ``path``, or why there is none."""
    if fix is None:
        return f"No fix is offered: {prose(reason)}" if reason else ""
    lines = [f"Fix: {prose(fix.title)}."]
    if fix.safety is Safety.UNSAFE:
        lines.append("It may change what the image holds, so `dockerlint --unsafe-fixes` makes it.")
    elif not is_offered:
        lines.append("It cannot be offered on this line; the patch in this request's other comment makes it.")
    lines += [f"Then: {code(command)}" for command in join_supplies(fix.supply, path)]
    return "\n".join(lines)


def body_of(draft: Draft, suggestion: Sequence[str]) -> str:
    """The whole comment, with ``suggestion`` in the service's dialect."""
    parts = [draft.words, "\n".join(suggestion), draft.closing, mark(draft.fingerprint)]
    return "\n\n".join(plain(part) for part in parts if part)


def suggestion_block(draft: Draft, language: str) -> list[str]:
    """The new lines as a block that the service lets people accept."""
    return [] if draft.suggestion is None else block(draft.suggestion.lines, language)


def diff_block(draft: Draft) -> list[str]:
    """The suggestion as a diff to read, for services that have nothing to accept."""
    if draft.suggestion is None:
        return []
    return block([*(f"-{line}" for line in draft.replaced), *(f"+{line}" for line in draft.suggestion.lines)], "diff")


def gone(fingerprint: str, words: str) -> str:
    """What an earlier comment says when its finding is gone."""
    return f"{words}\n\n{mark(fingerprint, is_gone=True)}"
