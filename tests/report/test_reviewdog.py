"""reviewdog itself reads our reports and keeps what a change brings.

No package of Python, npm or Debian has its program, so this runs where somebody has installed it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from dockerlint.cli import main

pytestmark = pytest.mark.thorough

OLD = "FROM node:20\nENV API_TOKEN=correct-horse-" + "battery\n"
NEW = (
    OLD + "RUN echo Ä 你好\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\nENV Ä=\U0001f433 DB_PASSWORD=correct-horse\n"
)
LEAVES = "leaves a token in the image's history and the build's provenance"
KEEPS = "keeps a password in the image's configuration and the image's history"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose Dockerfile has one finding of before and two that are not committed yet."""
    if shutil.which("reviewdog") is None:
        pytest.skip("reviewdog is not installed")
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a b" / "Dockerfile"
    path.parent.mkdir()
    path.write_text(OLD)
    for words in (["init", "-q"], ["config", "user.email", "t@example.com"], ["config", "user.name", "t"]):
        subprocess.run(["git", *words], check=True)
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "commit", "-qm", "x"], check=True)
    path.write_text(NEW)
    return tmp_path


def reviewdog(report: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["reviewdog", *words, "-name=dockerlint", "-diff=git diff"]
    return subprocess.run(command, input=report, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "column"),
    # Bytes of UTF-8 in reviewdog's own format, characters in the others.
    [("rdjson", 13), ("rdjsonl", 13), ("checkstyle", 9), ("sarif", 9)],
)
def test_reviewdog_tells_what_the_change_brings(
    name: str, column: int, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--min-confidence", "possible", "--format", name]) == 1
    done = reviewdog(capsys.readouterr().out, f"-f={name}", "-reporter=local", "-fail-level=error")
    assert done.stdout.splitlines() == [
        f"a b/Dockerfile:4:5: [dockerlint] build argument NPM_TOKEN {LEAVES}",
        f"a b/Dockerfile:6:{column}: [dockerlint] ENV DB_PASSWORD {KEEPS}",
    ]
    assert done.returncode == 1, done.stderr


def test_reviewdog_keeps_the_suggestion(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--format", "rdjson"])
    kept = json.loads(reviewdog(capsys.readouterr().out, "-f=rdjson", "-reporter=rdjson").stdout)["diagnostics"]
    (suggestion,) = next(each for each in kept if each["code"]["value"] == "SEC102")["suggestions"]
    assert suggestion["range"] == {"start": {"line": 4}, "end": {"line": 5}}
    assert suggestion["text"].startswith("RUN --mount=type=secret,id=npm_token,required=true \\\n")
