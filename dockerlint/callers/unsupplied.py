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
    from collections.abc import Collection, Iterator, Mapping

    from dockerlint.callers.repository import Link
    from dockerlint.model import Dockerfile


class Unsupplied(NamedTuple):
    """``link`` is the build, ``argument`` what it does not hand over, ``id`` the secret that it would have to."""

    link: Link
    argument: str
    id: str


def unsupplied(
    links: Collection[Link], ids: Mapping[str, str], supplied: Mapping[int, Collection[str]], after: Dockerfile
) -> Iterator[Unsupplied]:
    """The builds among ``links`` that end when the Dockerfile is ``after``.

    ``ids`` are the secrets by the arguments that they replace, ``supplied`` those that a build hands over once its
    caller is changed, by the ``id()`` of the build.
    """
    needed: dict[str | None, frozenset[str]] = {}
    for link in links:
        build = link.build
        if link.how != LINKED or build.is_part:
            continue
        there = supplied.get(id(build), ())
        for argument, identity in ids.items():
            if identity in there or _is_given_with_it(link, identity, links, supplied):
                continue
            if build.target not in needed:
                mounts = all_mounts(after) if build.target == "" else mounts_of(after, build.target)
                needed[build.target] = frozenset(mount.id for mount in mounts if mount.required)
            if identity in needed[build.target]:
                yield Unsupplied(link, argument, identity)


def _is_given_with_it(
    link: Link, identity: str, links: Collection[Link], supplied: Mapping[int, Collection[str]]
) -> bool:
    """Whether another build of ``links`` is never run without this one, or with it, and hands the secret over."""
    return any(
        identity in supplied.get(id(other.build), ()) and _go_together(link, other)
        for other in links
        if other.build is not link.build
    )


def _go_together(link: Link, other: Link) -> bool:
    build, path = link.build, link.read.caller.path
    if other.read.caller.path == path:
        return other.build.name in build.inherits
    if build.kind == "bake":
        return other.build.builder == "bake" and other.build.kind != "bake"  # what a command or a step sets
    if build.kind != "compose" or other.build.kind != "compose" or build.name != other.build.name:
        return False
    # Compose merges an override by itself; a ``build`` without a context only completes that of another file.
    names = basename(path), basename(other.read.caller.path)
    is_beside = dirname(path) == dirname(other.read.caller.path)
    return is_beside and (build.is_incomplete or any(".override." in name for name in names))
