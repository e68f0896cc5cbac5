"""Which reader a file has, by its name."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple, once
from dockerlint.trace.catalogue.paths import classify_path
from dockerlint.trace.catalogue.readers import (
    applications,
    clients,
    clouds,
    code_hosts,
    databases,
    histories,
    packages,
    system,
)
from dockerlint.trace.catalogue.readers.slots import reader
from dockerlint.trace.catalogue.readers.syntax import assignments, environment, ini, json, xml, yaml

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.readers.slots import Reader

_FAMILIES = (packages, clouds, code_hosts, databases, clients, system, histories, applications)


class _Table(NamedTuple):
    """Readers by ``folder/name``, ``name``, ``folder`` (for all files in it) and ending."""

    by_path: dict[str, Reader]
    by_name: dict[str, Reader]
    by_folder: dict[str, Reader]
    by_ending: dict[str, Reader]


@once
def _table() -> _Table:
    table = _Table({}, {}, {}, {})
    for family in _FAMILIES:
        for each in family.FORMATS:
            for name in each.names.split():
                folder, _, last = name.rpartition("/")
                if last == "*":
                    table.by_folder.setdefault(folder, each.read)
                elif last.startswith("*."):
                    table.by_ending.setdefault(last[2:], each.read)
                elif folder:
                    table.by_path.setdefault("/".join((folder.rpartition("/")[2], last)), each.read)
                else:
                    table.by_name.setdefault(last, each.read)
    return table


@once
def _by_syntax() -> dict[str, Reader]:
    """Readers of names alone, by the ending that tells a file's syntax."""
    syntaxes = {
        "json": json.entries, "yml": yaml.entries, "yaml": yaml.entries, "xml": xml.entries, "config": xml.entries,
        "properties": ini.entries, "toml": ini.entries, "ini": ini.entries, "cfg": ini.entries, "conf": ini.entries,
        "cnf": ini.entries, "env": environment.entries, "sh": environment.entries,
    }  # fmt: skip
    return {ending: reader(syntax) for ending, syntax in syntaxes.items()}


_ANY = reader(assignments.entries)
_TELLING = lazy(r"env|secret|cred|passw|token|auth")
_NO_TEXT = frozenset(("private-key", "keystore", "vcs"))


def names() -> frozenset[str]:
    """The file names of all formats, in lower case; those that are known with their folder only have it."""
    table = _table()
    return frozenset((*table.by_name, *(path.rpartition("/")[2] for path in table.by_path)))


def endings() -> frozenset[str]:
    """The endings by which formats are known, in lower case, without the dot."""
    return frozenset(_table().by_ending)


def folders() -> frozenset[str]:
    """The folders, some with the one around them, of whose files a format is known."""
    return frozenset(_table().by_folder)


def reader_of(path: str) -> Reader | None:
    """The reader for the file at ``path``: of its tool's format, else of its syntax; None for a file of no kind."""
    path = path.lower().replace("\\", "/")
    found = _by_path(path)
    if found is not None:
        return found
    known = classify_path(path)
    if known is not None:
        if known.kind in _NO_TEXT:
            return None
        for name in known.names:
            found = _by_path(name)
            if found is not None:
                return found
    name = path.rpartition("/")[2]
    found = _by_syntax().get(name.rpartition(".")[2])
    if found is None and (known is not None or (_TELLING.search(name) and "." not in name)):
        return _ANY
    return found


def _by_path(path: str) -> Reader | None:
    table = _table()
    parts = path.rsplit("/", 3)
    name = parts[-1]
    found = None
    if len(parts) > 1:
        found = table.by_path.get(f"{parts[-2]}/{name}") or table.by_folder.get(parts[-2])
        if found is None and len(parts) > 2:
            found = table.by_folder.get(f"{parts[-3]}/{parts[-2]}")
    if found is None:
        found = table.by_name.get(name) or table.by_ending.get(name.rpartition(".")[2])
    if found is None and name.startswith(".env."):
        found = table.by_name[".env"]
    return found
