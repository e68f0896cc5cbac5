"""The repository around the files of a run: which files may call builds, what they say, and fixes with all callers."""

from __future__ import annotations

import os

from dockerlint.callers.joint import Around, with_callers
from dockerlint.callers.kinds.table import is_caller_by_name, is_caller_name
from dockerlint.callers.leftover import NOTHING, may_mention, mentions_in, speaks_of_arguments, understood_in
from dockerlint.callers.needs import arguments_in
from dockerlint.callers.repository import Repository
from dockerlint.callers.texts import Texts, read_bytes
from dockerlint.engine.discover import find_files, is_dockerfile_name
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, decode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.joint import Joint
    from dockerlint.callers.leftover import Mention, Understood
    from dockerlint.engine.result import FileResult
    from dockerlint.engine.run import Run
    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile


class Tree:
    """One repository in a run: its callers, its Dockerfiles, and what was found in these.

    ``root`` is its absolute path, ``base`` how paths in it begin for those who ask.
    """

    def __init__(self, run: Run, root: str, base: str) -> None:
        self._run = run
        self._root = root
        self._base = "" if base == "." else base
        self._all: tuple[str, ...] | None = None
        self._all_others: dict[str, str] | None = None
        self._spoken: dict[str, str] | None = None  # texts by path of those that speak of build arguments
        self._closed: tuple[str, ...] | None = None
        self._declared: dict[str, frozenset[str]] = {}
        self._findings: dict[str, tuple[dict[str, str], tuple[Finding, ...]]] = {}
        self._models: dict[str, Dockerfile] = {}
        self._speaking = Texts(read_bytes)  # of files that speak of build arguments
        self.repository = Repository(root, self._base, read_bytes, self._callers)

    def forget(self) -> None:
        self.repository.forget()
        self._declared.clear()
        self._models.clear()
        self._findings.clear()

    @property
    def _files(self) -> tuple[str, ...]:
        """The places of all Dockerfiles and possible callers."""
        if self._all is None:
            options = self._run.options
            paths: tuple[str, ...] = options.places
            if not any(_contains(folder, self._root) for folder in options.folders):
                paths = tuple(find_files([self._root], self._excluded, lambda _: None, _is_wanted))
            places = (self.repository.place_of(path) for path in paths)
            self._all = tuple(place for place in places if place is not None)
        return self._all

    def _excluded(self, path: str) -> bool:
        return self._run.configs.of(path).excludes(path)

    def _callers(self) -> Iterator[str]:
        return (place for place in self._files if not is_dockerfile_name(place.rpartition("/")[2]))

    def declared_by(self, name: str) -> int:
        """How many Dockerfiles of the repository declare the build argument ``name``."""
        return len(self.declaring(name))

    def declaring(self, name: str) -> tuple[str, ...]:
        """The Dockerfiles of the repository that declare the build argument ``name``."""
        found = []
        for place in self._files:
            if is_dockerfile_name(place.rpartition("/")[2]):
                if place not in self._declared:
                    data = read_bytes(self.repository.path_of(place))
                    self._declared[place] = arguments_in(decode(data)) if data is not None else frozenset()
                if name in self._declared[place]:
                    found.append(place)
        return tuple(found)

    @property
    def _others(self) -> dict[str, str]:
        """The places of files in whose languages a build may be put together, by their paths."""
        if self._all_others is None:
            found = find_files([self._root], self._excluded, lambda _: None, _is_of_interest)
            places = (self.repository.place_of(path) for path in found)
            self._all_others = {self.repository.path_of(each): each for each in sorted(filter(None, places))}
        return self._all_others

    @property
    def closed(self) -> tuple[str, ...]:
        """The paths of files that are called like callers and cannot be read."""
        if self._closed is None:
            named = (path for path, place in self._others.items() if is_caller_by_name(place))
            self._closed = tuple(path for path in named if not os.access(path, os.R_OK))
        return self._closed

    def mentions(self, names: frozenset[str], texts: dict[str, str]) -> Iterator[Mention]:
        """The lines that hand over one of these build arguments and belong to no build that was read."""
        if self._spoken is None:
            read = ((path, self._speaking.of(path, _speaks)) for path in self._others)
            self._spoken = {path: text for path, text in read if text is not None}
        newer = {path: texts[path] for path in texts.keys() & self._others.keys()}
        named = {
            self._others[path]: text
            for path, text in (self._spoken | newer).items()
            if any(name in text for name in names)
        }
        return mentions_in(
            names, ((place, named[place], self._understood(place, named[place])) for place in sorted(named))
        )

    def _understood(self, place: str, text: str) -> Understood:
        read = self.repository.caller(place, text)
        return understood_in(read) if read is not None else NOTHING

    def source(self, place: str, texts: dict[str, str]) -> Source:
        """The Dockerfile at ``place``; an empty text where there is none."""
        path = self.repository.path_of(place)
        text = texts.get(path)
        if text is None:
            data = read_bytes(path)
            text = "" if data is None or b"\0" in data else decode(data)
        return Source(text, path)

    def dockerfile(self, place: str, texts: dict[str, str]) -> Dockerfile | None:
        """The model of the Dockerfile at ``place``."""
        from dockerlint.model import read_dockerfile

        source = self.source(place, texts)
        known = self._models.get(place)
        if known is None or known.source.text != source.text:
            known = self._models[place] = read_dockerfile(source, None)
        return known if source.text else None

    def findings(self, place: str, texts: dict[str, str]) -> tuple[Finding, ...]:
        """What is found in the Dockerfile at ``place``, with all callers in the fixes."""
        known = self._findings.get(place)
        if known is not None and known[0] == texts:
            return known[1]
        source = self.source(place, texts)
        result = self._run.check_dockerfile(source, self._run.configs.of(source.path), texts)
        found = self.completed(result, texts)
        self._findings[place] = (texts, found)
        return found

    def completed(self, result: FileResult, texts: dict[str, str]) -> tuple[Finding, ...]:
        """The findings of a Dockerfile with all callers in their fixes; a fix that several share is joined once."""
        place = self.repository.place_of(result.path)
        if place is None:
            return result.findings
        partial = self._run.options.allow_partial
        self._spoken = None  # files may have changed since they were asked for last
        links = list(self.repository.links_to(place, texts))
        around = Around(
            result.source, place, self.repository, links, texts, self.declared_by, self.mentions, self.closed, partial
        )
        joined_fixes: dict[int, Joint] = {}
        found = []
        for finding in result.findings:
            if finding.fix is not None:
                key = id(finding.fix)
                if key not in joined_fixes:
                    joined_fixes[key] = with_callers(finding.fix, around)
                finding = joined_fixes[key].told(finding)
            found.append(finding)
        return tuple(found)


def _contains(folder: str, root: str) -> bool:
    top = os.path.abspath(folder)
    return root == top or root.startswith(top.rstrip(os.sep) + os.sep)


def _speaks(data: bytes) -> bool:
    return speaks_of_arguments(decode(data))


def _is_of_interest(name: str) -> bool:
    return may_mention(name) and not is_dockerfile_name(name)


def _is_wanted(name: str) -> bool:
    return is_dockerfile_name(name) or is_caller_name(name)
