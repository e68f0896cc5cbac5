"""Gitea, as far as a review asks for it (pull reviews and their comments, issue comments)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.review.service import HEAD, TOKEN, Answer, RefusedError, Request, Service, require_fields


class GiteaService(Service):
    prefix = "/api/v1"
    may_resolve = True
    login = "bot"
    may_ask_who = True

    def check_headers(self, headers: dict[str, str]) -> None:
        if headers.get("authorization") != f"token {TOKEN}":
            raise RefusedError(401, "token is required")

    def routes(self) -> Iterator[tuple[str, str, Callable[..., Answer]]]:
        pull = "/repos/o/r/pulls/7"
        yield "GET", "/user", self.user
        yield "GET", pull, lambda request: Answer(200, {"number": 7, "head": {"sha": HEAD}})
        yield "GET", f"{pull}.diff", lambda request: Answer(200, self.diff)
        yield "GET", f"{pull}/reviews", self.reviews
        yield "GET", f"{pull}/reviews/(\\d+)/comments", self.of_review
        yield "POST", f"{pull}/reviews", self.review
        yield "POST", r"/repos/o/r/pulls/comments/(\d+)/(resolve|unresolve)", self.resolve
        yield "GET", "/repos/o/r/issues/7/comments", lambda request: self.page(request, self.remarks)
        yield "POST", "/repos/o/r/issues/7/comments", self.remark
        yield "PATCH", r"/repos/o/r/issues/comments/(\d+)", self.edit

    def user(self, request: Request) -> Answer:
        if not self.may_ask_who:
            raise RefusedError(403, "token does not have at least one of required scope(s)")
        return Answer(200, {"login": self.login})

    def reviews(self, request: Request) -> Answer:
        numbers = sorted({comment["review"] for comment in self.comments})
        items = [
            {"id": number, "user": {"login": self.login}, "comments_count": 1, "state": "COMMENT"} for number in numbers
        ]
        other = {"id": 9, "user": {"login": "someone"}, "comments_count": 3, "state": "APPROVED"}
        return self.page(request, [other, other, *items])

    def of_review(self, request: Request, number: str) -> Answer:
        assert number != "9", "another one's review is none of ours"
        return Answer(200, [comment for comment in self.comments if str(comment["review"]) == number])

    def review(self, request: Request) -> Answer:
        require_fields(request.body, {"commit_id", "event", "body", "comments"})
        assert (request.body["event"], request.body["commit_id"]) == ("COMMENT", HEAD)
        for comment in request.body["comments"]:
            require_fields(comment, {"path", "body", "new_position", "old_position"})
            lines = {line.new for hunk in self.hunks(comment["path"]) for line in hunk.lines}
            if comment["new_position"] not in lines or comment["old_position"]:
                raise RefusedError(422, "not in the diff")
            self.add(comment)
        return Answer(200, {"id": 1})

    def add(self, comment: dict[str, Any]) -> None:
        number = 100 + len(self.comments)
        user = {"login": self.login}
        self.comments.append({**comment, "id": number, "review": 20 + number, "user": user, "resolved": False})

    def remark(self, request: Request) -> Answer:
        require_fields(request.body, {"body"})
        self.remarks.append({"id": 500 + len(self.remarks), "user": {"login": self.login}, **request.body})
        return Answer(201, {})

    def edit(self, request: Request, number: str) -> Answer:
        require_fields(request.body, {"body"})
        self.by_id([*self.comments, *self.remarks], number)["body"] = request.body["body"]
        return Answer(200, {})

    def resolve(self, request: Request, number: str, verb: str) -> Answer:
        if not self.may_resolve:
            raise RefusedError(405, "Method Not Allowed")
        self.by_id(self.comments, number)["resolved"] = verb == "resolve"
        return Answer(204)
