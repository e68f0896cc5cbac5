"""Credentials of known formats in any bytes: tokens, private keys, URLs with passwords; plain, in UTF-16, in base64.

An :class:`~dockerlint.image.matching.engine.Engine` says where something may be, quickly; ``confirm`` asks the
catalogue (``dockerlint.trace.catalogue``) whether there is.
"""

from __future__ import annotations

from dockerlint.image.matching.confirm import confirm
from dockerlint.image.matching.engine import engine
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.values import Sighting

__all__ = ["find"]


def find(data: bytes) -> list[Sighting]:
    """All credentials in ``data`` that have a format, in order, each value once at each place."""
    return confirm(data, engine().hits(data))
