"""Reports of many findings take time in proportion to their number, however the findings are spread."""

from __future__ import annotations

import time

import pytest

from dockerlint.engine.result import FileResult
from dockerlint.finding import Confidence, Finding, Fix, Related, Severity, Supply
from dockerlint.report.formats import FOR_PROGRAMS, write_report
from dockerlint.rules import load_rules
from dockerlint.text import Edit, Source, Span

FEW, MANY = 125, 1000
RULES = [rule for rule in load_rules() if rule.name == "secret-in-env"]


def findings_on(text: str, count: int, step: int) -> FileResult:
    """``count`` findings, each of one word in ``text`` with a trace, a fix and a secret of its own."""
    findings = []
    for number in range(count):
        span = Span(number * step, number * step + 7)
        value = Span(span.end + 1, span.end + 9)
        findings.append(
            Finding(
                "SEC101",
                "secret-in-env",
                "f",
                span,
                f"word {number}",
                Severity.ERROR,
                Confidence.CERTAIN,
                related=(Related(span, "here"), Related(Span(0, 3), "there")),
                fix=Fix("take it away", (Edit("f", span, "x"),), supply=(Supply("build", f"--secret id={number}"),)),
                masked=(value,),
            )
        )
    return FileResult(Source(text, "f"), tuple(findings), tuple(finding.masked[0] for finding in findings))


def seconds(name: str, count: int, end: str) -> float:
    line = "ENV_ÄÄÄ=%08d" + end
    text = "".join(line % number for number in range(count)) + "\n"
    result = findings_on(text, count, len(line % 0))
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        lines = sum(1 for _ in write_report(name, [result], RULES, print))
        best = min(best, time.process_time() - start)
        assert lines
    return best


@pytest.mark.parametrize("end", ["\n", " "], ids=["on lines of their own", "on one line"])
@pytest.mark.parametrize("name", FOR_PROGRAMS)
def test_eight_times_the_findings_take_about_eight_times_as_long(name: str, end: str) -> None:
    few, many = seconds(name, FEW, end), seconds(name, MANY, end)
    assert many < 24 * few + 0.05, f"{few:.3f} s, then {many:.3f} s"


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "end"), [("rdjson", " "), ("html", "\n"), ("gitlab", "\n")])
def test_many_thousand_findings_are_no_slower_each(name: str, end: str) -> None:
    """Where counting bytes anew, or copying the list of secrets, for each finding would be seen."""
    few, many = seconds(name, 2 * MANY, end), seconds(name, 16 * MANY, end)
    assert many < 14 * few, f"{few:.3f} s, then {many:.3f} s"
