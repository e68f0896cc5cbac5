"""The program as a user starts it, in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm config set //registry.example.com/:_authToken=$NPM_TOKEN && npm ci\n"
CLEAN = "FROM scratch\nCOPY app /app\n"


@pytest.fixture
def leaky() -> str:
    return LEAKY


@pytest.fixture
def clean() -> str:
    return CLEAN


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, as the current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Start ``dockerlint`` with arguments; ``stdin`` is what it reads there, ``cwd`` another current folder."""

    def start(
        *arguments: str, stdin: str = "", cwd: Path = folder, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        colours = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE")
        inherited = {name: value for name, value in os.environ.items() if name not in colours}
        done = subprocess.run(
            [sys.executable, "-m", "dockerlint", *arguments],
            input=stdin.encode("utf-8", "surrogateescape"),
            capture_output=True,
            check=False,
            cwd=cwd,
            env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        )
        out, err = (data.decode("utf-8", "surrogateescape") for data in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    return start
