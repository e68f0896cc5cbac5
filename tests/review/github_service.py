"""GitHub, as far as a review asks for it (REST "pulls" and "issues", GraphQL review threads)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.review.service import HEAD, PAGE, TOKEN, Answer, RefusedError, Request, Service, patches, require_fields


class GitHubService(Service):
    prefix = "/api/v3"
    may_resolve = True

    def check_headers(self, headers: dict[str, str]) -> None:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            raise RefusedError(401, f"Bad credentials: {headers.get('authorization')}")
        assert headers["x-github-api-version"] == "2022-11-28"
        assert headers["accept"] == "application/vnd.github+json"
        assert headers["user-agent"].startswith("dockerlint/")

    def routes(self) -> Iterator[tuple[str, str, Callable[..., Answer]]]:
        pull = "/repos/o/r/pulls/7"
        yield "GET", pull, lambda request: Answer(200, {"number": 7, "head": {"sha": HEAD}})
        yield "GET", f"{pull}/files", self.files
        yield "POST", f"{pull}/reviews", self.review
        yield "POST", f"{pull}/comments", self.single
        yield "PATCH", r"/repos/o/r/pulls/comments/(\d+)", lambda r, n: self.edit(self.comments, r, n)
        yield "POST", "/repos/o/r/issues/7/comments", self.remark
        yield "PATCH", r"/repos/o/r/issues/comments/(\d+)", lambda r, n: self.edit(self.remarks, r, n)

    def route(self, request: Request) -> Answer:
        return self.graphql(request) if request.path == "/api/graphql" else super().route(request)

    def files(self, request: Request) -> Answer:
        items = [{"filename": path, "status": "modified", "patch": patch} for path, patch in patches(self.diff).items()]
        binary = {"filename": "logo.png", "status": "added"}
        return self.page(
            request, [{"filename": "gone", "status": "removed", "patch": "@@ -1 +0,0 @@\n-x"}, binary, *items]
        )

    def review(self, request: Request) -> Answer:
        require_fields(request.body, {"commit_id", "event", "body", "comments"})
        assert (request.body["event"], request.body["commit_id"]) == ("COMMENT", HEAD)
        if not request.body["body"] or not request.body["comments"]:
            raise RefusedError(422, "a review has words")
        for comment in request.body["comments"]:
            self.check_place(comment, set())
        for comment in request.body["comments"]:
            self.add(comment)
        return Answer(200, {"id": 1})

    def single(self, request: Request) -> Answer:
        self.check_place(request.body, {"commit_id"})
        self.add(request.body)
        return Answer(201, {"id": 1})

    def check_place(self, comment: dict[str, Any], more: set[str]) -> None:
        require_fields(comment, {"path", "body", "line", "side"} | more, frozenset({"start_line", "start_side"}))
        assert comment["side"] == comment.get("start_side", "RIGHT") == "RIGHT"
        first = comment.get("start_line", comment["line"])
        for hunk in self.hunks(comment["path"]):
            lines = {line.new for line in hunk.lines}
            if comment["line"] in lines and first in lines:
                if "start_line" in comment and first >= comment["line"]:
                    raise RefusedError(422, "start_line must precede the end line")
                return
        raise RefusedError(422, "pull_request_review_thread.line must be part of the diff")

    def add(self, comment: dict[str, Any], is_mine: bool = True) -> None:
        number = 100 + len(self.comments)
        self.comments.append({**comment, "id": number, "thread": f"T{number}", "mine": is_mine, "resolved": False})

    def edit(self, items: list[dict[str, Any]], request: Request, number: str) -> Answer:
        require_fields(request.body, {"body"})
        item = self.by_id(items, number)
        if not item["mine"]:
            raise RefusedError(403, "Must be the author")
        item["body"] = request.body["body"].replace("\n", "\r\n")
        return Answer(200, {"id": item["id"]})

    def remark(self, request: Request) -> Answer:
        require_fields(request.body, {"body"})
        self.remarks.append({"id": 500 + len(self.remarks), "body": request.body["body"], "mine": True})
        return Answer(201, {"id": 1})

    def graphql(self, request: Request) -> Answer:
        require_fields(request.body, {"query", "variables"})
        query, variables = request.body["query"], request.body["variables"]
        if query.startswith("mutation"):
            if not self.may_resolve:
                error = {"type": "FORBIDDEN", "message": "Resource not accessible by integration"}
                return Answer(200, {"data": {"resolveReviewThread": None}, "errors": [error]})
            thread = next(each for each in self.comments if each["thread"] == variables["id"])
            thread["resolved"] = "unresolve" not in query
            return Answer(200, {"data": {}})
        assert {**variables, "after": None} == {"owner": "o", "name": "r", "number": 7, "after": None}
        is_threads = "reviewThreads(" in query
        items = [self.thread(each) for each in self.comments] if is_threads else [self.node(r) for r in self.remarks]
        start = int(variables["after"] or 0)
        info = {"hasNextPage": start + PAGE < len(items), "endCursor": str(start + PAGE)}
        nodes = {"pageInfo": info, "nodes": items[start : start + PAGE]}
        return Answer(200, {"data": {"repository": {"pullRequest": {"nodes": nodes}}}})

    def thread(self, comment: dict[str, Any]) -> dict[str, Any]:
        return {"id": comment["thread"], "isResolved": comment["resolved"], "comments": {"nodes": [self.node(comment)]}}

    def node(self, item: dict[str, Any]) -> dict[str, Any]:
        found = {"databaseId": item["id"], "body": item["body"], "viewerDidAuthor": item["mine"]}
        return {**found, "path": item["path"]} if "path" in item else found
