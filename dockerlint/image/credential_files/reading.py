"""What a credential file holds, by the format of its tool."""

from __future__ import annotations

from dockerlint.image.values import Sighting
from dockerlint.trace.catalogue import readers


def read_credentials(path: str, data: bytes) -> list[Sighting]:
    """The credentials in the file at ``path``, in order, each place once.

    Variables, placeholders, empty values and what is encrypted for another place are none.  Private keys in PEM and
    whatever else has a format in any file are left to ``dockerlint.image.matching``.
    """
    return [Sighting(*found) for found in readers.read(path, data)]
