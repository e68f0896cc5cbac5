"""Credentials written out in the text of instructions and comments."""

from __future__ import annotations

import pytest

from tests.trace.show import follow, show

KEY_ID = "AKIA" + "QWERTYUIOPASDFGH"
PASSWORD = "k7Gq2LxP9vTn"


def literals(text: str) -> list[str]:
    found = follow(f"FROM alpine\n{text}\n")
    source = found.dockerfile.source.text
    return [
        f"{each.place} {each.confidence.value}: {source[each.span.start : each.span.end]}"
        + (" (default)" if each.is_default else "")
        for each in found.literals
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"RUN curl -u ci:{PASSWORD} https://h.example", [f"command likely: {PASSWORD}"]),
        (f"RUN curl -u 'ci:{PASSWORD}' https://h.example", [f"command likely: {PASSWORD}"]),
        (f"RUN wget --password={PASSWORD} https://h.example", [f"command likely: {PASSWORD}"]),
        (f"RUN git clone https://ci:{PASSWORD}@h.example/r", [f"url likely: {PASSWORD}"]),
        ("RUN git clone https://ci:$T@h.example/r", []),
        ("RUN git clone https://git@h.example/r", []),
        (f"RUN echo {KEY_ID} > /f", [f"command certain: {KEY_ID}"]),
        (
            f'RUN ["curl", "-u", "ci:{PASSWORD}", "https://h.example"]',
            [f'command likely: "curl", "-u", "ci:{PASSWORD}", "https://h.example"'],
        ),
        (f"RUN <<E\ncurl -u ci:{PASSWORD} https://h.example\nE", [f"command likely: {PASSWORD}"]),
        (f"COPY <<E /f\nkey={KEY_ID}\nE", [f"command certain: {KEY_ID}"]),
        (f"ADD https://ci:{PASSWORD}@h.example/f /f", [f"url likely: {PASSWORD}"]),
        (f"LABEL key={KEY_ID}", [f"metadata certain: {KEY_ID}"]),
        (f"CMD ./x --url https://ci:{PASSWORD}@h.example", [f"metadata likely: {PASSWORD}"]),
        (f"HEALTHCHECK --timeout=3s CMD curl -u ci:{PASSWORD} http://localhost", [f"metadata likely: {PASSWORD}"]),
        ("CMD fetch > proxy-secret && proxy --aes-pwd proxy-secret", []),
        ("CMD fetch > other && proxy --aes-pwd proxy-secret", ["metadata likely: proxy-secret"]),
        (f"RUN A_PASSWORD={PASSWORD} ./x", [f"command likely: {PASSWORD}"]),
        ("RUN A_PASSWORD=changeme ./x", ["command possible: changeme (default)"]),
        ("RUN SECRET_KEY_BASE=dummy rails assets:precompile", []),
        ("RUN curl -u ci:changeme https://h.example", ["command possible: changeme (default)"]),
        ("RUN curl -u 'ci:<password>' https://h.example", []),
        ("RUN git clone https://user:password@h.example/r", ["url possible: password (default)"]),
        ("RUN amqp --url amqp://guest:guest@h.example", ["url possible: guest (default)"]),
        ("RUN rake DATABASE_URL=postgres://user:pass@127.0.0.1/x assets:precompile", []),
        ("RUN rake DATABASE_URL=postgres://user:pass@localhost:5432/x assets:precompile", []),
        (f"RUN rake DATABASE_URL=postgres://a:{PASSWORD}@localhost/x y", [f"url likely: {PASSWORD}"]),
        ("RUN aws configure set aws_secret_access_key foo", []),
        ("RUN curl -u ci:foo https://h.example", ["command possible: foo (default)"]),
        (f"# {KEY_ID}\nRUN x", [f"comment certain: {KEY_ID}"]),
        (f"RUN x \\\n  # {KEY_ID}\n  y", [f"comment certain: {KEY_ID}"]),
        (f"# https://ci:{PASSWORD}@h.example\nRUN x", []),
    ],
)
def test_what_is_found_where(text: str, expected: list[str]) -> None:
    assert literals(text) == expected


def test_one_place_is_told_once() -> None:
    key = "AKIA" + "QWERTYUIOPASDFGH"
    assert [line for line in show(f"FROM a\nRUN curl -u ci:{key} https://h.example\n") if "literal" in line] == [
        "literal AWS access key id (command) certain"
    ]
