"""A project of ``fixtures/multistage``: a single-stage Dockerfile as people write them, its context and ``case.toml``.

``case.toml`` holds

- ``kind``: the language or build system
- ``expect``: all that the image's own command prints, and ``exit``: the status it ends with (0 unless given)
- ``serve``: the URL of a server instead; ``expect`` is what it answers
- ``gone``: paths that no layer of the fixed image may have, with all that is below them
- ``build-only-env``: variables that may stay behind
- ``[canaries]``, ``[secrets]``: as in :mod:`tests.builds.case`; ``[secrets]`` are files by the id of their mount
- ``refused``: a part of the reason for which there is no fix; ``no-fix``: why there may be none, found or not;
  ``none``: why nothing may be found at all; ``optional``: a fix is welcome, none is right too
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tests.builds.case import make_canaries

FOLDER = Path(__file__).parents[3] / "fixtures/multistage"


class Project(NamedTuple):
    """One project with fresh canaries put in."""

    name: str
    canaries: Mapping[str, str]
    description: Mapping[str, Any]

    @property
    def kind(self) -> str:
        return str(self.description["kind"])

    @property
    def is_fixed(self) -> bool:
        """Whether a fix is expected, as opposed to a refusal or no finding."""
        return not self.description.keys() & {"refused", "no-fix", "none", "optional"}

    def words(self, key: str) -> list[str]:
        return list(self.description.get(key, ()))

    def secrets(self) -> dict[str, str]:
        """What each secret mount is given, by its id."""
        return {name: self._fill(text) for name, text in self.description.get("secrets", {}).items()}

    def write(self, folder: Path) -> None:
        """Write the build context with its Dockerfile."""
        source = FOLDER / self.name
        for path in sorted(source.rglob("*")):
            if path.is_file() and path.name != "case.toml":
                target = folder / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(self._fill(path.read_text()))
                target.chmod(path.stat().st_mode & 0o777)

    def _fill(self, text: str) -> str:
        return re.sub(r"\{\{([A-Z]+)\}\}", lambda match: self.canaries[match[1]], text)


def names() -> list[str]:
    return sorted(path.parent.name for path in FOLDER.glob("*/case.toml"))


def load(name: str) -> Project:
    description = tomllib.loads((FOLDER / name / "case.toml").read_text())
    return Project(name, make_canaries(description), description)
