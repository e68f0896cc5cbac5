"""The pushes without a scan in a file, worked out once for all rules that ask."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.callers.scanning.kinds import lacks_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from dockerlint.callers.repository import Read
    from dockerlint.callers.scanning.lack import Lack


def found_in(read: Read) -> tuple[Lack, ...]:
    """Those of the file; nothing for one that cannot be read: whoever reads its builds tells so."""
    return _found(read.source.text, read.source.path, read.kind.name)


@lru_cache(8)
def _found(text: str, path: str, kind: str) -> tuple[Lack, ...]:
    return tuple(lacks_of(Source(text, path), kind))
