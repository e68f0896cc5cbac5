"""A run over many files: configuration, checks, fixes and writing, one result a file in the order given."""

from __future__ import annotations

import os

from dockerlint.engine.check import check_file
from dockerlint.engine.config import Config, Configs
from dockerlint.engine.files import FileError, decode_checked, read_source
from dockerlint.engine.result import Failure, FileResult
from dockerlint.engine.select import DEFAULT_CONFIDENCE, Selection, default_names, resolve_names
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Protocol

    from dockerlint.engine.baseline import Baseline
    from dockerlint.engine.changes import Changes
    from dockerlint.finding import Confidence, Safety
    from dockerlint.model.context import Context
    from dockerlint.rule import Rule
    from dockerlint.settings import Settings
else:
    Protocol = object

# Folders that are remembered as listed, and files in them all together.
_MOST_CONTEXTS, _MOST_LISTED = 64, 20_000
PARALLEL_FROM = 64  # files; fewer are checked faster than a second process starts


class Companion(Protocol):
    """What knows the files that run builds: of a layer above, made by :attr:`Options.companion` when it is needed."""

    def takes(self, source: Source) -> bool:
        """Whether ``source`` is such a file, and not a Dockerfile."""

    def check(self, source: Source, others: Mapping[str, str], settings: Settings) -> FileResult:
        """What there is to say of such a file; ``others`` are texts newer than those on disk, by path."""

    def complete(self, result: FileResult, others: Mapping[str, str]) -> FileResult:
        """The result for a Dockerfile with what its fixes change in the files that build it."""

    def forget(self) -> None:
        """Files were written."""


class Options(NamedTuple):
    """What the caller asked for; None leaves a choice to the configuration file.

    ``folders`` are those that were named to be checked, and ``places`` the paths of files found in them that may run
    builds.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    confidence: Confidence | None = None
    context: str | None = None
    config: str | None = None
    fix: frozenset[Safety] = frozenset()
    write: bool = True
    baseline: Baseline | None = None
    changes: Changes | None = None
    jobs: int = 0  # 0: as many as there are processors, for more than PARALLEL_FROM files
    companion: Callable[[Run], Companion] | None = None
    folders: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    allow_partial: bool = False


class Run:
    """The rules with the options of one invocation.  Raises LookupError for a rule that does not exist."""

    def __init__(self, rules: Sequence[Rule], options: Options) -> None:
        self.rules = rules
        self.options = options
        self.configs = Configs(rules, options.config)
        self._select = resolve_names(options.select, rules) if options.select is not None else None
        self._ignore = resolve_names(options.ignore, rules)
        self._default = default_names(rules)
        self._contexts: dict[str, Context] = {}
        self._pending: dict[str, str] = {}  # texts that fixes gave to other files, where nothing is written
        self._companion: Companion | None = None

    def check_path(self, path: str) -> FileResult:
        """The result for the file at ``path``, fixed and written as the options say.  Raises ConfigError."""
        try:
            source = Source(self._pending[path], path) if path in self._pending else read_source(path)
        except FileError as error:
            return unreadable(error)
        return self.check_source(source)

    def check_data(self, data: bytes, path: str) -> FileResult:
        """The result for standard input, which is called ``path``; fixes of other files are left out."""
        try:
            source = Source(decode_checked(data, path), path)
        except FileError as error:
            return unreadable(error)
        return self.check_source(source, only_own=True)

    def check_source(self, source: Source, only_own: bool = False) -> FileResult:
        config = self.configs.of(source.path)
        result = self._check(source, config, self._pending)
        if self.options.fix and any(finding.fix is not None for finding in result.findings):
            result = self._fix(result, config, only_own)
        return result

    def _check(self, source: Source, config: Config, others: Mapping[str, str]) -> FileResult:
        result = self._judged(source, config, others)
        if self.options.changes is not None:
            result = self.options.changes.keep(result)
        return result if self.options.baseline is None else self.options.baseline.keep(result)

    def _judged(self, source: Source, config: Config, others: Mapping[str, str]) -> FileResult:
        selection = self._selection(config, source.path)
        if self.options.companion is not None and not _sounds_like_dockerfile(source.path):
            companion = self.companion
            if companion is not None and companion.takes(source):
                result = companion.check(source, others, config.settings)
                return result._replace(findings=tuple(each for each in result.findings if selection.wants(each)))
        result = self.check_dockerfile(source, config, others, selection)
        if self.options.companion is not None and asks_for_more(result) and self._has_callers(source.path):
            companion = self.companion
            if companion is not None:
                return companion.complete(result, others)
        return result

    def _has_callers(self, path: str) -> bool:
        """Whether there is a folder to look for callers in: one that was named, or a repository."""
        return bool(self.options.folders) or root_of(os.path.dirname(os.path.abspath(path))) is not None

    @property
    def companion(self) -> Companion | None:
        """What knows the callers, made when it is first asked for."""
        if self._companion is None and self.options.companion is not None:
            self._companion = self.options.companion(self)
        return self._companion

    def check_dockerfile(
        self, source: Source, config: Config, others: Mapping[str, str], selection: Selection | None = None
    ) -> FileResult:
        """The rules' findings in a Dockerfile by itself."""
        context = self._context(source.path, others)
        return check_file(source, config.settings, self.rules, context, selection)

    def _context(self, path: str, others: Mapping[str, str]) -> Context:
        """The build context of ``path``; files of one folder share it, so that the folder is listed once."""
        if others or os.path.exists(path + ".dockerignore"):
            return find_context(path, self.options.context, others)
        root = self.options.context or os.path.dirname(path)
        found = self._contexts.pop(root, None)
        if found is None:
            self._let_go_of_contexts()
            found = find_context(path, self.options.context, others)
        self._contexts[root] = found  # behind those that were asked for before
        return found

    def _let_go_of_contexts(self) -> None:
        """Makes room for another one: those go first that were not asked for longest."""
        listed = sum([each.listed for each in self._contexts.values()])
        for root, context in [*self._contexts.items()]:
            if len(self._contexts) < _MOST_CONTEXTS and listed <= _MOST_LISTED:
                break
            listed -= context.listed
            del self._contexts[root]

    def _selection(self, config: Config, path: str) -> Selection:
        confidence = self.options.confidence or config.confidence or DEFAULT_CONFIDENCE
        wanted = self._select if self._select is not None else config.select
        if wanted is None:
            wanted = self._default
        return Selection(wanted - config.ignore - self._ignore - config.ignored_in(path), confidence)

    def _fix(self, first: FileResult, config: Config, only_own: bool) -> FileResult:
        from dockerlint.engine.fix import Fixer, fix_file
        from dockerlint.engine.writing import write_changes

        def check(source: Source, others: Mapping[str, str]) -> FileResult:
            return self._check(source, config, {**self._pending, **others})

        try:
            result = fix_file(first, Fixer(check, self._read_other, self.options.fix, only_own))
            if self.options.write and not only_own:
                write_changes(result.changes)
                self._contexts.clear()
                if self._companion is not None:
                    self._companion.forget()
            else:
                self._pending.update({c.path: c.after for c in result.changes if c.path != first.path})
        except FileError as error:
            failure = Failure(error.path, "unwritable", error.message)
            return first._replace(failures=(*first.failures, failure))
        return result

    def _read_other(self, path: str) -> str | None:
        if path in self._pending:
            return self._pending[path]
        try:
            return read_source(path).text
        except FileError:
            if os.path.lexists(path):
                raise
            return None


def root_of(folder: str) -> str | None:
    """The root of the repository that ``folder`` lies in, by its ``.git``; None outside of any."""
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder


def _sounds_like_dockerfile(path: str) -> bool:
    """A quick test, so that a file that plainly is one does not load what knows the others."""
    name = os.path.basename(path).lower()
    return name.startswith(("dockerfile", "containerfile")) or name.endswith(("dockerfile", "containerfile"))


def asks_for_more(result: FileResult) -> bool:
    """Whether a fix makes the Dockerfile ask its callers for something, or take something no longer."""
    return any(
        finding.fix is not None
        and (finding.name == "secret-in-arg" or any(supply.verb == "build" for supply in finding.fix.supply))
        for finding in result.findings
    )


def find_context(path: str, folder: str | None, written: Mapping[str, str]) -> Context:
    """The build context of the Dockerfile at ``path``: ``folder``, else the folder that it lies in.

    ``written`` are texts that fixes gave to files and that are not on disk yet.
    """
    from dockerlint.model.context import Context

    root = folder or os.path.dirname(path) or "."
    if not written:
        return Context(root, path)
    from dockerlint.engine.pending import PendingContext

    return PendingContext(root, path, written)


def unreadable(error: FileError) -> FileResult:
    return FileResult(Source("", error.path), failures=(Failure(error.path, "unreadable", error.message),))


def check_paths(paths: Iterable[str], run: Run) -> Iterator[FileResult]:
    """The results for ``paths``, in their order; in several processes where that is faster."""
    listed = list(paths)
    jobs = run.options.jobs
    if len(listed) > 1:
        _collect_garbage()
    if not jobs:
        jobs = processors() if len(listed) > PARALLEL_FROM else 1
    if min(jobs, len(listed)) < 2:
        for path in listed:
            yield run.check_path(path)
        return
    from dockerlint.engine.parallel import check_in_parallel

    yield from check_in_parallel(listed, run, jobs)


def _collect_garbage() -> None:
    """Turn the garbage collector on if it is off, less eager than usual: models have cycles, modules and rules stay."""
    import gc

    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(80_000, 50, 50)
        gc.enable()


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
