"""Every section of the pages: the fix, what it asks for, and the reasons where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.settings import Settings
from tests.remedy.conftest import Bench
from tests.remedy.page import PAGES, Case, read_page

CASES = [
    pytest.param(case, id=f"{path.stem}-{case.title.replace(' ', '-')}")
    for path in sorted(PAGES.glob("*.md"))
    for case in read_page(path)
]


@pytest.mark.parametrize("case", CASES)
def test_a_section_of_a_page_is_true(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in case.files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    form, case_of_ids = case.settings.get("secret_form", "auto"), case.settings.get("secret_id_case", "lower")
    bench = Bench(Settings(form, case_of_ids))
    fixed = bench.fixed(case.before)
    assert fixed.text == case.after
    assert fixed.others == case.fixed
    assert bench.supplies(case.before) == case.supplies
    assert [f"{rule}: {reason}" for rule, reason in bench.refusals(case.before)] == case.refused
