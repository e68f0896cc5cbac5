"""The build context: what of a folder COPY can take."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from dockerlint.model import context as context_module
from dockerlint.model.context import Context, IgnoreFile


def make(root: Path, *files: str) -> None:
    for name in files:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_files_are_listed_after_the_ignore_file(tmp_path: Path) -> None:
    make(tmp_path, "a.py", ".env", "docs/a.md", "docs/README.md", "node_modules/x/index.js", "sub/.env")
    (tmp_path / ".dockerignore").write_text(".env\ndocs\n!docs/README.md\n**/node_modules\n")
    assert Context(str(tmp_path)).files == (".dockerignore", "a.py", "docs/README.md", "sub/.env")


def test_the_dockerfiles_own_ignore_file_comes_first(tmp_path: Path) -> None:
    make(tmp_path, "a", "b", "build/Dockerfile")
    (tmp_path / ".dockerignore").write_text("a")
    own = tmp_path / "build" / "Dockerfile.dockerignore"
    own.write_text("b\nbuild\n.dockerignore")
    context = Context(str(tmp_path), str(tmp_path / "build" / "Dockerfile"))
    assert context.ignore_file == IgnoreFile(str(own), "b\nbuild\n.dockerignore")
    assert context.files == ("a",)


def test_a_missing_ignore_file_has_the_path_it_would_have(tmp_path: Path) -> None:
    expected = IgnoreFile(str(tmp_path / ".dockerignore"), None)
    assert Context(str(tmp_path), str(tmp_path / "Dockerfile")).ignore_file == expected


@pytest.mark.parametrize(
    ("source", "files"),
    [
        (".", ("a.json", "b.json", "d/a.json", "d/e/f", "g.txt")),
        ("./", ("a.json", "b.json", "d/a.json", "d/e/f", "g.txt")),
        ("/", ("a.json", "b.json", "d/a.json", "d/e/f", "g.txt")),
        ("a.json", ("a.json",)),
        ("./a.json", ("a.json",)),
        ("/a.json", ("a.json",)),
        ("../a.json", ("a.json",)),
        ("d", ("d/a.json", "d/e/f")),
        ("d/", ("d/a.json", "d/e/f")),
        ("*.json", ("a.json", "b.json")),
        ("?.json", ("a.json", "b.json")),
        ("[^a].json", ("b.json",)),
        ("*", ("a.json", "b.json", "d/a.json", "d/e/f", "g.txt")),
        ("*/*.json", ("d/a.json",)),
        ("d/*", ("d/a.json", "d/e/f")),
        ("d/e*", ("d/e/f",)),
        ("*/e/f", ("d/e/f",)),
        ("a\\.json", ()),
        ("none", ()),
        ("none/*", ()),
        ("[", ()),
    ],
)
def test_a_source_takes_what_copy_takes(tmp_path: Path, source: str, files: tuple[str, ...]) -> None:
    make(tmp_path, "a.json", "b.json", "d/a.json", "d/e/f", "g.txt")
    assert Context(str(tmp_path)).matching(source) == files


def test_an_ignored_folder_gives_only_what_is_excepted(tmp_path: Path) -> None:
    make(tmp_path, "docs/a", "docs/b", "src/a")
    (tmp_path / ".dockerignore").write_text("docs\nsrc\n!docs/a\n")
    context = Context(str(tmp_path))
    assert (context.matching("docs"), context.matching("src")) == (("docs/a",), ())
    assert [context.exists(path) for path in ("docs", "docs/a", "docs/b", "src", "src/a", "")] == [
        True, True, False, False, False, True,
    ]  # fmt: skip
    assert (context.read("docs/a"), context.read("docs/b"), context.read("docs")) == (b"docs/a", None, None)


def test_links_are_followed_only_when_named_and_only_within_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    make(tmp_path, "outside/secret", "root/folder/file")
    (root / "inner").symlink_to("folder")
    (root / "loop").symlink_to(".")
    (root / "self").symlink_to("self")
    (root / "outer").symlink_to(tmp_path / "outside")
    (root / "passwd").symlink_to(tmp_path / "outside" / "secret")
    context = Context(str(root))
    assert context.files == ("folder/file",)
    assert context.matching("inner") == ("folder/file",)
    assert context.matching("inner/file") == ("folder/file",)
    assert context.read("loop/loop/folder/file") == b"root/folder/file"
    for name in ("outer", "outer/secret", "passwd", "self"):
        assert (context.matching(name), context.read(name), context.exists(name)) == ((), None, False)


def test_a_root_that_is_a_link_is_a_root(tmp_path: Path) -> None:
    make(tmp_path, "real/a")
    (tmp_path / "link").symlink_to("real")
    assert Context(str(tmp_path / "link")).files == ("a",)


def test_special_files_are_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    context = Context(str(tmp_path))
    assert (context.files, context.read("pipe")) == ((), None)


def test_only_the_head_of_a_large_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * 3_000_000)
    context = Context(str(tmp_path))
    assert (len(context.read("large") or b""), context.read("large", 3)) == (1 << 20, b"xxx")


@pytest.mark.parametrize("root", ["", "missing", "file"])
def test_a_root_that_is_no_folder_is_unknown_and_empty(tmp_path: Path, root: str) -> None:
    make(tmp_path, "file")
    context = Context(str(tmp_path / root) if root else "")
    assert (context.known, context.files, context.matching("."), context.matching("*")) == (False, (), (), ())
    assert (context.exists("a"), context.read("a"), context.ignore_file.text) == (False, None, None)


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    context = Context(str(tmp_path / "later"))
    make(tmp_path, "later/a")
    assert context.known
    assert context.files == ("a",)


def test_a_listing_ends_at_its_bound_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context_module, "MOST_ENTRIES", 5)
    make(tmp_path, *(f"{number}" for number in range(9)))
    context = Context(str(tmp_path))
    assert context.complete
    assert (len(context.files), context.complete) == (5, False)


def test_names_that_are_no_utf_8_and_paths_with_nul_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).write_text("x")
    context = Context(str(tmp_path))
    assert context.files == (os.fsdecode(b"caf\xe9"),)
    assert (context.exists("a\0b"), context.read("a\0b"), context.matching("a\0b")) == (False, None, ())


def test_a_source_that_means_harm_takes_no_time(tmp_path: Path) -> None:
    make(tmp_path, "a" * 250)
    started = time.process_time()
    assert Context(str(tmp_path)).matching("*a" * 100 + "b") == ()
    assert time.process_time() - started < 10
