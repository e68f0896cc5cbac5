"""A project of ``fixtures/multistage``: a single-stage Dockerfile as people write them, its context and ``case.toml``.

``case.toml`` holds

- ``kind``: the language or build system
- ``expect``: all that the image's own command prints, and ``exit``: the status it ends with (0 unless given); where
  there is no ``expect``, the image before says what the one after has to print, and ``like`` is a part of it; a project
  that is left alone is built only where it has an ``expect``
- ``args``: words in place of the image's CMD
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
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from tests.builds.case import make_canaries
from tests.builds.multistage.archive import SavedImage

FOLDER = Path(__file__).parents[3] / "fixtures/multistage"


class Project(NamedTuple):
    """One project with fresh canaries put in."""

    name: str
    canaries: Mapping[str, str]
    description: Mapping[str, Any]
    folder: Path

    @property
    def kind(self) -> str:
        return str(self.description["kind"])

    @property
    def is_fixed(self) -> bool:
        """Whether a fix is expected, as opposed to a refusal or no finding."""
        return not self.description.keys() & {"refused", "no-fix", "none", "optional"}

    def words(self, key: str) -> list[str]:
        return list(self.description.get(key, ()))

    def command(self, image: SavedImage) -> list[str]:
        """What is run in ``image``: its own command, or its entry point with the words of ``args``."""
        if "args" not in self.description:
            return image.command
        return [*(image.config.get("Entrypoint") or []), *self.words("args")]

    def secrets(self) -> dict[str, str]:
        """What each secret mount is given, by its id."""
        return {name: self._fill(text) for name, text in self.description.get("secrets", {}).items()}

    def write(self, folder: Path) -> None:
        """Write the build context with its Dockerfile."""
        for path in sorted(self.folder.rglob("*")):
            target = folder / path.relative_to(self.folder)
            if path.is_symlink():
                target.symlink_to(path.readlink())
            elif path.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            elif path != self.folder / "case.toml":
                self._write_file(path, target)

    def _write_file(self, path: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        content = path.read_bytes()
        with suppress(UnicodeDecodeError):  # what is no text has no canary in it
            content = self._fill(content.decode()).encode()
        target.write_bytes(content)
        target.chmod(path.stat().st_mode & 0o777)

    def _fill(self, text: str) -> str:
        return re.sub(r"\{\{([A-Z]+)\}\}", lambda match: self.canaries.get(match[1], match[0]), text)


def names() -> list[str]:
    return [path.name for path in within(FOLDER)]


def within(folder: Path) -> list[Path]:
    """The projects of a folder, in the order of their names."""
    return sorted(path.parent for path in folder.glob("*/case.toml"))


def load(name: str) -> Project:
    """A project of our own fixtures."""
    return read(FOLDER / name)


def read(folder: Path) -> Project:
    description = tomllib.loads((folder / "case.toml").read_text())
    return Project(folder.name, make_canaries(description), description, folder)
