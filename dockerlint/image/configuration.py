"""What of an image is no file, searched: configuration, history, manifests with their annotations, attestations."""

from __future__ import annotations

import base64
import binascii
import json
import re

from dockerlint.finding import Confidence, Severity
from dockerlint.image.credential_files.judging import of_name
from dockerlint.image.evidence import evidence_of
from dockerlint.image.history import render_history
from dockerlint.image.matching import find
from dockerlint.image.values import Found, Place, Sighting
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.image.history import RenderedHistory
    from dockerlint.image.values import Document, Image
    from dockerlint.rule import Rule

_DEEPEST = 64  # values in values of a document
_SETTINGS = ("config", "container_config")


class OutsideFound(NamedTuple):
    """A credential outside of layers.

    ``state`` is ``configuration``, ``history`` or ``attestation``; ``name`` is what carries it, "" where nothing does;
    ``step`` is the index of the history entry that shows it or made it, -1 where there is none.
    """

    found: Found
    state: str
    name: str = ""
    step: int = -1


def search_outside(image: Image, rules: Iterable[Rule]) -> list[OutsideFound]:
    """Every credential in ``image`` outside of its layers, each value once at each place."""
    history = render_history(image, image.name)
    found = [
        *_in_configuration(image, history),
        *_in_history(image, history, rules),
        *(each for document in image.documents for each in _in_document(document)),
    ]
    return list({(each.found.evidence.fingerprint, each.found.place): each for each in found}.values())


def _outside(sighting: Sighting, state: str, path: str, name: str = "", step: int = -1) -> OutsideFound:
    place = Place(path, (), "content", 0, -1, sighting.encoding)
    found = Found(evidence_of(sighting), place, sighting.confidence, sighting.severity, sighting.notes)
    return OutsideFound(found, state, name, step)


def _in_configuration(image: Image, history: RenderedHistory) -> Iterator[OutsideFound]:
    document = _parsed(image.config)
    for section in _SETTINGS:
        settings = document.get(section) if isinstance(document, dict) else None
        if not isinstance(settings, dict):
            continue
        for key, value in settings.items():
            for path, name, text in _texts(value, f"{section}.{key}", key == "Env"):
                for sighting in _sightings(name, text):
                    yield _outside(sighting, "configuration", path, name, _step_with(history, key, name))
    for key in ("author", "comment"):
        value = document.get(key) if isinstance(document, dict) else None
        if isinstance(value, str):
            yield from (_outside(sighting, "configuration", key) for sighting in _sightings("", value))


def _texts(value: object, path: str, is_env: bool = False, depth: int = 0) -> Iterator[tuple[str, str, str]]:
    """Every text in ``value`` with the path to it and the name that carries it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        name, equals, rest = value.partition("=")
        if is_env and equals:
            yield f"{path} {name}", name, rest
        else:
            yield path, "", value
    elif isinstance(value, list):
        if all(isinstance(each, str) for each in value) and not is_env:
            yield path, "", " ".join(value)
            return
        for each in value:
            yield from _texts(each, path, is_env, depth + 1)
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str):
                yield f"{path} {key}", key, each
            else:
                yield from _texts(each, f"{path}.{key}", False, depth + 1)


def _sightings(name: str, text: str) -> list[Sighting]:
    """The credentials in a value that ``name`` carries: those with a format, else the whole when the name says so."""
    found = (
        find(f"{name}={text}".encode("utf-8", "surrogatepass")) if name else find(text.encode("utf-8", "surrogatepass"))
    )
    if name and not any(each.severity is not Severity.INFO for each in found):
        named = of_name(name, text, 0, len(text))
        found = [named] if named is not None else found
    return found


def _step_with(history: RenderedHistory, key: str, name: str) -> int:
    """The last step that set what the configuration shows under ``key``."""
    keyword = {"Env": "ENV", "Labels": "LABEL", "Cmd": "CMD", "Entrypoint": "ENTRYPOINT", "OnBuild": "ONBUILD"}.get(
        key, key.upper()
    )
    for index in range(len(history.steps) - 1, -1, -1):
        step = history.steps[index]
        if step.keyword == keyword and (not name or re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", step.text)):
            return index
    return -1


def _in_history(image: Image, history: RenderedHistory, rules: Iterable[Rule]) -> Iterator[OutsideFound]:
    """What the steps show: by format anywhere in an entry, and what the Dockerfile rules find in the text they make."""
    for index, entry in enumerate(image.history):
        for field in ("created_by", "comment", "author"):
            text = getattr(entry, field)
            for sighting in find(text.encode("utf-8", "surrogatepass")) if text else ():
                yield _outside(sighting, "history", f"history[{index}].{field}", "", index)
    for name, span_start, value, confidence in _by_rules(history, rules):
        index = next((i for i, span in enumerate(history.spans) if span.start <= span_start <= span.end), -1)
        if not find(value.encode("utf-8", "surrogatepass")):
            sighting = of_name(name, value, 0, len(value)) or Sighting("credential", value, 0, len(value), confidence)
            yield _outside(sighting, "history", f"history[{index}].created_by", name, index)


def _by_rules(history: RenderedHistory, rules: Iterable[Rule]) -> Iterator[tuple[str, int, str, Confidence]]:
    """The literal secrets that the rules for Dockerfiles find: name, offset, value, how sure."""
    from dockerlint.engine.check import check_file
    from dockerlint.settings import Settings
    from dockerlint.text import Source

    head = "FROM scratch\n"
    result = check_file(Source(head + history.source.text, history.source.path), Settings(), tuple(rules))
    for finding in result.findings:
        if finding.severity is Severity.INFO:
            continue
        for span in finding.masked:
            value = result.source.text[span.start : span.end].strip("\"'")
            name = finding.secret.name if finding.secret is not None else ""
            yield name, span.start - len(head), value, finding.confidence


def _in_document(document: Document) -> Iterator[OutsideFound]:
    if document.what == "configuration":
        return  # read in parts, with its own words
    is_provenance = document.what == "provenance"
    parsed = _parsed(document.data)
    for sighting in find(document.data):
        yield _outside(sighting, "attestation", document.what)
    if is_provenance and parsed is not None:
        for name, value in _build_arguments(parsed):
            for sighting in _sightings(name, value):
                yield _outside(sighting, "attestation", f"provenance build argument {name}", name)
        for text in _embedded(parsed):
            yield from (_outside(sighting, "attestation", "provenance Dockerfile") for sighting in find(text))


def _build_arguments(document: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """``build-arg:NAME`` keys, wherever a version of BuildKit's provenance has them, labels and the like included."""
    if depth > _DEEPEST:
        return
    if isinstance(document, dict):
        for key, value in document.items():
            if isinstance(value, str) and key.startswith(("build-arg:", "label:")):
                yield key.partition(":")[2], value
            yield from _build_arguments(value, depth + 1)
    elif isinstance(document, list):
        for each in document:
            yield from _build_arguments(each, depth + 1)


def embedded_dockerfile(image: Image) -> bytes | None:
    """The Dockerfile that max-mode provenance carries (BuildKit, docs/attestations/slsa-definitions.md)."""
    for document in image.documents:
        if document.what == "provenance":
            for text in _embedded(_parsed(document.data)):
                return text
    return None


def _embedded(document: object, depth: int = 0) -> Iterator[bytes]:
    if depth > _DEEPEST:
        return
    if isinstance(document, dict):
        infos = document.get("infos")
        for info in infos if isinstance(infos, list) else ():
            data = info.get("data") if isinstance(info, dict) else None
            if isinstance(data, str):
                try:
                    yield base64.b64decode(data)
                except binascii.Error:
                    continue
        for value in document.values():
            yield from _embedded(value, depth + 1)
    elif isinstance(document, list):
        for each in document:
            yield from _embedded(each, depth + 1)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data) if data else {}
    except (ValueError, RecursionError):
        return None
