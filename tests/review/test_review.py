"""A review against each service: what is said, once, at its line, and what becomes of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from tests.review.conftest import BASE, HEAD_TEXT, LEAK, SECRET, Stand
from tests.review.service import PAGE, TOKEN


def places(stand: Stand) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for comment in stand.service.comments:
        if "notes" in comment:
            position = comment["notes"][0]["position"]
            found.append((position["new_path"], position["new_line"], position.get("old_line")))
        else:
            line = comment.get("line", comment.get("new_position"))
            found.append((comment["path"], comment.get("start_line"), line))
    return found


def test_the_finding_is_told_at_its_line_with_the_fix_to_accept(stand: Stand) -> None:
    status, out, err = stand.review()
    assert (status, out, err) == (1, "", "")
    (body,) = stand.bodies()
    assert body.startswith("**SEC102 secret-in-arg** (error, likely): ")
    assert "line 4" in body
    assert "docker build --secret id=npm_token,env=NPM_TOKEN" in body
    assert re.search(r"<!-- dockerlint [0-9a-f]{32} -->\Z", body)
    match stand.provider:
        case "github":
            assert places(stand) == [("Dockerfile", 3, 4)]
            assert "```suggestion\n" in body
        case "gitlab":
            assert places(stand) == [("Dockerfile", 4, None)]
            assert "```suggestion:-1+0\n" in body
        case "gitea":
            assert places(stand) == [("Dockerfile", None, 4)]
            assert "```diff\n-ARG NPM_TOKEN\n-RUN npm ci --token=$NPM_TOKEN\n+RUN --mount" in body
    assert stand.remarks() == []


WHOLE = """\
**SEC102 secret-in-arg** (error, likely): build argument NPM\\_TOKEN leaves a token in the image's history and the \
build's provenance

1. line 4: it is used here

```suggestion
RUN --mount=type=secret,id=npm_token,required=true \\
    NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\
    export NPM_TOKEN && \\
    npm ci --token=$NPM_TOKEN
```

Fix: give NPM\\_TOKEN to the RUN that reads it by a secret mount.
Then: `docker build --secret id=npm_token,env=NPM_TOKEN .`

<!-- dockerlint FINGERPRINT -->"""


def test_the_whole_comment(github: Stand) -> None:
    github.review()
    (body,) = github.bodies()
    assert re.sub("[0-9a-f]{32}", "FINGERPRINT", body) == WHOLE


def test_the_suggestion_is_the_fix(github: Stand) -> None:
    github.review()
    suggestion = re.search(r"```suggestion\n(.*?)```", github.bodies()[0], re.DOTALL)
    assert suggestion is not None
    accepted = HEAD_TEXT.replace(LEAK, suggestion.group(1))
    subprocess.run(["git", "add", "."], cwd=github.folder, check=True)
    from dockerlint.cli import main

    main(["--fix", "Dockerfile"])
    assert (github.folder / "Dockerfile").read_text() == accepted
    assert "--mount=type=secret" in accepted


def test_a_second_review_repeats_nothing(stand: Stand) -> None:
    stand.review()
    before = stand.bodies()
    status, _, err = stand.review()
    assert (status, err, stand.service.writes) == (1, "", [])
    assert stand.bodies() == before


def test_it_asks_for_every_page_of_what_was_said(stand: Stand) -> None:
    leaky = {f"d{number}/Dockerfile": HEAD_TEXT for number in range(PAGE * 2 + 1)}
    stand.push(leaky)
    stand.review()
    count = len(stand.bodies())
    assert count == len(leaky) + 1
    stand.review()
    assert stand.service.writes == []
    assert len(stand.bodies()) == count


def test_what_is_gone_is_settled_and_what_comes_back_is_opened_again(stand: Stand) -> None:
    stand.review()
    first = stand.bodies()
    stand.push({"Dockerfile": BASE.replace("EXPOSE 80", "EXPOSE 81")})
    status, _, err = stand.review()
    assert (status, err) == (0, "")
    (body,) = stand.bodies()
    assert body.startswith("It is gone: ")
    assert stand.resolved() == [True]
    stand.review()
    assert stand.service.writes == []
    stand.push({"Dockerfile": HEAD_TEXT})
    stand.review()
    assert (stand.bodies(), stand.resolved()) == (first, [False])


def test_a_moved_finding_keeps_its_comment(stand: Stand) -> None:
    stand.review()
    stand.push({"Dockerfile": HEAD_TEXT.replace("WORKDIR /app\n", "WORKDIR /app\nLABEL a=b\nLABEL c=d\n")})
    stand.review()
    (body,) = stand.bodies()
    assert "line 6" in body
    assert stand.resolved() == [False]


def test_only_lines_of_the_change_are_told(stand: Stand) -> None:
    """The leak stands in the base; the change is elsewhere in the file."""
    for name in ("Dockerfile",):
        (stand.folder / name).write_text(HEAD_TEXT)
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-qam", "leak"],
        cwd=stand.folder,
        check=True,
    )
    stand.push({"Dockerfile": HEAD_TEXT.replace("USER node\n", "USER node\nENV MODE=fast\n")})
    status, _, err = stand.review()
    assert (status, err, stand.service.writes) == (0, "", [])


FAR = "FROM node:20\nARG NPM_TOKEN\n" + "RUN true\n" * 20 + "CMD app\n"


def test_a_fix_outside_of_the_change_comes_as_one_patch_that_git_applies(stand: Stand) -> None:
    name = "a b/Dockerfile.ä"
    (stand.folder / "a b").mkdir()
    (stand.folder / name).write_text(FAR)
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com"]
    subprocess.run([*git, "add", name], cwd=stand.folder, check=True)
    subprocess.run([*git, "commit", "-qm", "far"], cwd=stand.folder, check=True)
    new = FAR.replace("CMD", "RUN npm ci --token=$NPM_TOKEN\nCMD")
    stand.push({"Dockerfile": BASE, name: new})
    stand.review()
    (body,) = stand.bodies()
    assert "suggestion" not in body.replace("suggestion on a line", "")
    assert "patch in this request's other comment" in body
    (remark,) = stand.remarks()
    patch = re.search(r"```diff\n(.*?)```", remark, re.DOTALL)
    assert patch is not None
    subprocess.run(["git", "apply"], cwd=stand.folder, input=patch.group(1), text=True, check=True)
    fixed = (stand.folder / name).read_text()
    assert "ARG NPM_TOKEN" not in fixed
    assert "--mount=type=secret,id=npm_token" in fixed
    (stand.folder / name).write_text(new)
    stand.review()
    assert stand.service.writes == []
    stand.push({name: FAR.replace("CMD app", "CMD app2")})
    stand.review()
    assert stand.remarks()[0].startswith("The fixes that stood here are made")


def test_no_value_is_ever_posted(stand: Stand) -> None:
    token = "gh" + "p_" + "Zq7Lw2Rk9Tx4Bv8Nm3PcYd6Hf1Gj5Ks0Qa2W"
    short = "hun" + "ter2"
    leaks = (
        f'ENV API_KEY="{SECRET}" MODE=fast\nARG DB_PASSWORD={short}\nRUN curl -u admin:{short} -H "X-Token: {token}"'
        f" https://example.com/\nRUN git clone https://u:{SECRET}@github.com/o/r.git && npm ci --token={token}\n"
    )
    stand.push({"Dockerfile": HEAD_TEXT.replace("COPY", leaks + "COPY")})
    status, out, err = stand.review()
    assert status == 1
    sent = json.dumps([request.body for request in stand.service.requests]) + out + err
    assert len(stand.bodies()) > 2
    for value in (SECRET, token, short):
        assert value not in sent


def test_a_dry_run_sends_nothing_and_prints_what_it_would_send(stand: Stand) -> None:
    status, out, err = stand.review("--dry-run")
    assert (status, err, stand.service.writes) == (1, "", [])
    (line,) = out.splitlines()
    request = json.loads(line)
    assert set(request) == {"method", "url", "body"}
    assert (request["method"], request["url"].startswith(stand.service.url)) == ("POST", True)
    stand.review()
    sent = next(each for each in stand.service.requests if each.method == "POST" and each.body == request["body"])
    assert request["url"].endswith(sent.path)


def test_a_text_that_is_not_the_requests_is_left_alone(stand: Stand) -> None:
    stand.review()
    (stand.folder / "Dockerfile").write_text(BASE + LEAK)
    status, _, err = stand.review()
    assert (status, stand.service.writes) == (0, [])
    assert err == "dockerlint: Dockerfile: not the text of the request (is its head checked out?), so left alone\n"


def test_a_file_that_is_not_part_of_the_request_is_not_looked_at(stand: Stand) -> None:
    (stand.folder / "other.Dockerfile").write_text(HEAD_TEXT)
    stand.review()
    assert len(stand.bodies()) == 1


@pytest.mark.parametrize("words", [("--ignore", "secret-in-arg"), ("--baseline", "known.json")])
def test_what_is_deselected_or_known_is_not_told(stand: Stand, words: tuple[str, ...]) -> None:
    from dockerlint.cli import main

    main(["--baseline", "known.json", "--write-baseline"])
    status, _, _ = stand.review(*words)
    assert (status, stand.bodies()) == (0, [])


def test_a_resolution_that_is_refused_leaves_the_edited_comment(stand: Stand) -> None:
    stand.review()
    stand.service.may_resolve = False  # type: ignore[attr-defined]
    stand.push({"Dockerfile": BASE.replace("EXPOSE 80", "EXPOSE 81")})
    status, _, err = stand.review()
    assert status == 0
    assert stand.bodies()[0].startswith("It is gone: ")
    if stand.provider != "gitea":
        assert "unresolved: " in err


def test_a_comment_of_someone_else_with_our_mark_is_none_of_ours(github: Stand) -> None:
    github.review()
    (mine,) = github.service.comments
    mine["mine"] = False
    status, _, err = github.review()
    assert (status, err, len(github.bodies())) == (1, "", 2)


def test_a_place_that_github_refuses_does_not_hold_back_the_others(github: Stand) -> None:
    github.push({"other/Dockerfile": HEAD_TEXT})
    refuse = [("POST", "/reviews$"), ("POST", "/pulls/7/comments$")]
    from tests.review.service import Answer

    github.service.faults += [(*place, Answer(422, {"message": "no"})) for place in refuse]
    status, _, err = github.review()
    assert (status, len(github.bodies())) == (1, 1)
    assert "GitHub takes no comment there" in err


def test_a_review_of_some_folders_leaves_the_comments_in_others_alone(stand: Stand) -> None:
    stand.push({"other/Dockerfile": HEAD_TEXT})
    stand.review()
    before = stand.bodies()
    assert len(before) == 2
    stand.review("other")
    assert (stand.service.writes, stand.bodies()) == ([], before)


def test_a_flood_of_findings_is_not_posted_at_once(github: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockerlint.review.run.MOST_NEW", 2)
    github.push({f"d{number}/Dockerfile": HEAD_TEXT for number in range(3)})
    status, _, err = github.review()
    assert (status, len(github.bodies())) == (1, 2)
    assert err == "dockerlint: 2 findings are not told in comments, which would be too many at once\n"
    assert github.review()[2] == ""
    assert len(github.bodies()) == 4


def test_without_its_extra_it_says_what_to_install(github: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dockerlint.review.client", None)
    status, out, err = github.review()
    assert (status, out, err) == (2, "", "dockerlint: review needs httpx: pip install 'dockerlint[review]'\n")


def test_a_crash_shows_neither_the_token_nor_a_secret(github: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError(TOKEN + SECRET)

    monkeypatch.setattr("dockerlint.review.run.draft_comments", crash)
    status, out, err = github.review("--verbose")
    assert (status, "KeyError" in err, SECRET in out + err) == (4, True, False)


def test_the_token_is_in_no_request_but_for_its_header(stand: Stand) -> None:
    stand.review()
    for request in stand.service.requests:
        assert TOKEN not in request.path + json.dumps(request.body)
