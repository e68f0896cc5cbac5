"""The proof of one project: built as it is and as dockerlint splits it, both images do the same and one is clean."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from tests.builds.image import places, shows
from tests.builds.multistage.archive import SavedImage, read_archive
from tests.builds.multistage.engines import Engine, Ran, answer
from tests.builds.multistage.project import Project

# What must be the same in both configurations; the environment is compared apart.
_CONFIG = (
    "User",
    "ExposedPorts",
    "Volumes",
    "WorkingDir",
    "Entrypoint",
    "Cmd",
    "StopSignal",
    "Healthcheck",
    "Shell",
    "OnBuild",
)


class Verdict(NamedTuple):
    """What dockerlint says: the STG4 findings, which of them have a fix, and the reasons of the others."""

    codes: list[str]
    has_fix: bool
    reasons: list[str]


class Outcome(NamedTuple):
    """How a project fared: ``fixed``, ``refused`` or ``none``; ``problems`` is empty when all is well.

    ``reasons`` are those of a refusal; ``before`` and ``after`` are sizes in bytes.
    """

    project: str
    kind: str
    engine: str
    verdict: str
    problems: list[str]
    before: int = 0
    after: int = 0
    reasons: tuple[str, ...] = ()

    @property
    def ratio(self) -> float:
        return self.after / self.before if self.before else 0.0


def prove(project: Project, engine: Engine, folder: Path) -> Outcome:
    """Fix the project in a copy below ``folder``; build and compare where there is a fix."""
    context = folder / "context"
    project.write(context)
    verdict = look(context)
    problems = list(unexpected(project, verdict))
    if not verdict.has_fix:
        named = "refused" if verdict.codes else "none"
        return Outcome(project.name, project.kind, engine.name, named, problems, reasons=tuple(verdict.reasons))
    fixed = folder / "fixed"
    shutil.copytree(context, fixed, symlinks=True)
    problems += _fixed(fixed)
    secrets = _written(project.secrets(), folder)
    # Nobody else's, as an engine may serve several runs at a time.
    tags = f"staging-proof-{os.getpid()}-before:{project.name}", f"staging-proof-{os.getpid()}-after:{project.name}"
    try:
        before = _built(engine, context, tags[0], secrets, folder)
        after = _built(engine, fixed, tags[1], secrets, folder)
        if isinstance(before, str) or isinstance(after, str):
            problems += [f"before: {before}"] if isinstance(before, str) else []
            problems += [f"after: {after}"] if isinstance(after, str) else []
            return Outcome(project.name, project.kind, engine.name, "fixed", problems)
        base_before, base_after = (_base_environment(engine, path) for path in (context, fixed))
        problems += _differences(project, before, after, base_before, base_after)
        problems += _smoke(project, engine, tags, (before, after), folder)
        problems += _left(project, folder / "before.tar", folder / "after.tar", after)
        return Outcome(project.name, project.kind, engine.name, "fixed", problems, before.size, after.size)
    finally:
        for tag in tags:
            engine.remove(tag)
        for archive in folder.glob("*.tar"):
            archive.unlink()


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


def _fixed(context: Path) -> Iterator[str]:
    """Fix the Dockerfile of ``context``, and what is wrong with how that went."""
    _dockerlint(context, "--fix", "--unsafe-fixes")
    text = (context / "Dockerfile").read_text()
    rest = look(context)
    if rest.codes:
        yield f"left after the fix: {', '.join(rest.codes)}: {'; '.join(rest.reasons)}"
    _dockerlint(context, "--fix", "--unsafe-fixes")
    if (context / "Dockerfile").read_text() != text:
        yield "a second fix changes the file again"


def _written(secrets: Mapping[str, str], folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"secret-{name}" for name in secrets}
    for name, text in secrets.items():
        paths[name].write_text(text)
    return paths


def _built(engine: Engine, context: Path, tag: str, secrets: Mapping[str, Path], folder: Path) -> SavedImage | str:
    built = engine.build(context, tag, secrets)
    if built.status:
        return f"does not build: {built.output[-1200:]}"
    archive = folder / ("after.tar" if context.name == "fixed" else "before.tar")
    engine.save(tag, archive)
    return read_archive(archive)


def _base_environment(engine: Engine, context: Path) -> dict[str, str]:
    """The variables that the base image of the final stage sets."""
    file = read_dockerfile(Source((context / "Dockerfile").read_text(), "Dockerfile"))
    image = file.stages[-1].root_image
    return {} if image == "scratch" else engine.environment(image)


def _differences(
    project: Project, before: SavedImage, after: SavedImage, old: dict[str, str], new: dict[str, str]
) -> Iterator[str]:
    for key in _CONFIG:
        was, became = before.config.get(key) or None, after.config.get(key) or None
        if key == "WorkingDir":
            was, became = was or "/", became or "/"
        if was != became:
            yield f"{key} was {was} and is {became}"
    labels = [
        {name: value for name, value in (image.config.get("Labels") or {}).items() if "buildah" not in name}
        for image in (before, after)
    ]
    if labels[0] != labels[1]:
        yield f"the labels were {labels[0]} and are {labels[1]}"
    one, other = before.environment, after.environment
    own, kept = _own(one, old), _own(other, new)
    may_go = project.words("build-only-env")
    for name in sorted(own.keys() | kept.keys()):
        is_same = own.get(name) == kept.get(name) or one.get(name) == other.get(name)
        if name == "PATH":  # a folder that the build image adds may stay in it, those of its toolchain go
            is_same = is_same or set(other["PATH"].split(":")) <= {*one["PATH"].split(":"), *new["PATH"].split(":")}
        if not is_same and not (name in may_go and name not in kept):
            yield f"the variable {name} was {own.get(name)!r} and is {kept.get(name)!r}"


def _own(environment: dict[str, str], base: dict[str, str]) -> dict[str, str]:
    """What a Dockerfile adds to its base's environment, with the base's PATH told by its name."""
    own = {name: value for name, value in environment.items() if base.get(name) != value}
    if "PATH" in own and base.get("PATH"):
        own["PATH"] = own["PATH"].replace(base["PATH"], "$PATH")
    return own


def _smoke(
    project: Project, engine: Engine, tags: tuple[str, str], images: tuple[SavedImage, SavedImage], folder: Path
) -> Iterator[str]:
    wanted = (project.description.get("exit", 0), project.description.get("expect"))
    for name, tag, image in zip(("before", "after"), tags, images, strict=True):
        if "serve" not in project.description:
            ran = engine.run(tag, project.command(image))
            got = (ran.status, ran.output)
        else:
            got = (0, _served(project, engine, tag, image, folder / f"{name}.log"))
        if wanted[1] is None and project.description.get("like", "") in got[1]:
            wanted = (wanted[0], got[1])
        (folder / f"{name}.said").write_text(f"{got[0]}\n{got[1]}")
        if got != wanted:
            yield f"{name}: the command ends with {got[0]} and says {got[1][-600:]!r}"
        if (check := image.healthcheck) and "serve" not in project.description:
            well = engine.run(tag, check)
            if well.status:
                yield f"{name}: the health check ends with {well.status}: {well.output[-300:]!r}"


def _served(project: Project, engine: Engine, tag: str, image: SavedImage, log: Path) -> str:
    """What the server says, and what its health check has against it."""
    well = Ran(0, "")
    with engine.serving(tag, project.command(image), log):
        said = answer(project.description["serve"])
        if said is not None and image.healthcheck:
            well = engine.run(tag, image.healthcheck)
    if said is None:
        return f"no answer; {log.read_text()[-500:]}"
    return said if well.status == 0 else f"{said} but its health check ends with {well.status}: {well.output[-300:]}"


def _left(project: Project, before: Path, after: Path, image: SavedImage) -> Iterator[str]:
    canaries = list(project.canaries.values())
    if canaries and not shows(before, canaries):
        yield "no canary is in the image before, so its absence proves nothing"
    yield from (f"a canary is in {place}" for place in (places(after, canaries) if canaries else ()))
    yield from (f"{path} is in the image" for path in image.having(project.words("gone")))


def summary(outcomes: list[Outcome]) -> dict[str, Any]:
    """The figures of a run: how many fixes were offered, and how many of them passed."""
    offered = [outcome for outcome in outcomes if outcome.verdict == "fixed"]
    passed = [outcome for outcome in offered if not outcome.problems]
    return {"offered": len(offered), "passed": len(passed), "projects": len(outcomes)}
