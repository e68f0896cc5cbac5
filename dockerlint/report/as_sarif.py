"""The report as SARIF 2.1.0, for code scanning services and editors.

Columns count characters, ``endColumn`` is exclusive (SARIF 2.1.0, 3.30.6 and 3.30.8).  Fingerprints are GitHub's, but
of the masked text: a hash of a short line that ends in a secret would give the secret away.  What exceeds the limits of
GitHub's code scanning is left out, the least grave first, since GitHub would refuse or cut the whole.
"""

from __future__ import annotations

import json

from dockerlint import __version__
from dockerlint.engine.check import SYNTAX_CODE, SYNTAX_NAME
from dockerlint.engine.masking import Mask
from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.as_json import Places, image_of
from dockerlint.report.fingerprint import line_hashes
from dockerlint.report.pages import rule_page
from dockerlint.report.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dockerlint.engine.result import Failure, FileResult
    from dockerlint.finding import Finding, Fix
    from dockerlint.report.pages import AnyRule
    from dockerlint.text import Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# GitHub sorts security findings by this score, in the bands of CVSS.
_SECURITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.INFO: "2.0"}

MOST_INDENTED = 1_000  # results; more are for programs alone, and indenting takes ten times as long
# What GitHub takes (docs: "SARIF support for code scanning").
MOST_RESULTS = 25_000
MOST_LOCATIONS = 1_000  # of one result
LONGEST_WORDS = 1024  # characters of a rule's descriptions
LARGEST = 10 * 1000 * 1000  # bytes, compressed by gzip


def report_sarif(
    results: Iterable[FileResult], rules: Sequence[AnyRule], tell: Callable[[str], None] = lambda _: None
) -> Iterator[str]:
    """One SARIF log with one run, indented, as lines; ``tell`` hears what was left out for GitHub's limits."""
    indices = {rule.code: index for index, rule in enumerate(rules)}
    indices[SYNTAX_CODE] = len(rules)
    found: list[dict[str, object]] = []
    notifications: list[object] = []
    for result in results:
        notifications += [_notification(failure) for failure in result.failures]
        if result.findings:
            if any(len(finding.related) > MOST_LOCATIONS for finding in result.findings):
                tell(f"SARIF: places of a trace are left out, for GitHub takes {MOST_LOCATIONS:,} at most")
            writer = _Writer(result, indices)
            found += [writer.result(finding) for finding in result.findings]
    found = _fitting(found, tell)
    driver = {
        "name": "dockerlint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [*(_descriptor(rule) for rule in rules), _SYNTAX],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "dockerlint/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not notifications, "toolExecutionNotifications": notifications}],
        "results": found,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    text = json.dumps(log, indent=2 if len(found) <= MOST_INDENTED else None)
    for part, words in (("fixes", "fixes"), ("codeFlows", "traces")):
        if _is_too_large(text):
            tell(f"SARIF: {words} are left out, for GitHub takes 10 MB of compressed SARIF at most")
            for node in found:
                node.pop(part, None)
            text = json.dumps(log)
    if _is_too_large(text):
        tell("SARIF: still larger than the 10 MB of compressed SARIF that GitHub takes; check fewer files at a time")
    yield text


def _fitting(found: list[dict[str, object]], tell: Callable[[str], None]) -> list[dict[str, object]]:
    """The gravest of the results, in their order."""
    if len(found) <= MOST_RESULTS:
        return found
    tell(f"SARIF: {len(found) - MOST_RESULTS} results are left out, for GitHub takes {MOST_RESULTS:,} at most")
    order = tuple(_LEVELS.values())
    ranked = sorted(range(len(found)), key=lambda index: (order.index(str(found[index]["level"])), index))
    return [found[index] for index in sorted(ranked[:MOST_RESULTS])]


def _is_too_large(text: str) -> bool:
    if len(text) <= LARGEST:
        return False
    from zlib import compress

    return len(compress(text.encode("ascii"), 6)) > LARGEST


def _descriptor(rule: AnyRule) -> dict[str, object]:
    page = rule_page(rule)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _first_paragraph(rule.documentation) or rule.summary},
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["security"], "security-severity": _SECURITY[rule.severity]},
    }


def _first_paragraph(text: str) -> str:
    return " ".join(text.strip().partition("\n\n")[0].split())[:LONGEST_WORDS]


_SYNTAX_WORDS = "BuildKit cannot read this Dockerfile, so its build stops before it begins."
_SYNTAX: dict[str, object] = {
    "id": SYNTAX_CODE,
    "name": SYNTAX_NAME,
    "shortDescription": {"text": "BuildKit cannot read this Dockerfile"},
    "fullDescription": {"text": _SYNTAX_WORDS},
    "help": {"text": _SYNTAX_WORDS, "markdown": _SYNTAX_WORDS},
    "defaultConfiguration": {"level": "error"},
    "properties": {"tags": ["correctness"]},
}


class _Writer:
    """The findings of one file."""

    def __init__(self, result: FileResult, indices: dict[str, int]) -> None:
        self.indices = indices
        self.places = Places(result.source)
        self.mask = Mask(result.source, result.masked)
        lines = range(1, len(result.source.line_starts) + 1)
        self.hashes = line_hashes("\n".join(self.mask.line(line) for line in lines))

    def result(self, finding: Finding) -> dict[str, object]:
        line = self.places.source(finding.path).position(finding.span.start).line
        properties: dict[str, object] = {"confidence": finding.confidence.value}
        if finding.secret is not None:
            properties["secret"] = plain(finding.secret.name)
            properties["exposures"] = [exposure.value for exposure in finding.secret.exposures]
        if finding.no_fix_because:
            properties["noFixBecause"] = plain(finding.no_fix_because)
        prints = {"primaryLocationLineHash": self.hashes[line - 1]}
        if finding.built is not None:
            properties["image"] = _plain_tree(image_of(finding.built))
            prints["secretFingerprint/v1"] = finding.built.fingerprint
        node: dict[str, object] = {
            "ruleId": finding.code,
            "ruleIndex": self.indices[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": plain(finding.message)},
            "locations": [{"physicalLocation": self._place(finding.path, finding.span)}],
            "partialFingerprints": prints,
            "properties": properties,
        }
        steps = [self._step(r.path or finding.path, r.span, r.message) for r in finding.related[:MOST_LOCATIONS]]
        if steps:
            node["relatedLocations"] = [{"id": number, **step} for number, step in enumerate(steps, 1)]
            end = self._step(finding.path, finding.span, finding.message)
            flow = sorted((*steps, end), key=lambda step: step is end)
            node["codeFlows"] = [{"threadFlows": [{"locations": [{"location": step} for step in flow]}]}]
        if finding.fix is not None and not self.mask.are_in(finding.fix.edits):
            node["fixes"] = [self._fix(finding.fix)]
        return node

    def _step(self, path: str, span: Span, message: str) -> dict[str, object]:
        return {"physicalLocation": self._place(path, span), "message": {"text": plain(message)}}

    def _fix(self, fix: Fix) -> dict[str, object]:
        changes: dict[str, list[object]] = {}
        for edit in fix.edits:
            replacement = {
                "deletedRegion": self._region(edit.path, edit.span),
                "insertedContent": {"text": plain(edit.text)},
            }
            changes.setdefault(edit.path, []).append(replacement)
        return {
            "description": {"text": plain(fix.title)},
            "artifactChanges": [
                {"artifactLocation": _location(path), "replacements": replacements}
                for path, replacements in changes.items()
            ],
        }

    def _place(self, path: str, span: Span) -> dict[str, object]:
        return {"artifactLocation": _location(path), "region": self._region(path, span)}

    def _region(self, path: str, span: Span) -> dict[str, int]:
        source = self.places.source(path)
        start, end = source.position(span.start), source.position(span.end)
        return {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "charOffset": span.start,
            "charLength": span.end - span.start,
        }


def _plain_tree(tree: object) -> object:
    """``tree`` with valid Unicode in all its texts."""
    match tree:
        case str():
            return plain(tree)
        case list():
            return [_plain_tree(each) for each in tree]
        case dict():
            return {key: _plain_tree(each) for key, each in tree.items()}
    return tree


def _notification(failure: Failure) -> dict[str, object]:
    return {
        "level": "error",
        "message": {"text": plain(failure.message)},
        "locations": [{"physicalLocation": {"artifactLocation": _location(failure.path)}}],
    }


def _location(path: str) -> dict[str, str]:
    """A relative path stays relative, to what the reader takes for the root of the repository."""
    from urllib.parse import quote

    prefix = "file://" if path.startswith("/") else ""
    return {"uri": prefix + quote(path.replace("\\", "/").removeprefix("./").encode("utf-8", "surrogateescape"))}
