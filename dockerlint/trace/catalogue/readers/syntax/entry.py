"""One value in a file, whatever the syntax."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DEEPEST = 64  # names above a value that are kept

_ASSIGNED = lazy(r"([A-Za-z_][\w.-]{0,99})=(?=[^\s=&;,]+$)")
_NAMES = frozenset(("name", "key"))


class Entry(NamedTuple):
    """A value at ``text[start:end]``, without its quotes and with its escapes undone.

    ``names`` are those of the tables around it from the outside in, its own name last; () where it has none.
    ``table`` is the same number for all entries that stand directly in the same table, object or element.
    """

    names: tuple[str, ...]
    value: str
    start: int
    end: int
    table: int = 0

    @property
    def name(self) -> str:
        return self.names[-1] if self.names else ""


def named(entries: Iterable[Entry]) -> Iterator[Entry]:
    """``entries``, and those that are named in another way.

    ``name: X, value: Y`` (or ``key``, ``value``) in one table, and ``X=Y`` as a value, are entries with the name X.
    """
    table, name, value = -1, "", None
    for entry in entries:
        assigned = _ASSIGNED.match(entry.value) if "=" in entry.value else None
        if assigned is not None and len(entry.value) == entry.end - entry.start:
            start = entry.start + assigned.end()
            yield Entry((*entry.names[:-1], assigned[1]), entry.value[assigned.end() :], start, entry.end, entry.table)
            continue
        yield entry
        if entry.table != table:
            table, name, value = entry.table, "", None
        own = entry.name.lower()
        if own in _NAMES:
            name = entry.value
        elif own == "value":
            value = entry
        else:
            continue
        if name and value is not None:
            yield value._replace(names=(*value.names[:-1], name))
            name, value = "", None


def below(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The names of what stands in the table ``name``, which stands in ``names``."""
    return (*names, name) if name and len(names) < DEEPEST else names
