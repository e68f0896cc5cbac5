"""A format: which files have it, and what reads them."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.readers.slots import Reader


class Format(NamedTuple):
    """``names`` are file names, or ends of paths with the folder (``.aws/config``), in lower case; ``*.x`` is an ending."""

    names: str
    read: Reader
