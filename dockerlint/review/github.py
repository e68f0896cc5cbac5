"""GitHub's pull requests: the REST interface, and GraphQL for the threads of a review."""

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

AT_ONCE = 40  # comments of one review
UNPROCESSABLE, FORBIDDEN, NOT_FOUND = 422, 403, 404

_NODES = """query($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { nodes: %s } }
}"""
_THREADS = _NODES % (
    "reviewThreads(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id isResolved"
    " comments(first: 1) { nodes { databaseId body path viewerDidAuthor } } } }"
)
_REMARKS = _NODES % (
    "comments(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {"
    " databaseId body viewerDidAuthor } }"
)
_RESOLVE = "mutation($id: ID!) { resolveReviewThread(input: {threadId: $id}) { thread { id } } }"
_REOPEN = "mutation($id: ID!) { unresolveReviewThread(input: {threadId: $id}) { thread { id } } }"


def headers(token: str) -> dict[str, str]:
    return {
        "Accept": "application/vnd.github+json",
        "Authorization": f"Bearer {token}",
        "X-GitHub-Api-Version": "2022-11-28",
    }


class GitHub:
    """Pull request ``number`` of ``repository`` (``owner/name``)."""

    def __init__(self, client: Client, repository: str, number: int, tell: Callable[[str], None]) -> None:
        self.client = client
        self.owner, _, self.name = repository.partition("/")
        self.number = number
        self.tell = tell
        self.repository = f"repos/{quote(self.owner, safe='')}/{quote(self.name, safe='')}"
        self.graphql = client.base.removesuffix("/v3") + "/graphql"
        self.head = ""

    def changed_files(self) -> Mapping[str, Sequence[Hunk]]:
        request = self.client.get(f"{self.repository}/pulls/{self.number}")
        head = request.get("head") if isinstance(request, dict) else None
        self.head = str(head["sha"]) if isinstance(head, dict) else ""
        files: dict[str, Sequence[Hunk]] = {}
        for item in self.client.pages(f"{self.repository}/pulls/{self.number}/files", per_page=100):
            patch = item.get("patch")
            if isinstance(patch, str):
                files[str(item["filename"])] = read_hunks(patch)
        return files

    def comments(self) -> Sequence[Posted]:
        found = []
        for thread in self._nodes(_THREADS):
            first = next(_nodes_of(thread.get("comments")), None)
            if first is not None and first.get("viewerDidAuthor") is True:
                names = (str(first["databaseId"]), str(thread["id"]))
                found.append(Posted(*names, str(first["body"]), str(first["path"])))
        return found

    def remarks(self) -> Sequence[Posted]:
        mine = (node for node in self._nodes(_REMARKS) if node.get("viewerDidAuthor") is True)
        return [Posted(str(node["databaseId"]), "", str(node["body"])) for node in mine]

    def body(self, draft: Draft) -> str:
        return body_of(draft, suggestion_block(draft, "suggestion"))

    def post(self, drafts: Sequence[Draft]) -> None:
        """In one review, for one notification; one by one when GitHub refuses the place of one of them."""
        for start in range(0, len(drafts), AT_ONCE):
            part = drafts[start : start + AT_ONCE]
            review = {
                "commit_id": self.head,
                "event": "COMMENT",
                "body": "dockerlint looked at the Dockerfiles that this request changes.",
                "comments": [self._comment(draft) for draft in part],
            }
            try:
                self.client.send("POST", f"{self.repository}/pulls/{self.number}/reviews", review)
            except ServiceError as error:
                if error.status != UNPROCESSABLE:
                    raise
                self._post_singly(part)

    def edit(self, posted: Posted, body: str) -> None:
        self.client.send("PATCH", f"{self.repository}/pulls/comments/{posted.id}", {"body": body})

    def settle(self, posted: Posted, is_settled: bool) -> None:
        """GitHub lets a token resolve threads only if it may write contents; without, the edited comment says it."""
        try:
            self.client.mutate(self.graphql, _RESOLVE if is_settled else _REOPEN, id=posted.thread)
        except ServiceError as error:
            if error.status not in (FORBIDDEN, NOT_FOUND):
                raise
            self.tell("threads are left unresolved: GitHub wants contents: write of the token for that")

    def post_remark(self, body: str) -> None:
        self.client.send("POST", f"{self.repository}/issues/{self.number}/comments", {"body": body})

    def edit_remark(self, posted: Posted, body: str) -> None:
        self.client.send("PATCH", f"{self.repository}/issues/comments/{posted.id}", {"body": body})

    def _comment(self, draft: Draft) -> dict[str, object]:
        place: dict[str, object] = {"path": draft.path, "line": draft.last, "side": "RIGHT"}
        if draft.first != draft.last:
            place |= {"start_line": draft.first, "start_side": "RIGHT"}
        return {**place, "body": self.body(draft)}

    def _post_singly(self, drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            comment = {"commit_id": self.head, **self._comment(draft)}
            try:
                self.client.send("POST", f"{self.repository}/pulls/{self.number}/comments", comment)
            except ServiceError as error:
                if error.status != UNPROCESSABLE:
                    raise
                self.tell(f"{draft.path}:{draft.last}: GitHub takes no comment there")

    def _nodes(self, query: str) -> Iterator[dict[str, object]]:
        after: object = None
        while True:
            data = self.client.query(
                self.graphql, query, owner=self.owner, name=self.name, number=self.number, after=after
            )
            page = _inner(data, "repository", "pullRequest", "nodes")
            yield from _nodes_of(page)
            info = _inner(page, "pageInfo")
            if info.get("hasNextPage") is not True or info.get("endCursor") == after:
                return
            after = info.get("endCursor")


def _inner(data: Mapping[str, object], *names: str) -> dict[str, object]:
    """What stands below ``names``; empty where one of them is missing or null."""
    inner: object = data
    for name in names:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner if isinstance(inner, dict) else {}


def _nodes_of(page: object) -> Iterator[dict[str, object]]:
    nodes = page.get("nodes") if isinstance(page, dict) else None
    if isinstance(nodes, list):
        yield from (node for node in nodes if isinstance(node, dict))
