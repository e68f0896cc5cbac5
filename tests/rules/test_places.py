"""Messages name the place: the cache of a stage that is not shipped is no layer of the image."""

from __future__ import annotations

import pytest

from dockerlint.engine.check import check_file
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source

CACHE = "the cache of a stage that is not shipped"


@pytest.mark.parametrize(
    ("commands", "shipped", "built"),
    [
        (
            "COPY .npmrc /root/",
            [".npmrc (an npm configuration) stays in a layer of the image"],
            [f".npmrc (an npm configuration) stays in {CACHE}"],
        ),
        (
            "ARG A_TOKEN\nRUN echo $A_TOKEN > /root/.netrc\nRUN rm /root/.netrc",
            [
                "A_TOKEN is written to /root/.netrc, which stays in a layer, although a later one hides it",
                "/root/.netrc is removed too late: the layer that holds it stays in the image",
            ],
            [
                f"A_TOKEN is written to /root/.netrc, which stays in {CACHE}",
                f"/root/.netrc is removed too late: the layer that holds it stays in {CACHE}",
            ],
        ),
        (
            "RUN --mount=type=secret,id=t cp /run/secrets/t /t",
            ["the mounted secret t is written to /t, which stays in a layer"],
            [f"the mounted secret t is written to /t, which stays in {CACHE}"],
        ),
        (
            "COPY . /src\nRUN chmod 600 /src/id_rsa",
            ["this brings id_rsa (an SSH private key) into a layer of the image"],
            [f"this brings id_rsa (an SSH private key) into {CACHE}"],
        ),
    ],
)
def test_where_a_credential_file_stays(commands: str, shipped: list[str], built: list[str]) -> None:
    assert told(f"FROM debian\n{commands}\n") == shipped
    assert told(f"FROM debian AS build\n{commands}\nFROM debian\n") == built


def told(text: str) -> list[str]:
    result = check_file(Source(text, "Dockerfile"), Settings(), load_rules(), None)
    return [each.message for each in result.findings if each.code in ("SEC201", "SEC202", "SEC204", "SEC205", "MNT301")]
