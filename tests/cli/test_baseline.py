"""``--baseline``: what is known is let be, wherever its line moves; what is new is told."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]
LEAKY = 'FROM node:20\nARG NPM_TOKEN\nENV API_KEY="zq7-lw2-rk9-tx4"\nRUN npm ci --token=$NPM_TOKEN\n'


def codes(done: Done) -> list[str]:
    return [finding["code"] for finding in json.loads(done.stdout)["findings"]]


@pytest.fixture
def known(folder: Path, run: Run) -> Path:
    """A baseline of a leaky Dockerfile."""
    (folder / "app").mkdir()
    (folder / "app" / "Dockerfile").write_text(LEAKY)
    done = run("--baseline", "known.json", "--write-baseline")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "dockerlint: 2 findings written to known.json\n"
    return folder / "app" / "Dockerfile"


def test_the_whole_file_is_one_finding_a_line_and_tells_no_value(known: Path, folder: Path) -> None:
    text = (folder / "known.json").read_text()
    rows = json.loads(text)["findings"]
    assert [(row["path"], row["code"], row["name"]) for row in rows] == [
        ("app/Dockerfile", "SEC101", "secret-in-env"),
        ("app/Dockerfile", "SEC102", "secret-in-arg"),
    ]
    lines = ",\n".join("    " + json.dumps(row) for row in rows)
    assert text == f'{{\n  "version": 1,\n  "findings": [\n{lines}\n  ]\n}}\n'
    assert "zq7" not in text


def test_known_findings_are_not_reported_from_any_folder(known: Path, folder: Path, run: Run) -> None:
    done = run("--baseline", "known.json")
    assert (done.returncode, done.stderr) == (0, "dockerlint: 2 findings of the baseline not shown\n")
    assert codes(run("--baseline", "known.json", "--format", "json", str(known))) == []
    assert codes(run("--baseline", "../known.json", "--format", "json", "Dockerfile", cwd=known.parent)) == []


def test_moved_and_indented_lines_stay_known(known: Path, run: Run) -> None:
    known.write_text("# syntax=docker/dockerfile:1\n\n" + LEAKY.replace("RUN npm", "WORKDIR /app\n  RUN  npm"))
    assert codes(run("--baseline", "known.json", "--format", "json")) == []


def test_a_value_that_was_changed_stays_known(known: Path, run: Run) -> None:
    known.write_text(LEAKY.replace("zq7-lw2", "aa1-bb2"))
    assert codes(run("--baseline", "known.json", "--format", "json")) == []


def test_a_new_secret_an_edited_line_and_a_copy_of_a_line_are_reported(known: Path, run: Run) -> None:
    known.write_text(LEAKY + "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN --verbose\n")
    assert codes(run("--baseline", "known.json", "--format", "json")) == codes_of_second(run, known)


def codes_of_second(run: Run, known: Path) -> list[str]:
    """What is found behind the first four lines."""
    done = run("--format", "json")
    findings = json.loads(done.stdout)["findings"]
    codes = [finding["code"] for finding in findings if finding["start"]["line"] > 4]
    assert codes
    return codes


def test_fixes_leave_known_findings_alone(known: Path, run: Run) -> None:
    known.write_text(LEAKY + "FROM alpine\nARG DEPLOY_TOKEN\nRUN deploy --token=$DEPLOY_TOKEN\n")
    run("--baseline", "known.json", "--fix")
    text = known.read_text()
    assert text.startswith(LEAKY)
    assert "--mount=type=secret,id=deploy_token" in text


def test_what_is_found_no_more_is_told_and_dropped_and_other_files_stay(known: Path, folder: Path, run: Run) -> None:
    (folder / "other").mkdir()
    (folder / "other" / "Dockerfile").write_text(LEAKY)
    run("--baseline", "known.json", "--write-baseline")
    known.write_text("FROM node:20\n")
    done = run("--baseline", "known.json", "app")
    assert done.stderr == "dockerlint: 2 of the baseline found no more; --write-baseline drops them\n"
    run("--baseline", "known.json", "--write-baseline", "app")
    paths = {row["path"] for row in json.loads((folder / "known.json").read_text())["findings"]}
    assert paths == {"other/Dockerfile"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "known.json: no such file; --write-baseline makes it"),
        ("{", "known.json: not a baseline: not valid JSON"),
        ("[]", 'known.json: not a baseline of this version ("version": 1)'),
        ('{"version": 2, "findings": []}', 'known.json: not a baseline of this version ("version": 1)'),
        ('{"version": 1}', 'known.json: not a baseline: "findings" is a list'),
        (
            '{"version": 1, "findings": [{"path": "a"}]}',
            "known.json: not a baseline: a finding has path, code, name, fingerprint, each a string",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_wrong_use(folder: Path, run: Run, text: str | None, message: str) -> None:
    if text is not None:
        (folder / "known.json").write_text(text)
    done = run("--baseline", "known.json")
    assert (done.returncode, done.stderr) == (2, f"dockerlint: {message}\n")


def test_write_baseline_wants_a_file_and_no_fixes(folder: Path, run: Run) -> None:
    for words in (("--write-baseline",), ("--write-baseline", "--baseline", "known.json", "--fix")):
        assert run(*words).returncode == 2
    assert not (folder / "known.json").exists()
