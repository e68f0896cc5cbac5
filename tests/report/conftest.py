"""A result to report: one file with a trace, a literal secret, wide characters, a tab and a long line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlint.engine.result import Failure, FileResult
from dockerlint.finding import Confidence, Exposure, Finding, Fix, Related, Safety, Secret, Severity, Supply
from dockerlint.text import Edit, Source, Span
from tests.npm import QUIET, install

SNAPSHOTS = Path(__file__).parent / "snapshots"
VALIDATORS = Path(__file__).parent / "validators" / "package.json"

SECRET = "tiger-" + "lily-" * 2 + "7"  # put together, and none that a scanner knows

TEXT = f"""FROM node:20
ARG NPM_TOKEN
ENV DB_PASSWORD="{SECRET}"

COPY . .

RUN \tnpm config set token 你好 $NPM_TOKEN && npm ci --token=$NPM_TOKEN
CMD ["node", "."]
"""


def span_of(text: str, part: str, nth: int = 1) -> Span:
    at = -1
    for _ in range(nth):
        at = text.index(part, at + 1)
    return Span(at, at + len(part))


@pytest.fixture
def secret() -> str:
    return SECRET


@pytest.fixture
def find() -> Callable[[str, str, int], Span]:
    return span_of


@pytest.fixture
def result() -> FileResult:
    """Two findings, one of them fixable, in ``app/Dockerfile``."""
    path = "app/Dockerfile"
    argument = span_of(TEXT, "NPM_TOKEN")
    value = span_of(TEXT, f'"{SECRET}"')
    copied = span_of(TEXT, ". .\n")._replace(end=span_of(TEXT, ". .\n").end - 1)
    findings = (
        Finding(
            "SEC102",
            "secret-in-arg",
            path,
            argument,
            "NPM_TOKEN is a build argument, so its value stays in the image's history",
            Severity.ERROR,
            Confidence.LIKELY,
            Secret("NPM_TOKEN", (Exposure.HISTORY, Exposure.PROVENANCE)),
            (
                Related(argument, "enters the build here"),
                Related(span_of(TEXT, "$NPM_TOKEN"), "npm writes it to /root/.npmrc"),
                Related(span_of(TEXT, "$NPM_TOKEN", 2), "npm reads it"),
            ),
            Fix(
                "Mount NPM_TOKEN as a secret",
                (Edit(path, span_of(TEXT, "ARG NPM_TOKEN\n"), ""), Edit(path, Span(len(TEXT), len(TEXT)), "# ☃\n")),
                Safety.NEEDS_SECRET,
                (Supply("build", "--secret id=npm_token,env=NPM_TOKEN"),),
            ),
            help="a build argument is recorded; a secret mount is not",
        ),
        Finding(
            "SEC101",
            "secret-in-env",
            path,
            span_of(TEXT, "DB_PASSWORD"),
            "DB_PASSWORD stays in the image's configuration",
            Severity.WARNING,
            Confidence.CERTAIN,
            Secret("DB_PASSWORD", (Exposure.CONFIG,)),
            (Related(copied, "the whole context is copied"), Related(Span(0, 5), "is written here", ".npmrc")),
            no_fix_because="CMD reads it at run time",
            masked=(value,),
        ),
    )
    return FileResult(Source(TEXT, path), findings, masked=(value,))


@pytest.fixture
def failed() -> FileResult:
    """A file that could not be read, of a name that nobody expects."""
    path = "odd \n\udcff/Dockerfile"
    return FileResult(Source("", path), failures=(Failure(path, "unreadable", "binary, not a Dockerfile"),))


def compare_with_snapshot(name: str, text: str) -> None:
    """Compare a whole document with the file ``snapshots/NAME``; DOCKERLINT_SNAPSHOTS=write makes the file anew."""
    path = SNAPSHOTS / name
    if os.environ.get("DOCKERLINT_SNAPSHOTS") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def matches_snapshot() -> Callable[[str, str], None]:
    return compare_with_snapshot


@pytest.fixture(scope="session")
def npm() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a program of the packages in ``validators/package.json``, which are installed once for the environment."""
    folder = install("npm-validators", (VALIDATORS,), (".", ("install", *QUIET)))

    def run(program: str, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [program] if program == "node" else [str(folder / "node_modules" / ".bin" / program)]
        environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        return subprocess.run(
            [*command, *words], cwd=folder, input=stdin, capture_output=True, text=True, check=False, env=environment
        )

    return run
