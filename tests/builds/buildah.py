"""Debian's buildah with a storage of its own: it needs no daemon, no registry and no namespaces."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple


class Build(NamedTuple):
    """What a build came to, and what it printed."""

    succeeded: bool
    output: str


class Buildah:
    """Images live under ``home`` and nowhere else; every RUN shares the network of this machine."""

    def __init__(self, home: Path) -> None:
        policy = home / "policy.json"
        policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        self._policy = ("--signature-policy", str(policy))
        self._bud = ("bud", "--layers", "--no-cache", "--pull-never", "--network", "host", *self._policy)
        self._command = (
            "buildah",
            "--root",
            str(home / "root"),
            "--runroot",
            str(home / "run"),
            "--storage-driver",
            "vfs",
        )
        self.environment = {"TMPDIR": str(home), "BUILDAH_ISOLATION": "chroot"}

    def _run(self, *arguments: str, folder: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._command, *arguments],
            cwd=folder,
            env={**os.environ, **self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=120,
            check=False,
        )

    def build(self, context: Path, tag: str, *options: str, **environment: str) -> Build:
        """Build ``context`` in its folder and with ``environment``, one layer an instruction as docker does."""
        done = self._run(*self._bud, "-t", tag, *options, ".", folder=context, **environment)
        return Build(done.returncode == 0, done.stdout)

    def as_command(self) -> str:
        """The JSON list of words that start such a build, before its own options."""
        return json.dumps([shutil.which(self._command[0]), *self._command[1:], *self._bud])

    def tag(self, image: str, *names: str) -> None:
        self._checked("tag", image, *names)

    def has(self, image: str) -> bool:
        """Whether there is such an image."""
        return self._run("inspect", "--type", "image", image).returncode == 0

    def save(self, tag: str, archive: Path) -> None:
        """Write the image as ``docker save`` does."""
        self._checked("push", "-q", *self._policy, tag, f"docker-archive:{archive}")

    def run(self, tag: str, command: list[str], **environment: str) -> str:
        """What ``command`` prints in a new container."""
        container = self._checked("from", "--pull-never", *self._policy, tag).strip()
        variables = [word for name, value in environment.items() for word in ("--env", f"{name}={value}")]
        # buildah 1.28 loses what a short-lived command in a chroot prints last, so the output goes through a file.
        script = ("sh", "-c", '"$@" >/tmp/output 2>&1', "sh")
        try:
            self._run("run", *variables, container, "--", *script, *command)
            return (Path(self._checked("mount", container).strip()) / "tmp/output").read_text()
        finally:
            self._checked("rm", container)

    def _checked(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode:
            raise RuntimeError(f"buildah {arguments[0]} failed: {done.stdout[-500:]}")
        return done.stdout
