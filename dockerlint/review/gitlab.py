"""GitLab's merge requests: discussions at lines, with suggestions that count lines from the comment's own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dockerlint.engine.unified_diff import read_hunks
from dockerlint.review.body import body_of, suggestion_block
from dockerlint.review.client import ServiceError
from dockerlint.review.provider import Posted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from dockerlint.engine.unified_diff import Hunk
    from dockerlint.review.client import Client
    from dockerlint.review.provider import Draft

BAD_REQUEST, FORBIDDEN, UNPROCESSABLE = 400, 403, 422


def headers(token: str) -> dict[str, str]:
    return {"Accept": "application/json", "PRIVATE-TOKEN": token}


class GitLab:
    """Merge request ``number`` of ``project``, its path or its number."""

    def __init__(self, client: Client, project: str, number: int, tell: Callable[[str], None]) -> None:
        self.client = client
        self.request = f"projects/{quote(project, safe='')}/merge_requests/{number}"
        self.tell = tell
        self.shas: dict[str, str] = {}
        self.old_paths: dict[str, str] = {}
        self._found: list[dict[str, object]] | None = None

    def changed_files(self) -> Mapping[str, Sequence[Hunk]]:
        request = self.client.get(self.request)
        shas = request.get("diff_refs") if isinstance(request, dict) else None
        if not isinstance(shas, dict):
            raise ServiceError("the merge request has no diff yet; try again in a moment")
        self.shas = {name: str(shas[name]) for name in ("base_sha", "start_sha", "head_sha")}
        files: dict[str, Sequence[Hunk]] = {}
        for item in self.client.pages(f"{self.request}/diffs", per_page=100):
            diff = item.get("diff")
            if isinstance(diff, str) and diff and item.get("deleted_file") is not True:
                path = str(item["new_path"])
                self.old_paths[path] = str(item["old_path"])
                files[path] = read_hunks(diff)
        return files

    def comments(self) -> Sequence[Posted]:
        return [
            Posted(str(note["id"]), str(discussion["id"]), str(note["body"]), str(position.get("new_path")))
            for discussion, note in self._notes()
            if isinstance(position := note.get("position"), dict)
        ]

    def remarks(self) -> Sequence[Posted]:
        return [
            Posted(str(note["id"]), str(discussion["id"]), str(note["body"]))
            for discussion, note in self._notes()
            if not isinstance(note.get("position"), dict)
        ]

    def body(self, draft: Draft) -> str:
        return body_of(draft, suggestion_block(draft, f"suggestion:-{draft.last - draft.first}+0"))

    def post(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            position: dict[str, object] = {
                "position_type": "text",
                **self.shas,
                "old_path": self.old_paths.get(draft.path, draft.path),
                "new_path": draft.path,
                "new_line": draft.last,
            }
            if draft.old_last:
                position["old_line"] = draft.old_last
            try:
                self.client.send(
                    "POST", f"{self.request}/discussions", {"body": self.body(draft), "position": position}
                )
            except ServiceError as error:
                if error.status not in (BAD_REQUEST, UNPROCESSABLE):
                    raise
                self.tell(f"{draft.path}:{draft.last}: GitLab takes no comment there")

    def edit(self, posted: Posted, body: str) -> None:
        self.client.send("PUT", f"{self.request}/discussions/{posted.thread}/notes/{posted.id}", {"body": body})

    def settle(self, posted: Posted, is_settled: bool) -> None:
        try:
            self.client.send("PUT", f"{self.request}/discussions/{posted.thread}", {"resolved": is_settled})
        except ServiceError as error:
            if error.status != FORBIDDEN:
                raise
            self.tell("discussions are left unresolved: the token's role may not resolve them")

    def post_remark(self, body: str) -> None:
        self.client.send("POST", f"{self.request}/notes", {"body": body})

    def edit_remark(self, posted: Posted, body: str) -> None:
        self.client.send("PUT", f"{self.request}/notes/{posted.id}", {"body": body})

    def _notes(self) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
        """The first note of every discussion that we began."""
        if self._found is None:
            self._found = list(self.client.pages(f"{self.request}/discussions", per_page=100))
            user = self.client.get("user")
            self._me = user.get("id") if isinstance(user, dict) else None
        for discussion in self._found:
            notes = discussion.get("notes")
            first = notes[0] if isinstance(notes, list) and notes else None
            author = first.get("author") if isinstance(first, dict) else None
            if isinstance(first, dict) and isinstance(author, dict) and author.get("id") == self._me:
                yield discussion, first
