"""The callers of one repository, and which Dockerfile each of their builds takes.

Paths from the repository's root have ``/`` between and are called places; the paths of sources and edits are as the
user would write them.
"""

from __future__ import annotations

import os

from dockerlint.callers.kinds.table import kind_of
from dockerlint.callers.texts import Texts, read_bytes
from dockerlint.engine.run import root_of
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockerlint.callers.build import Build, Caller
    from dockerlint.callers.kinds.table import Kind

_ALTERNATIVES = {"Dockerfile": "Containerfile"}
# How sure it is that a build takes a Dockerfile.
LINKED = "linked"
PERHAPS = "perhaps"  # its path is not known, or it is not there


def root_with_callers(folder: str) -> str | None:
    """The root of the repository around ``folder``; for a submodule, that of the repository that has it."""
    root = root_of(folder)
    while root is not None and b"/.git/modules/" in (read_bytes(os.path.join(root, ".git")) or b""):
        above = root_of(os.path.dirname(root))
        if above is None:
            break
        root = above
    return root


class Read(NamedTuple):
    """A caller as it was read, with its text and kind."""

    source: Source
    kind: Kind
    caller: Caller


class Link(NamedTuple):
    read: Read
    build: Build
    how: str


class Repository:
    """``root`` is the folder, ``base`` what stands before a place in a path that is shown ("" for none).

    ``read_bytes`` gives a file's bytes, None for one that cannot be read.  ``list_places`` names the files that may
    be callers; it is asked once.
    """

    def __init__(
        self,
        root: str,
        base: str,
        read_bytes: Callable[[str], bytes | None],
        list_places: Callable[[], Iterable[str]],
    ) -> None:
        self.root = root
        self.base = base
        self._list_places = list_places
        self._places: tuple[str, ...] | None = None
        self._read: dict[tuple[str, str], Read | None] = {}
        self._texts = Texts(read_bytes)

    def path_of(self, place: str) -> str:
        return os.path.join(self.base, *place.split("/")) if self.base else place.replace("/", os.sep)

    def place_of(self, path: str) -> str | None:
        """The place of ``path``, None for one outside of the repository."""
        relative = os.path.relpath(os.path.abspath(path), self.root)
        place = relative.replace(os.sep, "/")
        return None if place == ".." or place.startswith("../") or os.path.isabs(relative) else place

    def exists(self, place: str) -> bool:
        return os.path.isfile(os.path.join(self.root, *place.split("/")))

    @property
    def places(self) -> tuple[str, ...]:
        if self._places is None:
            self._places = tuple(sorted(set(self._list_places())))
        return self._places

    def callers(self, texts: dict[str, str]) -> Iterator[Read]:
        """The callers that run a build; ``texts`` are newer than those on disk, by path."""
        for place in self.places:
            found = self.caller(place, texts.get(self.path_of(place)))
            if found is not None and (found.caller.builds or found.caller.unread):
                yield found

    def caller(self, place: str, text: str | None = None) -> Read | None:
        """The caller at ``place``, with ``text`` in place of what is on disk; None for what cannot be one."""
        kind = kind_of(place)
        if kind is None:
            return None
        if text is None:
            text = self._text(place, kind)
            if text is None:
                return None
        elif not any(word.decode() in text for word in kind.words):
            return None
        key = (place, text)
        if key not in self._read:
            source = Source(text, self.path_of(place))
            self._read[key] = Read(source, kind, kind.read(source, place))
        return self._read[key]

    def _text(self, place: str, kind: Kind) -> str | None:
        """The text on disk, if it holds a word of a build."""
        return self._texts.of(self.path_of(place), lambda data: any(word in data for word in kind.words))

    def forget(self) -> None:
        """Files were written: what was read of them is out of date."""
        self._texts.forget()
        self._read.clear()

    def links_to(self, dockerfile: str, texts: dict[str, str]) -> Iterator[Link]:
        """The builds that take the Dockerfile at the place ``dockerfile``, or that may."""
        for read in self.callers(texts):
            for build in read.caller.builds:
                taken = self.dockerfiles_of(build, dockerfile)
                if dockerfile in taken:
                    yield Link(read, build, LINKED if len(taken) == 1 else PERHAPS)
                elif not taken:
                    yield Link(read, build, PERHAPS)

    def dockerfiles_of(self, build: Build, unsaved: str = "") -> tuple[str, ...]:
        """The Dockerfiles of the repository that a build may take.

        One when that is certain, none when it is unknown or elsewhere; ``unsaved`` need not be on disk.
        """
        found: dict[str, None] = {}
        for place in (build.dockerfile, *build.candidates):
            if place is None:
                continue
            if place == unsaved or self.exists(place):
                found[place] = None
                continue
            folder, _, name = place.rpartition("/")
            other = _ALTERNATIVES.get(name)
            if other is not None and build.builder in ("podman", "buildah", "nerdctl"):
                there = f"{folder}/{other}" if folder else other
                if self.exists(there):
                    found[there] = None
        return tuple(found)
