"""What every rule about callers keeps: its examples are true, and its fixes are final."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.rules import load_caller_rules
from dockerlint.cli.paths import companion
from dockerlint.engine.discover import find_files
from dockerlint.engine.result import FileResult
from dockerlint.engine.run import Options, Run
from dockerlint.finding import Safety
from dockerlint.rules import load_rules
from dockerlint.rules.table import CALLER_RULES

ROOT = Path(__file__).parents[2]
RULES = load_caller_rules()


def examples(kind: type[Leaking | Clean]) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(rule.examples)
        if isinstance(example, kind)
    ]


def lay_out(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, newline="")


def check(folder: Path, rule: CallerRule, *, fix: bool = False) -> list[FileResult]:
    """The results for every file of ``folder``, judged by ``rule`` alone."""
    paths = tuple(find_files([str(folder)], lambda _: False, lambda _: None, lambda _: True))
    options = Options(
        select=(rule.name,),
        companion=companion,
        folders=(str(folder),),
        places=paths,
        fix=frozenset(Safety) if fix else frozenset(),
    )
    run = Run(load_rules(), options)
    results = [run.check_path(path) for path in paths]
    assert [failure for result in results for failure in result.failures] == []
    return results


@pytest.mark.parametrize(("rule", "example"), examples(Leaking))
def test_a_leaking_example_is_found_and_fixed_as_shown(rule: CallerRule, example: Leaking, tmp_path: Path) -> None:
    lay_out(tmp_path, example.files)
    found = [finding for result in check(tmp_path, rule) for finding in result.findings]
    assert found
    assert {finding.code for finding in found} == {rule.code}
    check(tmp_path, rule, fix=True)
    expected = {**example.files, **(example.after or {})}
    assert {name: (tmp_path / name).read_text() for name in expected} == expected
    if example.after is not None:
        check(tmp_path, rule, fix=True)
        assert {name: (tmp_path / name).read_text() for name in expected} == expected


@pytest.mark.parametrize(("rule", "example"), examples(Clean))
def test_a_clean_example_is_not_found(rule: CallerRule, example: Clean, tmp_path: Path) -> None:
    lay_out(tmp_path, example.files)
    assert [finding for result in check(tmp_path, rule) for finding in result.findings] == []


def test_the_table_equals_the_folder() -> None:
    folder = {path.stem for path in (ROOT / "dockerlint" / "callers" / "rules").glob("*.py")} - {"__init__"}
    assert sorted(entry.module for entry in CALLER_RULES) == sorted(folder)
    told = [(entry.code, entry.name, entry.is_default) for entry in CALLER_RULES]
    assert told == [(rule.code, rule.name, rule.is_default) for rule in RULES]
