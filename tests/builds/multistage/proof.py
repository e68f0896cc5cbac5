"""The proof of one project: built as it is and as dockerlint splits it, both images do the same and one is clean."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from dockerlint.model import read_dockerfile
from dockerlint.text import Source
from tests.builds.image import places, shows
from tests.builds.multistage.archive import SavedImage, read_archive
from tests.builds.multistage.engines import Engine, Ran, answer
from tests.builds.multistage.project import Project
from tests.builds.multistage.split import Split

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

# What package managers keep for the next build; no split has a reason to carry one over.
_CACHES = (
    "/root/.cache/pip", "/root/.cache/go-build", "/root/.cache/yarn", "/root/.cache/node-gyp", "/root/.cache/pnpm",
    "/root/.npm", "/root/.m2", "/root/.gradle", "/root/.cargo", "/root/.composer", "/root/.bundle/cache", "/root/.mix",
    "/root/.local/share/pnpm", "/go/pkg/mod", "/usr/local/cargo/registry", "/usr/local/bundle/cache",
    "/usr/local/share/.cache", "/var/cache/apk",
)  # fmt: skip


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


def prove(made: Split, engine: Engine, folder: Path, *, shares_layers: bool = False) -> Outcome:
    """Build and compare, below ``folder``.

    ``shares_layers`` lets the second build take the layers of the first for the steps that are the same in both.
    Without a fix the project is built alone if its case tells what it says: nobody misses a fix of what does not build.
    """
    project, verdict = made.project, made.verdict
    outcome = Outcome(project.name, project.kind, engine.name, verdict.word, made.problems, reasons=(*verdict.reasons,))
    contexts = {"before": made.context, **({"after": made.fixed} if verdict.has_fix else {})}
    if not verdict.has_fix and "expect" not in project.description:
        return outcome
    # Nobody else's tag, as an engine may serve several runs at a time.
    tags = {name: f"staging-proof-{os.getpid()}-{name}:{project.name}" for name in contexts}
    secrets = _written(project.secrets(), folder)
    try:
        images: dict[str, SavedImage] = {}
        problems = [*made.problems, *_build(engine, contexts, tags, secrets, folder, images, shares_layers)]
        if len(images) == len(contexts):
            problems += _smoke(project, engine, tags, images, folder)
            if verdict.has_fix:
                old, new = (_base_environment(engine, context) for context in contexts.values())
                problems += _differences(project, images["before"], images["after"], old, new)
                problems += _left(project, folder, images["after"])
            after = images["after"].size if verdict.has_fix else 0
            outcome = outcome._replace(before=images["before"].size, after=after)
        return outcome._replace(problems=problems)
    finally:
        for tag in tags.values():
            engine.remove(tag)
        for archive in folder.glob("*.tar"):
            archive.unlink()


def _written(secrets: Mapping[str, str], folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"secret-{name}" for name in secrets}
    for name, text in secrets.items():
        paths[name].write_text(text)
    return paths


def _build(
    engine: Engine,
    contexts: Mapping[str, Path],
    tags: Mapping[str, str],
    secrets: Mapping[str, Path],
    folder: Path,
    images: dict[str, SavedImage],
    shares_layers: bool,
) -> Iterator[str]:
    """Fill ``images`` with what can be built, and tell what cannot."""
    for name, context in contexts.items():
        built = engine.build(context, tags[name], secrets, is_fresh=name == "before" or not shares_layers)
        if built.status:
            yield f"{name}: does not build: {built.output[-1200:]}"
        else:
            engine.save(tags[name], folder / f"{name}.tar")
            images[name] = read_archive(folder / f"{name}.tar")


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
    project: Project, engine: Engine, tags: Mapping[str, str], images: Mapping[str, SavedImage], folder: Path
) -> Iterator[str]:
    wanted = (project.description.get("exit", 0), project.description.get("expect"))
    for name, image in images.items():
        tag = tags[name]
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


def _left(project: Project, folder: Path, image: SavedImage) -> Iterator[str]:
    canaries = list(project.canaries.values())
    before, after = folder / "before.tar", folder / "after.tar"
    if canaries and not shows(before, canaries):
        yield "no canary is in the image before, so its absence proves nothing"
    yield from (f"a canary is in {place}" for place in (places(after, canaries) if canaries else ()))
    yield from (f"{path} is in the image" for path in image.having([*project.words("gone"), *_CACHES]))
    lists = sorted(path for path in image.paths if path.startswith("/var/lib/apt/lists/") and "_Packages" in path)
    yield from (f"{path} is in the image" for path in lists[:1])
