"""The fix loop: make fixes until none is left, over a file and whatever else its fixes write.

One pass takes the fixes in the order of their places; one that overlaps or touches a taken one waits for the next pass,
which reads the text anew, so no offset is ever shifted.  See docs/architecture.md, "Fixes".
"""

from __future__ import annotations

from bisect import insort

from dockerlint.engine.result import Change, Failure, FileResult, Note
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source, apply_edits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from dockerlint.finding import Finding, Fix, Safety
    from dockerlint.text import Edit, Span

MAX_PASSES = 10
MAX_TRIES = 40  # checks to find the fixes that break a text


class Fixer(NamedTuple):
    """What the loop needs to know of the world.

    ``check`` judges a text, given the new texts of other files; ``read`` is another file's text, None when there is
    none; ``safeties`` are those of the fixes to make.  ``only_own`` leaves fixes alone that write other files.
    """

    check: Callable[[Source, Mapping[str, str]], FileResult]
    read: Callable[[str], str | None]
    safeties: Collection[Safety]
    only_own: bool = False


def fix_file(first: FileResult, fixer: Fixer) -> FileResult:
    """``first`` with its fixes made: the result of checking the new text, what was fixed, and the changes to write.

    Nothing is written here.  Returns ``first`` with a failure when fixes undo each other.
    """
    loop = _Loop(first, fixer)
    for _ in range(MAX_PASSES):
        if not loop.step():
            break
    else:
        if loop.has_more():
            loop.remark(f"stopped after {MAX_PASSES} passes; run it again for the rest")
    return loop.outcome()


class _Loop:
    """The state between passes: all texts by path, None for a file that does not exist."""

    def __init__(self, first: FileResult, fixer: Fixer) -> None:
        self.fixer = fixer
        self.first = first
        self.result = first
        self.path = first.path
        self.original: dict[str, str | None] = {self.path: first.source.text}
        self.texts: dict[str, str | None] = dict(self.original)
        self.seen: list[dict[str, str | None]] = [dict(self.texts)]
        self.rules: list[frozenset[str]] = []  # of each pass
        self.notes: list[Note] = []
        self.dropped: set[tuple[str, str, str]] = set()  # the identities of findings whose fixes are not made
        self.postponed: set[tuple[str, str, str]] = set()  # likewise, in the next pass alone
        self.tries = 0
        self.failure: Failure | None = None

    def step(self) -> bool:
        """Make one pass; False when there is nothing more to do."""
        taken = self._choose()
        if not taken:
            return False
        rules = frozenset(finding.name for finding in taken)
        try:
            texts = self._apply([fix for finding in taken if (fix := finding.fix) is not None])
        except ValueError:
            self._give_up(f"a fix of {_listed(rules)} contradicts itself")
            return False
        if texts in self.seen:
            self._report_cycle(texts, rules)
            return False
        others = {path: text for path, text in texts.items() if path != self.path and text is not None}
        result = self.fixer.check(Source(texts[self.path] or "", self.path), others)
        if result.problems > self.result.problems:
            self._drop_from(taken)
            return self.step()
        if len(result.failures) > len(self.first.failures):
            self.failure = result.failures[-1]
            return False
        self.texts, self.result = texts, result
        self.postponed.clear()
        self.seen.append(dict(texts))
        self.rules.append(rules)
        return True

    def _drop_from(self, taken: list[Finding]) -> None:
        """Find a fix after which the text is no valid Dockerfile, and do without it from now on."""
        half = len(taken) // 2
        if self.tries >= MAX_TRIES or not half:
            rules = _listed(frozenset(finding.name for finding in taken))
            self.remark(f"a fix of {rules} was dropped: its result would not be a valid Dockerfile")
            self.dropped.update(map(_identity, taken))
            return
        for part in (taken[:half], taken[half:]):
            self.tries += 1
            texts = self._apply([fix for finding in part if (fix := finding.fix) is not None])
            others = {path: text for path, text in texts.items() if path != self.path and text is not None}
            if self.fixer.check(Source(texts[self.path] or "", self.path), others).problems > self.result.problems:
                self._drop_from(part)
                return
        self.postponed.update(map(_identity, taken[half:]))  # each half alone would do

    def has_more(self) -> bool:
        return bool(self._choose())

    def outcome(self) -> FileResult:
        """The last good state, or the first with a failure."""
        if self.failure is not None:
            return self.first._replace(failures=(*self.first.failures, self.failure))
        changes = tuple(
            Change(path, self.original[path], text)
            for path, text in self.texts.items()
            if text is not None and text != self.original[path]
        )
        return self.result._replace(
            notes=(*self.result.notes, *self.notes),
            failures=self.first.failures,
            fixed=_gone(self.first.findings, self.result.findings),
            changes=changes,
            masked_before=self.first.masked,
        )

    def remark(self, message: str) -> None:
        from dockerlint.text import Span

        self.notes.append(Note(self.path, Span(0, 0), message, verbose=False))

    def _choose(self) -> list[Finding]:
        """The findings whose fixes this pass makes."""
        taken: list[Finding] = []
        places: dict[str, list[Span]] = {}
        offered = [
            finding
            for finding in self.result.findings
            if self._may_make(finding.fix) and _identity(finding) not in (self.dropped | self.postponed)
        ]
        for finding in sorted(offered, key=self._position):
            fix = finding.fix
            if fix is None or any(_touches(places.get(edit.path, ()), edit.span) for edit in fix.edits):
                continue
            taken.append(finding)
            for edit in fix.edits:
                insort(places.setdefault(edit.path, []), edit.span)
        return taken

    def _may_make(self, fix: Fix | None) -> bool:
        if fix is None or fix.safety not in self.fixer.safeties or not fix.edits:
            return False
        return not self.fixer.only_own or all(edit.path == self.path for edit in fix.edits)

    def _position(self, finding: Finding) -> tuple[int, int, str]:
        edits = finding.fix.edits if finding.fix is not None else ()
        own = [edit.span.start for edit in edits if edit.path == self.path]
        return (min(own, default=finding.span.start), finding.span.start, finding.code)

    def _apply(self, fixes: list[Fix]) -> dict[str, str | None]:
        edits: dict[str, list[Edit]] = {}
        for fix in fixes:
            for edit in fix.edits:
                edits.setdefault(edit.path, []).append(edit)
        texts = dict(self.texts)
        for path, of_path in edits.items():
            if path not in texts:
                texts[path] = self.original[path] = self.fixer.read(path)
                for state in self.seen:
                    state[path] = texts[path]
            texts[path] = apply_edits(texts[path] or "", of_path)
        return texts

    def _report_cycle(self, texts: dict[str, str | None], rules: frozenset[str]) -> None:
        since = self.rules[self.seen.index(texts) :]
        names = rules.union(*since)
        verb = "undo each other's work" if len(names) > 1 else "undoes its own work"
        self._give_up(f"the fixes of {_listed(names)} {verb}")

    def _give_up(self, reason: str) -> None:
        self.failure = Failure(self.path, "internal", f"nothing was fixed: {reason}")


def _touches(places: list[Span] | tuple[()], span: Span) -> bool:
    """Whether ``span`` overlaps or adjoins one of ``places``, which are in order and apart from each other."""
    from bisect import bisect_right

    index = bisect_right(places, span)
    near = places[max(index - 1, 0) : index + 1]
    return any(place.start <= span.end and span.start <= place.end for place in near)


def _gone(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings of ``before`` that ``after`` does not have."""
    left: dict[tuple[str, str, str], int] = {}
    for finding in after:
        key = _identity(finding)
        left[key] = left.get(key, 0) + 1
    gone = []
    for finding in reversed(before):
        key = _identity(finding)
        if left.get(key, 0):
            left[key] -= 1
        else:
            gone.append(finding)
    return tuple(reversed(gone))


def _identity(finding: Finding) -> tuple[str, str, str]:
    return (finding.code, finding.secret.name if finding.secret else "", finding.message)


def _listed(names: Collection[str]) -> str:
    return " and ".join(sorted(names))
