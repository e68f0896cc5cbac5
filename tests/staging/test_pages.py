"""Splits on pages: a Dockerfile, its context, and the file after the fix or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import dockerfile
import pytest

from dockerlint.engine.check import check_file
from dockerlint.engine.fix import Fixer, fix_file
from dockerlint.engine.result import FileResult
from dockerlint.engine.run import find_context
from dockerlint.finding import Safety
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source
from tests.remedy.page import Case, read_page

PAGES = Path(__file__).parent / "pages"
RULES = tuple(rule for rule in load_rules() if rule.code.startswith("STG"))
CASES = [
    pytest.param(case, id=f"{path.stem}-{case.title.replace(' ', '-')}")
    for path in sorted(PAGES.glob("*.md"))
    for case in read_page(path)
]


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """One section, its files laid out in the current folder."""
    monkeypatch.chdir(tmp_path)
    found: Case = request.param
    for name, text in found.files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    return found


def check(text: str, case: Case, others: Mapping[str, str] | None = None) -> FileResult:
    settings = Settings(runtime_bases=tuple(case.settings.items()))
    result = check_file(Source(text, "Dockerfile"), settings, RULES, find_context("Dockerfile", None, others or {}))
    assert result.failures == ()
    return result


def fixed(text: str, case: Case) -> FileResult:
    def recheck(source: Source, others: Mapping[str, str]) -> FileResult:
        return check(source.text, case, others)

    return fix_file(check(text, case), Fixer(recheck, lambda _: None, frozenset(Safety)))


def test_a_section_is_true(case: Case) -> None:
    assert fixed(case.before, case).source.text == case.after
    reasons = [f"{each.name}: {each.no_fix_because}" for each in check(case.before, case).findings if each.fix is None]
    assert reasons == case.refused


def test_a_split_file_is_final_and_has_no_finding_left(case: Case) -> None:
    if case.after == case.before:
        return
    assert check(case.after, case).findings == ()
    dockerfile.parse_string(case.after)


def test_windows_line_ends_are_kept(case: Case) -> None:
    after = fixed(case.before.replace("\n", "\r\n"), case).source.text
    assert after == case.after.replace("\n", "\r\n")


def test_a_file_without_a_last_line_end_gets_one_before_the_new_stage(case: Case) -> None:
    if case.after != case.before:
        after = fixed(case.before.rstrip("\n"), case).source.text
        assert after.rstrip("\n") == case.after.rstrip("\n")
