"""Docker's rules for ``.dockerignore``; the cases are those of moby/patternmatcher's own tests."""

from __future__ import annotations

import time

import pytest

from dockerlint.model.dockerignore import read_ignore

WHEEL = "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl"


def ignores(patterns: str, path: str) -> bool:
    ignore = read_ignore(patterns)
    assert ignore.problem is None
    return ignore.ignores(path)


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("**", "file", True),
        ("**", "file/", True),
        ("**/", "file", True),
        ("**/", "file/", True),
        ("**", "dir/file", True),
        ("**/", "dir/file", True),
        ("**", "dir/file/", True),
        ("**/", "dir/file/", True),
        ("**/**", "dir/file", True),
        ("**/**", "dir/file/", True),
        ("dir/**", "dir/file", True),
        ("dir/**", "dir/file/", True),
        ("dir/**", "dir/dir2/file", True),
        ("dir/**", "dir/dir2/file/", True),
        ("**/dir", "dir", True),
        ("**/dir", "dir/file", True),
        ("**/dir2/*", "dir/dir2/file", True),
        ("**/dir2/*", "dir/dir2/file/", True),
        ("**/dir2/**", "dir/dir2/dir3/file", True),
        ("**/dir2/**", "dir/dir2/dir3/file/", True),
        ("**file", "file", True),
        ("**file", "dir/file", True),
        ("**/file", "dir/file", True),
        ("**file", "dir/dir/file", True),
        ("**/file", "dir/dir/file", True),
        ("**/file*", "dir/dir/file", True),
        ("**/file*", "dir/dir/file.txt", True),
        ("**/file*txt", "dir/dir/file.txt", True),
        ("**/file*.txt", "dir/dir/file.txt", True),
        ("**/file*.txt*", "dir/dir/file.txt", True),
        ("**/**/*.txt", "dir/dir/file.txt", True),
        ("**/**/*.txt2", "dir/dir/file.txt", False),
        ("**/*.txt", "file.txt", True),
        ("**/**/*.txt", "file.txt", True),
        ("a**/*.txt", "a/file.txt", True),
        ("a**/*.txt", "a/dir/file.txt", True),
        ("a**/*.txt", "a/dir/dir/file.txt", True),
        ("a/*.txt", "a/dir/file.txt", False),
        ("a/*.txt", "a/file.txt", True),
        ("a/*.txt**", "a/file.txt", True),
        ("a[b-d]e", "ae", False),
        ("a[b-d]e", "ace", True),
        ("a[b-d]e", "aae", False),
        ("a[^b-d]e", "aze", True),
        (".*", ".foo", True),
        (".*", "foo", False),
        ("abc.def", "abcdef", False),
        ("abc.def", "abc.def", True),
        ("abc.def", "abcZdef", False),
        ("abc?def", "abcZdef", True),
        ("abc?def", "abcdef", False),
        ("a\\\\", "a\\", True),
        ("**/foo/bar", "foo/bar", True),
        ("**/foo/bar", "dir/foo/bar", True),
        ("**/foo/bar", "dir/dir2/foo/bar", True),
        ("abc/**", "abc", False),
        ("abc/**", "abc/def", True),
        ("abc/**", "abc/def/ghi", True),
        ("**/.foo", ".foo", True),
        ("**/.foo", "bar.foo", False),
        ("a(b)c/def", "a(b)c/def", True),
        ("a(b)c/def", "a(b)c/xyz", False),
        ("a.|)$(}+{bc", "a.|)$(}+{bc", True),
        (WHEEL, WHEEL, True),
        ("dist/*.whl", WHEEL, True),
        ("a\\*b", "a*b", True),
        ("abc", "abc", True),
        ("*", "abc", True),
        ("*c", "abc", True),
        ("a*", "a", True),
        ("a*", "abc", True),
        ("a*", "ab/c", True),
        ("a*/b", "abc/b", True),
        ("a*/b", "a/c/b", False),
        ("a*b*c*d*e*/f", "axbxcxdxe/f", True),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/f", True),
        ("a*b*c*d*e*/f", "axbxcxdxe/xxx/f", False),
        ("a*b*c*d*e*/f", "axbxcxdxexxx/fff", False),
        ("a*b?c*x", "abxbbxdbxebxczzx", True),
        ("a*b?c*x", "abxbbxdbxebxczzy", False),
        ("ab[c]", "abc", True),
        ("ab[b-d]", "abc", True),
        ("ab[e-g]", "abc", False),
        ("ab[^c]", "abc", False),
        ("ab[^b-d]", "abc", False),
        ("ab[^e-g]", "abc", True),
        ("a\\*b", "ab", False),
        ("a?b", "a☺b", True),
        ("a[^a]b", "a☺b", True),
        ("a???b", "a☺b", False),
        ("a[^a][^a][^a]b", "a☺b", False),
        ("[a-ζ]*", "α", True),
        ("*[a-ζ]", "A", False),
        ("a?b", "a/b", False),
        ("a*b", "a/b", False),
        ("[\\]a]", "]", True),
        ("[\\-]", "-", True),
        ("[x\\-]", "x", True),
        ("[x\\-]", "-", True),
        ("[x\\-]", "z", False),
        ("[\\-x]", "x", True),
        ("[\\-x]", "-", True),
        ("[\\-x]", "a", False),
        ("*x", "xxx", True),
    ],
)
def test_a_pattern_matches_as_in_docker(pattern: str, path: str, ignored: bool) -> None:
    assert ignores(pattern, path) is ignored


@pytest.mark.parametrize(
    "pattern",
    ["[]a]", "[-]", "[x-]", "[-x]", "\\", "[a-b-c]", "[", "[^", "[^bc", "a[", "[Local-Only]/", "!", "! ", "a\\e*"],
)
def test_a_pattern_that_docker_rejects_is_the_problem_and_ignores_nothing(pattern: str) -> None:
    ignore = read_ignore(f"# comment\n{pattern}\n")
    assert (ignore.problem, ignore.patterns) == (pattern.strip(), ())


@pytest.mark.parametrize(
    ("patterns", "path", "ignored"),
    [
        ("**\n!util/docker/web", "util/docker/web/foo", False),
        ("**\n!util/docker/web\nutil/docker/web/foo", "util/docker/web/foo", True),
        (f"**\n!{WHEEL}", WHEEL, False),
        ("**\n!dist/*.whl", WHEEL, False),
        ("!fileutils.go\n*.go", "fileutils.go", True),
        ("*.go\n!fileutils.go", "fileutils.go", False),
        ("docs\n!docs/README.md", "docs/README.md", False),
        ("docs/\n!docs/README.md", "docs/README.md", False),
        ("docs/*\n!docs/README.md", "docs/README.md", False),
        ("  docs \n  !docs/README.md  ", "docs/README.md", False),
        ("docs\n!docs/README.md", "docs/other.md", True),
        ("/test2", "test2", True),
        ("/a/file/here", "a/file/here", True),
        ("*\n! /inverted/abs/path", "inverted/abs/path", False),
        ("\ufefftest1", "test1", True),
        ("a\r\nb\r\n", "b", True),
        ("./a//b/../c", "a/c", True),
        ("secret", "folder/secret", False),
        ("**/secret", "folder/secret", True),
        (".git", ".git/config", True),
        (" # no comment", "# no comment", True),
        ("#comment", "#comment", False),
        ("*.env", ".env", True),
        ("*", "a/b", True),
        ("..", "a", False),
        (".", "a", False),
        ("a", ".", False),
        ("**", ".", False),
    ],
)
def test_lines_are_read_in_order_and_the_last_one_that_matches_wins(patterns: str, path: str, ignored: bool) -> None:
    assert ignores(patterns, path) is ignored


def test_an_ignored_folder_is_walked_only_where_an_exception_may_speak_of_its_content() -> None:
    ignore = read_ignore("docs\nsrc\n!docs/README.md\n")
    assert [ignore.may_except_below(folder) for folder in ("docs", "src", "docs/README.md")] == [True, False, True]
    assert read_ignore("*\n!**/keep\n").may_except_below("any")
    assert not read_ignore("*\n").may_except_below("any")


@pytest.mark.parametrize(
    "pattern", ["**/" + "*a" * 200 + "/x", "*a" * 200 + "b", "a**a**" * 100 + "b", "**/*/" * 500 + "b"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    started = time.process_time()
    for path in ("a" * 250, "a/" * 1000 + "a"):
        ignores(pattern, path)
    assert time.process_time() - started < 20
