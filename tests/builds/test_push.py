"""Scans that were added are run: a leaking image never gets to the registry, a clean one gets there as it is."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dockerlint.callers.yaml import Mapping, Scalar, read_yaml
from dockerlint.text import Source
from tests.builds.registry import NEEDED, Registry

WORKFLOW = """\
on: push
permissions: {security-events: write}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: docker/setup-buildx-action@v4
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: |
            ADDRESS/shop:1
            ADDRESS/shop:latest
"""


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Registry]:
    missing = [name for name in NEEDED if not shutil.which(name)]
    if os.geteuid() != 0:
        missing.append("root's rights")
    if missing and not os.environ.get("CI"):
        pytest.skip(f"real pushes need {', '.join(missing)}")
    assert not missing
    (tmp_path / "registry").mkdir()
    with Registry(tmp_path / "registry") as running:
        yield running
    shutil.rmtree(tmp_path / "registry")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A context whose image leaks until :func:`mend` is called."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "app").write_text("#!/bin/sh\necho shop\n")
    key = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(40))
    user = "AKIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))
    (folder / "credentials").write_text(f"[default]\naws_access_key_id = {user}\naws_secret_access_key = {key}\n")
    (folder / "Dockerfile").write_text("FROM scratch\nCOPY app /app\nCOPY credentials /root/.aws/credentials\n")
    return folder


def mend(project: Path) -> None:
    (project / "Dockerfile").write_text("FROM scratch\nCOPY app /app\n")


def add_scan(registry: Registry, project: Path, name: str) -> None:
    done = registry.run(["dockerlint", "pipeline", "add-scan", name], project)
    assert done.returncode == 0, done.stdout


def test_a_script_pushes_only_what_the_scan_lets_through(registry: Registry, project: Path) -> None:
    image = f"{registry.address}/shop:1"
    (project / "release.sh").write_text(f"#!/bin/sh\nbuildah bud -q -t {image} .\nbuildah push -q {image}\necho done\n")
    add_scan(registry, project, "release.sh")

    blocked = registry.run(["sh", "release.sh"], project)
    assert blocked.returncode == 1, blocked.stdout
    assert "secret-in-image-file" in blocked.stdout
    assert "done" not in blocked.stdout
    assert registry.tags("shop") == []

    mend(project)
    passed = registry.run(["sh", "release.sh"], project)
    assert passed.returncode == 0, passed.stdout
    assert registry.tags("shop") == ["1"]
    _, manifest = registry.manifest("shop", "1")
    scanned = registry.run(["buildah", "inspect", "--type", "image", "--format", "{{.FromImageID}}", image], project)
    assert manifest["config"]["digest"] == f"sha256:{scanned.stdout.strip()}"


def test_a_new_makefile_pushes_the_bytes_that_were_scanned(registry: Registry, project: Path) -> None:
    image = f"{registry.address}/shop:1"
    made = registry.run(["dockerlint", "pipeline", "init", "make", "--image", image], project)
    assert made.returncode == 0, made.stdout
    again = registry.run(["dockerlint", "pipeline", "init", "make"], project)
    assert again.returncode == 2
    push = ["make", "image-push", "BUILDER=buildah"]

    blocked = registry.run(push, project)
    assert blocked.returncode == 2, blocked.stdout
    assert "credentials" in blocked.stdout
    assert registry.tags("shop") == []

    mend(project)
    passed = registry.run(push, project)
    assert passed.returncode == 0, passed.stdout
    digest, _ = registry.manifest("shop", "1")
    assert digest == digest_in(project / "image.tar")


def test_the_steps_of_a_workflow_push_the_archive_under_every_tag(
    registry: Registry, project: Path, tmp_path: Path
) -> None:
    (project / ".git").mkdir()
    workflow = project / ".github" / "workflows" / "image.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text(WORKFLOW.replace("ADDRESS", registry.address))
    add_scan(registry, project, ".")
    scan, push = runs_of(workflow.read_text())
    runner = tmp_path / "runner"
    runner.mkdir()
    variables = {"RUNNER_TEMP": str(runner), **push[1]}

    for leaks in (True, False):
        if not leaks:
            mend(project)
        build(registry, project, runner / "image.tar")
        found = registry.run(["bash", "-e", "-c", scan[0]], project, **variables)
        assert found.returncode == (1 if leaks else 0), found.stdout
        report = json.loads((runner / "image.sarif").read_text())
        assert bool(report["runs"][0]["results"]) == leaks
    pushed = registry.run(["bash", "-e", "-c", push[0]], project, **variables)
    assert pushed.returncode == 0, pushed.stdout
    assert registry.tags("shop") == ["1", "latest"]
    assert {registry.manifest("shop", tag)[0] for tag in ("1", "latest")} == {digest_in(runner / "image.tar")}


def build(registry: Registry, project: Path, archive: Path) -> None:
    """What the action leaves: an archive without names."""
    archive.unlink(missing_ok=True)
    for command in (
        ["buildah", "bud", "-q", "-t", "built", "."],
        ["buildah", "push", "-q", "built", f"oci-archive:{archive}"],
    ):
        done = registry.run(command, project)
        assert done.returncode == 0, done.stdout


def digest_in(archive: Path) -> str:
    """The digest of the only image of an OCI archive."""
    with tarfile.open(archive) as files:
        index = files.extractfile("index.json") or files.extractfile("./index.json")
        assert index is not None
        (manifest,) = json.load(index)["manifests"]
    return str(manifest["digest"])


def runs_of(text: str) -> list[tuple[str, dict[str, str]]]:
    """The commands of every ``run`` step, with its environment."""
    (document,) = read_yaml(Source(text, ""))
    assert isinstance(document, Mapping)
    jobs = document.mapping("jobs")
    job = jobs.mapping("image") if jobs is not None else None
    steps = job.sequence("steps") if job is not None else None
    assert steps is not None
    found = []
    for step in steps.items:
        assert isinstance(step, Mapping)
        run, env = step.text("run"), step.mapping("env")
        if run is not None:
            entries = env.entries if env is not None else ()
            values = {entry.key.value: entry.value.value for entry in entries if isinstance(entry.value, Scalar)}
            found.append((run, values))
    return found
