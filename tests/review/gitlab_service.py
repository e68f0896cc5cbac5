"""GitLab, as far as a review asks for it (merge requests, diffs, discussions)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.review.service import HEAD, TOKEN, Answer, RefusedError, Request, Service, patches, require_fields

SHAS = {"base_sha": "1" * 40, "start_sha": "2" * 40, "head_sha": HEAD}


class GitLabService(Service):
    prefix = "/api/v4"
    may_resolve = True

    def check_headers(self, headers: dict[str, str]) -> None:
        if headers.get("private-token") != TOKEN:
            raise RefusedError(401, "401 Unauthorized")

    def routes(self) -> Iterator[tuple[str, str, Callable[..., Answer]]]:
        merge = "/projects/g/p/merge_requests/7"
        yield "GET", "/user", lambda request: Answer(200, {"id": 42, "username": "bot"})
        yield "GET", merge, lambda request: Answer(200, {"iid": 7, "diff_refs": SHAS})
        yield "GET", f"{merge}/diffs", self.diffs
        yield "GET", f"{merge}/discussions", self.discussions
        yield "POST", f"{merge}/discussions", self.discuss
        yield "PUT", f"{merge}/discussions/(\\w+)", self.resolve
        yield "PUT", f"{merge}/discussions/(\\w+)/notes/(\\d+)", self.edit
        yield "POST", f"{merge}/notes", self.note
        yield "PUT", f"{merge}/notes/(\\d+)", lambda r, n: self.edit(r, None, n)

    def diffs(self, request: Request) -> Answer:
        common = {"deleted_file": False, "too_large": False}
        items = [
            {"old_path": path, "new_path": path, "diff": patch + "\n", **common}
            for path, patch in patches(self.diff).items()
        ]
        large = {"old_path": "big", "new_path": "big", "diff": "", "too_large": True, "deleted_file": False}
        return self.page(request, [large, large, *items])

    def discussions(self, request: Request) -> Answer:
        return self.page(request, [*self.comments, *self.remarks])

    def discuss(self, request: Request) -> Answer:
        require_fields(request.body, {"body", "position"})
        position = request.body["position"]
        shas_and_paths = {"position_type", *SHAS, "old_path", "new_path", "new_line"}
        require_fields(position, shas_and_paths, frozenset({"old_line"}))
        assert {name: position[name] for name in SHAS} == SHAS
        lines = {line.new: line.old for hunk in self.hunks(position["new_path"]) for line in hunk.lines}
        if lines.get(position["new_line"]) != position.get("old_line", 0):
            raise RefusedError(400, '400 Bad request - Note {:line_code=>["can\'t be blank"]}')
        self.add(request.body["body"], position)
        return Answer(201, {"id": "x"})

    def add(self, body: str, position: dict[str, Any] | None, author: int = 42) -> None:
        number = 100 + len(self.comments) + len(self.remarks)
        note = {"id": number, "body": body, "author": {"id": author}, "resolvable": True, "resolved": False}
        items = self.remarks if position is None else self.comments
        items.append({"id": f"d{number}", "notes": [{**note, "position": position} if position else note]})

    def note(self, request: Request) -> Answer:
        require_fields(request.body, {"body"})
        self.add(request.body["body"], None)
        return Answer(201, {"id": 1})

    def edit(self, request: Request, discussion: str | None, number: str) -> Answer:
        require_fields(request.body, {"body"})
        for each in (*self.comments, *self.remarks):
            note = each["notes"][0]
            if str(note["id"]) == number and discussion in (None, each["id"]):
                note["body"] = request.body["body"]
                return Answer(200, note)
        raise RefusedError(404, "404 Not found")

    def resolve(self, request: Request, discussion: str) -> Answer:
        require_fields(request.body, {"resolved"})
        if not self.may_resolve:
            raise RefusedError(403, "403 Forbidden")
        self.by_id(self.comments, discussion)["notes"][0]["resolved"] = request.body["resolved"]
        return Answer(200, {})
