"""An image as ``docker save`` writes it: its configuration, and every path of every layer."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple


class SavedImage(NamedTuple):
    """``paths`` are absolute and of all layers, removed later or not; ``size`` is that of their files in bytes."""

    config: Mapping[str, Any]
    paths: frozenset[str]
    size: int

    def having(self, patterns: list[str]) -> list[str]:
        """Those of ``patterns``, each a path, that stand in a layer."""
        return [
            wanted for wanted in patterns if any(path == wanted or path.startswith(wanted + "/") for path in self.paths)
        ]

    @property
    def environment(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for pair in self.config.get("Env") or [])

    @property
    def command(self) -> list[str]:
        return [*(self.config.get("Entrypoint") or []), *(self.config.get("Cmd") or [])]

    @property
    def healthcheck(self) -> list[str]:
        """The command that tells whether a container is well, empty when there is none."""
        match (self.config.get("Healthcheck") or {}).get("Test"):
            case ["CMD", *words]:
                return words
            case ["CMD-SHELL", line]:
                return [*(self.config.get("Shell") or ["/bin/sh", "-c"]), line]
        return []


def read_archive(archive: Path) -> SavedImage:
    with tarfile.open(archive) as image:
        manifest = json.load(_member(image, "manifest.json"))[0]
        config = json.load(_member(image, manifest["Config"]))
        paths: set[str] = set()
        size = 0
        for layer in manifest["Layers"]:
            with tarfile.open(fileobj=_member(image, layer)) as files:
                for entry in files:
                    paths.add("/" + entry.name.removeprefix("./").strip("/"))
                    size += entry.size
    return SavedImage(config.get("config") or {}, frozenset(paths), size)


def _member(archive: tarfile.TarFile, name: str) -> Any:
    return archive.extractfile(name)
