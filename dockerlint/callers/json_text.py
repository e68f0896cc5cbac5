"""JSON as the YAML reader takes it, with the comments that some programs allow; every place stays what it is."""

from __future__ import annotations

import re

from dockerlint.callers.yaml import Mapping, YamlError, read_yaml
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from re import Match

_STRING_OR_COMMENT = lazy(r'"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*[\s\S]*?\*/')
_NOT_LINE_ENDS = re.compile(r"[^\r\n]")


def read_json(source: Source) -> Mapping | None:
    """The object that a file holds, None for another value.  Raises YamlError for what is no JSON."""
    text = _STRING_OR_COMMENT.sub(_without_comment, source.text).replace("\t", " ")
    if not text.lstrip("\ufeff \r\n").startswith("{"):
        raise YamlError("no JSON object")
    documents = read_yaml(Source(text, source.path))
    return documents[0] if documents and isinstance(documents[0], Mapping) else None


def _without_comment(match: Match[str]) -> str:
    return match[0] if match[0].startswith('"') else _NOT_LINE_ENDS.sub(" ", match[0])
