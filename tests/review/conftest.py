"""A repository whose head leaks, and each service with a request for it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from dockerlint.cli import main
from tests.review.gitea_service import GiteaService
from tests.review.github_service import GitHubService
from tests.review.gitlab_service import GitLabService
from tests.review.service import TOKEN, Service

SECRET = "tiger-" + "lily-" * 2 + "7"
BASE = 'FROM node:20\nWORKDIR /app\nCOPY src .\nEXPOSE 80\nUSER node\nCMD ["node", "."]\n'
LEAK = "ARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
HEAD_TEXT = BASE.replace("COPY", LEAK + "COPY")

SERVICES: dict[str, type[Service]] = {"github": GitHubService, "gitlab": GitLabService, "gitea": GiteaService}


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True).stdout


class Stand(NamedTuple):
    """A checked-out head, the service that has its request, and a way to review it."""

    folder: Path
    service: Service
    provider: str
    capsys: pytest.CaptureFixture[str]

    def review(self, *words: str) -> tuple[int, str, str]:
        """Exit status, standard output and standard error of ``dockerlint review``."""
        self.service.requests.clear()
        status = main(["review", "--provider", self.provider, *words])
        out, err = self.capsys.readouterr()
        assert TOKEN not in out + err
        return status, out, err

    def push(self, texts: dict[str, str]) -> None:
        """Make the head be ``texts``."""
        for name, text in texts.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text)
        git(self.folder, "add", "--intent-to-add", ".")
        self.service.diff = git(self.folder, "-c", "core.quotePath=false", "diff", "HEAD")

    def bodies(self) -> list[str]:
        return [self._body(comment) for comment in self.service.comments]

    def remarks(self) -> list[str]:
        return [self._body(remark) for remark in self.service.remarks]

    def resolved(self) -> list[bool]:
        notes = (comment.get("notes", [comment])[0] for comment in self.service.comments)
        return [note["resolved"] for note in notes]

    def _body(self, comment: dict[str, object]) -> str:
        notes = comment.get("notes")
        inner = notes[0] if isinstance(notes, list) else comment
        return str(inner["body"]).replace("\r\n", "\n")


Make = Callable[[str], Stand]


@pytest.fixture
def make_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Make]:
    stands: list[Stand] = []
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "GITLAB_", "GITEA_", "CI_", "FORGEJO_", "GH_")):
            monkeypatch.delenv(name)
    monkeypatch.setattr("dockerlint.review.client.time.sleep", waits.append)

    def make(provider: str) -> Stand:
        folder = tmp_path / "repository"
        folder.mkdir()
        (folder / "Dockerfile").write_text(BASE)
        git(folder, "init", "-q")
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "base")
        stand = Stand(folder, SERVICES[provider](""), provider, capsys)
        stands.append(stand)
        stand.push({"Dockerfile": HEAD_TEXT})
        monkeypatch.chdir(folder)
        if provider == "gitlab":
            monkeypatch.setenv("GITLAB_TOKEN", TOKEN)
            monkeypatch.setenv("CI_API_V4_URL", stand.service.url)
            monkeypatch.setenv("CI_PROJECT_ID", "g/p")
            monkeypatch.setenv("CI_MERGE_REQUEST_IID", "7")
        else:
            monkeypatch.setenv("GITHUB_TOKEN" if provider == "github" else "GITEA_TOKEN", TOKEN)
            monkeypatch.setenv("GITHUB_API_URL", stand.service.url)
            monkeypatch.setenv("GITHUB_REPOSITORY", "o/r")
            monkeypatch.setenv("GITHUB_REF", "refs/pull/7/merge")
        return stand

    waits.clear()
    yield make
    for stand in stands:
        stand.service.close()


waits: list[float] = []


@pytest.fixture
def waited() -> list[float]:
    """The seconds that the client wanted to wait."""
    return waits


@pytest.fixture(params=list(SERVICES))
def stand(request: pytest.FixtureRequest, make_stand: Make) -> Stand:
    """Each of the services in turn."""
    return make_stand(request.param)


@pytest.fixture
def github(make_stand: Make) -> Stand:
    return make_stand("github")
