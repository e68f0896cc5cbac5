"""The acceptance harness's own search, comparison and smoke test, taken from the folder that holds its ``prove.py``.

Nothing of the harness is copied here: what an image shows is judged by the code that others judge it by.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

Canaries = Mapping[str, Mapping[str, str]]


class Image(NamedTuple):
    """What the harness reads in an image: ``shown`` are the places of a canary, ``read`` its whole record."""

    shown: list[str]
    read: dict[str, Any]


class Project(NamedTuple):
    """A project of the harness, filled with fresh canaries: ``folder`` is a build context, ``spec`` its record."""

    name: str
    folder: Path
    spec: dict[str, Any]
    canaries: Canaries
    fill: Callable[[str], str]

    def provision(self, *names: str) -> str | None:
        """What the project's users would give for one of ``names``, None where they know nothing of it."""
        wanted = {name.lower() for name in names}
        for each in self.spec.get("provisions", []):
            if wanted & {name.lower() for name in (each["name"], *each["aliases"])}:
                return self.fill(each["content"])
        return None


class Harness:
    """The harness in ``folder``; its services and engines have to be up."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._prove = _module(folder / "prove.py")

    def environment(self) -> dict[str, str]:
        """The variables that lead to its newer docker; ``NEWER`` is the folder that it was unpacked to."""
        script = f". {self.folder}/newer/env.sh && env -0"
        shown = subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True).stdout
        found = dict(line.split("=", 1) for line in shown.split("\0") if "=" in line)
        return {name: found[name] for name in ("NEWER", "DOCKER_HOST", "DOCKER_CONFIG", "PATH")}

    def search(self, archive: Path, canaries: Canaries) -> Image:
        """Where the image in ``archive``, as ``docker save`` writes it, shows a canary in whatever encoding."""
        read = self._prove.examine(str(archive), self._prove.Scanner(canaries))
        return Image(sorted({f"{place}:{path}" for place, path, _ in read["hits"]}), read)

    def compare(
        self,
        project: Project,
        before: Image,
        after: Image,
        *,
        targets: list[str],
        may_change: list[str],
        ignored: list[str],
    ) -> list[str]:
        """What differs between two images and may not.

        ``targets`` are the paths that secrets are mounted at, ``may_change`` parts of the configuration,
        ``ignored`` names of files.
        """
        scanner = self._prove.Scanner(project.canaries)
        mounts = [{"target": target} for target in targets]
        allowed = dict(project.spec.get("tree", {}))
        allowed["config_may_change"] = [*allowed.get("config_may_change", []), *may_change]
        allowed["ignore"] = [*allowed.get("ignore", []), *(f"**/{name}" for name in ignored)]
        problems, _ = self._prove.compare(before.read, after.read, allowed, project.canaries, scanner, mounts)
        return list(problems)

    def mounts(self, dockerfile: str) -> list[dict[str, Any]]:
        """The secret mounts of a Dockerfile's text."""
        secret, _ssh, _arguments = self._prove.read_dockerfile(dockerfile)
        return list(secret)

    def projects(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob("projects/*/project.json"))

    def render(self, name: str, folder: Path) -> Project:
        """The project ``name``, written to ``folder`` with canaries that the harness's services accept from now on."""
        spec = json.loads((self.folder / "projects" / name / "project.json").read_text())
        source = random.SystemRandom()
        canaries = {key: self._prove.make_canary(value, source) for key, value in spec["canaries"].items()}

        def fill(text: str) -> str:
            return re.sub(r"@@(\w+)@@", lambda found: str(canaries[found[1]]["value"]), text)

        self._prove.register(spec, fill, canaries)
        self._prove.render(str(self.folder / "projects" / name / "context"), str(folder), fill)
        return Project(name, folder, spec, canaries, fill)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("acceptance_prove", path)
    if spec is None or spec.loader is None or not path.exists():
        raise FileNotFoundError(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
