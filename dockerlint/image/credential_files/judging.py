"""What a name says about the value that it carries, outside of files."""

from __future__ import annotations

from dockerlint.image.values import Sighting
from dockerlint.trace.catalogue.readers.credential import by_name, in_text
from dockerlint.trace.catalogue.readers.syntax import Entry


def of_name(name: str, value: str, start: int, end: int) -> Sighting | None:
    """A value that is assigned to ``name``: a credential when the name says so and the value can be one.

    Of a connection string it is the password.
    """
    entry = Entry((name,), value, start, end)
    found = next(in_text(entry), None) or by_name(name, value, start, end)
    return None if found is None else Sighting(*found)
