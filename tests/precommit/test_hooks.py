"""The hooks, run by the real pre-commit on a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
CLEAN = "FROM scratch\nCOPY app /app\n"

NAMES = (
    "Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-dev", "a/app.dockerfile", "a/app.Dockerfile",
    "a/Containerfile", "a/Containerfile.dev", "a b/Dockerfile",
)  # fmt: skip
OTHERS = ("Dockerfile.dockerignore", "README.md", "a/mydockerfile", "docker-compose.yml", "Dockerfiles/readme")


def hooks() -> str:
    return (ROOT / ".pre-commit-hooks.yaml").read_text()


def test_the_pattern_takes_the_names_that_a_walk_takes() -> None:
    from dockerlint.engine.discover import is_dockerfile_name

    pattern = re.search(r"files: &files '(.+)'", hooks())
    exclude = re.search(r"exclude: &exclude '(.+)'", hooks())
    assert pattern is not None
    assert exclude is not None
    for name in (*NAMES, *OTHERS):
        taken = re.search(pattern.group(1), name) is not None and re.search(exclude.group(1), name) is None
        assert (name, taken) == (name, name in NAMES)
        assert (name, is_dockerfile_name(name.rsplit("/", 1)[-1])) == (name, name in NAMES)


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def hook_repository(tmp_path: Path) -> Path:
    """This project, as a repository that pre-commit can clone."""
    folder = tmp_path / "hooks"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "dockerlint", folder / "dockerlint", ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "hooks")
    return folder


def test_the_hooks_find_and_fix(hook_repository: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    git(work, "init", "-q")
    for name in (*NAMES, *OTHERS):
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).write_text(LEAKY if name in ("Dockerfile", "a/app.dockerfile", *OTHERS) else CLEAN)
    revision = git(hook_repository, "rev-parse", "HEAD")

    def run(hook: str) -> subprocess.CompletedProcess[str]:
        config = f"repos:\n- repo: {hook_repository}\n  rev: {revision}\n  hooks:\n  - id: {hook}\n"
        (work / ".pre-commit-config.yaml").write_text(config)
        git(work, "add", ".")
        environment = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache"), "PRE_COMMIT_COLOR": "never"}
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose"],
            cwd=work, capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip

    found = run("dockerlint")
    assert found.returncode == 1, found.stdout + found.stderr
    assert set(re.findall(r"^ *--> (.+?):\d+:\d+$", found.stdout, re.MULTILINE)) == {"Dockerfile", "a/app.dockerfile"}
    fixed = run("dockerlint-fix")
    assert "files were modified by this hook" in fixed.stdout
    git(work, "add", ".")
    again = run("dockerlint-fix")
    assert (again.returncode, run("dockerlint").returncode) == (0, 0), again.stdout
    assert (work / "README.md").read_text() == LEAKY
    assert "ARG NPM_TOKEN" not in (work / "a" / "app.dockerfile").read_text()
