"""The callers of the test-bed run: as written they leak, rewritten they build the same without leaking, halves fail."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.builds import pipeline
from tests.builds.buildah import Buildah
from tests.builds.image import places
from tests.builds.server import Server
from tests.callers.bed import Case, Tree, lay_out

ENGINES = Path(__file__).with_name("engines")
NAMES = ("docker", "podman", "nerdctl", "buildctl-daemonless.sh")

# Case, the caller to run, and the variable that its user has set; None where the service gives the secret to its steps.
CALLERS = (
    ("shell-line", "build.sh", "API_TOKEN"),
    ("shell-continuation", "scripts/build-image.sh", "API_TOKEN"),
    ("shell-function-and-loop", "build-all.sh", "API_TOKEN"),
    ("make-environment-variable", "Makefile", "NPM_TOKEN"),
    ("gitlab-extends", ".gitlab-ci.yml", "API_TOKEN"),
    ("github-build-push-block", ".github/workflows/image.yml", None),
    ("github-run-block", ".github/workflows/ci.yml", None),
    ("azure-script", "azure-pipelines.yml", None),
)


class Outcome(NamedTuple):
    """Whether everything ended well, the images that were built, and what was printed."""

    succeeded: bool
    images: list[str]
    output: str


class Runner:
    """Runs callers with engines that are all Debian's buildah underneath."""

    def __init__(self, buildah: Buildah, server: Server, folder: Path) -> None:
        self.buildah = buildah
        self.server = server
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir()
        for name in NAMES:
            self._program(name, f'exec python3 {ENGINES / "engine.py"} {name} "$@"')
        # sudo keeps nothing of the environment but what it is told to.
        self._program("sudo", f'exec python3 {ENGINES / "sudo.py"} "$@"')

    def _program(self, name: str, line: str) -> None:
        program = self.programs / name
        program.write_text(f"#!/bin/sh\n{line}\n")
        program.chmod(0o755)

    def run(self, files: Tree, caller: str, secret: str, variable: str | None) -> Outcome:
        """Run ``caller`` in a fresh repository of ``files``."""
        tag = f"localhost/{secrets.token_hex(4)}"
        root = lay_out({path: self._local(text) for path, text in files.items()}, self.folder / tag[10:])
        images = self.folder / f"{tag[10:]}.images"
        images.touch()
        environment = {
            **os.environ,
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "PROOF_BUILDAH": self.buildah.as_command(),
            "PROOF_IMAGES": str(images),
            "PROOF_TAG": tag,
            **({variable: secret} if variable else {}),
        }
        succeeded, output = True, ""
        for step in pipeline.steps(root, caller, secret):
            done = subprocess.run(
                [*step.shell, step.script],
                cwd=root / step.folder,
                env=self.buildah.environment | environment | step.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=120,
                check=False,
            )
            output += done.stdout
            succeeded = succeeded and done.returncode == 0
        return Outcome(succeeded, images.read_text().split(), output)

    def _local(self, text: bytes) -> bytes:
        """``text`` with the server of this machine in place of those of the internet."""
        address = self.server.address.encode()
        text = text.replace(b"https://data.example.com", b"http://" + address)
        return text.replace(b"https://npm.corp.example/", b"http://" + address + b"/").replace(
            b"//npm.corp.example/", b"//" + address + b"/"
        )

    def leaks(self, image: str, secret: str) -> list[str]:
        archive = self.folder / "image.tar"
        self.buildah.save(image, archive)
        try:
            return places(archive, [secret])
        finally:
            archive.unlink()


@pytest.fixture
def runner(buildah: Buildah, server: Server, tmp_path: Path) -> Runner:
    return Runner(buildah, server, tmp_path)


@pytest.mark.parametrize(("name", "caller", "variable"), CALLERS)
def test_a_rewritten_caller_builds_the_same_and_leaks_nothing(
    name: str, caller: str, variable: str | None, runner: Runner
) -> None:
    case = Case(name)
    secret = secrets.token_hex(20)
    runner.server.accepted = {secret}
    runner.server.private["/v1/catalogue"] = b'{"items": []}\n'

    original = runner.run(case.before, caller, secret, variable)
    assert original.succeeded, original.output[-2000:]
    assert original.images
    for image in original.images:
        assert runner.leaks(image, secret), f"{image} shows nothing to begin with"

    fixed = runner.run(case.after, caller, secret, variable)
    assert fixed.succeeded, fixed.output[-2000:]
    assert len(fixed.images) == len(original.images)
    for image in fixed.images:
        assert runner.leaks(image, secret) == [], fixed.output[-2000:]

    dockerfiles = {
        path: text for path, text in case.after.items() if Path(path).name.endswith(("ockerfile", "ontainerfile"))
    }
    half = runner.run({**case.before, **dockerfiles}, caller, secret, variable)
    assert not half.succeeded, "the old caller builds the new Dockerfile, without its secret"
    unset = runner.run(case.after, caller, "", variable)
    assert not unset.succeeded, "the build passes although the secret is empty"
