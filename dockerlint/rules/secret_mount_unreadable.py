"""A secret mount that the user of its RUN cannot read.

### What it does
Finds secret mounts with a file, owned by root with mode 0400 as is the default, in RUNs under another user.

### Why is this bad?
The command fails, or goes on with an empty value where nobody looks at the error of `cat`.

### Fix safety
Safe: `uid=` of the user in force is added where it is known.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.mount import set_owner
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
        if mount is None or mount.step.user.is_root or mount.step.onbuild or (mount.env and not mount.target):
            continue
        user = mount.step.user
        if mount.mode & 0o077 or (mount.uid and user.uid in (None, mount.uid)):
            continue
        if "sudo" in mount.step.instruction.args or "gosu" in mount.step.instruction.args:
            continue
        yield RULE.finding(
            file,
            mount.span,
            f"user {user.name} cannot read the secret {mount.id}, which belongs to uid {mount.uid}",
            Confidence.LIKELY if user.uid is not None else Confidence.POSSIBLE,
            secret=Secret(mount.id),
            remedy=set_owner(file, mount),
        )


RULE = Rule(
    code="MNT303",
    name="secret-mount-unreadable",
    summary="a secret mount that the user in force cannot read",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad(
            "FROM node:20\nUSER node\nRUN --mount=type=secret,id=token ./build\n",
            "FROM node:20\nUSER node\nRUN --mount=type=secret,id=token,uid=1000 ./build\n",
        ),
        Good("FROM node:20\nUSER node\nRUN --mount=type=secret,id=token,uid=1000 ./build\n"),
        Good("FROM node:20\nUSER node\nRUN --mount=type=secret,id=token,env=TOKEN ./build\n"),
    ),
)
