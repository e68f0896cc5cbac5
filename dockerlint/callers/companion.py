"""The engine's companion: what a run over Dockerfiles and the files that build them asks of this package."""

from __future__ import annotations

import os

from dockerlint.callers.joint import Around, with_callers
from dockerlint.callers.kinds.table import is_caller_by_name, kind_of
from dockerlint.callers.leftover import NOTHING, may_mention, mentions_in, speaks_of_arguments, understood_in
from dockerlint.callers.needs import arguments_in
from dockerlint.callers.repository import Repository, root_with_callers
from dockerlint.callers.rule import View
from dockerlint.callers.rules import load_caller_rules
from dockerlint.callers.suppressing import suppressions_in
from dockerlint.callers.texts import Texts, read_bytes
from dockerlint.engine.check import frames_of, known_names
from dockerlint.engine.discover import find_files, is_dockerfile_name
from dockerlint.engine.literals import literals_in
from dockerlint.engine.masking import joined
from dockerlint.engine.result import Failure, FileResult, Note
from dockerlint.engine.run import asks_for_more
from dockerlint.engine.silence import Silence
from dockerlint.engine.suppress import apply_suppressions
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, Span, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.callers.joint import Joint
    from dockerlint.callers.leftover import Mention, Understood
    from dockerlint.callers.repository import Read
    from dockerlint.engine.run import Run
    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def is_caller_name(name: str) -> bool:
    """Whether a file called so, without its folder, may run builds."""
    return kind_of(name) is not None or name.endswith((".yml", ".yaml"))


def runs_builds(path: str) -> bool:
    """Whether the file at ``path``, met in a folder, may run a build: by name, then by a search of its bytes."""
    kind = kind_of(path.replace(os.sep, "/").removeprefix("./"))
    if kind is None:
        return False
    data = read_bytes(path)
    if data is None or b"\0" in data or not any(word in data for word in kind.words):
        return False
    return kind.name != "script" or "." in os.path.basename(path) or data.startswith(b"#!")


class Companion:
    """Implements :class:`dockerlint.engine.run.Companion` for one run; repositories are read when they are needed."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._rules = load_caller_rules()
        self._names = known_names(run.rules)
        self._repositories: dict[tuple[str, bool], _Tree] = {}
        self._roots: dict[str, str | None] = {}

    def takes(self, source: Source) -> bool:
        name = os.path.basename(source.path)
        if is_dockerfile_name(name):
            return False
        tree = self._tree(source.path)
        place = tree.repository.place_of(source.path) if tree is not None else name
        kind = kind_of(place) if place is not None else None
        if kind is not None and (kind.name != "script" or "." in name or source.text.startswith("#!")):
            return True
        # Nobody called it a Dockerfile: it was met on the way through a folder, or it is YAML.
        return (
            name.endswith((".yml", ".yaml")) or self._named(os.path.dirname(os.path.abspath(source.path))) is not None
        )

    def check(self, source: Source, others: Mapping[str, str], settings: Settings) -> FileResult:
        tree = self._tree(source.path) or self._of_folder(
            os.path.dirname(os.path.abspath(source.path)), os.path.isabs(source.path)
        )
        place = tree.repository.place_of(source.path)
        texts = {**others, source.path: source.text}
        read = tree.repository.caller(place, source.text) if place is not None else None
        if read is None:
            return FileResult(source)
        read = read._replace(source=source)
        failures: list[Failure] = []
        view = View(
            tree.repository,
            texts,
            lambda at: tree.findings(at, texts),
            lambda at: tree.dockerfile(at, texts),
            settings,
            tree.declaring,
        )
        # What an anchor or a parent shares is met once for every build that has it, and told once.
        told = {(each.span, each.code): each for each in self._findings(read, view, failures)}
        found = [told[place] for place in sorted(told)]
        suppressions, remarks = suppressions_in(source, self._names)
        kept, unused = apply_suppressions(found, suppressions, source)
        notes = [*remarks, *unused]
        if read.caller.unread:
            notes.append(Note(source.path, Span(0, 0), f"not read: {read.caller.unread}"))
        told_of = (span for finding in found for span in finding.masked)
        masked = tuple(joined((*told_of, *literals_in(source.text))))
        silence = Silence(source, masked)
        return FileResult(
            source,
            findings=tuple(silence.finding(each) for each in kept),
            masked=masked,
            problems=1 if read.caller.unread else 0,
            notes=tuple(silence.note(each) for each in notes),
            failures=tuple(failures),
        )

    def _findings(self, read: Read, view: View, failures: list[Failure]) -> Iterator[Finding]:
        for rule in self._rules:
            try:
                yield from list(rule.check(read, view))
            except Exception as error:
                message = f"internal error in rule {rule.code} {rule.name}: {type(error).__name__}"
                failures.append(Failure(read.source.path, "internal", message, frames_of(error)))

    def complete(self, result: FileResult, others: Mapping[str, str]) -> FileResult:
        tree = self._tree(result.path) if asks_for_more(result) else None
        if tree is None:
            return result
        return result._replace(findings=tree.completed(result, dict(others)))

    def forget(self) -> None:
        for tree in self._repositories.values():
            tree.forget()

    def _tree(self, path: str) -> _Tree | None:
        """The repository that a file lies in: by ``.git``, else a folder that was named to be checked."""
        folder = os.path.dirname(os.path.abspath(path))
        if folder not in self._roots:
            self._roots[folder] = root_with_callers(folder) or self._named(folder)
        root = self._roots[folder]
        return None if root is None else self._of_folder(root, os.path.isabs(path))

    def _named(self, folder: str) -> str | None:
        for named in self._run.options.folders:
            top = os.path.abspath(named)
            if folder == top or folder.startswith(top.rstrip(os.sep) + os.sep):
                return top
        return None

    def _of_folder(self, root: str, is_absolute: bool) -> _Tree:
        """The repository, whose paths are written as those that ask for it: absolute, or from the current folder."""
        key = (root, is_absolute)
        if key not in self._repositories:
            self._repositories[key] = _Tree(self._run, root, root if is_absolute else os.path.relpath(root))
        return self._repositories[key]


class _Tree:
    """One repository in a run: its callers, its Dockerfiles, and what was found in these."""

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
