"""One review: find what the request's changes bring, compare with what was said before, and say the difference."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockerlint.engine.changes import Changes
from dockerlint.engine.discover import is_dockerfile_name
from dockerlint.engine.files import place_below
from dockerlint.engine.run import Run, check_paths
from dockerlint.engine.unified_diff import touched_lines
from dockerlint.finding import Safety
from dockerlint.review.body import PATCH, gone, marked
from dockerlint.review.drafts import draft_comments, is_version
from dockerlint.review.patch import no_patch_remark, patch_remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dockerlint.engine.result import FileResult
    from dockerlint.engine.run import Options
    from dockerlint.review.provider import Draft, Posted, Provider
    from dockerlint.rule import Rule

MOST_NEW = 100  # comments of one run; the next run tells the rest
GONE = "It is gone: the finding that stood here is not in this request any more."


class Review:
    """A review of the files below ``root``, which is where the service's paths begin."""

    def __init__(
        self, provider: Provider, root: str, rules: Sequence[Rule], options: Options, tell: Callable[[str], None]
    ) -> None:
        self.provider = provider
        self.root = os.path.realpath(root)
        self.rules = rules
        self.options = options
        self.tell = tell
        self.results: list[FileResult] = []
        self._unsure: set[str] = set()  # paths of changed files of which nothing can be said

    def post(self, paths: Iterable[str]) -> int:
        """Bring the request's comments up to date; how many it has now."""
        files = self.provider.changed_files()
        self._unsure = set(files)
        lines = {path: touched_lines(hunks) for path, hunks in files.items()}
        options = self.options._replace(changes=Changes(self.root, lines))
        drafts: list[Draft] = []
        unoffered: list[str] = []
        for result in check_paths([path for path in paths if self.place(path) in files], Run(self.rules, options)):
            self.results.append(result)
            place = self.place(result.path)
            if result.failures:
                continue
            if not is_version(result.source, files[place]):
                self.tell(f"{result.path}: not the text of the request (is its head checked out?), so left alone")
                continue
            self._unsure.discard(place)
            of_file = draft_comments(result, place, files[place])
            drafts += of_file
            if any(draft.needs_patch for draft in of_file):
                unoffered.append(result.path)
        self._update(drafts)
        self._update_patch(unoffered, options)
        return len(drafts)

    def place(self, path: str) -> str:
        """Where the file lies in the repository, as the service writes it."""
        return place_below(self.root, path)

    def _update(self, drafts: Sequence[Draft]) -> None:
        earlier: dict[str, Posted] = {}
        for posted in self.provider.comments():
            mark = marked(posted.body)
            if mark is not None and mark[0] != PATCH:
                earlier.setdefault(mark[0], posted)
        new = [draft for draft in drafts if draft.fingerprint not in earlier]
        if len(new) > MOST_NEW:
            self.tell(f"{len(new) - MOST_NEW} findings are not told in comments, which would be too many at once")
        self.provider.post(new[:MOST_NEW])
        for draft in drafts:
            known = earlier.pop(draft.fingerprint, None)
            body = self.provider.body(draft)
            if known is None or _same(known.body, body):
                continue
            self.provider.edit(known, body)
            if _is_gone(known):
                self.provider.settle(known, False)
        for fingerprint, known in earlier.items():
            # What was said of a file that was not looked at may still be true.
            if not _is_gone(known) and known.path not in self._unsure:
                self.provider.edit(known, gone(fingerprint, GONE))
                self.provider.settle(known, True)

    def _update_patch(self, paths: Sequence[str], options: Options) -> None:
        known = next((each for each in self.provider.remarks() if _names_patch(each)), None)
        body = self._patch(paths, options) if paths else None
        if body is None:
            unsure = any(is_dockerfile_name(os.path.basename(path)) for path in self._unsure)
            if known is not None and not _is_gone(known) and not unsure:
                self.provider.edit_remark(known, no_patch_remark())
        elif known is None:
            self.provider.post_remark(body)
        elif not _same(known.body, body):
            self.provider.edit_remark(known, body)

    def _patch(self, paths: Sequence[str], options: Options) -> str | None:
        fixing = options._replace(fix=frozenset({Safety.SAFE, Safety.NEEDS_SECRET}), write=False, jobs=1)
        changed = [result for result in check_paths(paths, Run(self.rules, fixing)) if result.changes]
        return patch_remark(changed, self.place) if changed else None


def _is_gone(posted: Posted) -> bool:
    mark = marked(posted.body)
    return mark is not None and mark[1]


def _names_patch(posted: Posted) -> bool:
    mark = marked(posted.body)
    return mark is not None and mark[0] == PATCH


def _same(one: str, other: str) -> bool:
    """Whether two bodies say the same; services change line ends and trim."""
    return one.replace("\r\n", "\n").strip() == other.strip()
