"""The report as JSON, for programs; ``docs/schema/findings.schema.json`` describes it."""

from __future__ import annotations

import json

from dockerlint.engine.masking import Mask
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.summary import Tally
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.built import Built
    from dockerlint.engine.result import Failure, FileResult
    from dockerlint.finding import Finding, Fix
    from dockerlint.text import Span

VERSION = 1
WITHHELD = "the new text would repeat a literal secret, so it is not shown; --fix makes the fix"


def report_json(results: Iterable[FileResult]) -> Iterator[str]:
    """One JSON document, indented, as lines."""
    tally = Tally()
    findings: list[object] = []
    errors: list[object] = []
    for result in results:
        tally.add(result)
        places = Places(result.source)
        mask = Mask(result.source, result.masked) if result.findings else None
        for finding in result.findings:
            assert mask is not None
            findings.append(_finding(finding, places, mask))
        errors += [_error(failure) for failure in result.failures]
    document = {"version": VERSION, "findings": findings, "errors": errors, "summary": _summary(tally)}
    yield json.dumps(document, indent=2)


class Places:
    """Line and column in the file that was checked, and in the others that its findings name."""

    def __init__(self, source: Source) -> None:
        self._sources: dict[str, Source] = {source.path: source}

    def source(self, path: str) -> Source:
        """The text at ``path``; an empty one for a file that is yet to be made or cannot be read."""
        from dockerlint.engine.files import FileError, read_source

        if path not in self._sources:
            try:
                self._sources[path] = read_source(path)
            except FileError:
                self._sources[path] = Source("", path)
        return self._sources[path]

    def range(self, path: str, span: Span) -> dict[str, object]:
        return {"path": path, "start": self._position(path, span.start), "end": self._position(path, span.end)}

    def _position(self, path: str, offset: int) -> dict[str, int]:
        line, column, offset = self.source(path).position(offset)
        return {"line": line, "column": column, "offset": offset}


def _finding(finding: Finding, places: Places, mask: Mask) -> dict[str, object]:
    secret = finding.secret
    fix = finding.fix
    withheld = fix is not None and mask.are_in(fix.edits)
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        **places.range(finding.path, finding.span),
        "secret": None
        if secret is None
        else {"name": secret.name, "exposures": [exposure.value for exposure in secret.exposures]},
        "related": [
            {**places.range(related.path or finding.path, related.span), "message": related.message}
            for related in finding.related
        ],
        "fix": None if fix is None or withheld else _fix(fix, places),
        "no_fix_because": WITHHELD if withheld else finding.no_fix_because,
        **({} if finding.built is None else {"image": image_of(finding.built)}),
    }


def image_of(built: Built) -> dict[str, object]:
    """What is known of a secret in a built image."""
    tree = built._asdict()
    tree["places"] = [{**place._asdict(), "inner": list(place.inner)} for place in built.places]
    tree["notes"] = list(built.notes)
    return tree


def _fix(fix: Fix, places: Places) -> dict[str, object]:
    return {
        "title": fix.title,
        "safety": fix.safety.value,
        "supply": [{"verb": supply.verb, "option": supply.option} for supply in fix.supply],
        "edits": [{**places.range(edit.path, edit.span), "text": edit.text} for edit in fix.edits],
    }


def _error(failure: Failure) -> dict[str, str]:
    return {"path": failure.path, "kind": failure.kind, "message": failure.message}


def _summary(tally: Tally) -> dict[str, object]:
    return {
        "files": tally.files,
        "findings": tally.findings,
        "fixed": tally.fixed,
        "errors": tally.failures,
        "by_severity": tally.by_severity,
        "fixable": {safety.value: count for safety, count in tally.by_safety.items()},
        "by_rule": {name: count for (_code, name), count in sorted(tally.by_rule.items())},
    }
