"""Builds that a fix would end: they reach a mount that it requires, and hand over neither its secret nor an argument.

They may do without on purpose (a default, a command that looks whether the value is there), which nobody can tell
from outside, so a fix that would change that is a reason to refuse.
"""

from __future__ import annotations

from posixpath import basename, dirname

from dockerlint.callers.demands import all_mounts, mounts_of
from dockerlint.callers.repository import LINKED
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from dockerlint.callers.build import Build
    from dockerlint.callers.repository import Link
    from dockerlint.model import Dockerfile


class Unsupplied(NamedTuple):
    """``link`` is the build, ``argument`` what it does not hand over, ``id`` the secret that it would have to."""

    link: Link
    argument: str
    id: str


def unsupplied(
    links: Collection[Link],
    ids: Mapping[str, str],
    supplied: Mapping[int, Collection[str]],
    after: Callable[[], Dockerfile],
) -> Iterator[Unsupplied]:
    """The builds among ``links`` that end when the Dockerfile is what ``after`` reads, once a build may end by it.

    ``ids`` are the secrets by the arguments that they replace, ``supplied`` those that a build hands over once its
    caller is changed, by the ``id()`` of the build.
    """
    needed: dict[str | None, frozenset[str]] = {}
    read: Dockerfile | None = None
    beside = _Beside(links)
    for link in links:
        build = link.build
        if link.how != LINKED or build.is_part:
            continue
        there = supplied[id(build)]
        for argument, identity in ids.items():
            if identity in there or any(identity in supplied[id(other.build)] for other in beside.of(link)):
                continue
            if build.target not in needed:
                read = read or after()
                mounts = all_mounts(read) if build.target == "" else mounts_of(read, build.target)
                needed[build.target] = frozenset(mount.id for mount in mounts if mount.required)
            if identity in needed[build.target]:
                yield Unsupplied(link, argument, identity)


class _Beside:
    """The builds of one Dockerfile, by what may run together with them."""

    def __init__(self, links: Collection[Link]) -> None:
        self._named: dict[tuple[str, str], list[Link]] = {}
        for link in links:
            if link.build.name:
                self._named.setdefault((link.build.kind, link.build.name), []).append(link)
        # What a command or a step sets for the targets of bake files.
        self._set = [link for link in links if link.build.builder == "bake" and link.build.kind != "bake"]

    def of(self, link: Link) -> Iterator[Link]:
        """The builds that are never run without this one, or this one without them."""
        build, path = link.build, link.read.caller.path
        if build.kind == "bake":
            yield from self._set
        for name in build.inherits:
            yield from (each for each in self._named.get((build.kind, name), ()) if each.read.caller.path == path)
        if build.kind == "compose":
            for other in self._named[build.kind, build.name]:
                if _are_merged(build, path, other.read.caller.path):
                    yield other


def _are_merged(build: Build, path: str, other: str) -> bool:
    """Whether Compose makes one service of ``build`` and that of the same name in another file.

    It merges an override by itself; a ``build`` without a context only completes that of another file.
    """
    if path == other or dirname(path) != dirname(other):
        return False
    return build.is_incomplete or any(".override." in basename(each) for each in (path, other))
