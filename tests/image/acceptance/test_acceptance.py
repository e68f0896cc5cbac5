"""Bar F1: everything that is hidden in the acceptance image is found, where it is, once, and shown to nobody."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.image.acceptance.checking import Seen, mistakes, told
from tests.image.acceptance.image import ARM, Acceptance, acceptance
from tests.image.acceptance.layouts import (
    docker_save,
    gzip,
    gzip_members,
    oci_folder,
    old_docker_save,
    plain,
    tarred,
    zstd,
    zstd_frames,
)
from tests.image.acceptance.spots import Hidden

pytest.importorskip("cryptography")
ROOT = Path(__file__).parents[3]
FORMATS = ("text", "sarif", "rdjson", "github", "gitlab", "junit", "checkstyle", "markdown", "html")

FORMS: dict[str, Callable[[Path, Acceptance], Path]] = {
    "OCI folder, gzip": lambda folder, made: oci_folder(folder / "oci", made, gzip),
    "OCI folder, a gzip member a file": lambda folder, made: oci_folder(folder / "oci", made, gzip_members),
    "OCI folder, zstd": lambda folder, made: oci_folder(folder / "oci", made, zstd),
    "OCI tar, zstd in frames": lambda folder, made: tarred(
        oci_folder(folder / "oci", made, zstd_frames), folder / "oci.tar"
    ),
    "OCI tar, not compressed": lambda folder, made: tarred(oci_folder(folder / "oci", made, plain), folder / "oci.tar"),
    "docker save": lambda folder, made: tarred(docker_save(folder / "save", made), folder / "save.tar"),
    "docker save before 25": lambda folder, made: tarred(old_docker_save(folder / "old", made), folder / "old.tar"),
}  # fmt: skip


class Run(NamedTuple):
    status: int
    output: str
    errors: str


def scan(reference: Path, *options: str, cache: Path | None = None) -> Run:
    """``dockerlint image scan`` in a process of its own."""
    kept = ["--no-cache"] if cache is None else ["--cache", str(cache)]
    command = [sys.executable, "-m", "dockerlint", "image", "scan", str(reference), *kept, *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)
    return Run(done.returncode, done.stdout, done.stderr)


def expected(made: Acceptance, form: str) -> tuple[Hidden, ...]:
    """Formats of one platform hold nothing of an index."""
    return tuple(each for each in made.hidden if form.startswith("OCI") or not each.needs)


def check(run: Run, hidden: tuple[Hidden, ...], dockerfile: Path) -> None:
    assert run.status == 1, run.errors[-2000:]
    document = json.loads(run.output)
    assert document["errors"] == []
    found = list(mistakes(hidden, Seen(document), str(dockerfile)))
    assert not found, "\n".join(found)
    assert list(told(hidden, run.output + run.errors)) == []


@pytest.mark.parametrize("form", FORMS)
def test_everything_hidden_is_found_once_at_its_layer_and_line(form: str, tmp_path: Path) -> None:
    made = acceptance()
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(made.build.dockerfile)
    run = scan(FORMS[form](tmp_path, made), "--dockerfile", str(dockerfile), "--format", "json")
    check(run, expected(made, form), dockerfile)


def test_large_files_and_many_entries_hide_nothing(tmp_path: Path) -> None:
    made = acceptance(is_full=True)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(made.build.dockerfile)
    run = scan(oci_folder(tmp_path / "oci", made, gzip), "--dockerfile", str(dockerfile), "--format", "json")
    check(run, made.hidden, dockerfile)


def test_the_history_of_the_first_builder_is_attributed_as_well(tmp_path: Path) -> None:
    made = acceptance(is_classic=True)
    dockerfile = tmp_path / "Dockerfile"
    dockerfile.write_text(made.build.dockerfile)
    image = tarred(old_docker_save(tmp_path / "old", made), tmp_path / "old.tar")
    run = scan(image, "--dockerfile", str(dockerfile), "--format", "json")
    check(run, expected(made, "docker save"), dockerfile)


def test_max_mode_provenance_gives_the_lines_without_a_dockerfile(tmp_path: Path) -> None:
    made = acceptance()
    run = scan(oci_folder(tmp_path / "oci", made, zstd), "--format", "json")
    hidden = [each._replace(lines=()) if each.platform == ARM else each for each in made.hidden]  # its own says no more
    found = list(mistakes(hidden, Seen(json.loads(run.output)), "Dockerfile (from provenance)"))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("format_", FORMATS)
def test_no_report_gives_a_credential_away(format_: str, image: Path) -> None:
    made = acceptance()
    run = scan(image, "--format", format_, "--verbose", cache=image.parent)
    assert run.status == 1, run.errors[-2000:]
    assert len(run.output) > 10_000
    assert list(told(made.hidden, run.output + run.errors)) == []


def test_the_cache_keeps_no_credential(image: Path, tmp_path: Path) -> None:
    assert scan(image, cache=tmp_path).status == 1
    with closing(sqlite3.connect(tmp_path / "layers-1.sqlite")) as database:
        rows = [zlib.decompress(row[0]).decode() for row in database.execute("SELECT contents FROM layers")]
    assert len(rows) > 5
    assert [each for row in rows for each in told(acceptance().hidden, row)] == []


@pytest.mark.parametrize("words", [("history",), ("scan", "--tree"), ("show",)])
def test_no_other_command_gives_one_away(words: tuple[str, ...], image: Path) -> None:
    made = acceptance()
    commands = [[words[0], str(image), *words[1:]]]
    if words == ("show",):
        shown = ("root/.npmrc", "root/.docker/config.json", "keys/pkcs8.pem", "app/config.ini", "srv/terraform.tfstate")
        commands = [["show", str(image), path] for path in shown]
    for command in commands:
        done = subprocess.run(
            [sys.executable, "-m", "dockerlint", "image", *command],
            capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr[-2000:]
        assert done.stdout
        assert list(told(made.hidden, done.stdout + done.stderr)) == [], command


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return oci_folder(tmp_path_factory.mktemp("acceptance") / "oci", acceptance(), zstd)
