"""What a configuration file says."""

from __future__ import annotations

import os

from dockerlint.engine.config import Config, ConfigError
from dockerlint.engine.files import reason_of
from dockerlint.engine.select import resolve_names
from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING
from dockerlint.settings import PROJECT_KINDS, SECRET_FORMS, SECRET_ID_CASES, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.rule import Rule

KEYS = (
    "select", "ignore", "min-confidence", "exclude", "secret-form", "secret-id-case", "runtime-bases",
    "per-file-ignores",
)  # fmt: skip


def has_table(data: bytes) -> bool:
    """Whether a pyproject.toml configures us, in whatever way TOML has for it; one that cannot be read may."""
    import tomllib

    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):
        return b"tool.dockerlint" in data
    return isinstance(tool, dict) and "dockerlint" in tool


def load_config(path: str, rules: Sequence[Rule]) -> Config:
    """The configuration in the file at ``path``.  Raises ConfigError."""
    import tomllib

    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
        table: object = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path}: {reason_of(error)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path}: not valid TOML: nested too deep") from None
    if os.path.basename(path) == "pyproject.toml":
        tool = table.get("tool", {}) if isinstance(table, dict) else {}
        table = tool.get("dockerlint", {}) if isinstance(tool, dict) else {}
    return _Reader(path, text, rules).read(table)


class _Reader:
    """Turns a TOML table into a Config, with a place for every complaint."""

    def __init__(self, path: str, text: str, rules: Sequence[Rule]) -> None:
        self.path = path
        self.text = text
        self.rules = rules

    def read(self, table: object) -> Config:
        if not isinstance(table, dict):
            raise ConfigError(f"{self.path}: [tool.dockerlint] is not a table")
        for key in table:
            if key not in KEYS:
                from dockerlint.engine.nearest import suggestion

                raise self._error(key, f"unknown key {key!r}{suggestion(key, KEYS)}")
        confidence = self._choice(table, "min-confidence", tuple(each.value for each in Confidence))
        return Config(
            folder=os.path.dirname(os.path.abspath(self.path)),
            select=self._names("select", table["select"]) if "select" in table else None,
            ignore=self._names("ignore", table.get("ignore", [])),
            confidence=Confidence(confidence) if confidence else None,
            exclude=self._words("exclude", table.get("exclude", [])),
            settings=Settings(
                self._choice(table, "secret-form", SECRET_FORMS) or "auto",
                self._choice(table, "secret-id-case", SECRET_ID_CASES) or "lower",
                self._bases(table.get("runtime-bases", {})),
            ),
            per_file_ignores=self._per_file(table.get("per-file-ignores", {})),
        )

    def _per_file(self, value: object) -> tuple[tuple[str, frozenset[str]], ...]:
        if not isinstance(value, dict):
            raise self._error("per-file-ignores", "per-file-ignores is a table of patterns, each with a list of rules")
        return tuple((pattern, self._names(pattern, names)) for pattern, names in value.items())

    def _bases(self, value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, dict) or not all(isinstance(image, str) and image.strip() for image in value.values()):
            raise self._error("runtime-bases", "runtime-bases is a table of kinds of projects, each with an image")
        for kind in value:
            if kind not in PROJECT_KINDS:
                from dockerlint.engine.nearest import suggestion

                raise self._error(kind, f"unknown kind of project {kind!r}{suggestion(kind, PROJECT_KINDS)}")
        return tuple(value.items())

    def _choice(self, table: dict[str, object], key: str, allowed: tuple[str, ...]) -> str | None:
        value = table.get(key)
        if value is not None and value not in allowed:
            raise self._error(key, f"{key} is one of {', '.join(allowed)}")
        return None if value is None else str(value)

    def _names(self, key: str, value: object) -> frozenset[str]:
        try:
            return resolve_names(self._words(key, value), self.rules)
        except LookupError as error:
            raise self._error(key, str(error.args[0])) from None

    def _words(self, key: str, value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self._error(key, f"{key} is a list of strings")
        return tuple(value)

    def _error(self, key: str, message: str) -> ConfigError:
        numbered = enumerate(self.text.splitlines(), 1)
        line = next((number for number, text in numbered if text.strip().lstrip("\"'").startswith(key)), None)
        return ConfigError(f"{self.path}:{line}: {message}" if line else f"{self.path}: {message}")
