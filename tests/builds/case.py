"""A leaking Dockerfile with its context and its user: a folder under ``cases/``, with fresh random secrets put in.

``case.toml`` holds

- ``leaks``: every place where the original's image shows a secret, as :func:`tests.builds.image.places` names them
- ``run`` and ``expect``: a command of the image and all that it prints
- ``[canaries]``: the secrets by name, each as a pattern where ``{20}`` stands for twenty random letters and digits
- ``[build-args]``: what the original is built with
- ``[secrets]`` and ``[files]``: what the user puts into the variables and files that are handed to the fixed build or
  to the container, where the context does not hold the file
- ``serves``: files that the server gives to anyone
- ``crlf``: whether the lines of the Dockerfile end with CRLF

Wherever ``{{NAME}}`` stands in a file of the folder, it is the canary of that name, and ``{{SERVER}}`` is the address
of the server.
"""

from __future__ import annotations

import re
import secrets
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).with_name("cases")
LETTERS = string.ascii_letters + string.digits


class Case(NamedTuple):
    """One case with its secrets put in; ``values`` maps every ``{{NAME}}`` to what stands for it."""

    name: str
    values: Mapping[str, str]
    description: Mapping[str, Any]

    @property
    def canaries(self) -> list[str]:
        return [self.values[name] for name in self.description["canaries"]]

    @property
    def leaks(self) -> list[str]:
        return sorted(self.description["leaks"])

    @property
    def run(self) -> list[str]:
        return list(self.description["run"])

    @property
    def expect(self) -> str:
        return str(self.description["expect"])

    def table(self, name: str) -> dict[str, str]:
        """A table of ``case.toml`` with the secrets put in."""
        return {key: self.fill(value) for key, value in self.description.get(name, {}).items()}

    def fill(self, text: str) -> str:
        return re.sub(r"\{\{(\w+)\}\}", lambda match: self.values[match[1]], text)

    def mask(self, text: str) -> str:
        """``text`` fit to be shown."""
        for canary in self.canaries:
            text = text.replace(canary, "***")
        return text

    def write(self, folder: Path) -> None:
        """Write the build context."""
        source = FOLDER / self.name
        for path in source.rglob("*"):
            target = folder / path.relative_to(source)
            if path.name != "case.toml" and path.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                line_end = "\r\n" if path.name == "Dockerfile" and self.description.get("crlf") else "\n"
                target.write_text(self.fill(path.read_text()), newline=line_end)

    def content(self, path: str) -> str:
        """What the user has in the file at ``path`` of the context."""
        files = self.table("files")
        return files[path] if path in files else self.fill((FOLDER / self.name / path).read_text())

    def with_other_secrets(self) -> Case:
        """The same case for a user who has the wrong ones."""
        return self._replace(values={**self.values, **make_canaries(self.description)})


def names() -> list[str]:
    return sorted(path.name for path in FOLDER.iterdir())


def load(name: str, server: str) -> Case:
    description = tomllib.loads((FOLDER / name / "case.toml").read_text())
    return Case(name, {"SERVER": server, **make_canaries(description)}, description)


def make_canaries(description: Mapping[str, Any]) -> dict[str, str]:
    """Fresh values for the patterns of ``[canaries]``."""

    def random_text(match: re.Match[str]) -> str:
        return "".join(secrets.choice(LETTERS) for _ in range(int(match[1])))

    return {
        name: re.sub(r"\{(\d+)\}", random_text, pattern) for name, pattern in description.get("canaries", {}).items()
    }
