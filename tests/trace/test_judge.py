"""Which ENV and ARG keys carry a credential, and how sure that is."""

from __future__ import annotations

import pytest

from tests.trace.show import follow, show

KEY_ID = "AKIA" + "QWERTYUIOPASDFGH"
RANDOM = "k7Gq2LxP9vTnZ4mW8rYbC1dE"


def judged(text: str) -> list[tuple[str, str, str, str]]:
    return [(o.kind, o.name, o.confidence.value, o.value) for o in follow(f"FROM alpine\n{text}\n").variables]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG API_TOKEN", ("arg", "API_TOKEN", "possible", "unset")),
        ("ARG API_TOKEN=", ("arg", "API_TOKEN", "possible", "unset")),
        ('ARG API_TOKEN=""', ("arg", "API_TOKEN", "possible", "unset")),
        (f"ARG API_TOKEN={RANDOM}", ("arg", "API_TOKEN", "certain", "entropy")),
        (f"ENV API_TOKEN={RANDOM}", ("env", "API_TOKEN", "certain", "entropy")),
        ("ENV DB_PASSWORD=changeme", ("env", "DB_PASSWORD", "likely", "default")),
        ("ENV API_TOKEN=$OTHER", None),
        ("ENV API_TOKEN=${OTHER:-dev-secret-9}", ("env", "API_TOKEN", "likely", "default")),
        ("ENV API_TOKEN=", None),
        ("ENV API_TOKEN=true", None),
        ("ENV TOKEN_FILE=/run/secrets/t", None),
        ("ENV TOKEN_URL=https://h.example/token", None),
        ("ENV MAX_TOKENS=100", None),
        ("ENV DATABASE_URL=postgres://app:k7Gq2LxP9vTn@db/app", ("env", "DATABASE_URL", "likely", "url-credential")),
        ("ENV DATABASE_URL=postgres://app@db/app", None),
        ("ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", None),
        (f"ENV WHATEVER={KEY_ID}", ("env", "WHATEVER", "certain", "token")),
        ("ARG WHATEVER", None),
        ("ARG TARGETPLATFORM", None),
        ("ENV A=1 B=2", None),
    ],
)
def test_name_and_value_decide(text: str, expected: tuple[str, str, str, str] | None) -> None:
    assert judged(text) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG WHATEVER\nRUN curl -u ci:$WHATEVER https://h.example", ["WHATEVER certain"]),
        ("ARG WHATEVER\nRUN git clone https://ci:$WHATEVER@h.example/r.git", ["WHATEVER likely"]),
        ("ARG WHATEVER\nRUN curl 'https://h.example/?a=1&'token=$WHATEVER", []),
        ('ARG WHATEVER\nRUN curl "https://h.example/?a=1&token=$WHATEVER"', ["WHATEVER likely"]),
        ("ARG WHATEVER\nRUN echo $WHATEVER > /f", []),
        ("ARG WHATEVER\nENV IT=$WHATEVER\nRUN curl -u ci:$IT https://h.example", ["WHATEVER certain", "IT certain"]),
        ("ARG WHATEVER\nARG OTHER\nRUN curl -u ci:$WHATEVER https://h.example/$OTHER", ["WHATEVER certain"]),
        ("ARG A_TOKEN\nRUN echo $A_TOKEN > ~/.netrc", ["A_TOKEN certain"]),
        ("ARG NPM_TOKEN\nRUN npm ci", ["NPM_TOKEN likely"]),
        ("ARG NPM_TOKEN\nRUN npm --version", ["NPM_TOKEN possible"]),
        ("ARG A_TOKEN\nENV B_TOKEN=$A_TOKEN", ["A_TOKEN possible", "B_TOKEN possible"]),
        ("ARG A_TOKEN\nENV URL=https://x:$A_TOKEN@h.example", ["A_TOKEN possible", "URL possible"]),
        ("ARG A_TOKEN\nENV HAS=${A_TOKEN:+yes}", ["A_TOKEN possible"]),
        ("ARG A_TOKEN\nENV PUBLIC_KEY=$A_TOKEN", ["A_TOKEN possible"]),
    ],
)
def test_use_confirms_what_a_name_leaves_open(text: str, expected: list[str]) -> None:
    assert [f"{name} {confidence}" for _, name, confidence, _ in judged(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG A_TOKEN\nFROM a\n", []),
        (f"ARG A_TOKEN={KEY_ID}\nFROM a\n", ["arg A_TOKEN certain in text"]),
        ("ARG A_TOKEN\nFROM a\nARG A_TOKEN\n", ["arg A_TOKEN possible in history, provenance"]),
        (f"ARG A_TOKEN={KEY_ID}\nFROM a\nARG A_TOKEN\n", ["arg A_TOKEN possible in history, provenance"]),
        ("ARG A_TOKEN=true\nFROM a\nARG A_TOKEN\n", []),
    ],
)
def test_global_arguments(text: str, expected: list[str]) -> None:
    assert show(text) == expected


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("ARG key\nENV API_KEY=$key", ["key", "API_KEY"]),
        ("ARG key=\nENV DB_PASSWORD ${key}", ["key", "DB_PASSWORD"]),
        ("ARG key\nENV APP_MODE=$key", []),
        ("ARG tag\nENV TOKEN_URL=https://h.example/$tag", []),
    ],
)
def test_the_key_that_takes_an_argument_tells_what_it_is(text: str, names: list[str]) -> None:
    assert [name for _, name, _, _ in judged(text)] == names


def test_a_login_is_the_token_where_the_password_is_none() -> None:
    netrc = 'RUN echo "machine github.com login $CRED_FOR_GIT password x-oauth-basic" > ~/.netrc'
    assert [name for _, name, _, _ in judged(f"ARG CRED_FOR_GIT\n{netrc}")] == ["CRED_FOR_GIT"]


def test_a_hash_whose_dollars_are_escaped_is_a_hash() -> None:
    salted = "\\$2a\\$14\\$" + "qRW8no8UDmSwIWM6KHwdRe1j/LMrxoP4NSM756RVodqeUq5HzG6t."
    assert judged(f'ENV AUTH_SECRET="{salted}"') == [("env", "AUTH_SECRET", "certain", "token")]
