"""Only what a change brought: findings that touch changed lines, with their own place or one of their trace."""

from __future__ import annotations

import os

from dockerlint.engine.config import ConfigError
from dockerlint.engine.files import FileError, place_below, read_source
from dockerlint.engine.unified_diff import read_diff, touched_lines
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.text import Source, Span


class EveryLine:
    """The lines of a new file."""

    def __contains__(self, line: object) -> bool:
        return True


class Changes:
    """The changed lines of the files below ``root``, by paths relative to it.

    They are those of a file's text when it is first seen; of a text that fixes have made since, the same lines.
    """

    def __init__(self, root: str, lines: Mapping[str, Collection[int] | EveryLine]) -> None:
        self.root = os.path.realpath(root)
        self.lines = lines
        self._first: dict[str, str] = {}

    def keep(self, result: FileResult) -> FileResult:
        """``result`` with the findings that touch a changed line."""
        if not result.findings:
            return result
        source = result.source
        first = self._first.setdefault(source.path, source.text)
        lines = self._of(source.path)
        if lines is not None and first != source.text and not isinstance(lines, EveryLine):
            lines = _carried(lines, first, source.text)
        kept = tuple(finding for finding in result.findings if self._touches(finding, source, lines))
        return result._replace(findings=kept)

    def _of(self, path: str) -> Collection[int] | EveryLine | None:
        return self.lines.get(place_below(self.root, path))

    def _touches(self, finding: Finding, source: Source, lines: Collection[int] | EveryLine | None) -> bool:
        if lines is not None and any(_meets(source, span, lines) for span in own_places(finding)):
            return True
        for related in finding.related:
            if related.path and related.path != finding.path:
                theirs = self._of(related.path)
                if theirs is not None and _meets(_read(related.path), related.span, theirs):
                    return True
        return False


def own_places(finding: Finding) -> Iterator[Span]:
    """The places of a finding and of its trace in the finding's own file."""
    yield finding.span
    yield from (related.span for related in finding.related if not related.path or related.path == finding.path)


def line_range(source: Source, span: Span) -> range:
    """The lines that ``span`` covers."""
    last = max(span.end - 1, span.start)
    return range(source.position(span.start).line, source.position(last).line + 1)


def _meets(source: Source, span: Span, lines: Collection[int] | EveryLine) -> bool:
    return any(line in lines for line in line_range(source, span))


def _read(path: str) -> Source:
    from dockerlint.text import Source

    try:
        return read_source(path)
    except FileError:
        return Source("", path)


def _carried(lines: Collection[int], before: str, after: str) -> frozenset[int]:
    """Where ``lines`` of ``before`` are in ``after``; what took the place of one of them counts as one."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    found: set[int] = set()
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            found.update(line + new_from - old_from for line in lines if old_from < line <= old_to)
        elif any(old_from < line <= old_to for line in lines):
            found.update(range(new_from + 1, new_to + 1))
    return frozenset(found)


def changes_since(revision: str) -> Changes:
    """What the work tree has that the common ancestor of HEAD and ``revision`` had not.  Raises ConfigError.

    Files that git does not know yet are new in full.
    """
    if revision.startswith("-"):
        raise ConfigError(f"--diff-base: {revision!r} is not a revision")
    root = _root()
    diff = _git(
        "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--ignore-submodules",
        "--src-prefix=a/", "--dst-prefix=b/", "--merge-base", revision, "--", folder=root,
    )  # fmt: skip
    lines: dict[str, Collection[int] | EveryLine] = {
        path: touched_lines(hunks) for path, hunks in read_diff(diff).items()
    }
    for path in _git("ls-files", "--others", "--exclude-standard", "-z", folder=root).split("\0"):
        if path:
            lines[path] = EveryLine()
    return Changes(root, lines)


def changes_in(diff: str) -> Changes:
    """What a unified diff brings; its paths are relative to the repository's root, else to the current folder."""
    try:
        root = _root()
    except ConfigError:
        root = "."
    return Changes(root, {path: touched_lines(hunks) for path, hunks in read_diff(diff).items()})


def _root() -> str:
    return _git("rev-parse", "--show-toplevel").rstrip("\n")


def _git(*words: str, folder: str | None = None) -> str:
    import subprocess

    try:
        done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)  # noqa: S603, S607 - git of PATH
    except FileNotFoundError:
        raise ConfigError("git is needed to tell what has changed, and it is not installed") from None
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode("utf-8", "replace").strip().split("\n")[0].removeprefix("fatal: ")
        hint = "; a shallow clone lacks it (fetch-depth: 0)" if "merge base" in reason else ""
        raise ConfigError(f"git {words[0]}: {reason}{hint}") from None
    return done.stdout.decode("utf-8", "surrogateescape")
