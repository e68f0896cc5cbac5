"""What ``dockerlint pipeline add-scan`` adds, run on docker's own builder and pushed to a registry on loopback.

The same caller is run as its author wrote it, fixed with an image that leaks, and fixed with one that does not: the
second must end before the push, the third must push what the first pushed, byte for byte.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import string
from pathlib import Path
from typing import NamedTuple

from dockerlint.cli import main
from tests.builds import pipeline
from tests.builds.acceptance.harness import Harness
from tests.builds.registry import Registry

_WORKFLOW = """\
on: push
permissions: {contents: read, security-events: write}
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - run: STEPS
"""
_BUILD_AND_PUSH = "docker build -q -t IMAGE .\ndocker push -q IMAGE\n"
_AT_ONCE = "docker buildx build -q --push -t IMAGE -t IMAGE-too .\n"


class Pushing(NamedTuple):
    """A caller that pushes IMAGE; ``engines`` are the harness's dockers that can run it as it is written."""

    name: str
    path: str
    text: str
    engines: tuple[str, ...] = ("docker-new",)


_BOTH = ("docker-new", "docker-old")
CALLERS = (
    Pushing("script", "release.sh", f"#!/bin/sh\n{_BUILD_AND_PUSH}echo done\n", _BOTH),
    Pushing("make", "Makefile", "all:\n\tdocker build -q -t IMAGE .\n\t@docker push -q IMAGE\n", _BOTH),
    Pushing("workflow", ".github/workflows/image.yml",
            _WORKFLOW.replace("STEPS", "|\n          " + _BUILD_AND_PUSH.strip().replace("\n", "\n          ")), _BOTH),
    Pushing("script, at once", "release.sh", f"#!/bin/sh\n{_AT_ONCE}echo done\n"),
    Pushing("make, at once", "Makefile", f"all:\n\t{_AT_ONCE}"),
    Pushing("workflow, at once", ".github/workflows/image.yml", _WORKFLOW.replace("STEPS", _AT_ONCE.strip())),
)  # fmt: skip


class Run(NamedTuple):
    succeeded: bool
    output: str
    tags: list[str]
    digests: set[str]


class Pushes:
    """Runs callers with the harness's ``engine`` and ``registry``, in folders of ``folder``."""

    def __init__(self, harness: Harness, engine: str, registry: Registry, folder: Path) -> None:
        self._registry = registry
        self._folder = folder
        programs = folder / "programs"
        programs.mkdir()
        (programs / "docker").write_text(f'#!/bin/sh\nexec {harness.folder}/bin/{engine} "$@"\n')
        (programs / "docker").chmod(0o755)
        self._environment = {
            "PATH": f"{programs}:{registry.environment['PATH']}",
            "DOCKER_HOST": f"unix://{harness.folder}/run/{engine}.sock",
        }

    def problems(self, caller: Pushing) -> list[str]:
        """What does not hold of the caller with a scan."""
        original = self._run(caller, leaks=False, fixes=False)
        if not original.succeeded or len(original.digests) != 1:
            return [f"the original pushes {original.tags} {original.digests}: {original.output[-300:]}"]
        blocked = self._run(caller, leaks=True, fixes=True)
        passed = self._run(caller, leaks=False, fixes=True)
        found = []
        if blocked.succeeded or "secret-in-image-file" not in blocked.output:
            found.append(f"the scan lets a leak through: {blocked.output[-300:]}")
        if blocked.tags:
            found.append(f"what leaks is in the registry: {blocked.tags}")
        if not passed.succeeded:
            found.append(f"the scan ends a push that leaks nothing: {passed.output[-300:]}")
        elif (passed.tags, passed.digests) != (original.tags, original.digests):
            found.append(f"pushed {passed.tags} {passed.digests}, was {original.tags} {original.digests}")
        left = [path.name for path in Path(self._registry.environment["TMPDIR"]).iterdir()]
        return [*found, *(f"left behind: {name}" for name in left)]

    def _run(self, caller: Pushing, *, leaks: bool, fixes: bool) -> Run:
        repository = f"shop-{secrets.token_hex(4)}"
        root = self._project(repository, leaks=leaks)
        place = root / caller.path
        place.parent.mkdir(parents=True, exist_ok=True)
        image = f"{self._registry.address}/{repository}:1"
        place.write_text(caller.text.replace("IMAGE", image))
        if fixes:
            with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()):
                main(["pipeline", "add-scan", caller.path])
        succeeded, output = True, ""
        for command in self._commands(root, caller):
            done = self._registry.run(command, root, **self._environment, RUNNER_TEMP=str(root.parent))
            output += done.stdout
            succeeded = succeeded and done.returncode == 0
            if not succeeded:
                break
        tags = self._registry.tags(repository)
        digests = {self._registry.manifest(repository, tag)[0] for tag in tags}
        for tag in ("1", "1-too"):
            self._registry.run(["docker", "rmi", "-f", f"{image[:-2]}:{tag}"], root, **self._environment)
        return Run(succeeded, output, tags, digests)

    def _commands(self, root: Path, caller: Pushing) -> list[list[str]]:
        if caller.path.endswith(".yml"):
            steps = pipeline.github_steps(root, pipeline.read_yaml(root / caller.path), "")
            return [["bash", "-e", "-c", step.script] for step in steps]
        return [["make"] if caller.path == "Makefile" else ["sh", caller.path]]

    def _project(self, name: str, *, leaks: bool) -> Path:
        root = self._folder / name
        (root / ".git").mkdir(parents=True)
        (root / "app").write_text("#!/bin/sh\necho shop\n")
        (root / "Dockerfile").write_text("FROM scratch\nCOPY app /app\n" + ("COPY keys /root/.aws/\n" if leaks else ""))
        (root / "keys").mkdir()
        letters = string.ascii_letters + string.digits
        key = "".join(secrets.choice(letters) for _ in range(40))
        user = "AKIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(16))
        (root / "keys/credentials").write_text(
            f"[default]\naws_access_key_id = {user}\naws_secret_access_key = {key}\n"
        )
        os.utime(root / "app", (0, 0))  # the layer of it is the same every time
        return root
