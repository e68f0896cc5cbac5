"""An image's configuration searched: what ``docker inspect`` shows, and what every container inherits.

The fields are those of the OCI image configuration (config.md) and of Docker's (moby, api/types/container).
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from dockerlint.image.outside.attestation import in_document_of
from dockerlint.image.outside.found import find_by_rules, find_in, outside
from dockerlint.image.outside.texts import parsed, texts_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.image.history import RenderedHistory
    from dockerlint.image.outside.found import OutsideFound
    from dockerlint.image.values import Image
    from dockerlint.rule import Rule

_SETTINGS = ("config", "container_config")  # the second is the classic builder's, of the last step's container
_KEYWORDS = {
    "Env": "ENV",
    "Labels": "LABEL",
    "Cmd": "CMD",
    "Entrypoint": "ENTRYPOINT",
    "OnBuild": "ONBUILD",
    "Healthcheck": "HEALTHCHECK",
    "User": "USER",
    "WorkingDir": "WORKDIR",
    "Volumes": "VOLUME",
    "ExposedPorts": "EXPOSE",
    "StopSignal": "STOPSIGNAL",
    "Shell": "SHELL",
    "author": "MAINTAINER",
}
_ENCODED = ("moby.buildkit.buildinfo.v1", "moby.buildkit.cache.v0")  # BuildKit's of 2021 to 2023, JSON in base64
_ELSEWHERE = frozenset({"history", "rootfs", *_SETTINGS, *_ENCODED})


def in_configuration(image: Image, history: RenderedHistory, rules: Sequence[Rule]) -> Iterator[OutsideFound]:
    """Every credential in the configuration of ``image`` but its history."""
    document = parsed(image.config)
    if not isinstance(document, dict):
        document = {}
    yield from _in_settings(document, history, rules)
    rest = {key: value for key, value in document.items() if key not in _ELSEWHERE}
    for text, sighting in find_in(list(texts_of(rest, ""))):
        keyword = _KEYWORDS.get(text.path, "")
        yield outside(sighting, "configuration", text.path, text.name, _step_with(history, keyword, ""), keyword)
    for key in _ENCODED:
        value = document.get(key)
        try:
            data = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
        except (binascii.Error, ValueError):
            continue
        yield from in_document_of(data, key, "configuration", rules)
    yield from _in_legacy_descriptions(image)


def _in_legacy_descriptions(image: Image) -> Iterator[OutsideFound]:
    """Those of ``docker save`` before version 25: ``ID/json`` with the settings of one layer."""
    for document in image.documents:
        if document.what.endswith("/json"):
            name = f"description of layer {document.what[:12]}"
            for text, sighting in find_in(list(texts_of(parsed(document.data), name))):
                yield outside(sighting, "configuration", text.path, text.name, repeats=True)


def _in_settings(
    document: dict[str, object], history: RenderedHistory, rules: Sequence[Rule]
) -> Iterator[OutsideFound]:
    for section in _SETTINGS:
        settings = document.get(section)
        if not isinstance(settings, dict):
            continue
        for key, value in settings.items():
            keyword = _KEYWORDS.get(key, "")
            for text, sighting in find_in(list(texts_of(value, f"{section}.{key}"))):
                step = _step_with(history, keyword, text.name)
                yield outside(sighting, "configuration", text.path, text.name, step, keyword)
        for key, line in _as_instructions(settings):
            keyword = _KEYWORDS[key]
            for finding, _, sighting in find_by_rules(Source(f"FROM scratch\n{line}\n", "configuration"), rules):
                name = finding.secret.name if finding.secret is not None else ""
                step = _step_with(history, keyword, "")
                yield outside(sighting, "configuration", f"{section}.{key}", name, step, keyword)


def _as_instructions(settings: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The settings that are commands, by key, as a Dockerfile has them: options of commands hold credentials."""
    for key in ("Cmd", "Entrypoint"):
        words = settings.get(key)
        if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
            yield key, f"{_KEYWORDS[key]} {_command(words)}"
    health = settings.get("Healthcheck")
    test = health.get("Test") if isinstance(health, dict) else None
    if isinstance(test, list) and len(test) > 1 and all(isinstance(word, str) for word in test):
        kind, *words = test
        yield "Healthcheck", f"HEALTHCHECK CMD {_one_line(words[0]) if kind == 'CMD-SHELL' else json.dumps(words)}"
    triggers = settings.get("OnBuild")
    for trigger in triggers if isinstance(triggers, list) else ():
        if isinstance(trigger, str):
            yield "OnBuild", f"ONBUILD {_one_line(trigger)}"


def _command(words: list[str]) -> str:
    """A command in the form that rules read best: shell text as such."""
    if len(words) == 3 and words[1] == "-c" and words[0].endswith("sh"):
        return _one_line(words[2])
    return json.dumps(words)


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).rstrip("\\")


def _step_with(history: RenderedHistory, keyword: str, name: str) -> int:
    """The last step that set what an instruction of ``keyword`` sets, that of ``name`` where it sets several."""
    if not keyword:
        return -1
    named = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])") if name and keyword in ("ENV", "LABEL") else None
    for index in range(len(history.steps) - 1, -1, -1):
        step = history.steps[index]
        if step.keyword != keyword:
            continue
        if named is None or (step.pairs and any(key == name for key, _ in step.pairs)) or named.search(step.text):
            return index
    return -1
