"""What a credential file holds, by the format of its tool."""

from __future__ import annotations

from dockerlint.image.credential_files.assignments import read_assignments
from dockerlint.image.credential_files.formats import reader_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.values import Sighting

_LARGEST = 4 << 20  # bytes; no one writes a larger configuration by hand


def read_credentials(path: str, data: bytes) -> list[Sighting]:
    """The credentials in the file at ``path``, in order, each place once.

    What has a format of its own is left to ``dockerlint.image.matching``; variables and placeholders are none.
    """
    if len(data) > _LARGEST:
        return []
    reader = reader_of(path, data)
    if reader is None and b"\0" in data[:1024]:
        return []
    found = (reader or read_assignments)(data)
    return sorted({(each.start, each.end): each for each in found}.values(), key=lambda each: each.start)
