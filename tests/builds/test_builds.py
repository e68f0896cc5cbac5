"""Real builds prove fixes: the original shows its secrets, the fixed one does what the original did and shows none."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.builds.buildah import Buildah
from tests.builds.case import Case, load, names
from tests.builds.image import places
from tests.builds.server import Server


class Supply(NamedTuple):
    """The options that the report tells the user to give, to the build and to the container."""

    build: list[str]
    run: list[str]


@pytest.mark.parametrize("name", names())
def test_a_leaking_dockerfile_is_fixed_and_builds_prove_it(
    name: str, buildah: Buildah, server: Server, tmp_path: Path
) -> None:
    case = load(name, server.address)
    server.accepted = set(case.canaries)
    server.public = {path: text.encode() for path, text in case.table("serves").items()}
    case.write(tmp_path)
    original, fixed = f"localhost/{name}:original", f"localhost/{name}:fixed"

    build_arguments = [f"--build-arg={key}={value}" for key, value in case.table("build-args").items()]
    built = buildah.build(tmp_path, original, *build_arguments)
    assert built.succeeded, f"the original does not build: {case.mask(built.output)[-2000:]}"
    assert leaks(buildah, original, case, tmp_path) == case.leaks
    assert buildah.run(original, case.run) == case.expect

    supply = fix(case, tmp_path)
    text = (tmp_path / "Dockerfile").read_text()
    assert case.mask(text) == text, "a secret still stands in the Dockerfile"
    built = buildah.build(tmp_path, fixed, *supply.build, **prepare(case, supply, tmp_path))
    assert built.succeeded, f"{text}\ndoes not build: {case.mask(built.output)[-2000:]}"
    assert leaks(buildah, fixed, case, tmp_path) == [], text
    assert buildah.run(fixed, case.run, **given_to_container(case, supply)) == case.expect, text

    if supply.build:
        stranger = prepare(case.with_other_secrets(), supply, tmp_path)
        assert not buildah.build(tmp_path, fixed, *supply.build, **stranger).succeeded, (
            f"{text}\nbuilds with a wrong secret"
        )
        assert not buildah.build(tmp_path, fixed).succeeded, f"{text}\nbuilds without its secret"


def leaks(buildah: Buildah, image: str, case: Case, folder: Path) -> list[str]:
    archive = folder.with_suffix(".tar")
    buildah.save(image, archive)
    found = places(archive, case.canaries)
    archive.unlink()
    return found


def fix(case: Case, folder: Path) -> Supply:
    """Fix the Dockerfile in ``folder``; what the report, which shows no secret, says must be supplied."""
    report = dockerlint(case, folder, "--format", "json")
    fixes = [finding["fix"] for finding in json.loads(report.stdout)["findings"]]
    applied = [fix for fix in fixes if fix and fix["safety"] != "unsafe"]
    options = {(supply["verb"], supply["option"]): None for fix in applied for supply in fix["supply"]}
    done = dockerlint(case, folder, "--fix")
    assert done.returncode == 0, f"not everything is fixed:\n{done.stdout}"
    return Supply(
        *(
            [word for verb, option in options if verb == wanted for word in shlex.split(option)]
            for wanted in ("build", "run")
        )
    )


def dockerlint(case: Case, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        # Splitting a build is no fix of a leak: test_multistage proves it.
        [sys.executable, "-m", "dockerlint", "check", "--ignore", "STG", *options, str(folder / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout + done.stderr
    assert case.mask(printed) == printed, "the report shows a secret"
    assert done.returncode in {0, 1}, printed
    return done


def prepare(case: Case, supply: Supply, folder: Path) -> dict[str, str]:
    """Lay ready what the build's options name: files are written, variables are returned."""
    wanted = " ".join(supply.build)
    for path in re.findall(r"src=([^ ,]+)", wanted):
        (folder / path).write_text(case.content(path))
    return {name: case.table("secrets")[name] for name in re.findall(r"env=([^ ,]+)", wanted)}


def given_to_container(case: Case, supply: Supply) -> dict[str, str]:
    """The environment that the container's options make."""
    given: dict[str, str] = {}
    for option, value in zip(supply.run[::2], supply.run[1::2], strict=True):
        if option == "--env-file":
            for line in case.content(value).splitlines():
                name, _, content = line.partition("=")
                given[name] = content
        else:
            assert option == "-e", f"the report asks for {option}"
            given[value] = case.table("secrets")[value]
    return given
