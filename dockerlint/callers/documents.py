"""The YAML documents of a file, read once for all rules that ask."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.callers.yaml import YamlError, read_yaml
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from dockerlint.callers.yaml import Node


def documents_of(source: Source) -> tuple[Node, ...]:
    """None for a file that cannot be read: whoever reads its builds tells so."""
    return _read(source.text)


@lru_cache(8)
def _read(text: str) -> tuple[Node, ...]:
    try:
        return tuple(read_yaml(Source(text, "")))
    except YamlError:
        return ()
