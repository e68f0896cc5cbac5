"""A format: which files have it, and what reads them."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.readers.slots import Reader


class Format(NamedTuple):
    """``names`` are file names, with their folder where that tells (``.aws/config``), in lower case.

    ``*.x`` is an ending, ``folder/*`` any file in a folder.
    """

    names: str
    read: Reader
