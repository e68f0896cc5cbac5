"""`DOCKER_BUILDKIT=0` asks for the classic builder, which has no mounts.

### What it does
Finds `DOCKER_BUILDKIT=0` in whatever runs a build: before the command, exported in a script, set in a workflow's `env`
or in a job's variables.

### Why is this bad?
The classic builder refuses `RUN --mount` and `--secret`, so a credential can only come in as a build argument, and it
is gone from new versions of Docker.

### What to do instead
`DOCKER_BUILDKIT=1`, or nothing: BuildKit is the default since Docker 23.

### Fix safety
Safe where the Dockerfile has mounts, which the classic builder refuses; else unsafe: another builder builds.
"""

from __future__ import annotations

import re

from dockerlint.callers.demands import all_mounts
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Fix, Safety, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

_OFF = re.compile(
    r"""^(?![ \t]*(?:\#|//)).*?\bDOCKER_BUILDKIT['"]?[ \t]*[:?]?[=:][ \t]*['"]?(0)\b(?!\.)""", re.MULTILINE
)


def check(read: Read, view: View) -> Iterator[Finding]:
    if not read.caller.builds:
        return
    files = [view.taken_by(build) for build in read.caller.builds]
    needs = any(file is not None and all_mounts(file) for file in files)
    for found in _OFF.finditer(read.source.text):
        span = Span(found.start(1), found.end(1))
        safety = Safety.SAFE if needs else Safety.UNSAFE
        yield RULE.finding(
            read,
            span,
            "DOCKER_BUILDKIT=0 asks for the builder that has no secret mounts",
            Confidence.CERTAIN if needs else Confidence.LIKELY,
            severity=Severity.ERROR if needs else Severity.INFO,
            remedy=Fix("build with BuildKit", (Edit(read.source.path, span, "1"),), safety),
        )


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"
_BUILD = "DOCKER_BUILDKIT={} docker build --secret id=token,env=TOKEN .\n"

RULE = CallerRule(
    code="BLD516",
    name="classic-builder-forced",
    summary="DOCKER_BUILDKIT=0 asks for a builder without mounts",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"Dockerfile": _MOUNT, "build.sh": _BUILD.format(0)}, {"build.sh": _BUILD.format(1)}),
        Clean({"Dockerfile": _MOUNT, "build.sh": _BUILD.format(1)}),
    ),
)
