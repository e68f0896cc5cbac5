"""The test-bed's callers, built for real: as written, rewritten, half rewritten, and without the secret."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.builds.acceptance import steps
from tests.builds.acceptance.docker import Docker
from tests.builds.acceptance.harness import Harness
from tests.builds.bases import make_bases
from tests.builds.buildah import Buildah
from tests.builds.server import Server
from tests.callers.bed import Case, Tree, lay_out

_BASES = re.compile(rb"\bFROM (?:alpine:3\.19|node:20-alpine)\b")
_IS_DOCKERFILE = re.compile(r"(?:^|[./])(?:Dockerfile|Containerfile)$")
_TOOLS = Path(__file__).with_name("base")
_COMMITS = ("GITHUB_SHA", "CIRCLE_SHA1", "CI_COMMIT_SHA", "CI_COMMIT_SHORT_SHA", "CI_COMMIT_TAG", "BITBUCKET_COMMIT")
_SERVERS = (b"https://data.example.com", b"https://npm.corp.example", b"https://api.github.com")


class Row(NamedTuple):
    """A caller of a case; ``variable`` is what its user has set, None where a service gives it the secret.

    ``is_shipped`` is false where the secret stays in a stage that the image has nothing of.
    """

    case: str
    caller: str
    variable: str | None = None
    is_shipped: bool = True


class Ran(NamedTuple):
    """Whether all went well, what was printed, and the places of each image that show the secret."""

    succeeded: bool
    output: str
    shown: list[list[str]]


class Verdict(NamedTuple):
    """``problems`` is empty where the fix holds."""

    row: Row
    shown_before: list[str]
    images: int
    problems: list[str]


class Bed:
    """Runs rows with docker and buildah against a server on loopback; images are searched by the harness."""

    def __init__(self, harness: Harness, docker: Docker, server: Server, base: str, folder: Path) -> None:
        self._harness = harness
        self._docker = docker
        self._server = server
        self._base = base
        self._folder = folder

    def prove(self, row: Row) -> Verdict:
        """What becomes of the row; an engine that fails is a problem like any other."""
        try:
            return self._proved(row)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            return Verdict(row, [], 0, [str(error)])

    def _proved(self, row: Row) -> Verdict:
        case = Case(row.case)
        secret = secrets.token_hex(20)
        self._server.accepted = {secret}
        self._server.private |= {"/v1/catalogue": b'{"items": []}\n', "/catalogue": b"{}\n"}
        problems = []
        before = self._run(row, case.before, secret, secret)
        if not before.succeeded:
            problems.append(f"the original does not build: {_tail(before.output)}")
        elif any(before.shown) != row.is_shipped:
            problems.append("the original shows no secret" if row.is_shipped else "the original shows the secret")
        after = self._run(row, case.after, secret, secret)
        if not after.succeeded:
            problems.append(f"the rewritten caller does not build: {_tail(after.output)}")
        elif len(after.shown) != len(before.shown):
            problems.append(f"{len(before.shown)} images before, {len(after.shown)} after")
        problems += [f"the rewritten build shows the secret: {', '.join(places)}" for places in after.shown if places]
        half = {**case.before, **{path: text for path, text in case.after.items() if _IS_DOCKERFILE.search(path)}}
        for tree, value, told in (
            (half, secret, "the old caller builds the new Dockerfile"),
            (case.after, "", "the rewritten caller builds with an empty secret"),
            (case.after, None, "the rewritten caller builds without a secret"),
        ):
            ran = self._run(row, tree, secret, value)
            # A script without set -e goes on, and ends well if its last command does: what counts is the image.
            if ran.succeeded and len(ran.shown) == len(before.shown):
                problems.append(told)
        shown = sorted({place for places in before.shown for place in places})
        return Verdict(row, shown, len(after.shown), problems)

    def _run(self, row: Row, tree: Tree, canary: str, value: str | None) -> Ran:
        """Run the caller in a fresh copy of ``tree``, with ``value`` as its secret; None where nobody set it."""
        name = f"{row.case}-{secrets.token_hex(4)}"
        root = lay_out({path: self._local(text) for path, text in tree.items()}, self._folder / name)
        environment = self._docker.environment(self._folder / f"{name}.run")
        environment |= self._given(row, root, value)
        succeeded, output = True, ""
        for step in steps.steps(root, row.case, row.caller, value or ""):
            done = subprocess.run(
                [*step.shell, step.script],
                cwd=root / step.folder,
                env=environment | step.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=180,
                check=False,
            )
            output += done.stdout
            succeeded = succeeded and done.returncode == 0
        shown = [self._search(image, canary) for image in self._docker.images(self._folder / f"{name}.run")]
        shutil.rmtree(root)
        return Ran(succeeded, output, shown)

    def _given(self, row: Row, root: Path, value: str | None) -> Mapping[str, str]:
        """The user's environment: the variable of the row, what vaults know, and files of the home folder."""
        home = root.with_suffix(".home")
        for path in (".config/acme/token", ".ssh/id_rsa"):
            (home / path).parent.mkdir(parents=True)
            if value is not None:
                (home / path).write_text(f"{value}\n")
        (root / "db_password.txt").write_text("none of ours")
        given = {row.variable: value} if row.variable is not None and value is not None else {}
        services = dict.fromkeys(_COMMITS, "0123456789abcdef")
        services |= {"CI_REGISTRY_IMAGE": "registry.test/shop", "CI_PROJECT_DIR": str(root), "CI_JOB_NAME": "image"}
        return {"HOME": str(home), "PROOF_SECRET": value or "", **services, **given}

    def _local(self, text: bytes) -> bytes:
        """``text`` with what is on this machine in place of what is on the internet."""
        address = self._server.address.encode()
        text = _BASES.sub(b"FROM " + self._base.encode(), text)
        for server in _SERVERS:
            text = text.replace(server, b"http://" + address)
        return text.replace(b"//npm.corp.example/", b"//" + address + b"/")

    def _search(self, image: str, canary: str) -> list[str]:
        archive = self._folder / "image.tar"
        self._docker.save(image, archive)
        try:
            return self._harness.search(archive, {"secret": {"value": canary}}).shown
        finally:
            archive.unlink()
            self._docker.remove(image)


def make_base(name: str, server: Server, docker: Docker, buildah: Buildah, folder: Path) -> None:
    """Give buildah and docker the image ``name``, which has whatever the cases' Dockerfiles call."""
    folder.mkdir()
    make_bases(buildah, folder)
    shutil.copytree(_TOOLS, folder / "tools")
    (folder / "tools/server").write_text(f"http://{server.address}")
    (folder / "tools/Dockerfile").write_text(
        "FROM localhost/busybox-with-tools\nCOPY apk git /usr/bin/\nCOPY server /etc/\n"
    )
    built = buildah.build(folder / "tools", name)
    if not built.succeeded:
        raise RuntimeError(f"no base image: {built.output[-500:]}")
    buildah.save(name, folder / "base.tar")
    docker.load(folder / "base.tar")


def _tail(output: str) -> str:
    return " | ".join(output.strip().splitlines()[-4:])[-600:]


# Not here: shell-crlf-tabs, which no shell of this system reads.
ROWS = (
    Row("another-dockerfile", "build.sh", "API_TOKEN"),
    Row("azure-docker-task", "azure-pipelines.yml"),
    Row("azure-script", "azure-pipelines.yml"),
    Row("bake-hcl", "docker-bake.hcl", "API_TOKEN"),
    Row("bake-json", "docker-bake.json", "API_TOKEN"),
    Row("bitbucket", "bitbucket-pipelines.yml", "API_TOKEN"),
    Row("circleci-orb", ".circleci/config.yml", "API_TOKEN"),
    Row("circleci-run", ".circleci/config.yml", "API_TOKEN"),
    Row("compose-command-line", "build.sh", "API_TOKEN"),
    Row("compose-dockerfile-elsewhere", "deploy/docker-compose.prod.yml", "CATALOGUE_TOKEN"),
    Row("compose-existing-secret", "compose.yaml", "API_TOKEN"),
    Row("compose-list", "docker-compose.yml", "API_TOKEN"),
    Row("compose-mapping", "compose.yaml", "API_TOKEN"),
    Row("compose-only-argument", "compose.yml", "NPM_TOKEN"),
    Row("compose-override", "compose.yaml", "API_TOKEN"),
    Row("compose-short-build", "build.sh", "API_TOKEN"),
    Row("devcontainer", ".devcontainer/devcontainer.json", "API_TOKEN"),
    Row("everything-at-once", ".github/workflows/image.yml"),
    Row("everything-at-once", ".gitlab-ci.yml", "NPM_TOKEN"),
    Row("everything-at-once", "Makefile", "NPM_TOKEN"),
    Row("everything-at-once", "compose.yaml", "NPM_TOKEN"),
    Row("everything-at-once", "scripts/image.sh", "NPM_TOKEN"),
    Row("github-anchors", ".github/workflows/image.yml"),
    Row("github-bake-action", ".github/workflows/bake.yml"),
    Row("github-build-push-block", ".github/workflows/image.yml"),
    Row("github-build-push-existing-secrets", ".github/workflows/image.yml"),
    Row("github-build-push-job-environment", ".github/workflows/image.yaml"),
    Row("github-build-push-old-action", ".github/workflows/image.yml"),
    Row("github-build-push-single-line", ".github/workflows/image.yml"),
    Row("github-buildah-action", ".github/workflows/image.yml"),
    Row("github-composite-action", ".github/actions/image/action.yml"),
    Row("github-crlf", ".github/workflows/image.yml"),
    Row("github-other-target-unaffected", ".github/workflows/image.yml", is_shipped=False),
    Row("github-quoted-block-entries", ".github/workflows/image.yml"),
    Row("github-run-block", ".github/workflows/ci.yml"),
    Row("github-run-folded", ".github/workflows/ci.yml"),
    Row("github-run-line", ".github/workflows/ci.yml"),
    Row("github-run-working-directory", ".github/workflows/ci.yml"),
    Row("github-step-token-output", ".github/workflows/image.yml"),
    Row("github-two-workflows", ".github/workflows/nightly.yml"),
    Row("github-two-workflows", ".github/workflows/release.yml"),
    Row("gitlab-anchors", ".gitlab-ci.yml", "API_TOKEN"),
    Row("gitlab-buildctl", ".gitlab-ci.yml", "API_TOKEN"),
    Row("gitlab-classic-builder", ".gitlab-ci.yml", "API_TOKEN"),
    Row("gitlab-extends", ".gitlab-ci.yml", "API_TOKEN"),
    Row("gitlab-reference", ".gitlab-ci.yml", "API_TOKEN"),
    Row("gitlab-script", ".gitlab-ci.yml", "NPM_TOKEN"),
    Row("jenkins-docker-build", "Jenkinsfile", "API_TOKEN"),
    Row("jenkins-dockerfile-agent", "Jenkinsfile", "API_TOKEN"),
    Row("jenkins-double-quotes", "Jenkinsfile", "NPM_TOKEN"),
    Row("jenkins-single-quotes", "Jenkinsfile", "API_TOKEN"),
    Row("jenkins-triple-quotes", "Jenkinsfile", "API_TOKEN"),
    Row("make-assigned-variable", "Makefile"),
    Row("make-environment-variable", "Makefile", "NPM_TOKEN"),
    Row("make-included", "Makefile", "API_TOKEN"),
    Row("make-shell-variable", "GNUmakefile", "API_TOKEN"),
    Row("package-json-script", "package.json", "NPM_TOKEN"),
    Row("shell-command-substitution", "deploy.sh"),
    Row("shell-continuation", "scripts/build-image.sh", "API_TOKEN"),
    Row("shell-engine-in-variable", "build.sh", "API_TOKEN"),
    Row("shell-file-of-key", "build.sh"),
    Row("shell-heredocs", "build.sh", "API_TOKEN"),
    Row("shell-line", "build.sh", "API_TOKEN"),
    Row("shell-local-variable", "build.sh"),
    Row("shell-podman-and-buildah", "build.sh", "API_TOKEN"),
    Row("shell-positional-parameter", "build.sh", "API_TOKEN"),
    Row("shell-sudo", "build.sh", "API_TOKEN"),
)
