"""What supervisord starts, by its configuration (its manual, "Configuration File", the sections of programs)."""

from __future__ import annotations

import shlex

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.staging.survey import Survey

_SECTION = lazy(r"(?m)^\[(?:program|fcgi-program|eventlistener):[^\]\n]*\][ \t]*\r?\n((?:(?!\[)[^\n]*\n?)*)")
_SETTING = lazy(r"(?m)^(command|directory)[ \t]*[=:][ \t]*(.*?)(?:[ \t];.*)?\r?$")
_ENDINGS = (".conf", ".ini", ".cfg", ".supervisord")


class Started(NamedTuple):
    """A command with the folder that it starts in, "" where none is set."""

    words: tuple[str, ...]
    folder: str


def started_by_supervisor(survey: Survey) -> list[Started] | None:
    """The commands in the configuration files of the context; None when there are none, or one cannot be read."""
    found: list[Started] = []
    for path in survey.files:
        text = survey.read(path) or "" if path.endswith(_ENDINGS) else ""
        for section in _SECTION.finditer(text):
            settings = dict(_settings(section[1]))
            try:
                words = tuple(shlex.split(settings.get("command", "")))
            except ValueError:
                return None
            if not words or "%(" in " ".join((words[0], settings.get("directory", ""))):
                return None  # what it expands is decided when it runs
            found.append(Started(words, settings.get("directory", "")))
    return found or None


def _settings(section: str) -> Iterator[tuple[str, str]]:
    for match in _SETTING.finditer(section):
        yield match[1], match[2]
