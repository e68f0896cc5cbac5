"""One buildah storage with base images, and one server, for all builds of a test process."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builds.bases import make_bases
from tests.builds.buildah import Buildah
from tests.builds.server import TOOL, Server


@pytest.fixture(scope="session")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildah]:
    missing = [name for name in ("buildah", "busybox", "git") if not shutil.which(name)]
    if os.geteuid() != 0:
        missing.append("root's rights")
    if missing and not os.environ.get("CI"):
        pytest.skip(f"real builds need {', '.join(missing)}")
    assert not missing
    home = tmp_path_factory.mktemp("buildah")
    engine = Buildah(home)
    make_bases(engine, tmp_path_factory.mktemp("bases"))
    yield engine
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server() as running:
        running.private.update(_repository(tmp_path_factory.mktemp("repository")))
        yield running


def _repository(folder: Path) -> dict[str, bytes]:
    """A git repository as git's dumb HTTP protocol serves it, by path."""
    work, bare = folder / "work", folder / "tool.git"
    work.mkdir()
    (work / "tool").write_bytes(TOOL)
    author = ("-c", "user.name=ci", "-c", "user.email=ci@corp.test")
    for command in (
        ("-C", str(work), "init", "-q", "-b", "main"),
        ("-C", str(work), "add", "tool"),
        ("-C", str(work), *author, "commit", "-q", "-m", "The tool"),
        ("clone", "-q", "--bare", str(work), str(bare)),
        ("-C", str(bare), "update-server-info"),
    ):
        subprocess.run(["git", *command], check=True)
    return {f"/git/tool.git/{path.relative_to(bare)}": path.read_bytes() for path in bare.rglob("*") if path.is_file()}
