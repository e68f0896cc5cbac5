"""The Dockerfile asks for a secret that this build does not hand over.

### What it does
Compares the secret and ssh mounts of the stages that a build runs with what its caller hands over. A mount that is not
`required` is told only where no build of the repository hands the secret over, and the RUN does not look for it.

### Why is this bad?
A mount that is not `required` is silently not there: the build goes on without the credential and fails later, or
installs something else. A required one ends the build.

### What to do instead
Hand it over: `--secret id=…`, `secret-envs` with the step's `env`, `build.secrets` in Compose, `secret` in a bake file.
"""

from __future__ import annotations

import re

from dockerlint.callers.demands import alike, mounts_of
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Related, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Build
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.trace.secrets import Mount


def check(read: Read, view: View) -> Iterator[Finding]:
    elsewhere: dict[tuple[str, str, str, bool], bool] = {}  # one look at all builds for each mount

    def is_given_elsewhere(mount: Mount, file: Dockerfile, *, by_part: bool = False) -> bool:
        key = (file.source.path, mount.type, mount.id, by_part)
        if key not in elsewhere:
            elsewhere[key] = _is_given_elsewhere(mount, file, view, by_part=by_part)
        return elsewhere[key]

    for build in read.caller.builds:
        file = view.taken_by(build)
        if file is None or build.opaque or build.no_mounts or build.hides_providers or build.is_part:
            continue
        if build.target == "":
            continue
        for mount in _missing(build, mounts_of(file, build.target)):
            if not mount.required and (_does_without(mount) or is_given_elsewhere(mount, file)):
                continue
            if build.kind == "bake" and is_given_elsewhere(mount, file, by_part=True):
                continue
            kind = "SSH agent" if mount.type == "ssh" else f"secret {mount.id}"
            ends = "which ends the build" if mount.required else "nor does any other: the RUN does without it"
            yield RULE.finding(
                read,
                build.span,
                f"{file.source.path} mounts the {kind}, and this build does not hand it over, {ends}",
                Confidence.CERTAIN if mount.required else Confidence.LIKELY,
                severity=Severity.ERROR if mount.required else Severity.WARNING,
                related=(Related(mount.span, "mounted here", file.source.path),),
            )


def _missing(build: Build, mounts: tuple[Mount, ...]) -> Iterator[Mount]:
    """One mount for each id that is not handed over; an id that differs in case only is told by another rule."""
    seen = set()
    for mount in sorted(mounts, key=lambda each: not each.required):
        if not _gives(build, mount) and (mount.type, mount.id) not in seen:
            seen.add((mount.type, mount.id))
            yield mount


def _gives(build: Build, mount: Mount) -> bool:
    given = [provider.id for provider in build.providers if provider.type == mount.type]
    return any(alike(each, mount.id) for each in given) if mount.type == "secret" else bool(given)


def _does_without(mount: Mount) -> bool:
    """Whether the commands of the RUN look whether the secret is there."""
    text = mount.step.instruction.logical.text
    return mount.type == "ssh" or bool(re.search(r"(?:test|\[\[?)\s+(?:!\s+)?-[efrsnz]\s|\$\{\w+:?[-+]|\|\|", text))


def _is_given_elsewhere(mount: Mount, file: Dockerfile, view: View, *, by_part: bool = False) -> bool:
    """Whether another build of the repository hands it over, so that this one does without on purpose.

    ``by_part``: whether what starts this build does, such as ``--set`` of bake.
    """
    place = view.repository.place_of(file.source.path)
    return place is not None and any(
        (link.build.is_part or not by_part) and (_gives(link.build, mount) or link.build.hides_providers)
        for link in view.repository.links_to(place, view.texts)
    )


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"

RULE = CallerRule(
    code="BLD502",
    name="mount-without-provider",
    summary="a Dockerfile mounts a secret that its caller does not hand over",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"Dockerfile": _MOUNT, "build.sh": "docker build -t app .\n"}),
        Leaking({"Dockerfile": _MOUNT.replace(",required=true", ""), "build.sh": "docker build -t app .\n"}),
        Clean({"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=token,env=TOKEN -t app .\n"}),
    ),
)
