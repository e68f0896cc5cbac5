"""The test-bed under ``fixtures/callers``: small repositories whose callers hand a credential to a build.

A case is a folder with

- ``before/``: the repository as its author wrote it
- ``after/``: every file as ``dockerlint check --fix`` must leave it; where it is missing, nothing may change
- ``findings.txt``: what is told of it, a line a finding, with the fix's title or the reason why there is none
- ``flags.txt``, where it exists: the options of the command; else only the rules about build arguments run

``DOCKERLINT_WRITE_BED=1`` writes ``after/`` and ``findings.txt`` anew, to be read before they are committed.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

from dockerlint.cli import main

FOLDER = Path(__file__).parents[2] / "fixtures" / "callers"
RULES = "secret-in-arg,secret-in-build-arg"
WRITES = bool(os.environ.get("DOCKERLINT_WRITE_BED"))

Tree = Mapping[str, bytes]


class Case(NamedTuple):
    """One case of the bed; trees map a file's path from the repository's root to its bytes."""

    name: str

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    @property
    def before(self) -> Tree:
        return tree(self.folder / "before")

    @property
    def after(self) -> Tree:
        return tree(self.folder / "after") or self.before

    @property
    def is_fixed(self) -> bool:
        return (self.folder / "after").exists()

    @property
    def findings(self) -> list[str]:
        return (self.folder / "findings.txt").read_text(encoding="utf-8").splitlines()

    @property
    def flags(self) -> list[str]:
        file = self.folder / "flags.txt"
        return file.read_text(encoding="utf-8").split() if file.exists() else ["--select", RULES]

    def write(self, after: Tree, findings: list[str]) -> None:
        """Take ``after`` and ``findings`` for what the case expects."""
        shutil.rmtree(self.folder / "after", ignore_errors=True)
        if after != self.before:
            lay_out(after, self.folder / "after")
        (self.folder / "findings.txt").write_text("".join(f"{line}\n" for line in findings), encoding="utf-8")


def cases() -> list[Case]:
    return [Case(folder.name) for folder in sorted(FOLDER.iterdir()) if (folder / "before").is_dir()]


def tree(folder: Path) -> Tree:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def lay_out(files: Tree, folder: Path) -> Path:
    """Write ``files`` below ``folder``, which becomes a repository's root."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def repository(files: Tree, folder: Path) -> Path:
    """``files`` as a repository that git would know."""
    (folder / ".git").mkdir(parents=True)
    return lay_out(files, folder)


class Outcome(NamedTuple):
    """What a command printed, and how it ended."""

    status: int
    output: str
    errors: str


def run(folder: Path, *arguments: str) -> Outcome:
    """Run dockerlint in ``folder``."""
    output, errors = StringIO(), StringIO()
    with chdir(folder), redirect_stdout(output), redirect_stderr(errors):
        status = main(list(arguments))
    return Outcome(status, output.getvalue(), errors.getvalue())


def report(folder: Path, *flags: str) -> dict[str, Any]:
    """The JSON report of the repository in ``folder``."""
    outcome = run(folder, "check", "--format", "json", *flags, ".")
    document: dict[str, Any] = json.loads(outcome.output)
    return document


def told(document: Mapping[str, Any]) -> list[str]:
    """Each finding of a report in a line."""
    return [
        f"{finding['path'].removeprefix('./')}:{finding['start']['line']}:{finding['start']['column']} "
        f"{finding['name']}: {_answer(finding)}"
        for finding in document["findings"]
    ]


def _answer(finding: Mapping[str, Any]) -> str:
    if finding["fix"] is not None:
        files = sorted({edit["path"].removeprefix("./") for edit in finding["fix"]["edits"]})
        return f"[{finding['fix']['safety']}] {finding['fix']['title']} ({', '.join(files)})"
    return f"no fix: {finding['no_fix_because']}" if finding["no_fix_because"] else "no fix"


def leaves(document: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every scalar of a parsed document with the keys that lead to it.

    A list's items are named by their own text where they are scalars, so that one taken away moves no other.
    """
    if isinstance(document, dict):
        for key, value in document.items():
            yield from leaves(value, (*path, str(key)))
        if not document:
            yield path, {}
    elif isinstance(document, list):
        for index, value in enumerate(document):
            name = f"[{value}]" if isinstance(value, str | int | float | bool) else f"[{index}]"
            yield from leaves(value, (*path, name))
    else:
        yield path, document
