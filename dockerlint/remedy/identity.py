"""The id of a secret that is a file: two secrets never share one, since a build is given one value for each id."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.form import secret_id
from dockerlint.trace.catalogue.questions import classify_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.settings import Settings
    from dockerlint.trace.secrets import Copied, Holding, Mount
    from dockerlint.trace.trace import Trace


def identity_of(trace: Trace, copied: Copied) -> str:
    """The id for a file of the context: the usual one unless another file of that kind is copied as well."""
    alike = trace.answers.once("copied alike", lambda: _sources_of_one_kind(trace))
    if len(alike.get((copied.secret_id, posixpath.basename(copied.source)), ())) <= 1:
        return copied.secret_id
    return re.sub(r"\W+", "_", posixpath.normpath(copied.source)).strip("_")


def _sources_of_one_kind(trace: Trace) -> dict[tuple[str, str], set[str]]:
    """By id and name: the files of the context that are copied."""
    found: dict[tuple[str, str], set[str]] = {}
    for each in trace.copied:
        if each.holding is None:
            key = (each.secret_id, posixpath.basename(each.source))
            found.setdefault(key, set()).add(posixpath.normpath(each.source))
    return found


def distinct_id(trace: Trace, wanted: str, holding: Holding, source: str, settings: Settings) -> str:
    """``wanted``, numbered where a variable, another file or a mount that the Dockerfile has already goes by it.

    ``source`` is the file of the build context, or "" for one that the build itself makes.
    """
    ids = trace.answers.once(("ids of files", settings), lambda: _allot(trace, settings))
    owner = _owner(holding, source)
    return ids.get((owner, wanted)) or _first_free(wanted, lambda each: each in ids.values())


def made_file(trace: Trace, holding: Holding, identity: str) -> str:
    """What the caller may name the file that the build made so far: as it is called there, if only one secret is."""
    name, owner = posixpath.basename(holding.path), _owner(holding, "")
    alike = (each for each in trace.holdings if posixpath.basename(each.path) == name)
    return name if all(_owner(each, "") == owner for each in alike) else identity


_Owner = tuple[str, ...]


def _owner(holding: Holding | None, source: str) -> _Owner:
    """What the content of a file is known by: the file of the context, or the variables that it is written from."""
    if source or holding is None:
        return ("file", posixpath.normpath(source))
    return ("variables", *sorted({origin.name for origin in holding.origins}))


def _allot(trace: Trace, settings: Settings) -> dict[tuple[_Owner, str], str]:
    """The ids of all files that may become secrets.  Variables come first, as their ids are their names."""
    variables: dict[str, set[str]] = {}
    for origin in trace.variables:
        variables.setdefault(secret_id(origin.name, settings), set()).add(origin.name)
    mounts: dict[str, list[Mount]] = {}
    for origin in trace.mounts:
        if origin.mount is not None:
            mounts.setdefault(origin.mount.id, []).append(origin.mount)
    taken: set[str] = set()
    ids: dict[tuple[_Owner, str], str] = {}
    for wanted, owner, names in _claims(trace, settings):
        if (owner, wanted) not in ids:

            def is_taken(each: str, owner: _Owner = owner, names: frozenset[str] = names) -> bool:
                others = variables.get(each, set()).difference(owner[1:] if owner[0] == "variables" else ())
                foreign = any(posixpath.basename(mount.target) not in names for mount in mounts.get(each, ()))
                return each in taken or bool(others) or foreign

            ids[owner, wanted] = _first_free(wanted, is_taken)
            taken.add(ids[owner, wanted])
    return ids


def _claims(trace: Trace, settings: Settings) -> Iterator[tuple[str, _Owner, frozenset[str]]]:
    """The id that each file would have, what it is known by, and the names that a mount of the same file may have."""
    for copied in trace.copied:
        if copied.holding is None:
            names = frozenset({posixpath.basename(copied.source), posixpath.basename(copied.destination)})
            wanted = identity_of(trace, copied) or posixpath.basename(copied.destination)
            yield secret_id(wanted, settings), _owner(None, copied.source), names
    for download in trace.downloads:
        name = posixpath.basename(download.path)
        yield secret_id(download.secret_id or name, settings), _owner(None, name), frozenset({name})
    for holding in trace.holdings:
        if holding.write is not None and holding.write.how == "redirect":
            name = posixpath.basename(holding.path)
            known = classify_path(holding.path)
            wanted = secret_id((known.secret_id if known is not None else "") or name, settings)
            yield wanted, _owner(holding, ""), frozenset()


def _first_free(wanted: str, is_taken: Callable[[str], bool]) -> str:
    number = 1
    identity = wanted
    while is_taken(identity):
        number += 1
        identity = f"{wanted}_{number}"
    return identity
