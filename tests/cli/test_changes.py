"""``--diff-base`` and ``--changed-lines``: only what a change brought, on a real git repository."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlint.engine.unified_diff import read_diff, touched_lines

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OLD = "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\nCMD app\n"


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(folder: Path) -> Path:
    """Two Dockerfiles that leak, committed; their names are of the kind that git quotes."""
    (folder / "a b").mkdir()
    (folder / "a b" / "Dockerfile.ä").write_text(OLD)
    (folder / "Dockerfile").write_text(OLD)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def found(done: subprocess.CompletedProcess[str]) -> list[tuple[str, int, str]]:
    assert done.stdout, done.stderr
    findings = json.loads(done.stdout)["findings"]
    return [(finding["path"], finding["start"]["line"], finding["code"]) for finding in findings]


def test_nothing_changed_is_nothing_found(repository: Path, run: Run) -> None:
    assert found(run("--format", "json", "--diff-base", "HEAD")) == []


def test_only_findings_that_touch_a_changed_line_are_reported(repository: Path, run: Run) -> None:
    new = OLD.replace("CMD app", "ARG API_TOKEN\nRUN deploy --token=$API_TOKEN\nCMD app")
    (repository / "a b" / "Dockerfile.ä").write_text(new)
    lines = {(path, line) for path, line, _ in found(run("--format", "json", "--diff-base", "HEAD"))}
    assert lines
    assert {path for path, _ in lines} == {"a b/Dockerfile.ä"}
    assert {line for _, line in lines} <= {4, 5}


def test_a_finding_whose_trace_runs_through_a_changed_line_is_reported(repository: Path, run: Run) -> None:
    (repository / "Dockerfile").write_text(OLD.replace("npm ci --token", "npm install --token"))
    assert ("Dockerfile", 2, "SEC102") in found(run("--format", "json", "--diff-base", "HEAD"))


def test_a_removed_ignore_comment_brings_the_finding_below_it(repository: Path, run: Run) -> None:
    path = repository / "Dockerfile"
    path.write_text(OLD.replace("ARG", "# dockerlint: ignore[secret-in-arg] test\nARG"))
    git(repository, "commit", "-qam", "ignored")
    path.write_text(OLD)
    assert ("Dockerfile", 2, "SEC102") in found(run("--format", "json", "--diff-base", "HEAD"))


def test_the_base_is_where_the_branch_began(repository: Path, run: Run) -> None:
    git(repository, "checkout", "-qb", "work")
    (repository / "new.dockerfile").write_text(OLD)
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "work")
    git(repository, "checkout", "-q", "main")
    (repository / "Dockerfile").write_text("FROM scratch\n")
    git(repository, "commit", "-qam", "meanwhile")
    git(repository, "checkout", "-q", "work")
    assert {path for path, *_ in found(run("--format", "json", "--diff-base", "main"))} == {"new.dockerfile"}


def test_a_file_that_git_does_not_know_is_new_in_full(repository: Path, run: Run) -> None:
    (repository / "Dockerfile.new").write_text(OLD)
    reported = found(run("--format", "json", "--diff-base", "HEAD"))
    assert [entry for entry in found(run("--format", "json")) if entry[0] == "Dockerfile.new"] == reported


def test_it_works_in_a_folder_of_the_repository(repository: Path, run: Run) -> None:
    (repository / "a b" / "Dockerfile.ä").write_text("# x\n" + OLD.replace("ARG NPM", "ARG  NPM"))
    done = run("--format", "json", "--diff-base", "HEAD", cwd=repository / "a b")
    assert ("Dockerfile.ä", 3, "SEC102") in found(done)


def test_a_diff_from_elsewhere_tells_the_lines(repository: Path, run: Run) -> None:
    (repository / "Dockerfile").write_text(OLD.replace("ARG NPM", "ARG  NPM"))
    diff = git(repository, "diff")
    git(repository, "add", ".")
    (repository / "x.diff").write_text(diff)
    from_file = found(run("--format", "json", "--changed-lines", "x.diff"))
    assert ("Dockerfile", 2, "SEC102") in from_file
    assert {path for path, *_ in from_file} == {"Dockerfile"}
    assert found(run("--format", "json", "--changed-lines", "-", stdin=diff)) == from_file


def test_only_what_the_change_brought_is_fixed(repository: Path, run: Run) -> None:
    new = OLD + "FROM alpine\nARG API_TOKEN\nRUN deploy --token=$API_TOKEN\n"
    (repository / "Dockerfile").write_text(new)
    run("--fix", "--diff-base", "HEAD")
    text = (repository / "Dockerfile").read_text()
    assert text.startswith(OLD)
    assert "--mount=type=secret,id=api_token" in text
    assert (repository / "a b" / "Dockerfile.ä").read_text() == OLD


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--diff-base", "nowhere"), "git diff: "),
        (("--diff-base=--output=x",), "--diff-base: '--output=x' is not a revision"),
        (("--changed-lines", "gone"), "--changed-lines gone: no such file or directory"),
        (("--changed-lines", "-", "-"), "standard input is either the file or the diff"),
        (("--changed-lines", "x", "--diff-base", "y"), "--diff-base and --changed-lines exclude each other"),
    ],
)
def test_wrong_use_is_told(repository: Path, run: Run, words: tuple[str, ...], message: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"dockerlint: {message}")
    assert not (repository / "x").exists()


def test_outside_of_a_repository_it_is_told(folder: Path, run: Run) -> None:
    done = run("--diff-base", "HEAD")
    assert (done.returncode, "git rev-parse: not a git repository" in done.stderr) == (2, True)


DIFF = """\
diff --git a/x b/x
--- a/x
+++ b/x
@@ -1,4 +1,4 @@ head
 one
-two
+TWO
+++ three
 four
--- five
diff --git "a/t\\303\\244b" "b/t\\303\\244b"
--- /dev/null
+++ "b/t\\303\\244b"
@@ -0,0 +1,2 @@
+a
+b
\\ No newline at end of file
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
--- old/plain\t2026-01-01
+++ new/plain\t2026-01-01
@@ -3,0 +4 @@
+x
@@ -9,2 +9,0 @@
-x
-y
--- i/mnemonic
+++ w/mnemonic
@@ -2 +2 @@
-x
+y
"""


def test_a_diff_is_read_whatever_its_lines_look_like() -> None:
    files = {path: sorted(touched_lines(hunks)) for path, hunks in read_diff(DIFF).items()}
    assert files == {"x": [2, 3, 5], "täb": [1, 2], "new/plain": [4, 10], "mnemonic": [2]}


@pytest.mark.parametrize("text", ["", "no diff", "@@ -1 +1 @@\n+x", "--- a\n+++ b\n@@ -1,9 +1,9 @@\n x"])
def test_what_is_no_diff_or_half_of_one_is_passed_over(text: str) -> None:
    read_diff(text)
