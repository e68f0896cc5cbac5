"""Counts over a whole run."""

from __future__ import annotations

from dockerlint.finding import Safety, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.engine.result import FileResult


class Tally:
    """What a run found, counted."""

    def __init__(self) -> None:
        self.files = 0  # read
        self.unread = 0
        self.findings = 0
        self.fixed = 0
        self.failures = 0
        self.by_severity = {severity.value: 0 for severity in Severity}
        self.by_safety = dict.fromkeys(Safety, 0)
        self.by_rule: dict[tuple[str, str], int] = {}

    def add(self, result: FileResult) -> None:
        is_unread = any(failure.kind == "unreadable" for failure in result.failures)
        self.unread += is_unread
        self.files += not is_unread
        self.findings += len(result.findings)
        self.fixed += len(result.fixed)
        self.failures += len(result.failures)
        for finding in result.findings:
            self.by_severity[finding.severity.value] += 1
            key = (finding.code, finding.name)
            self.by_rule[key] = self.by_rule.get(key, 0) + 1
            if finding.fix is not None:
                self.by_safety[finding.fix.safety] += 1

    def where(self) -> str:
        """The files that the counts are about, and how many could not be looked into."""
        unread = f"; {self.unread} could not be read" if self.unread else ""
        return f"in {counted(self.files, 'file')}{unread}"


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 or noun == "info" else f"{count} {noun}s"
