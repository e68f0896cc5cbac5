"""Folders are searched for Dockerfiles as git sees them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dockerlint.engine.discover import find_files, is_dockerfile_name
from dockerlint.engine.files import FileError


def found(*paths: str, excluded: tuple[str, ...] = ()) -> list[str]:
    errors: list[FileError] = []
    result = list(find_files(paths, lambda path: path in excluded, errors.append))
    assert [error.message for error in errors] == []
    return result


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("FROM scratch\n")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-dev", "app.Dockerfile", "app.dockerfile",
        "Containerfile", "Containerfile.dev", "Containerfile-dev",
    ],
)  # fmt: skip
def test_these_are_names_of_dockerfiles(name: str) -> None:
    assert is_dockerfile_name(name)


@pytest.mark.parametrize(
    "name",
    ["Dockerfile.dockerignore", "Containerfile.dockerignore", "Dockerfiles", "mydockerfile", "docker-compose.yml"],
)
def test_these_are_not(name: str) -> None:
    assert not is_dockerfile_name(name)


def test_a_folder_is_walked_in_the_order_of_names(tmp_path: Path) -> None:
    make(tmp_path, "b/Dockerfile", "a/z/Containerfile", "a/Dockerfile", "Dockerfile", "README.md", "vendor/Dockerfile")
    assert found(".") == ["Dockerfile", "a/Dockerfile", "a/z/Containerfile", "b/Dockerfile", "vendor/Dockerfile"]


def test_folders_of_other_programs_are_skipped(tmp_path: Path) -> None:
    make(
        tmp_path,
        "Dockerfile",
        ".git/Dockerfile",
        "node_modules/x/Dockerfile",
        ".venv/Dockerfile",
        "__pycache__/Dockerfile",
    )
    assert found(".") == ["Dockerfile"]


def test_what_is_named_is_taken_whatever_its_name_once(tmp_path: Path) -> None:
    make(tmp_path, ".gitignore", "odd", "Dockerfile")
    (tmp_path / ".gitignore").write_text("odd\n")
    (tmp_path / ".git").mkdir()
    assert found("odd", "./odd", "Dockerfile", ".", "gone") == ["odd", "Dockerfile", "gone"]


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    make(tmp_path, "a/Dockerfile")
    (tmp_path / "a" / "up").symlink_to("..")
    (tmp_path / "self.dockerfile").symlink_to("self.dockerfile")
    (tmp_path / "Dockerfile").symlink_to("a/Dockerfile")
    (tmp_path / "Dockerfile.d").symlink_to("a")
    assert found(".") == ["Dockerfile", "self.dockerfile", "a/Dockerfile"]


def test_a_folder_named_like_a_dockerfile_is_walked(tmp_path: Path) -> None:
    make(tmp_path, "Dockerfile.d/Dockerfile")
    assert found(".") == ["Dockerfile.d/Dockerfile"]


def test_a_pipe_that_is_found_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Dockerfile")
    assert found(".") == []


def test_what_git_ignores_is_left_out(tmp_path: Path) -> None:
    """The same tree is shown to git itself."""
    subprocess.run(["git", "init", "-q", "."], check=True)
    (tmp_path / ".git" / "info" / "exclude").write_text("Dockerfile.excluded\n")
    make(
        tmp_path, "Dockerfile", "Dockerfile.excluded", "build/Dockerfile", "deep/build/Dockerfile", "top/Dockerfile",
        "deep/top/Dockerfile", "deep/Dockerfile.tmp", "deep/keep/Dockerfile.tmp",
        "x/Dockerfile.a", "x/Dockerfile.b", "x/y/Dockerfile.a",
    )  # fmt: skip
    (tmp_path / ".gitignore").write_text("# nothing\nbuild/\n/top\n*.tmp\nx/**/Dockerfile.a\n")
    (tmp_path / "deep" / "keep" / ".gitignore").write_text("!*.tmp\n")
    (tmp_path / "x" / ".gitignore").write_text("/Dockerfile.b\n")
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--exclude-standard"], capture_output=True, text=True, check=True
    ).stdout.split()
    mine = found(".")
    assert sorted(mine) == sorted(name for name in listed if ".gitignore" not in name)
    assert mine == ["Dockerfile", "deep/keep/Dockerfile.tmp", "deep/top/Dockerfile"]


def test_the_ignore_files_above_the_folder_count(tmp_path: Path) -> None:
    make(tmp_path, "a/b/Dockerfile", "a/b/Dockerfile.x")
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / ".gitignore").write_text("*.x\n")
    assert found("a/b") == ["a/b/Dockerfile"]


def test_without_a_repository_its_parents_do_not_count(tmp_path: Path) -> None:
    make(tmp_path, "a/Dockerfile")
    (tmp_path / ".gitignore").write_text("a\n")
    assert found("a") == ["a/Dockerfile"]
    assert found(".") == []


def test_excluded_folders_are_not_entered(tmp_path: Path) -> None:
    make(tmp_path, "a/Dockerfile", "b/Dockerfile", "Dockerfile.x")
    assert found(".", excluded=("a/", "Dockerfile.x")) == ["b/Dockerfile"]


def test_odd_names_are_found(tmp_path: Path) -> None:
    odd = ["Dockerfile.a b", "Dockerfile.\n", "Dockerfile.\udcff", "Dockerfile.é"]
    make(tmp_path, *odd)
    assert sorted(found(".")) == sorted(odd)
