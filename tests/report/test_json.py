"""The JSON report, whole, and valid by its schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from dockerlint.engine.result import FileResult
from dockerlint.finding import Fix
from dockerlint.report.as_json import WITHHELD, report_json
from dockerlint.text import Edit, Span

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema" / "findings.schema.json").read_text())

APP = {"path": "app/Dockerfile"}


def place(line: int, column: int, offset: int) -> dict[str, int]:
    return {"line": line, "column": column, "offset": offset}


def read(*results: FileResult) -> dict[str, object]:
    document: dict[str, object] = json.loads("\n".join(report_json(results)))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(document, SCHEMA)
    return document


def test_the_whole_report(result: FileResult, failed: FileResult) -> None:
    assert read(result, failed) == {
        "version": 1,
        "findings": [
            {
                "code": "SEC102",
                "name": "secret-in-arg",
                "message": "NPM_TOKEN is a build argument, so its value stays in the image's history",
                "severity": "error",
                "confidence": "likely",
                **APP,
                "start": place(2, 5, 17),
                "end": place(2, 14, 26),
                "secret": {"name": "NPM_TOKEN", "exposures": ["history", "provenance"]},
                "related": [
                    {**APP, "start": place(2, 5, 17), "end": place(2, 14, 26), "message": "enters the build here"},
                    {
                        **APP,
                        "start": place(7, 30, 103),
                        "end": place(7, 40, 113),
                        "message": "npm writes it to /root/.npmrc",
                    },
                    {**APP, "start": place(7, 59, 132), "end": place(7, 69, 142), "message": "npm reads it"},
                ],
                "fix": {
                    "title": "Mount NPM_TOKEN as a secret",
                    "safety": "needs-secret",
                    "supply": [{"verb": "build", "option": "--secret id=npm_token,env=NPM_TOKEN"}],
                    "edits": [
                        {**APP, "start": place(2, 1, 13), "end": place(3, 1, 27), "text": ""},
                        {**APP, "start": place(9, 1, 161), "end": place(9, 1, 161), "text": "# ☃\n"},
                    ],
                },
                "no_fix_because": None,
            },
            {
                "code": "SEC101",
                "name": "secret-in-env",
                "message": "DB_PASSWORD stays in the image's configuration",
                "severity": "warning",
                "confidence": "certain",
                **APP,
                "start": place(3, 5, 31),
                "end": place(3, 16, 42),
                "secret": {"name": "DB_PASSWORD", "exposures": ["config"]},
                "related": [
                    {**APP, "start": place(5, 6, 69), "end": place(5, 9, 72), "message": "the whole context is copied"},
                    {"path": ".npmrc", "start": place(1, 1, 0), "end": place(1, 6, 5), "message": "is written here"},
                ],
                "fix": None,
                "no_fix_because": "CMD reads it at run time",
            },
        ],
        "errors": [
            {"path": "odd \n\udcff/Dockerfile", "kind": "unreadable", "message": "binary, not a Dockerfile"},
        ],
        "summary": {
            "files": 1,
            "findings": 2,
            "fixed": 0,
            "errors": 1,
            "by_severity": {"error": 1, "warning": 1, "info": 0},
            "fixable": {"safe": 0, "needs-secret": 1, "unsafe": 0},
            "by_rule": {"secret-in-arg": 1, "secret-in-env": 1},
        },
    }


def test_nothing_at_all_is_a_report_too() -> None:
    assert read() == {
        "version": 1,
        "findings": [],
        "errors": [],
        "summary": {
            "files": 0,
            "findings": 0,
            "fixed": 0,
            "errors": 0,
            "by_severity": {"error": 0, "warning": 0, "info": 0},
            "fixable": {"safe": 0, "needs-secret": 0, "unsafe": 0},
            "by_rule": {},
        },
    }


def test_a_fix_whose_text_repeats_a_secret_is_withheld(result: FileResult, secret: str) -> None:
    leaky = Fix("move it", (Edit(result.path, Span(0, 0), f"RUN login {secret}\n"),))
    report = read(result._replace(findings=(result.findings[1]._replace(fix=leaky),)))
    findings = report["findings"]
    assert isinstance(findings, list)
    assert (findings[0]["fix"], findings[0]["no_fix_because"]) == (None, WITHHELD)
    assert secret not in json.dumps(report)
