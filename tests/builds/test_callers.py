"""The callers of the test-bed run: as written they leak, rewritten they build the same without leaking, halves fail."""

from __future__ import annotations

import os
import secrets
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.builds.acceptance import steps
from tests.builds.buildah import Buildah
from tests.builds.image import places
from tests.builds.server import Server
from tests.callers.bed import Case, Tree, lay_out

ENGINES = Path(__file__).with_name("engines")
NAMES = ("docker", "podman", "nerdctl", "buildah", "buildctl-daemonless.sh")

# Case, the caller to run, and the variable that its user has set; None where the service gives the secret to its steps.
EVERYDAY = (
    ("shell-continuation", "scripts/build-image.sh", "API_TOKEN"),
    ("shell-sudo", "build.sh", "API_TOKEN"),
    ("make-environment-variable", "Makefile", "NPM_TOKEN"),
    ("gitlab-extends", ".gitlab-ci.yml", "API_TOKEN"),
    ("github-build-push-block", ".github/workflows/image.yml", None),
    ("github-run-block", ".github/workflows/ci.yml", None),
    ("azure-script", "azure-pipelines.yml", None),
    ("circleci-orb", ".circleci/config.yml", "API_TOKEN"),
    ("devcontainer", ".devcontainer/devcontainer.json", "API_TOKEN"),
    ("github-composite-action", ".github/actions/image/action.yml", None),
    ("jenkins-docker-build", "Jenkinsfile", "API_TOKEN"),
    ("jenkins-triple-quotes", "Jenkinsfile", "API_TOKEN"),
)
# These run with DOCKERLINT_ALL_CALLERS=1: they take minutes.
OTHERS = (
    ("another-dockerfile", "build.sh", "API_TOKEN"),
    ("azure-docker-task", "azure-pipelines.yml", None),
    ("bitbucket", "bitbucket-pipelines.yml", "API_TOKEN"),
    ("circleci-run", ".circleci/config.yml", "API_TOKEN"),
    ("everything-at-once", ".gitlab-ci.yml", "NPM_TOKEN"),
    ("everything-at-once", "scripts/image.sh", "NPM_TOKEN"),
    ("github-build-push-job-environment", ".github/workflows/image.yaml", None),
    ("github-build-push-old-action", ".github/workflows/image.yml", None),
    ("github-build-push-single-line", ".github/workflows/image.yml", None),
    ("github-buildah-action", ".github/workflows/image.yml", None),
    ("github-crlf", ".github/workflows/image.yml", None),
    ("github-quoted-block-entries", ".github/workflows/image.yml", None),
    ("github-run-folded", ".github/workflows/ci.yml", None),
    ("github-run-line", ".github/workflows/ci.yml", None),
    ("github-run-working-directory", ".github/workflows/ci.yml", None),
    ("github-two-workflows", ".github/workflows/nightly.yml", None),
    ("gitlab-anchors", ".gitlab-ci.yml", "API_TOKEN"),
    ("gitlab-buildctl", ".gitlab-ci.yml", "API_TOKEN"),
    ("gitlab-reference", ".gitlab-ci.yml", "API_TOKEN"),
    ("gitlab-script", ".gitlab-ci.yml", "NPM_TOKEN"),
    ("make-included", "Makefile", "API_TOKEN"),
    ("make-shell-variable", "GNUmakefile", "API_TOKEN"),
    ("package-json-script", "package.json", "NPM_TOKEN"),
    ("shell-engine-in-variable", "build.sh", "API_TOKEN"),
    ("shell-line", "build.sh", "API_TOKEN"),
    ("shell-podman-and-buildah", "build.sh", "API_TOKEN"),
)
CALLERS = (*EVERYDAY, *(OTHERS if os.environ.get("DOCKERLINT_ALL_CALLERS") else ()))


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

    def run(self, case: str, files: Tree, caller: str, secret: str, variable: str | None) -> Outcome:
        """Run ``caller`` of the case in a fresh repository of ``files``."""
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
            "GITHUB_SHA": "0123456789abcdef",
            **({variable: secret} if variable else {}),
        }
        succeeded, output = True, ""
        for step in steps.steps(root, case, caller, secret):
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

    original = runner.run(name, case.before, caller, secret, variable)
    assert original.succeeded, original.output[-2000:]
    assert any(runner.leaks(image, secret) for image in original.images), "no image shows the secret to begin with"

    fixed = runner.run(name, case.after, caller, secret, variable)
    assert fixed.succeeded, fixed.output[-2000:]
    assert len(fixed.images) == len(original.images)
    for image in fixed.images:
        assert runner.leaks(image, secret) == [], fixed.output[-2000:]

    dockerfiles = {
        path: text for path, text in case.after.items() if Path(path).name.endswith(("ockerfile", "ontainerfile"))
    }
    half = runner.run(name, {**case.before, **dockerfiles}, caller, secret, variable)
    assert not half.succeeded, "the old caller builds the new Dockerfile, without its secret"
    unset = runner.run(name, case.after, caller, "", variable)
    assert not unset.succeeded, "the build passes although the secret is empty"
