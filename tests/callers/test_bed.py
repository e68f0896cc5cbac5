"""Every caller of the test-bed is rewritten as its case says, and nothing else changes."""

from __future__ import annotations

import difflib
import io
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import dockerfile
import pytest
from ruamel.yaml import YAML

from tests.callers import bed
from tests.callers.bed import Case, Tree

CASES = bed.cases()
FIXED = [case for case in CASES if case.is_fixed or bed.WRITES]


def identify(case: Case) -> str:
    return case.name


every_case = pytest.mark.parametrize("case", CASES, ids=identify)
every_fixed_case = pytest.mark.parametrize("case", FIXED, ids=identify)


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case.name.split("-")[0] for case in CASES}
    assert kinds >= {
        "azure",
        "bake",
        "bitbucket",
        "circleci",
        "compose",
        "github",
        "gitlab",
        "jenkins",
        "make",
        "shell",
    }
    assert len(CASES) >= 40


@every_case
def test_a_case_is_told_and_fixed_as_it_says(case: Case, tmp_path: Path) -> None:
    folder = bed.repository(case.before, tmp_path / "repository")
    findings = bed.told(bed.report(folder, *case.flags))
    outcome = bed.run(folder, "check", "--fix", *case.flags, ".")
    assert outcome.status in {0, 1}, outcome.errors
    if bed.WRITES:
        case.write(bed.tree(folder), findings)
    assert findings == case.findings
    assert bed.tree(folder) == case.after


@every_fixed_case
def test_fixing_again_changes_nothing(case: Case, tmp_path: Path) -> None:
    folder = bed.repository(case.after, tmp_path / "repository")
    outcome = bed.run(folder, "check", "--fix", *case.flags, ".")
    assert outcome.status in {0, 1}, outcome.errors
    assert bed.tree(folder) == case.after


@every_fixed_case
def test_lines_that_no_edit_touches_stay_byte_for_byte(case: Case, tmp_path: Path) -> None:
    folder = bed.repository(case.before, tmp_path / "repository")
    edited = _edited_lines(bed.report(folder, *case.flags), case.before)
    for path, before in case.before.items():
        after = case.after[path]
        assert _changed_lines(before, after) <= edited.get(path, set()), path
        assert before.count(b"\r\n") * 2 // max(1, before.count(b"\n")) == after.count(b"\r\n") * 2 // max(
            1, after.count(b"\n")
        ), f"{path}: other line ends"


def _edited_lines(document: dict[str, Any], files: Tree) -> dict[str, set[int]]:
    """The lines that edits of the first findings touch, counted from 0, with the line after an insertion's."""
    lines: dict[str, set[int]] = {}
    for finding in document["findings"]:
        for edit in (finding["fix"] or {"edits": []})["edits"]:
            path = edit["path"].removeprefix("./")
            assert path in files
            lines.setdefault(path, set()).update(range(edit["start"]["line"] - 1, edit["end"]["line"]))
    return lines


def _changed_lines(before: bytes, after: bytes) -> set[int]:
    """The lines of ``before`` that are not in ``after``."""
    matcher = difflib.SequenceMatcher(
        None, before.splitlines(keepends=True), after.splitlines(keepends=True), autojunk=False
    )
    return {
        line
        for tag, start, end, _, _ in matcher.get_opcodes()
        if tag in {"replace", "delete"}
        for line in range(start, end)
    }


@every_fixed_case
def test_documents_hold_the_same_data_but_for_the_secret(case: Case) -> None:
    for path, before in case.before.items():
        if not path.endswith((".yml", ".yaml", ".json")) or before == case.after[path]:
            continue
        old, new = (set(_flat(path, text)) for text in (before, case.after[path]))
        foreign = [leaf for leaf in old ^ new if not _is_of_the_secret(leaf)]
        assert foreign == [], path


def _flat(path: str, text: bytes) -> list[tuple[str, str]]:
    if path.endswith(".json"):
        lines = text.decode().splitlines()
        # devcontainer.json may have comments and commas at the end of lists.
        document = YAML(typ="safe").load("\n".join(line for line in lines if not line.strip().startswith("//")))
    else:
        loader = YAML(typ="safe")
        loader.constructor.add_constructor("!reference", lambda _, node: [item.value for item in node.value])
        document = loader.load(io.BytesIO(text))
    # The lines of a block are looked at one by one: a list of an action's is one text.
    return [
        (".".join((*keys, "context") if keys[-1:] == ("build",) else keys), line)  # "build: ." is short for a mapping
        for keys, value in bed.leaves(document)
        for line in str(value).splitlines() or [repr(value)]
    ]


def _is_of_the_secret(leaf: tuple[str, str]) -> bool:
    words = ("token", "secret", "password", "ssh_private_key", "netrc", "buildkit")
    return any(word in "".join(leaf).lower() for word in words)


@every_fixed_case
def test_fixed_files_are_still_of_their_language(case: Case) -> None:
    for path, text in case.after.items():
        if text == case.before[path]:
            continue
        name = Path(path).name
        if "ockerfile" in name or name == "Containerfile":
            assert dockerfile.parse_string(text.decode())
        elif path.endswith(".sh"):
            shell = shutil.which("bash")
            assert shell is not None
            done = subprocess.run([shell, "-n"], input=text.replace(b"\r", b""), capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
        elif path.endswith(".json") and name != "devcontainer.json":
            json.loads(text)
