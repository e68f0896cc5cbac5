"""The caller hands a secret to a build whose Dockerfile mounts none of that id.

### What it does
Finds secrets of a build that no RUN of its Dockerfile mounts, in whatever stage.

### Why is this bad?
The credential goes to the builder for nothing, and what was meant to get it does without: usually the id was changed
in one of the two files.

### What to do instead
Mount it where it is needed, or take it out of the caller.
"""

from __future__ import annotations

from dockerlint.callers.demands import alike, all_mounts
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

# Ids that BuildKit itself reads, for ADD of Git repositories and URLs (docs: build/building/secrets).
_OF_BUILDKIT = ("GIT_AUTH_TOKEN", "GIT_AUTH_HEADER", "HTTP_AUTH_TOKEN", "HTTP_AUTH_HEADER")


def check(read: Read, view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        file = view.taken_by(build)
        if file is None or not file.stages:
            continue
        mounted = {mount.id for mount in all_mounts(file) if mount.type == "secret"}
        for provider in build.providers:
            if provider.type != "secret" or any(alike(provider.id, each) for each in mounted):
                continue
            if not provider.id.startswith(_OF_BUILDKIT) and not any("$" in each for each in mounted):
                yield RULE.finding(
                    read,
                    provider.span,
                    f"{file.source.path} has no mount for the secret {provider.id}",
                    Confidence.LIKELY,
                )


RULE = CallerRule(
    code="BLD503",
    name="provider-without-mount",
    summary="a caller hands over a secret that the Dockerfile does not mount",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking({"Dockerfile": "FROM alpine\nRUN true\n", "build.sh": "docker build --secret id=token,env=TOKEN .\n"}),
        Clean({"Dockerfile": "FROM alpine\nADD https://git.example.com/a.git /a\n",
               "build.sh": "docker build --secret id=GIT_AUTH_TOKEN,env=TOKEN .\n"}),
    ),
)  # fmt: skip
