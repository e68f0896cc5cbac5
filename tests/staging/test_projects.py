"""The projects of ``fixtures/multistage``: what is found in them, and that fixing them once is enough."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.builds.multistage.project import load, names
from tests.builds.multistage.split import Verdict, unexpected


def check(folder: Path, *options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", "check", "--exit-zero", *options, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def verdicts(folder: Path) -> Mapping[str, Verdict]:
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names()}
    for finding in json.loads(check(folder, "--format", "json"))["findings"]:
        if finding["code"].startswith("STG"):
            found[Path(finding["path"]).parent.name].append(finding)
    return {
        name: Verdict(
            [finding["code"] for finding in findings],
            any(finding["fix"] for finding in findings),
            [str(finding["no_fix_because"]) for finding in findings if not finding["fix"]],
        )
        for name, findings in found.items()
    }


def count(folder: Path) -> int:
    """The number of stages."""
    return sum(line.startswith("FROM ") for line in (folder / "Dockerfile").read_text().splitlines())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("projects")
    for name in names():
        load(name).write(made / name)
    return made


def test_each_project_is_found_fixed_and_refused_as_it_says_and_fixing_it_once_is_enough(folder: Path) -> None:
    before = verdicts(folder)
    assert {name: problems for name in names() if (problems := list(unexpected(load(name), before[name])))} == {}

    stages = {name: count(folder / name) for name in names()}
    check(folder, "--fix", "--unsafe-fixes")
    texts = {name: (folder / name / "Dockerfile").read_text() for name in names()}
    after = verdicts(folder)
    assert {name: after[name].codes for name in names() if before[name].has_fix and after[name].codes} == {}
    assert {name: count(folder / name) - stages[name] for name in names()} == {
        name: int(before[name].has_fix) for name in names()
    }

    check(folder, "--fix", "--unsafe-fixes")
    assert {name: (folder / name / "Dockerfile").read_text() for name in names()} == texts
