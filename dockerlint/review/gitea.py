"""Pull requests of Gitea, and of Forgejo, which has the same interface.  They show a suggestion as a diff to read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from dockerlint.engine.unified_diff import read_diff
from dockerlint.review.body import body_of, diff_block
from dockerlint.review.client import ServiceError
from dockerlint.review.provider import Posted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dockerlint.engine.unified_diff import Hunk
    from dockerlint.review.client import Client
    from dockerlint.review.provider import Draft

ACTIONS_USER = "gitea-actions"  # whom the token of a job stands for; it may not ask who it is
FORBIDDEN, NOT_FOUND, NOT_ALLOWED = 403, 404, 405


def headers(token: str) -> dict[str, str]:
    return {"Accept": "application/json", "Authorization": f"token {token}"}


class Gitea:
    """Pull request ``number`` of ``repository`` (``owner/name``)."""

    def __init__(self, client: Client, repository: str, number: int, tell: Callable[[str], None]) -> None:
        self.client = client
        owner, _, name = repository.partition("/")
        self.repository = f"repos/{quote(owner, safe='')}/{quote(name, safe='')}"
        self.number = number
        self.tell = tell
        self.head = ""
        self._me: str | None = None

    def changed_files(self) -> Mapping[str, Sequence[Hunk]]:
        request = self.client.get(f"{self.repository}/pulls/{self.number}")
        head = request.get("head") if isinstance(request, dict) else None
        self.head = str(head["sha"]) if isinstance(head, dict) else ""
        return read_diff(self.client.text(f"{self.repository}/pulls/{self.number}.diff"))

    def comments(self) -> Sequence[Posted]:
        found = []
        reviews = f"{self.repository}/pulls/{self.number}/reviews"
        for review in self.client.pages(reviews, limit=50):
            if self._is_mine(review) and review.get("comments_count"):
                comments = self.client.get(f"{reviews}/{review['id']}/comments")
                for comment in comments if isinstance(comments, list) else ():
                    if isinstance(comment, dict) and self._is_mine(comment):
                        number = str(comment["id"])
                        found.append(Posted(number, number, str(comment["body"]), str(comment["path"])))
        return found

    def remarks(self) -> Sequence[Posted]:
        comments = self.client.pages(f"{self.repository}/issues/{self.number}/comments")
        return [Posted(str(each["id"]), "", str(each["body"])) for each in comments if self._is_mine(each)]

    def body(self, draft: Draft) -> str:
        return body_of(draft, diff_block(draft))

    def post(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        review = {
            "commit_id": self.head,
            "event": "COMMENT",
            "body": "",
            "comments": [
                {"path": draft.path, "body": self.body(draft), "new_position": draft.last, "old_position": 0}
                for draft in drafts
            ],
        }
        self.client.send("POST", f"{self.repository}/pulls/{self.number}/reviews", review)

    def edit(self, posted: Posted, body: str) -> None:
        self.client.send("PATCH", f"{self.repository}/issues/comments/{posted.id}", {"body": body})

    def settle(self, posted: Posted, is_settled: bool) -> None:
        """Gitea resolves from version 1.26 on, Forgejo not at all; the edited comment says it there."""
        verb = "resolve" if is_settled else "unresolve"
        try:
            self.client.send("POST", f"{self.repository}/pulls/comments/{posted.id}/{verb}")
        except ServiceError as error:
            if error.status not in (FORBIDDEN, NOT_FOUND, NOT_ALLOWED):
                raise

    def post_remark(self, body: str) -> None:
        self.client.send("POST", f"{self.repository}/issues/{self.number}/comments", {"body": body})

    def edit_remark(self, posted: Posted, body: str) -> None:
        self.client.send("PATCH", f"{self.repository}/issues/comments/{posted.id}", {"body": body})

    def _is_mine(self, item: Mapping[str, object]) -> bool:
        user = item.get("user")
        return isinstance(user, dict) and user.get("login") == self._login()

    def _login(self) -> str:
        if self._me is None:
            try:
                user = self.client.get("user")
                self._me = str(user.get("login")) if isinstance(user, dict) else ACTIONS_USER
            except ServiceError as error:
                if error.status not in (FORBIDDEN, NOT_FOUND):
                    raise
                self._me = ACTIONS_USER
        return self._me
