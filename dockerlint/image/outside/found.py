"""A credential outside of layers, and how the texts there are judged."""

from __future__ import annotations

import re
from bisect import bisect_right

from dockerlint.finding import Confidence, Severity
from dockerlint.image.evidence import evidence_of
from dockerlint.image.values import Found, Place, Sighting
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.trace.catalogue.names import classify_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.finding import Finding
    from dockerlint.rule import Rule
    from dockerlint.text import Source

_BATCH = 1 << 20  # characters that are searched at once
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


class OutsideFound(NamedTuple):
    """A credential outside of layers.

    ``state`` is ``configuration``, ``history`` or ``attestation``; ``name`` is what carries it, "" where nothing does;
    ``step`` is the index of the history entry that shows it or made it, -1 where there is none.  ``keyword`` is the
    instruction by which a Dockerfile sets what holds it, "" where none does.  ``repeats`` marks a place that only
    repeats another document.
    """

    found: Found
    state: str
    name: str = ""
    step: int = -1
    keyword: str = ""
    repeats: bool = False


class Text(NamedTuple):
    """A text of a document: ``path`` leads to it, ``name`` is what carries it, "" where nothing does."""

    path: str
    name: str
    value: str


def outside(sighting: Sighting, state: str, path: str, name: str = "", step: int = -1, keyword: str = "",
            repeats: bool = False, line: int = 0) -> OutsideFound:  # fmt: skip
    """``sighting`` at a place outside of layers."""
    place = Place(path, (), "content", line, -1, sighting.encoding)
    found = Found(evidence_of(sighting), place, sighting.confidence, sighting.severity, sighting.notes)
    return OutsideFound(found, state, name, step, keyword, repeats)


def find_in(texts: Sequence[Text]) -> Iterator[tuple[Text, Sighting]]:
    """What has the format of a credential in any of ``texts``, and what a name says is one; many in one search."""
    first = at = 0
    for last, text in enumerate(texts, 1):
        at += len(text.name) + len(text.value)
        if at >= _BATCH or last == len(texts):
            yield from _find_in_batch(texts[first:last])
            first, at = last, 0


def _find_in_batch(texts: Sequence[Text]) -> Iterator[tuple[Text, Sighting]]:
    from dockerlint.image.credential_files.judging import of_name
    from dockerlint.image.matching import find

    parts, starts, at = [], [], 0
    for text in texts:
        line = f"{text.name}={text.value}" if text.name else text.value
        data = line.encode("utf-8", "surrogatepass")
        starts.append(at)
        parts.append(data)
        at += len(data) + 2
    seen: set[int] = set()
    for sighting in find(b"\n\n".join(parts)):
        index = bisect_right(starts, sighting.start) - 1
        if sighting.end <= starts[index] + len(parts[index]):
            seen.add(index)
            yield texts[index], sighting
    for index, text in enumerate(texts):
        named = of_name(text.name, text.value, 0, len(text.value)) if text.name and index not in seen else None
        if named is not None:
            yield text, named


def find_by_rules(source: Source, rules: Sequence[Rule]) -> Iterator[tuple[Finding, int, Sighting]]:
    """The literal credentials that the rules for Dockerfiles find in ``source``, each with its finding and offset.

    What has the format of a token is left out: it is found in any text.
    """
    from dockerlint.engine.check import check_file
    from dockerlint.settings import Settings

    for finding in check_file(source, Settings(), rules, with_fixes=False).findings:
        if finding.severity is Severity.INFO:
            continue
        for span in finding.masked:
            value = unquoted(source.text[span.start : span.end])
            sighting = _literal(finding, value)
            if sighting is not None:
                yield finding, span.start, sighting


def _literal(finding: Finding, value: str) -> Sighting | None:
    from dockerlint.image.credential_files.judging import of_name
    from dockerlint.image.matching import find

    if not value or find(value.encode("utf-8", "surrogatepass")):
        return None
    carrier = finding.secret.name if finding.secret is not None else ""
    if "://" in value and (named := of_name(carrier, value, 0, len(value))) is not None:
        return named  # the password of the URL, by which it is the same secret in the configuration
    kind = classify_name(carrier).noun or "credential" if _NAME.fullmatch(carrier) else carrier or "credential"
    possible = finding.confidence is Confidence.POSSIBLE
    severity = Severity.WARNING if possible or finding.severity is Severity.WARNING else Severity.ERROR
    return Sighting(kind, value, 0, len(value), finding.confidence, severity)


def unquoted(text: str) -> str:
    """The value that an instruction's word stands for, as far as quotes and escapes go."""
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r'\\(["$\\])', r"\1", text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    return text.strip("\"'")
