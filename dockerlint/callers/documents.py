"""The YAML documents of a file for rules that ask."""

from __future__ import annotations

from dockerlint.callers.yaml import YamlError, read_yaml
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Source


def documents_of(source: Source) -> tuple[Node, ...]:
    """None for a file that cannot be read: whoever reads its builds tells so."""
    try:
        return read_yaml(source)
    except YamlError:
        return ()
