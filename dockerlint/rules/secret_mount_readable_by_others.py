"""A secret mount whose mode lets every user of the build read it.

### What it does
Finds `mode=` options with rights for others on secret and ssh mounts of RUNs whose user is known.

### Why is this bad?
A program that the build runs as another user, to keep it apart, can read the secret all the same.

### Fix safety
Safe: the mode becomes `0400`, with the `uid=` of the user that the RUN has.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.mount import narrow_mode
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    for origin in trace(file).mounts:
        mount = origin.mount
        if mount is None or not mount.mode & 0o007 or mount.step.user.uid is None:
            continue
        yield RULE.finding(
            file,
            mount.span,
            f"mode {mount.mode:04o} lets every user of this RUN read the secret {mount.id}",
            Confidence.CERTAIN,
            secret=Secret(mount.id),
            remedy=narrow_mode(file, mount),
        )


RULE = Rule(
    code="MNT302",
    name="secret-mount-readable-by-others",
    summary="a secret mount that every user can read",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad(
            "FROM alpine\nRUN --mount=type=secret,id=token,mode=0444 ./build\n",
            "FROM alpine\nRUN --mount=type=secret,id=token,mode=0400 ./build\n",
        ),
        Good("FROM alpine\nRUN --mount=type=secret,id=token,mode=0440 ./build\n"),
    ),
)
