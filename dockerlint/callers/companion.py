"""The engine's companion: what a run over Dockerfiles and the files that build them asks of this package."""

from __future__ import annotations

import os

from dockerlint.callers.kinds.table import kind_of
from dockerlint.callers.repository import root_with_callers
from dockerlint.callers.rule import View
from dockerlint.callers.rules import load_caller_rules
from dockerlint.callers.suppressing import suppressions_in
from dockerlint.callers.texts import read_bytes
from dockerlint.callers.tree import Tree
from dockerlint.engine.check import frames_of, known_names
from dockerlint.engine.discover import is_dockerfile_name
from dockerlint.engine.literals import literals_in
from dockerlint.engine.masking import joined
from dockerlint.engine.result import Failure, FileResult, Note
from dockerlint.engine.run import asks_for_more
from dockerlint.engine.silence import Silence
from dockerlint.engine.suppress import apply_suppressions
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockerlint.callers.repository import Read
    from dockerlint.engine.run import Run
    from dockerlint.finding import Finding
    from dockerlint.settings import Settings


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
        self._repositories: dict[tuple[str, bool], Tree] = {}
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

    def _tree(self, path: str) -> Tree | None:
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

    def _of_folder(self, root: str, is_absolute: bool) -> Tree:
        """The repository, whose paths are written as those that ask for it: absolute, or from the current folder."""
        key = (root, is_absolute)
        if key not in self._repositories:
            self._repositories[key] = Tree(self._run, root, root if is_absolute else os.path.relpath(root))
        return self._repositories[key]
