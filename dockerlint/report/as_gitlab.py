"""The report as GitLab's Code Quality reads it: ``artifacts:reports:codequality`` of a job.

Fingerprints survive moved lines, so GitLab tells what a merge request brought from what was there before.
"""

from __future__ import annotations

import json

from dockerlint.engine.identity import identities, identity_at
from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.report.plain import plain, report_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.engine.result import Failure, FileResult

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "minor"}


def report_gitlab(results: Iterable[FileResult]) -> Iterator[str]:
    """One JSON array."""
    issues = [issue for result in results for issue in _issues(result)]
    yield json.dumps(issues, indent=2)


def _issues(result: FileResult) -> Iterator[dict[str, object]]:
    path = report_path(result.path)
    yield from (_failure(failure) for failure in result.failures)
    for finding, identity in zip(result.findings, identities(result), strict=True):
        yield {
            "description": plain(finding.message),
            "check_name": f"{finding.code} {finding.name}",
            "fingerprint": identity_at(path, identity),
            "severity": _SEVERITIES[finding.severity],
            "location": {
                "path": path,
                "lines": {
                    "begin": result.source.position(finding.span.start).line,
                    "end": result.source.position(finding.span.end).line,
                },
            },
        }


def _failure(failure: Failure) -> dict[str, object]:
    path = report_path(failure.path)
    return {
        "description": plain(failure.message),
        "check_name": f"dockerlint {failure.kind}",
        "fingerprint": identity_at(path, failure.kind + failure.message),
        "severity": "blocker",
        "location": {"path": path, "lines": {"begin": 1, "end": 1}},
    }
