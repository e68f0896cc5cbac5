"""Patterns of ``.gitignore`` against git itself, and in linear time."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dockerlint.engine.gitignore import GitIgnore, lines_of

FOLDERS = ("a/", "a/b/", "a/b/c/", "ab/", "b/", "b/a/", "b/a/b/", "foo/", "foo/bar/", "x y /", "é/")
NAMES = ("a", "b", "ab", "abc", "a.b", ".b", "-", "!", "#", "[", "]", "\\", "*", "a b", "c ", "A", "é", "\t", "foo")
# A path ends with "/" where it is a folder; no name is both in one folder.
TREE = (
    *FOLDERS,
    *(
        folder + name
        for folder in ("", *FOLDERS)
        for name in NAMES
        if folder + name + "/" not in FOLDERS
    ),
)  # fmt: skip
PATTERN = st.lists(
    st.sampled_from([
        "a", "b", "c", "ab", "foo", "bar", "é", ".", "/", "/", "*", "*", "**", "**/", "/**/", "?", "[", "]", "[a-c]",
        "[!a]", "[^b-]", "[]a]", "[[:alpha:]]", "[[:punct:]]", "[[:nothing:]]", "[[:space:]\\]]", "[--/]", "[c-a]",
        "[a-\\c]", "\\", "\\*", "\\ ", " ", "!", "#", "-", ":", "\t",
    ]),
    max_size=6,
).map("".join)  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(["", "", "!"]), PATTERN).map("".join), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files and folders of ``TREE``."""
    root = tmp_path_factory.mktemp("tree")
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    for path in TREE:
        if path.endswith("/"):
            (root / path).mkdir()
    for path in TREE:
        if not path.endswith("/"):
            (root / path).write_text("")
    return root


def ignored_by_git(root: Path, lines: list[str]) -> list[str]:
    (root / ".git" / "info" / "exclude").write_bytes("\n".join(lines).encode())
    asked = "\0".join(path.rstrip("/") for path in TREE)
    command = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"]
    done = subprocess.run(command, cwd=root, input=asked.encode(), capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    told = set(done.stdout.decode().split("\0"))
    return [path for path in TREE if path.rstrip("/") in told]


def ignored_by_us(lines: list[str]) -> list[str]:
    ignore = GitIgnore(lines_of("\n".join(lines).encode()))
    return [path for path in TREE if ignore.ignores(path.rstrip("/"), path.endswith("/"))]


@given(LINES)
@example(["foo**/bar"])
@example(["a/**\\/b"])
@example(["x y\\ /", "c\\ \\ ", "c  "])
@example(["\ufeffa", "b\r", "ab\r\r"])
@example(["a", "!a/b", "b/*", "!b/a", "b/a/*", "!b/a/b"])
@example(["*", "!/a/", "!/a/b", "!*/"])
@example(["/", "//", "!", "!/", "\\", "a//", "**//", "/**"])
@example(["[", "[]", "[a", "[[:alpha:]", "[[:]]", "[[a:]]", "?[!/]?"])
def test_git_ignores_the_same(tree: Path, lines: list[str]) -> None:
    assert ignored_by_us(lines) == ignored_by_git(tree, lines)


@pytest.mark.parametrize(
    "pattern",
    [
        "**/" + "*a" * 200 + "/**",
        "*a" * 200 + "b",
        "/" + "**/*a/" * 100 + "b",
        "/" + "?*" * 200 + "b",
        "[a-a]*" * 200 + "b",
        "a" * 1_000_000,
        "*a" * 500_000,
    ],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    """A matcher that tries one way after the other would need longer than the age of the world."""
    started = time.process_time()
    ignore = GitIgnore([pattern])
    for path in ("a" * 250, "a" * 250 + "/" + "a" * 250, "a/" * 2000 + "a"):
        ignore.ignores(path, is_folder=False)
    assert time.process_time() - started < 20


def test_the_last_line_with_an_opinion_decides() -> None:
    ignore = GitIgnore(["*.log", "!keep.log", "tmp/"])
    asked = [("a.log", False), ("x/keep.log", False), ("x/tmp", True), ("x/tmp", False), ("other", False)]
    assert [ignore.decision(*question) for question in asked] == [True, False, True, None, None]


def test_below_an_ignored_folder_nothing_is_taken_out_again() -> None:
    ignore = GitIgnore(["docs", "!docs/Dockerfile"])
    assert ignore.ignores("docs/Dockerfile", is_folder=False)
    assert ignore.decision("docs/Dockerfile", is_folder=False) is False


def test_bytes_that_are_no_text_are_matched_as_they_are() -> None:
    ignore = GitIgnore(lines_of(b"*\xff\n"))
    assert ignore.ignores("a\udcff", is_folder=False)
    assert not ignore.ignores("a\udcfe", is_folder=False)
