"""The Dockerfile asks for a secret that this build does not hand over.

### What it does
Compares the secret and ssh mounts of the stages that a build runs with what its caller hands over.

### Why is this bad?
A mount that is not `required` is silently not there: the build goes on without the credential and fails later, or
installs something else. A required one ends the build.

### What to do instead
Hand it over: `--secret id=…`, `secret-envs` with the step's `env`, `build.secrets` in Compose, `secret` in a bake file.
"""

from __future__ import annotations

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
    from dockerlint.trace.secrets import Mount


def check(read: Read, view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        file = view.taken_by(build)
        if file is None or build.opaque or build.no_mounts or build.hides_providers or build.is_part:
            continue
        if build.target == "":
            continue
        for mount in _missing(build, mounts_of(file, build.target)):
            kind = "SSH agent" if mount.type == "ssh" else f"secret {mount.id}"
            ends = "which ends the build" if mount.required else "so the RUN does without it"
            yield RULE.finding(
                read,
                build.span,
                f"{file.source.path} mounts the {kind}, and this build does not hand it over, {ends}",
                Confidence.CERTAIN if mount.required else Confidence.POSSIBLE,
                severity=Severity.ERROR if mount.required else Severity.INFO,
                related=(Related(mount.span, "mounted here", file.source.path),),
            )


def _missing(build: Build, mounts: tuple[Mount, ...]) -> Iterator[Mount]:
    """One mount for each id that is not handed over; an id that differs in case only is told by another rule."""
    seen = set()
    for mount in sorted(mounts, key=lambda each: not each.required):
        given = [provider.id for provider in build.providers if provider.type == mount.type]
        there = any(alike(each, mount.id) for each in given) if mount.type == "secret" else bool(given)
        if not there and (mount.type, mount.id) not in seen:
            seen.add((mount.type, mount.id))
            yield mount


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"

RULE = CallerRule(
    code="BLD502",
    name="mount-without-provider",
    summary="a Dockerfile mounts a secret that its caller does not hand over",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"Dockerfile": _MOUNT, "build.sh": "docker build -t app .\n"}),
        Clean({"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=token,env=TOKEN -t app .\n"}),
    ),
)
