"""Debian's docker-registry on loopback, and the containers' tools set up to use nothing of this machine but that."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
NEEDED = ("buildah", "skopeo", "docker-registry", "make")
_ACCEPT = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)

# A stand-in for what would be installed: each calls this repository's dockerlint.
_TOOLS = {
    "dockerlint": 'exec {python} -m dockerlint "$@"\n',
    "pipx": 'while [ "$1" != dockerlint ]; do shift; done; shift; exec {python} -m dockerlint "$@"\n',
}


class Registry:
    """An empty registry; ``environment`` is what commands run in that are to push to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.environment = self._prepare()

    def _prepare(self) -> dict[str, str]:
        home, bin_folder = self._folder / "home", self._folder / "bin"
        for made in (home / ".config/containers", bin_folder, self._folder / "tmp"):
            made.mkdir(parents=True)
        (home / ".config/containers/policy.json").write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
        registries = home / ".config/containers/registries.conf"
        registries.write_text(f'[[registry]]\nlocation = "{self.address}"\ninsecure = true\n')
        storage = self._folder / "storage.conf"
        storage.write_text(
            f'[storage]\ndriver = "vfs"\ngraphroot = "{self._folder}/root"\nrunroot = "{self._folder}/run"\n'
        )
        for name, text in _TOOLS.items():
            (bin_folder / name).write_text("#!/bin/sh\n" + text.format(python=sys.executable))
            (bin_folder / name).chmod(0o755)
        return {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "TMPDIR": str(self._folder / "tmp"),
            "XDG_CACHE_HOME": str(home / "cache"),
            "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_STORAGE_CONF": str(storage),
            "CONTAINERS_REGISTRIES_CONF": str(registries),
            "LC_ALL": "C.UTF-8",
        }

    def __enter__(self) -> Self:
        configuration = self._folder / "registry.yml"
        configuration.write_text(
            f"version: 0.1\nlog: {{accesslog: {{disabled: true}}, level: error}}\n"
            f"storage: {{filesystem: {{rootdirectory: {self._folder}/data}}}}\nhttp: {{addr: '{self.address}'}}\n"
        )
        self._process = subprocess.Popen(
            ["docker-registry", "serve", str(configuration)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(100):
            try:
                self._get("/v2/")
            except OSError:
                time.sleep(0.05)
            else:
                return self
        raise RuntimeError("the registry does not start")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def tags(self, repository: str) -> list[str]:
        """The tags of a repository, none for one that does not exist."""
        try:
            tags = json.loads(self._get(f"/v2/{repository}/tags/list"))["tags"]
        except urllib.error.HTTPError as error:
            if error.code != 404:
                raise
            return []
        return sorted(tags or [])

    def manifest(self, repository: str, tag: str) -> tuple[str, dict[str, Any]]:
        """The digest and the content of what a tag names."""
        data = self._get(f"/v2/{repository}/manifests/{tag}")
        return f"sha256:{hashlib.sha256(data).hexdigest()}", json.loads(data)

    def run(self, command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ``command`` in ``folder``, set up for this registry."""
        return subprocess.run(
            command,
            cwd=folder,
            env={**self.environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=120,
            check=False,
        )

    def _get(self, path: str) -> bytes:
        request = urllib.request.Request(f"http://{self.address}{path}", headers={"Accept": _ACCEPT})
        with urllib.request.urlopen(request, timeout=10) as answer:
            data: bytes = answer.read()
            return data
