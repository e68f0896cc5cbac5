"""What every fix must keep, checked on one Dockerfile: see :func:`broken_promises`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import dockerfile as buildkit

from dockerlint.engine.run import Options, Run
from dockerlint.finding import Safety
from dockerlint.rules import load_rules
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Source

FIXES = frozenset({Safety.SAFE, Safety.NEEDS_SECRET})


def fixer() -> Run:
    return Run(load_rules(), Options(fix=FIXES, write=False))


def checker() -> Run:
    return Run(load_rules(), Options(write=False))


def broken_promises(source: Source, path: str) -> Iterator[str]:
    """The guarantees of docs/architecture.md, "Fixes", that do not hold for ``source``; nothing when all do."""
    from dockerlint.text import Source as Text

    first = checker().check_source(source)
    if first.failures:
        yield f"failure: {first.failures[0].message}"
        return
    fixed = fixer().check_source(source)
    if fixed.failures:
        yield f"failure while fixing: {fixed.failures[0].message}"
        return
    after = next((change.after for change in fixed.changes if change.path == source.path), None)
    if after is None:
        return
    again = fixer().check_source(Text(after, source.path))
    if any(change.path == source.path for change in again.changes):
        yield "not idempotent"
    yield from _same_reading(source.text, after)
    yield from _others_untouched(source.text, after, first)
    left = Counter((finding.name, finding.secret) for finding in again.findings)
    unfixable = Counter((finding.name, finding.secret) for finding in first.findings if not _is_taken(finding))
    for finding in first.findings:
        key = (finding.name, finding.secret)
        if _is_taken(finding) and left[key] > unfixable[key]:
            yield f"{finding.name} of line {source.position(finding.span.start).line} is still found"
    if ("\r\n" in source.text) != ("\r\n" in after) or _lone_line_ends(after) > _lone_line_ends(source.text):
        yield "line ends changed"


def _is_taken(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safety in FIXES


def _lone_line_ends(text: str) -> bool:
    """Whether a CRLF text has a bare LF."""
    return "\r\n" in text and "\n" in text.replace("\r\n", "")


def _accepts(text: str) -> bool:
    try:
        buildkit.parse_string(text)
    except (buildkit.GoParseError, UnicodeEncodeError):
        return False
    return True


def _same_reading(before: str, after: str) -> Iterator[str]:
    if _accepts(before) and not _accepts(after):
        yield "BuildKit's parser does not accept the result"
    if len(parse(after).problems) > len(parse(before).problems):
        yield "the result has more syntax problems"


def _others_untouched(before: str, after: str, first: FileResult) -> Iterator[str]:
    """Instructions that no edit touches are in the result letter for letter, in the same order."""
    fixes = [finding.fix for finding in first.findings if finding.fix is not None]
    edited = [edit.span for fix in fixes for edit in fix.edits]
    rest = after
    at = 0
    for instruction in parse(before).instructions:
        if any(span.start <= instruction.span.end and instruction.span.start <= span.end for span in edited):
            continue
        if instruction.keyword not in ("RUN", "ENV", "ARG", "COPY", "ADD"):
            text = before[instruction.span.start : instruction.span.end].strip("\n")
            found = rest.find(text, at)
            if found < 0:
                yield f"line {instruction.start_line} has changed although no fix concerns it"
            else:
                at = found + len(text)
