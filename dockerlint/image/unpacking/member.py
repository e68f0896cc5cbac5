"""A file in an archive."""

from __future__ import annotations

from dockerlint.image.reading import READ, Reader
from dockerlint.record import NamedTuple

BEHIND = "(behind the last file)"


class Member(NamedTuple):
    """A file in an archive, or what the archive says of one.

    ``problem`` says why it cannot be read, "" where it can; with the name "" it is the archive's own.  ``aspect`` is
    that of :class:`dockerlint.image.values.Place`.  ``is_version`` is for one of many versions: a credential in another
    one needs no second place.
    """

    name: str
    reader: Reader
    problem: str = ""
    aspect: str = "content"
    is_version: bool = False


def unreadable(name: str, problem: str) -> Member:
    """A member that is there and cannot be read."""
    return Member(name, Reader.of_bytes(b""), problem)


def said(name: str, aspect: str, text: bytes) -> Member:
    """What an archive says of a member beside its name."""
    return Member(name, Reader.of_bytes(text), "", aspect)


def is_followed(reader: Reader) -> bool:
    """Whether something is behind the zeros that end an archive; the reader stands there then."""
    while data := reader.read(READ):
        if rest := data.lstrip(b"\0"):
            reader.give_back(rest)
            return True
    return False
