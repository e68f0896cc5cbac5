"""No report and no diff shows a literal credential of a caller, whichever file's fix changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.engine.literals import literals_in
from tests.callers import bed

FORMATS = "text json sarif rdjson rdjsonl github gitlab junit checkstyle markdown html".split()
SECRET = "Vq8" + "rWz2" + "mKt5Yx"
DOCKERFILE = b"""FROM node:20
ARG NPM_TOKEN
RUN npm config set //registry.npmjs.org/:_authToken=$NPM_TOKEN && npm ci
"""
SCRIPT = f"""#!/bin/sh
ADMIN_PASSWORD={SECRET}
T='{SECRET}'
curl -u bob:{SECRET} https://example.com/a
git clone https://bob:{SECRET}@example.com/b
docker login -u bob -p {SECRET} registry.example.com
docker build --build-arg NPM_TOKEN="$T" --build-arg DB_PASSWORD={SECRET} .
docker build --build-arg NPM_TOKEN="${{NPM_TOKEN:-{SECRET}}}" .
"""
COMPOSE = f"""services:
  a:
    build:
      context: .
      args: {{NPM_TOKEN: "$NPM_TOKEN"}}
    environment:
      DB_PASSWORD: {SECRET}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"Dockerfile": DOCKERFILE, "build.sh": SCRIPT.encode(), "compose.yml": COMPOSE.encode()}
    return bed.repository(files, tmp_path / "repository")


@pytest.mark.parametrize("path", [".", "Dockerfile", "build.sh", "compose.yml"])
def test_no_diff_shows_one(path: str, folder: Path) -> None:
    shown = bed.run(folder, "check", "--diff", path).output
    assert "+++ build.sh" in shown
    assert SECRET not in shown


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_shows_one(name: str, folder: Path) -> None:
    shown = bed.run(folder, "check", "--verbose", "--format", name, ".").output
    assert shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("PASSWORD := hunter-two-33", ["hunter-two-33"]),
        ('password: "a b\'c"', ["a b'c"]),
        ("A_TOKEN=$B docker build; B=f1r2s3t4", ["f1r2s3t4"]),
        ("podman login --password=f1r2s3t4 host", ["f1r2s3t4"]),
        ("id-token: write", []),
        ("password: ${{ secrets.PASSWORD }}", []),
        ("PASSWORD=$(cat file) TOKEN=`cat b` KEY=${KEY}", []),
        ("secrets: inherit", []),
        ("kubectl create secret generic my-secret-name --dry-run", []),
        ("docker login -u x --password-stdin", []),
        ("docker login -p $PASSWORD -u x", []),
        ("password: ${PASSWORD:?is needed}", []),
    ],
)
def test_what_is_taken_for_one(text: str, hidden: list[str]) -> None:
    assert [text[span.start : span.end] for span in literals_in(text)] == hidden
