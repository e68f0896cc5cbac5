"""Where an engine points to."""

from __future__ import annotations

from dockerlint.record import NamedTuple


class Hit(NamedTuple):
    """A trigger that ends at byte ``end``; ``trigger`` is its place in :func:`dockerlint.image.matching.triggers`."""

    end: int
    trigger: int
