"""One file through all rules: order, masks, selection, and rules that fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import dockerlint.rules
from dockerlint.cli import main
from dockerlint.engine.check import check_file
from dockerlint.engine.run import Options, Run, check_paths
from dockerlint.engine.select import Selection, resolve_names
from dockerlint.finding import Confidence, Finding, Fix, Safety, Severity
from dockerlint.model import Dockerfile
from dockerlint.rule import Rule
from dockerlint.settings import Settings
from dockerlint.text import Edit, Source, Span

TEXT = "FROM a\nENV A=hunter22 B=2\nRUN b\n"


def rule(
    code: str, name: str, check: Callable[[Dockerfile, Settings], Iterable[Finding]], default: bool = True
) -> Rule:
    return Rule(code, name, f"{name} found", Severity.ERROR, check, (), is_default=default)


def finds(name: str, part: str, confidence: Confidence = Confidence.CERTAIN, code: str = "SEC101") -> Rule:
    """A rule that finds ``part``, and masks it."""

    def check(file: Dockerfile, _settings: Settings) -> Iterator[Finding]:
        at = file.source.text.find(part)
        if at >= 0:
            span = Span(at, at + len(part))
            fix = Fix("drop it", (Edit(file.source.path, span, ""),))
            yield Finding(code, name, file.source.path, span, name, Severity.ERROR, confidence, fix=fix, masked=(span,))

    return rule(code, name, check)


def failing(code: str = "SEC109") -> Rule:
    """A rule that fails with a piece of the file in its exception, behind its first finding."""

    def check(file: Dockerfile, _settings: Settings) -> Iterator[Finding]:
        if "hunter22" in file.source.text:
            raise ValueError(f"cannot read {file.source.text}")
        return
        yield

    return rule(code, "broken-rule", check)


def test_findings_come_in_the_order_of_the_text() -> None:
    rules = (finds("last", "RUN"), finds("first", "FROM"), finds("middle", "B=2"))
    result = check_file(Source(TEXT, "f"), Settings(), rules)
    assert [finding.name for finding in result.findings] == ["first", "middle", "last"]


def test_what_is_not_selected_is_still_masked() -> None:
    rules = (finds("one", "hunter22"), finds("two", "B=2", Confidence.POSSIBLE), finds("three", "RUN"))
    selection = Selection(frozenset({"two", "three"}), Confidence.LIKELY)
    text = "# dockerlint: ignore-file[three] x\n" + TEXT
    result = check_file(Source(text, "f"), Settings(), rules, selection=selection)
    assert result.findings == ()
    assert [text[span.start : span.end] for span in result.masked] == ["hunter22", "B=2", "RUN"]


def test_a_rule_that_fails_is_named_and_the_others_still_run() -> None:
    result = check_file(Source(TEXT, "f"), Settings(), (failing(), finds("one", "RUN")))
    assert [finding.name for finding in result.findings] == ["one"]
    failure = result.failures[0]
    told = (failure.path, failure.kind, failure.message)
    assert told == ("f", "internal", "internal error in rule SEC109 broken-rule: ValueError")
    assert failure.detail.endswith(", in check\nValueError")
    assert "hunter22" not in failure.detail


def test_a_fix_that_makes_a_rule_fail_is_not_made() -> None:
    def later(file: Dockerfile, _settings: Settings) -> Iterator[Finding]:
        if "RUN" not in file.source.text:
            raise KeyError("hunter22")
        return
        yield

    run = Run(
        (finds("one", "RUN b\n"), rule("SEC108", "later", later)),
        Options(fix=frozenset(Safety), write=False),
    )
    result = run.check_source(Source(TEXT, "Dockerfile"))
    assert (result.changes, [finding.name for finding in result.findings]) == ((), ["one"])
    assert [failure.message for failure in result.failures] == ["internal error in rule SEC108 later: KeyError"]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with two files, and a program one of whose rules fails on the first."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dockerlint.rules, "load_rules", lambda: (failing(), finds("one", "RUN")))
    (tmp_path / "Dockerfile").write_text(TEXT)
    (tmp_path / "Dockerfile.dev").write_text("FROM a\nRUN b\n")
    return tmp_path


def test_an_internal_error_is_status_4_and_the_other_files_are_checked(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--format", "json", "."]) == 4
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    message = "internal error in rule SEC109 broken-rule: ValueError"
    assert [finding["path"] for finding in report["findings"]] == ["Dockerfile", "Dockerfile.dev"]
    assert report["errors"] == [{"path": "Dockerfile", "kind": "internal", "message": message}]
    assert captured.err == f"dockerlint: Dockerfile: {message}; please report it\n"


def test_its_traceback_is_shown_on_demand_without_a_word_of_the_file(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--verbose", "--exit-zero", "."]) == 4
    captured = capsys.readouterr()
    assert "test_check.py" in captured.err
    assert "hunter22" not in captured.err


def test_a_defect_in_a_report_is_told_without_a_word_of_the_file(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_words: object) -> Iterator[str]:
        raise RuntimeError("hunter22")

    monkeypatch.setattr("dockerlint.report.text.report_text", fail)
    assert main(["--verbose", "Dockerfile.dev"]) == 4
    captured = capsys.readouterr()
    assert captured.err.startswith("dockerlint: internal error: RuntimeError; please report it\n")
    assert "hunter22" not in captured.err


def test_rules_that_are_not_default_run_only_when_named() -> None:
    rules = (
        finds("one", "RUN"),
        rule("SEC199", "optional-one", finds("optional-one", "B=2", code="SEC199").check, False),
    )
    result = Run(rules, Options()).check_source(Source(TEXT, "Dockerfile"))
    assert [finding.name for finding in result.findings] == ["one"]
    for words, names in (
        (("SEC1",), ["one"]),
        (("SEC199",), ["optional-one"]),
        (("SEC1", "optional-one"), ["optional-one", "one"]),
        (("SYN001",), []),
    ):
        result = Run(rules, Options(select=words)).check_source(Source(TEXT, "Dockerfile"))
        assert [finding.name for finding in result.findings] == names


def test_unknown_words_name_no_rule() -> None:
    for word in ("", "X", "SEC9", "ones"):
        with pytest.raises(LookupError, match="there is no rule"):
            resolve_names([word], (finds("one", "RUN"),))


def test_results_come_in_the_order_of_the_paths(tmp_path: Path) -> None:
    paths = []
    for number in range(20):
        paths.append(str(tmp_path / f"Dockerfile.{19 - number:02}"))
        Path(paths[-1]).write_text(TEXT)
    for jobs in (1, 3):
        run = Run((), Options(jobs=jobs))
        assert [result.path for result in check_paths(paths, run)] == paths


def test_a_run_whose_shell_text_cannot_be_read_is_told_in_full_detail_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM a\nARG NPM_TOKEN\nRUN echo a && )\\\n  npm ci --token=$NPM_TOKEN\n")
    main(["check", "--exit-zero", str(path)])
    assert "may be silent" not in "".join(capsys.readouterr())
    main(["check", "--exit-zero", "--verbose", str(path)])
    assert "rules about the commands of this RUN may be silent" in "".join(capsys.readouterr())
