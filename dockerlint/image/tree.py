"""An image as it is told to people: its layers in order, the steps that made them, and what was found."""

from __future__ import annotations

from dockerlint.record import NamedTuple


class Row(NamedTuple):
    """One layer, or what is outside of layers when ``number`` is None.

    ``number`` counts from 1, the lowest.  ``size`` is that of the uncompressed layer in bytes, -1 where it is not
    known.  ``title`` is the step that made it, secrets masked.  ``origin`` is its line (``Dockerfile:7``), "" where
    that is not known.  ``inherited`` names the base image that it comes from.  ``gaps`` say what was not looked at.
    """

    number: int | None
    title: str
    diff_id: str = ""
    size: int = -1
    origin: str = ""
    inherited: str = ""
    gaps: tuple[str, ...] = ()


class ImageTree(NamedTuple):
    """One image for one platform.  ``facts`` are its platform, digest and size in words."""

    name: str
    platform: str
    facts: str
    rows: tuple[Row, ...]
