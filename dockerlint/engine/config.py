"""Configuration: ``dockerlint.toml``, or ``[tool.dockerlint]`` in ``pyproject.toml``, of the nearest folder above."""

from __future__ import annotations

import os

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.engine.gitignore import GitIgnore
    from dockerlint.finding import Confidence
    from dockerlint.rule import Rule

FILE_NAME = "dockerlint.toml"


class ConfigError(Exception):
    """A mistake in a configuration file; the message tells file, line and what is expected."""


class Config(NamedTuple):
    """What a configuration file says.  ``folder`` is what its patterns are relative to."""

    folder: str = ""
    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    confidence: Confidence | None = None
    exclude: tuple[str, ...] = ()
    settings: Settings = Settings()
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...] = ()

    def excludes(self, path: str) -> bool:
        """Whether ``exclude`` names ``path``; a folder's path ends with ``/``."""
        return bool(self.exclude) and _matches(self.exclude, path, self.folder)

    def ignored_in(self, path: str) -> frozenset[str]:
        """The rules that ``per-file-ignores`` takes from ``path``."""
        taken = [names for pattern, names in self.per_file_ignores if _matches((pattern,), path, self.folder)]
        return frozenset().union(*taken)


class Configs:
    """The configuration of each file; every file of it is read once."""

    def __init__(self, rules: Sequence[Rule], fixed: str | None = None) -> None:
        self._rules = rules
        self._by_folder: dict[str, Config] = {}
        self._fixed: Config | None = None
        if fixed is not None:
            from dockerlint.engine.config_file import load_config

            self._fixed = load_config(fixed, rules)

    def of(self, path: str) -> Config:
        """The configuration for the file or folder at ``path``.  Raises ConfigError."""
        if self._fixed is not None:
            return self._fixed
        return self._of_folder(os.path.dirname(os.path.abspath(path)))

    def _of_folder(self, folder: str) -> Config:
        known = self._by_folder.get(folder)
        if known is None:
            parent = os.path.dirname(folder)
            path = _config_in(folder)
            if path is not None:
                from dockerlint.engine.config_file import load_config

                known = load_config(path, self._rules)
            elif parent == folder or os.path.exists(os.path.join(folder, ".git")):
                known = Config()
            else:
                known = self._of_folder(parent)
            self._by_folder[folder] = known
        return known


def _config_in(folder: str) -> str | None:
    own = os.path.join(folder, FILE_NAME)
    if os.path.isfile(own):
        return own
    project = os.path.join(folder, "pyproject.toml")
    try:
        with open(project, "rb") as file:
            data = file.read()
    except OSError:
        return None
    if b"dockerlint" not in data:
        return None
    from dockerlint.engine.config_file import has_table

    return project if has_table(data) else None


def _matches(patterns: tuple[str, ...], path: str, folder: str) -> bool:
    relative = os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
    return not relative.startswith("../") and _read_patterns(patterns).ignores(relative, path.endswith("/"))


_read: dict[tuple[str, ...], GitIgnore] = {}


def _read_patterns(patterns: tuple[str, ...]) -> GitIgnore:
    from dockerlint.engine.gitignore import GitIgnore

    if patterns not in _read:
        _read[patterns] = GitIgnore(patterns)
    return _read[patterns]
