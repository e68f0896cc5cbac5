"""Callers run with a real docker, buildx and Compose; what they build is told by what buildx reports of itself.

Nothing but builds is done: pushes, logins and starts of containers end well at once.  Every build runs on the network
of this machine and without the cache of another build, since a secret is no part of what BuildKit caches by.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path

from tests.builds.buildah import Buildah

_PROGRAMS = Path(__file__).with_name("programs")
_ENGINES = Path(__file__).parents[1] / "engines"
_OF_BUILDAH = ("podman", "nerdctl", "buildah", "buildctl-daemonless.sh")

# What callers ask for their secret; each prints that of the day.
_VAULTS = ("pass", "gcloud")


class Docker:
    """The docker whose client runs with ``environment``, with buildx from its plugins and Compose at ``compose``."""

    def __init__(self, environment: dict[str, str], compose: Path | None, buildah: Buildah, folder: Path) -> None:
        self.folder = folder
        self._buildah = buildah
        self._client = Path(environment["NEWER"]) / "usr/bin/docker"
        self._environment = {**os.environ, **environment}
        self.programs = folder / "programs"
        self._settings = folder / "docker"
        (self._settings / "cli-plugins").mkdir(parents=True)
        self.programs.mkdir()
        buildx = Path(environment["NEWER"]) / "usr/libexec/docker/cli-plugins/docker-buildx"
        python = sys.executable
        _program(self._settings / "cli-plugins/docker-buildx", f'exec {python} {_PROGRAMS / "buildx.py"} {buildx} "$@"')
        if compose is not None:
            (self._settings / "cli-plugins/docker-compose").symlink_to(compose)
        # sudo keeps none of these.
        ours = f"export DOCKER_HOST={environment['DOCKER_HOST']} DOCKER_CONFIG={self._settings}"
        _program(self.programs / "docker", f'{ours}\nexec {python} {_PROGRAMS / "docker.py"} {self._client} "$@"')
        _program(self.programs / "docker-compose", 'exec docker compose "$@"')
        for name in _OF_BUILDAH:
            _program(self.programs / name, f'exec {python} {_ENGINES / "engine.py"} {name} "$@"')
        _program(self.programs / "sudo", f'exec {python} {_ENGINES / "sudo.py"} "$@"')
        for name in _VAULTS:
            _program(self.programs / name, 'printf "%s\\n" "$PROOF_SECRET"')
        _program(self.programs / "ssh", "cat >/dev/null")

    def environment(self, run: Path) -> dict[str, str]:
        """The variables that callers run with; what they build is written to the folder ``run``."""
        run.mkdir()
        (run / "buildah").touch()
        return {
            **self._environment,
            "PATH": f"{self.programs}:{self._environment['PATH']}",
            "DOCKER_CONFIG": str(self._settings),
            "COMPOSE_PROJECT_NAME": f"proof{secrets.token_hex(4)}",
            **self._buildah.environment,
            "PROOF_RUN": str(run),
            "PROOF_BUILDAH": self._buildah.as_command(),
            "PROOF_IMAGES": str(run / "buildah"),
            "PROOF_TAG": f"localhost/{run.name}",
        }

    def images(self, run: Path) -> list[str]:
        """The images that were built with the environment of ``run``: IDs of docker's, names of buildah's."""
        found = (run / "buildah").read_text().split()
        found = [name for name in found if self._buildah.has(name)]
        found += [path.read_text() for path in sorted(run.glob("*.iid"))]
        for report in sorted(run.glob("*.json")):
            found += _digests(json.loads(report.read_text() or "{}"))
        return found

    def save(self, image: str, archive: Path) -> None:
        """Write the image as ``docker save`` does."""
        archive.unlink(missing_ok=True)
        if image.startswith("sha256:"):
            self.call("save", "-o", str(archive), image)
        else:
            self._buildah.save(image, archive)

    def load(self, archive: Path) -> None:
        self.call("load", "-q", "-i", str(archive))

    def run(self, image: str, *command: str, **environment: str) -> tuple[int, str]:
        """The exit status and the output of a container without a network."""
        variables = [word for name in environment for word in ("-e", name)]
        done = subprocess.run(
            [self._client, "run", "--rm", "--network", "none", *variables, image, *command],
            env={**self._environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout

    def remove(self, image: str) -> None:
        """Remove what docker keeps of the image; buildah's storage goes as a whole."""
        if ":" in image:
            subprocess.run([self._client, "rmi", "-f", image], env=self._environment, capture_output=True, check=False)

    def call(self, *arguments: str) -> str:
        done = subprocess.run(
            [self._client, *arguments], env=self._environment, capture_output=True, text=True, timeout=300, check=False
        )
        if done.returncode:
            raise RuntimeError(f"docker {arguments[0]} failed: {done.stderr[-500:]}")
        return done.stdout


def _digests(report: object) -> list[str]:
    """The image IDs of buildx's metadata: one of a build, one a target of Bake."""
    if not isinstance(report, dict):
        return []
    own = report.get("containerimage.config.digest") or report.get("containerimage.digest")
    return [str(own)] if own else [digest for each in report.values() for digest in _digests(each)]


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)
