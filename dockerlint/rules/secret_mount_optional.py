"""A secret mount without `required=true`: the build goes on, with nothing in it, when the caller forgets the secret.

### What it does
Finds secret and ssh mounts that are not required. This rule is off unless it is selected: an optional
secret is sometimes meant.

### Why is this bad?
An absent `env=` secret becomes an empty variable, an absent file is just not there. The error, if
any, comes much later.

### Fix safety
Needs a secret: with `required=true` a build without the secret fails.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.mount import require
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
        if mount is not None and not mount.required:
            yield RULE.finding(
                file,
                mount.span,
                f"the build goes on without the secret {mount.id} when it is not given",
                Confidence.CERTAIN,
                secret=Secret(mount.id),
                remedy=require(file, mount),
            )


RULE = Rule(
    code="MNT304",
    name="secret-mount-optional",
    summary="a secret mount that the build does without when it is not given",
    severity=Severity.INFO,
    check=check,
    is_default=False,
    examples=(
        Bad(
            "FROM alpine\nRUN --mount=type=secret,id=token ./build\n",
            "FROM alpine\nRUN --mount=type=secret,id=token,required=true ./build\n",
        ),
        Good("FROM alpine\nRUN --mount=type=secret,id=token,required=true ./build\n"),
    ),
)
