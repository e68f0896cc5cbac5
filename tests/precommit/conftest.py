"""The real pre-commit and the real prek, each with a home that is shared by all tests of a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]


def git(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=check)


class Project(NamedTuple):
    """A git repository with our hooks in its configuration, and the runner that carries them out."""

    folder: Path
    hooks: Path
    home: Path
    command: tuple[str, ...]

    def configure(self, *hooks: str, arguments: str = "") -> None:
        revision = git(self.hooks, "rev-parse", "HEAD").stdout.strip()
        listed = "".join(f"  - id: {hook}\n{arguments}" for hook in hooks)
        text = f"repos:\n- repo: {self.hooks}\n  rev: {revision}\n  hooks:\n{listed}"
        (self.folder / ".pre-commit-config.yaml").write_text(text)
        git(self.folder, "add", ".pre-commit-config.yaml")

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the hooks; standard error is part of the output."""
        return self._start(*self.command, "run", "--verbose", *words)

    def commit(self) -> subprocess.CompletedProcess[str]:
        """``git commit``, which runs the hooks once they are installed."""
        words = ("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-m", "x")
        return self._start("git", *words)

    def install(self) -> None:
        assert self._start(*self.command, "install").returncode == 0

    def _start(self, *command: str) -> subprocess.CompletedProcess[str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        homes = {"PRE_COMMIT_HOME": str(self.home), "PREK_HOME": str(self.home)}
        environment = {**inherited, **homes, "PRE_COMMIT_COLOR": "never", "PREK_COLOR": "never", "NO_COLOR": "1"}
        return subprocess.run(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            env=environment,
        )  # fmt: skip


def make_hooks(folder: Path) -> None:
    """This project, as a repository that a runner can clone."""
    shutil.copytree(ROOT / "dockerlint", folder / "dockerlint", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(ROOT / name, folder)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "hooks")


@pytest.fixture(params=["pre-commit", "prek"])
def project(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository for each of the two runners, whose environment is made by the first test that wants it."""
    is_prek = request.param == "prek"
    command = (str(Path(sys.executable).parent / "prek"),) if is_prek else (sys.executable, "-m", "pre_commit")
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    hooks = shared / "hooks"
    folder = tmp_path / "work tree"
    folder.mkdir()
    git(folder, "init", "-q")
    made = Project(folder, hooks, shared / f"home-{request.param}", command)
    with FileLock(shared / "hooks.lock"):
        if not hooks.exists():
            make_hooks(hooks)
        if not made.home.exists():
            made.configure("dockerlint", "dockerlint-fix")
            made.write("a.txt", "nothing to look at\n")
            git(folder, "add", ".")
            done = made._start(*command, "install-hooks")
            assert done.returncode == 0, done.stdout
            git(folder, "rm", "-qrf", ".")
    return made
