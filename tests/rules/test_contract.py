"""What every rule keeps: its examples are true, its fixes are final, its page is complete, its name is its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest

from dockerlint.callers.rule import Clean, Leaking
from dockerlint.engine.check import check_file
from dockerlint.engine.fix import Fixer, fix_file
from dockerlint.engine.masking import SHORTEST, Mask
from dockerlint.engine.result import FileResult
from dockerlint.engine.run import find_context
from dockerlint.finding import Confidence, Finding, Safety
from dockerlint.report.pages import all_rules, index_page, rule_page
from dockerlint.report.text import Style, report_text
from dockerlint.rule import Bad, Good, Rule
from dockerlint.rules import load_rules
from dockerlint.rules.table import RULES as TABLE
from dockerlint.settings import Settings
from dockerlint.syntax import parse
from dockerlint.text import Source

ROOT = Path(__file__).parents[2]
RULES = load_rules()
FAMILIES = {"SEC1", "SEC2", "MNT3", "STG4", "BLD5"}


def examples(kind: type[Bad | Good]) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(rule.examples)
        if isinstance(example, kind)
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lay_out(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def check(
    text: str, rules: tuple[Rule, ...], settings: Settings, others: Mapping[str, str] | None = None
) -> FileResult:
    result = check_file(Source(text, "Dockerfile"), settings, rules, find_context("Dockerfile", None, others or {}))
    assert result.failures == ()
    return result


def fix(text: str, rules: tuple[Rule, ...], settings: Settings) -> FileResult:
    def recheck(source: Source, others: Mapping[str, str]) -> FileResult:
        return check(source.text, rules, settings, others)

    def read(path: str) -> str | None:
        return Path(path).read_text() if Path(path).exists() else None

    return fix_file(check(text, rules, settings), Fixer(recheck, read, frozenset(Safety)))


def of_rule(rule: Rule, result: FileResult) -> list[Finding]:
    return [finding for finding in result.findings if finding.name == rule.name]


@pytest.mark.parametrize(("rule", "example"), [*examples(Bad), *examples(Good)])
def test_a_check_without_fixes_finds_the_same(rule: Rule, example: Bad | Good, folder: Path) -> None:
    text = example.before if isinstance(example, Bad) else example.text
    lay_out(folder, example.files)
    context = find_context("Dockerfile", None, {})
    source = Source(text, "Dockerfile")
    plain = check_file(source, example.settings, RULES, context, with_fixes=False)
    fixed = check_file(source, example.settings, RULES, context)
    assert not any(finding.fix for finding in plain.findings)
    assert without_fixes(plain) == without_fixes(fixed)


def without_fixes(result: FileResult) -> FileResult:
    found = tuple(finding._replace(fix=None, no_fix_because=None) for finding in result.findings)
    return result._replace(findings=found)


@pytest.mark.parametrize(("rule", "example"), examples(Bad))
def test_a_bad_example_is_found(rule: Rule, example: Bad, folder: Path) -> None:
    lay_out(folder, example.files)
    result = check(example.before, (rule,), example.settings)
    found = of_rule(rule, result)
    assert found
    assert {finding.code for finding in result.findings} == {rule.code}, "the example has syntax errors"
    for finding in found:
        assert finding.path == "Dockerfile"
        assert 0 <= finding.span.start <= finding.span.end <= len(example.before)
        assert (
            finding.message[:1].islower() or not finding.message[:1].isalpha() or finding.message.split()[0].isupper()
        )
        assert not finding.message.endswith(".")


@pytest.mark.parametrize(("rule", "example"), examples(Bad))
def test_a_bad_examples_fix_is_as_shown_and_final(rule: Rule, example: Bad, folder: Path) -> None:
    lay_out(folder, example.files)
    result = fix(example.before, (rule,), example.settings)
    assert result.source.text == (example.before if example.after is None else example.after)
    assert {Path(c.path).as_posix(): c.after for c in result.changes if c.path != "Dockerfile"} == dict(
        example.fixed_files
    )
    assert result.failures == ()
    if example.after is None:
        assert result.changes == ()
        return
    assert result.fixed
    lay_out(folder, example.fixed_files)
    again = fix(example.after, (rule,), example.settings)
    assert (again.source.text, again.changes) == (example.after, ())
    assert parse(example.after).problems == ()


@pytest.mark.parametrize(("rule", "example"), examples(Bad))
def test_all_rules_together_fix_a_bad_example_for_good(rule: Rule, example: Bad, folder: Path) -> None:
    lay_out(folder, example.files)
    result = fix(example.before, RULES, example.settings)
    assert [note.message for note in result.notes if not note.verbose] == []
    assert result.failures == ()
    lay_out(folder, {change.path: change.after for change in result.changes})
    again = fix(result.source.text, RULES, example.settings)
    assert again.changes == ()


@pytest.mark.parametrize(("rule", "example"), examples(Good))
def test_a_good_example_is_not_found(rule: Rule, example: Good, folder: Path) -> None:
    lay_out(folder, example.files)
    result = check(example.text, (rule,), example.settings)
    assert result.findings == ()


@pytest.mark.parametrize(("rule", "example"), examples(Bad))
def test_no_word_of_a_finding_repeats_a_secret(rule: Rule, example: Bad, folder: Path) -> None:
    lay_out(folder, example.files)
    result = check(example.before, RULES, example.settings)
    mask = Mask(result.source, result.masked)
    values = [example.before[span.start : span.end].strip("\"'") for span in result.masked]
    for finding in result.findings:
        words = [finding.message, finding.help or "", finding.no_fix_because or ""]
        words += [related.message for related in finding.related]
        if finding.fix is not None:
            words += [finding.fix.title, *(supply.option for supply in finding.fix.supply)]
        for word in words:
            assert not mask.is_in(word)
    shown = "\n".join(report_text([result], Style(verbose=True)))
    for value in values:
        assert len(value) < SHORTEST or value not in shown


def test_the_table_equals_the_folder() -> None:
    folder = {path.stem for path in (ROOT / "dockerlint" / "rules").glob("*.py")} - {"__init__", "table"}
    assert sorted(entry.module for entry in TABLE) == sorted(folder)
    modules = [import_module(f"dockerlint.rules.{entry.module}").RULE for entry in TABLE]
    told = [(entry.code, entry.name, entry.is_default) for entry in TABLE]
    assert told == [(rule.code, rule.name, rule.is_default) for rule in modules]


def test_codes_are_in_order_and_names_are_unique() -> None:
    order = {"SEC": 0, "MNT": 1, "STG": 2, "BLD": 3, "IMG": 4}
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes), key=lambda code: (order[code[:3]], code))
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_a_name_and_a_page(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z]{3}[1-5]\d\d", rule.code)
    assert rule.code[:4] in FAMILIES
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.summary
    assert not rule.summary.endswith(".")
    headings = re.findall(r"^### (.+)$", rule.documentation, re.MULTILINE)
    assert headings[:2] == ["What it does", "Why is this bad?"]
    assert ("Fix safety" in headings) == rule.fixable or "Fix safety" in headings
    assert any(isinstance(example, Bad | Leaking) for example in rule.examples)
    assert any(isinstance(example, Good | Clean) for example in rule.examples)
    first = rule.documentation.strip().split("\n\n")[0]
    assert "\n" not in first
    assert first.endswith(".")


def test_the_pages_are_those_of_the_rules() -> None:
    """``scripts/generate-docs`` writes them."""
    folder = ROOT / "docs" / "rules"
    rules = all_rules()
    pages = {f"{rule.name}.md": rule_page(rule) for rule in rules} | {"README.md": index_page(rules)}
    assert {path.name: path.read_text() for path in folder.glob("*.md")} == pages


def test_confidence_is_never_claimed_by_a_name_alone(folder: Path) -> None:
    result = check("FROM a\nARG SOME_SECRET\n", RULES, Settings())
    assert [finding.confidence for finding in result.findings if finding.name == "secret-in-arg"] == [
        Confidence.POSSIBLE
    ]
