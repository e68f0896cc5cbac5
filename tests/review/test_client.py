"""What happens when a service says no, not now, or nothing."""

from __future__ import annotations

import pytest

from dockerlint.review.client import Client, ServiceError
from dockerlint.review.target import Target, TargetError, find_target
from tests.review.conftest import Stand
from tests.review.service import TOKEN, Answer


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            Answer(401, {"message": "Bad credentials"}),
            "401 Unauthorized: Bad credentials (the token is not valid here)",
        ),
        (Answer(403, {"message": "Forbidden"}), "403 Forbidden: Forbidden (the token may not do this)"),
        (Answer(404, {"message": "x"}), "404 Not Found: x (there is no such thing, or the token may not see it)"),
        (Answer(422, {"message": "bad"}), "422 Unprocessable Entity: bad"),
        (Answer(500, "<html>"), "500 Internal Server Error"),
        (Answer(301, None, (("Location", "http://127.0.0.2/x"),)), "301 Moved Permanently"),
        (Answer(400, {"error": {"a": [TOKEN]}}), '400 Bad Request: {"a": ["********"]}'),
        (Answer(200, "no json"), "not JSON"),
    ],
)
def test_a_refusal_is_told_with_what_to_do_and_without_the_token(
    github: Stand, answer: Answer, message: str, waited: list[float]
) -> None:
    github.service.faults.append(("GET", "7$", answer))
    status, out, err = github.review()
    assert (status, out, waited) == (3, "", [])
    assert err == f"dockerlint: GET /api/v3/repos/o/r/pulls/7: {message}\n"
    assert github.service.writes == []


def test_a_token_that_is_not_valid_is_told_by_each_service(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"github": "GITHUB_TOKEN", "gitlab": "GITLAB_TOKEN", "gitea": "GITEA_TOKEN"}[stand.provider]
    monkeypatch.setenv(name, "another-token-7Qx")
    status, out, err = stand.review()
    assert (status, out) == (3, "")
    assert "401 Unauthorized: " in err
    assert err.endswith("(the token is not valid here)\n")
    assert "another-token" not in err


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (Answer(429, {}, (("Retry-After", "7"),)), 7.0),
        (Answer(429, {}), 2.0),
        (Answer(403, {}, (("Retry-After", "3"),)), 3.0),
        (Answer(403, {}, (("X-RateLimit-Remaining", "0"), ("X-RateLimit-Reset", "1"))), 1.0),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_limit_is_waited_for_as_long_as_it_asks(
    github: Stand, answer: Answer, wait: float, method: str, waited: list[float]
) -> None:
    github.service.faults.append((method, "/pulls/7", answer))
    status, _, err = github.review()
    assert (status, err, waited, len(github.bodies())) == (1, "", [wait], 1)


def test_a_limit_that_lasts_too_long_or_stays_is_told(github: Stand, waited: list[float]) -> None:
    github.service.faults.append(("GET", "/pulls/7", Answer(429, {}, (("Retry-After", "3600"),))))
    status, _, err = github.review()
    assert (status, waited) == (3, [])
    assert "429 Too Many Requests" in err
    github.service.faults += [("GET", "/pulls/7", Answer(429, {}, (("Retry-After", "1"),)))] * 4
    assert github.review()[0] == 3
    assert waited == [1.0, 1.0, 1.0]


def test_a_passing_failure_is_tried_again_for_reading_only(github: Stand, waited: list[float]) -> None:
    github.service.faults.append(("GET", "/pulls/7", Answer(502)))
    assert github.review()[0] == 1
    assert waited == [2.0]
    github.service.comments.clear()
    github.service.faults.append(("POST", "/reviews", Answer(502)))
    status, _, err = github.review()
    assert (status, github.bodies(), "502 Bad Gateway" in err) == (3, [], True)


def test_no_answer_at_all_is_told(github: Stand, waited: list[float]) -> None:
    github.service.close()
    status, _, err = github.review()
    assert (status, waited) == (3, [1, 2, 3])
    assert err == "dockerlint: GET /api/v3/repos/o/r/pulls/7: no answer (ConnectError)\n"


def test_a_next_page_at_another_host_is_refused(github: Stand) -> None:
    link = (("Link", '<http://127.0.0.2:9/steal>; rel="next"'),)
    github.service.faults.append(("GET", "/files", Answer(200, [], link)))
    status, _, err = github.review()
    assert (status, err) == (3, "dockerlint: the next page is said to be at another host\n")


def test_an_error_of_graphql_is_told(github: Stand) -> None:
    github.service.faults.append(("POST", "/graphql", Answer(200, {"errors": [{"message": "Something"}]})))
    status, _, err = github.review()
    assert (status, err) == (3, "dockerlint: GraphQL: Something\n")


def test_a_list_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch, github: Stand) -> None:
    monkeypatch.setattr("dockerlint.review.client.MOST_PAGES", 3)
    again = (("Link", f'<{github.service.url}/x?page=1>; rel="next"'),)
    github.service.faults += [("GET", "/x", Answer(200, [{}], again))] * 9
    with Client(github.service.url, {}) as client:
        assert len(list(client.pages("x"))) == 3
        with pytest.raises(ServiceError):
            list(client.pages("repos/o/r/pulls/7"))


GITHUB = {"GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/7/merge"}
GITLAB = {"GITLAB_TOKEN": TOKEN, "CI_PROJECT_ID": "12", "CI_MERGE_REQUEST_IID": "7"}
GITEA = {**GITHUB, "GITHUB_SERVER_URL": "https://git.example.com/"}


@pytest.mark.parametrize(
    ("provider", "environment", "base", "repository"),
    [
        ("github", GITHUB, "https://api.github.com", "o/r"),
        ("gitlab", GITLAB, "https://gitlab.com/api/v4", "12"),
        ("gitea", GITEA, "https://git.example.com/api/v1", "o/r"),
    ],
)
def test_a_jobs_environment_tells_the_request(
    provider: str, environment: dict[str, str], base: str, repository: str
) -> None:
    target = find_target(provider, None, None, None, environment)
    assert target == Target(provider, base, repository, 7, TOKEN)
    assert TOKEN not in repr(target)
    chosen = find_target(provider, "https://other.example.com/api/", "a/b", 9, environment)
    assert chosen == Target(provider, "https://other.example.com/api", "a/b", 9, TOKEN)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"GITHUB_TOKEN": ""}, "no token in the environment: GITHUB_TOKEN or GH_TOKEN"),
        ({"GITHUB_TOKEN": "a\nb"}, "the token in the environment (GITHUB_TOKEN or GH_TOKEN) is no token"),
        ({"GITHUB_REPOSITORY": ""}, "which repository? --repository or GITHUB_REPOSITORY"),
        ({"GITHUB_REPOSITORY": "a/b/c"}, "--repository a/b/c: it is OWNER/NAME"),
        ({"GITHUB_REF": "refs/heads/main"}, "which request? --number, or run in a job of a pull or merge request"),
        ({"GITHUB_API_URL": "file:///x"}, "--api-url: it is https://HOST/PATH, without a name or password"),
        ({"GITHUB_API_URL": "https://u:p@h/"}, "--api-url: it is https://HOST/PATH, without a name or password"),
    ],
)
def test_what_is_not_known_is_asked_for(change: dict[str, str], message: str) -> None:
    with pytest.raises(TargetError) as caught:
        find_target("github", None, None, None, {**GITHUB, **change})
    assert str(caught.value) == message


def test_a_job_of_gitea_that_may_not_ask_who_it_is_knows_its_own_comments(make_stand: object) -> None:
    assert callable(make_stand)
    stand = make_stand("gitea")
    stand.service.may_ask_who = False
    stand.service.login = "gitea-actions"
    stand.review()
    stand.review()
    assert (len(stand.bodies()), stand.service.writes) == (1, [])
