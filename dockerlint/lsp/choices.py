"""What a client's settings say: ``initializationOptions``, and section ``dockerlint`` of its configuration."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockerlint.finding import Confidence
from dockerlint.lsp.checking import Choices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEYS = ("select", "ignore", "minConfidence", "context", "config")
OF_CLIENTS = ("command", "enable", "path", "trace")  # stand in the same section of an editor's settings


def read_choices(
    settings: object, names: Callable[[Sequence[str]], frozenset[str]], folder: str
) -> tuple[Choices, list[str]]:
    """The choices, and a complaint for each setting that is not understood and so is left out.

    ``names`` are the rules that some words mean, or LookupError; paths are relative to ``folder``.
    """
    reader = _Reader(settings if isinstance(settings, dict) else {}, names, folder)
    choices = Choices(
        select=reader.rules("select"),
        ignore=reader.rules("ignore") or frozenset(),
        confidence=reader.confidence("minConfidence"),
        context=reader.path("context"),
        config=reader.path("config"),
    )
    return choices, reader.complaints


class _Reader:
    def __init__(
        self, settings: Mapping[str, object], names: Callable[[Sequence[str]], frozenset[str]], folder: str
    ) -> None:
        self.settings = settings
        self.names = names
        self.folder = folder
        self.complaints = [
            f"there is no setting dockerlint.{key}" for key in settings if key not in (*KEYS, *OF_CLIENTS)
        ]

    def rules(self, key: str) -> frozenset[str] | None:
        value = self.settings.get(key)
        if value is None or value == []:
            return None
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.complaints.append(f"dockerlint.{key} is a list of rules")
            return None
        try:
            return self.names(value)
        except LookupError as error:
            self.complaints.append(f"dockerlint.{key}: {error.args[0]}")
            return None

    def confidence(self, key: str) -> Confidence | None:
        value = self.settings.get(key)
        if value in (None, ""):
            return None
        known = next((each for each in Confidence if each.value == value), None)
        if known is None:
            self.complaints.append(f"dockerlint.{key} is one of {', '.join(each.value for each in Confidence)}")
        return known

    def path(self, key: str) -> str | None:
        value = self.settings.get(key)
        if value in (None, ""):
            return None
        if not isinstance(value, str):
            self.complaints.append(f"dockerlint.{key} is a path")
            return None
        return os.path.normpath(os.path.join(self.folder, os.path.expanduser(value)))
