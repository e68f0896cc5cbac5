"""The pushes without a scan in a file, worked out once for all rules that ask."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.callers.scanning.kinds import kind_of, lacks_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source

if TYPE_CHECKING:
    from dockerlint.callers.scanning.lack import Lack


def found_in(source: Source, place: str, kind: str) -> tuple[Lack, ...]:
    """Those of ``source`` at ``place``, its path from the repository's root; ``kind`` is what else it may be known as.

    Nothing for a file that cannot be read: whoever reads its builds tells so.
    """
    return _found(source.text, source.path, kind_of(place) or kind)


@lru_cache(8)
def _found(text: str, path: str, kind: str) -> tuple[Lack, ...]:
    return tuple(lacks_of(Source(text, path), kind))
