"""What a review needs of a service, and the values that go to and fro."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dockerlint.engine.unified_diff import Hunk
    from dockerlint.report.suggestion import Suggestion


class Draft(NamedTuple):
    """A comment to be made at the lines ``first`` to ``last`` of the new text, which are all in one hunk.

    ``old_last`` is the number of the line ``last`` in the old text, 0 for an added line.  ``replaced`` are the lines
    that ``suggestion`` replaces, their secrets masked.  ``needs_patch`` tells of a fix that is no suggestion.
    """

    fingerprint: str
    path: str
    first: int
    last: int
    old_last: int
    words: str
    suggestion: Suggestion | None = None
    replaced: tuple[str, ...] = ()
    closing: str = ""
    needs_patch: bool = False


class Posted(NamedTuple):
    """An earlier comment of ours; ``thread`` names its conversation where the service has such."""

    id: str
    thread: str
    body: str
    path: str = ""  # of the file that it stands at


class Provider(Protocol):
    """A pull request at a service.  Everything raises ServiceError."""

    def changed_files(self) -> Mapping[str, Sequence[Hunk]]:
        """The hunks of every changed file by its new path; files whose diff the service withholds are left out."""

    def comments(self) -> Sequence[Posted]:
        """Our comments at lines."""

    def remarks(self) -> Sequence[Posted]:
        """Our comments on the whole."""

    def body(self, draft: Draft) -> str:
        """The comment in the service's own dialect."""

    def post(self, drafts: Sequence[Draft]) -> None:
        """Make new comments."""

    def edit(self, posted: Posted, body: str) -> None:
        """Change a comment at a line."""

    def settle(self, posted: Posted, is_settled: bool) -> None:
        """Mark a conversation as resolved, or as open again."""

    def post_remark(self, body: str) -> None:
        """Make a comment on the whole."""

    def edit_remark(self, posted: Posted, body: str) -> None:
        """Change a comment on the whole."""
