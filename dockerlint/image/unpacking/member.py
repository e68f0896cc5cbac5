"""A file in an archive."""

from __future__ import annotations

from dockerlint.image.unpacking.reading import Reader
from dockerlint.record import NamedTuple


class Member(NamedTuple):
    """A file in an archive.  ``problem`` says why it cannot be read, "" where it can."""

    name: str
    reader: Reader
    problem: str = ""


def unreadable(name: str, problem: str) -> Member:
    """A member that is there and cannot be read."""
    return Member(name, Reader.of_bytes(b""), problem)
