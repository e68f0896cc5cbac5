"""The texts of a JSON document, each with the way to it and the name that carries it."""

from __future__ import annotations

import json
import re

from dockerlint.image.outside.found import Text
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 64  # values in values
_LISTED = frozenset({"env"})  # keys, in lower case, of lists of NAME=value
# Keys of what carries values by names of its users' own choice; other keys are a format's.
_NAMING = frozenset({"labels", "annotations", "args", "parameters", "environment", "env"})
_VARIABLE = re.compile(r"([A-Za-z_][\w.-]*)=(.*)", re.DOTALL)


def parsed(data: bytes) -> object:
    """The document in ``data``, None where it is no JSON."""
    try:
        return json.loads(data) if data else None
    except (ValueError, RecursionError):
        return None


def texts_of(value: object, path: str, name: str = "", depth: int = 0) -> Iterator[Text]:
    """Every text in ``value``, its keys too; values nested deeper than any builder writes are one text of JSON."""
    if isinstance(value, str):
        yield Text(path, name, value)
    elif depth > _DEEPEST:
        yield Text(path, "", json.dumps(value))
    elif isinstance(value, dict):
        for key, each in value.items():
            if isinstance(each, str):
                yield Text(f"{path} {key}".strip(), _carrier(key, path), each)
            else:
                yield Text(path, "", key)
                yield from texts_of(each, f"{path}.{key}".lstrip("."), "", depth + 1)
    elif isinstance(value, list):
        yield from _of_list(value, path, depth)


def _of_list(value: list[object], path: str, depth: int) -> Iterator[Text]:
    if path.rpartition(".")[2].lower() in _LISTED:
        for each in value:
            variable = _VARIABLE.fullmatch(each) if isinstance(each, str) else None
            if variable:
                yield Text(f"{path} {variable[1]}", variable[1], variable[2])
            else:
                yield from texts_of(each, path, "", depth + 1)
    elif value and all(isinstance(each, str) for each in value):
        yield Text(path, "", " ".join(str(each) for each in value))
    else:
        for each in value:
            yield from texts_of(each, path, "", depth + 1)


def _carrier(key: str, path: str) -> str:
    """The variable or label that a key stands for: BuildKit writes ``build-arg:NAME`` and ``label:NAME``."""
    kind, _, name = key.partition(":")
    if name and kind in ("build-arg", "label", "env"):
        return name
    return key if path.rpartition(".")[2].lower() in _NAMING else ""
