"""Secrets in URLs are found at their places; user names, addresses and packages are let alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.urls import UrlCredential, find_urls_with_credentials

_HEX = "1a2b3c4d5e" * 4


@pytest.mark.parametrize(
    ("text", "secret", "user", "host", "kind", "place"),
    [
        ("git clone https://me:hunter2k@github.com/a/b.git", "hunter2k", "me", "github.com", "literal", "password"),
        ("git clone https://$USER:$PASS@h.io/a", "$PASS", "$USER", "h.io", "variable", "password"),
        ("https://x-access-token:${GITHUB_TOKEN}@github.com/", "${GITHUB_TOKEN}", "x-access-token", "github.com",
         "variable", "password"),
        ("https://ci:$(cat /run/secrets/t)@gitlab.com/a", "$(cat /run/secrets/t)", "ci", "gitlab.com", "variable",
         "password"),
        ("https://$TOKEN@github.com/a", "$TOKEN", "", "github.com", "variable", "user"),
        ("https://${GH_PAT}:x-oauth-basic@github.com/a", "${GH_PAT}", "", "github.com", "variable", "user"),
        (f"https://{_HEX}:x-oauth-basic@github.com/a", _HEX, "", "github.com", "literal", "user"),
        (f"https://{_HEX}@github.com/a", _HEX, "", "github.com", "literal", "user"),
        ("--index-url=https://u:p4ss@pypi.corp/simple/", "p4ss", "u", "pypi.corp", "literal", "password"),
        ("redis://:s3cret@redis:6379/0", "s3cret", "", "redis:6379", "literal", "password"),
        ("amqp://guest:guest@rabbit", "guest", "guest", "rabbit", "literal", "password"),
        ("mongodb+srv://a:b-c@cluster0.mongodb.net/x", "b-c", "a", "cluster0.mongodb.net", "literal", "password"),
        ("https://user:<password>@h.io/", "<password>", "user", "h.io", "placeholder", "password"),
        ("smtp://user:password@mailhost:port/", "password", "user", "mailhost:port", "placeholder", "password"),
        ("mongodb://a:b1c2@h.io:27017,i.io:27018/x", "b1c2", "a", "h.io:27017", "literal", "password"),
        ("https://user:****@h.io/", "****", "user", "h.io", "placeholder", "password"),
        ("index-url = https://%s:%s@%s/simple", "%s", "%s", "%s", "variable", "password"),
        ("'https://{}:{}@h.io/'.format(u, p)", "{}", "{}", "h.io", "variable", "password"),
        ("amqp://%(USER)s:%(PASS)s@h/", "%(PASS)s", "%(USER)s", "h", "variable", "password"),
        ("curl 'https://h.io/x?a=b&license_key=${KEY}&suffix=z'", "${KEY}", "license_key", "h.io", "variable", "query"),
        ("https://raw.h.io/f?token=AB3CDEFGH", "AB3CDEFGH", "token", "raw.h.io", "literal", "query"),
        ("https://h.io/x?key=$API_KEY", "$API_KEY", "key", "h.io", "variable", "query"),
        ("git+https://$github_token@github.com/a", "$github_token", "", "github.com", "variable", "user"),
        ('"https://a:b1c2@h.io"', "b1c2", "a", "h.io", "literal", "password"),
    ],
)  # fmt: skip
def test_a_secret_in_a_url_is_found(text: str, secret: str, user: str, host: str, kind: str, place: str) -> None:
    (found,) = find_urls_with_credentials(text)
    assert text[found.password_start : found.password_end] == secret
    assert (found.user, found.host, found.kind, found.place) == (user, host, kind, place)
    assert text[found.start : found.end].startswith(found.scheme)


@pytest.mark.parametrize(
    "text",
    [
        "git clone https://git@github.com/a/b.git",
        "hg clone https://hg@bitbucket.org/a/b",
        "git clone git@github.com:a/b.git",
        "git clone ssh://git@github.com:22/a/b.git",
        "https://BenjaminSchwenker@bitbucket.org/x/y.git",
        "https://$USERNAME@bitbucket.org/x/y.git",
        "sed -i s@http://www.sqlite.org@https://www.sqlite.org@ f",
        "sed -i 's@http://.*archive.ubuntu.com@https://mirror.example.edu@g' /etc/apt/sources.list",
        "npm install @scope/pkg@1.0 https://h.io/@scope/pkg",
        "LABEL maintainer=mailto:me@h.io url=https://h.io:8080/a:b@c",
        "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/42",
        "https://0123456789abcdef0123456789abcdef@sentry.example.com/2",
        "postgres://postgres@db/postgres",
        "https://h.io/x?key=value&sig=1&token=true",
        "https://h.io/#/a?x=y:z@w",
        "https://",
        "://a:b@c",
    ],
)
def test_what_is_no_secret_is_let_alone(text: str) -> None:
    assert find_urls_with_credentials(text) == ()


def test_all_urls_of_a_text_are_found_in_order() -> None:
    text = "https://a:1x2y@b.io/ and https://c.io/?token=Zz9 and ftp://d:$E@f"
    assert find_urls_with_credentials(text) == (
        UrlCredential(0, 20, "https", "a", 10, 14, "b.io", "literal", "password"),
        UrlCredential(25, 48, "https", "token", 45, 48, "c.io", "literal", "query"),
        UrlCredential(53, 65, "ftp", "d", 61, 63, "f", "variable", "password"),
    )


@given(st.text(alphabet="ahtps:/@$(){}?&=`\"' \n#token", max_size=80))
def test_spans_lie_in_the_text(text: str) -> None:
    for url in find_urls_with_credentials(text):
        assert 0 <= url.start < url.password_start <= url.password_end <= url.end <= len(text)


@pytest.mark.parametrize(
    ("text", "secret", "place"),
    [
        (r'{"url": "https:\/\/me:hunter2k@github.com\/a\/b.git"}', "hunter2k", "password"),
        (r'{"url": "https:\/\/h.io\/x?a=b&access_token=AB3CDEFGH"}', "AB3CDEFGH", "query"),
        (r'"https://h.io/x?a=b\u0026access_token=AB3CDEFGH\u0026c=d"', "AB3CDEFGH", "query"),
        ("https://h.io/login?next=https://i.io/x?token=AB3CDEFGH&a=b", "AB3CDEFGH", "query"),
        ("https://h.io/login?next=https://i.io/x&token=AB3CDEFGH", "AB3CDEFGH", "query"),
        ("<a href='https://h.io/x?a=b&amp;token=AB3CDEFGH'>", "AB3CDEFGH", "query"),
    ],
)
def test_a_secret_in_an_escaped_or_nested_url_is_found_once(text: str, secret: str, place: str) -> None:
    (found,) = find_urls_with_credentials(text)
    assert (text[found.password_start : found.password_end], found.place) == (secret, place)


@pytest.mark.parametrize(
    "part",
    ["a://", "a://b?", "a://b:c4d5e6f7@", "a://b?x=a://b?", "a://b?token=", "a://${", "a://$(", "a://${a://}", "a://`",
     "a:\\/\\/", "a://b\\u0026x=", "?x=://", "a://<", "a://b?key=$("],
)  # fmt: skip
def test_urls_without_a_blank_take_time_in_proportion(part: str) -> None:
    def seconds(size: int) -> float:
        text = part * (size // len(part))
        began = time.process_time()
        find_urls_with_credentials(text)
        return time.process_time() - began

    seconds(1_000)
    assert seconds(400_000) < 150 * max(seconds(20_000), 0.01)  # 20 where it is linear, 400 where it is quadratic
