"""What dockerlint makes of a project: the context as it is and after a fix, and whether the project expects that."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from tests.builds.multistage.engines import Engine
from tests.builds.multistage.project import Project


class Verdict(NamedTuple):
    """What dockerlint says: the STG4 findings, which of them have a fix, and the reasons of the others."""

    codes: list[str]
    has_fix: bool
    reasons: list[str]

    @property
    def word(self) -> str:
        """``fixed``, ``refused``, or ``none`` where nothing is found."""
        if self.has_fix:
            return "fixed"
        return "refused" if self.codes else "none"


class Split(NamedTuple):
    """A project written to ``context`` and, where there is a fix, fixed in ``fixed``; ``problems`` so far."""

    project: Project
    verdict: Verdict
    problems: list[str]
    context: Path
    fixed: Path

    def digest(self, engine: Engine) -> str:
        """A name for all that an engine is given, its base images included: while it is the same, a build is the same.

        Canaries, which are new every time, count by their names.
        """
        said = [self.verdict, self.problems, self.project.description, [engine.identity(each) for each in self.bases]]
        found = hashlib.sha256(json.dumps(said).encode())
        for place in (self.context, self.fixed):
            for path in sorted(place.rglob("*")):
                found.update(f"\0{path.relative_to(place.parent)}\0{path.lstat().st_mode}\0".encode())
                if path.is_symlink():
                    found.update(str(path.readlink()).encode())
                elif path.is_file():
                    found.update(self._without_canaries(path.read_bytes()))
        return found.hexdigest()[:20]

    @property
    def bases(self) -> list[str]:
        """The images that the stages of both Dockerfiles start from."""
        paths = [place / "Dockerfile" for place in (self.context, self.fixed)]
        files = [read_dockerfile(Source(path.read_text(), "Dockerfile")) for path in paths if path.exists()]
        return sorted({stage.root_image for file in files for stage in file.stages})

    def _without_canaries(self, content: bytes) -> bytes:
        for name, canary in self.project.canaries.items():
            content = content.replace(canary.encode(), b"{{%s}}" % name.encode())
        return content


def split(project: Project, folder: Path) -> Split:
    """Write the project below ``folder``, twice, and fix the second copy where dockerlint offers to."""
    context, fixed = folder / "context", folder / "fixed"
    project.write(context)
    verdict = look(context)
    problems = list(unexpected(project, verdict))
    if verdict.has_fix:
        shutil.copytree(context, fixed, symlinks=True)
        problems += _fix(fixed)
    return Split(project, verdict, problems, context, fixed)


def look(context: Path) -> Verdict:
    """What a check of the Dockerfile says about its stages."""
    done = _dockerlint(context, "--format", "json")
    findings = [finding for finding in json.loads(done.stdout)["findings"] if finding["code"].startswith("STG4")]
    reasons = [str(finding["no_fix_because"]) for finding in findings if not finding["fix"]]
    return Verdict([finding["code"] for finding in findings], any(finding["fix"] for finding in findings), reasons)


def _dockerlint(context: Path, *options: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "dockerlint", "check", *options, str(context / "Dockerfile")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"dockerlint ends with {done.returncode}: {done.stderr[-800:]}")
    return done


def unexpected(project: Project, verdict: Verdict) -> Iterator[str]:
    """How ``verdict`` differs from what the project says."""
    wanted = project.description
    if "none" in wanted and verdict.codes:
        yield f"found {', '.join(verdict.codes)}, though {wanted['none']}"
    elif "no-fix" in wanted and verdict.has_fix:
        yield f"a fix is offered, though {wanted['no-fix']}"
    elif "refused" in wanted:
        if verdict.has_fix:
            yield "a fix is offered"
        elif not verdict.codes:
            yield "nothing is found"
        elif not any(wanted["refused"] in reason for reason in verdict.reasons):
            yield f"refused for another reason: {'; '.join(verdict.reasons)}"
    elif project.is_fixed and not verdict.has_fix:
        yield f"refused: {'; '.join(verdict.reasons)}" if verdict.codes else "nothing is found"


def _fix(context: Path) -> Iterator[str]:
    """Fix the Dockerfile of ``context``, and what is wrong with how that went."""
    _dockerlint(context, "--fix", "--unsafe-fixes")
    text = (context / "Dockerfile").read_text()
    rest = look(context)
    if rest.codes:
        yield f"left after the fix: {', '.join(rest.codes)}: {'; '.join(rest.reasons)}"
    _dockerlint(context, "--fix", "--unsafe-fixes")
    if (context / "Dockerfile").read_text() != text:
        yield "a second fix changes the file again"
