"""A credential that a RUN prints is in the build log, and often in the log of the CI job.

### What it does
Finds `echo`, `printf` and `cat` whose output holds a credential and goes nowhere but to the log, and commands with a
credential among their arguments while `set -x` is on.

### Why is this bad?
Build logs are kept, are readable by more people than the credential is meant for, and BuildKit masks nothing in them.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_MEANING = Refusal("what should be printed instead is for its author to decide")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    for printed in trace(file).printed:
        names = " and ".join(dict.fromkeys(origin.name for origin in printed.origins))
        yield RULE.finding(
            file,
            printed.span,
            f"{names} {'are' if ' and ' in names else 'is'} {printed.how}",
            Confidence.POSSIBLE if "set -x" in printed.how else Confidence.LIKELY,
            secret=Secret(names, (Exposure.LOG,)),
            remedy=_MEANING,
        )


RULE = Rule(
    code="SEC207",
    name="secret-printed",
    summary="a credential is printed to the build log",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad("FROM alpine\nRUN --mount=type=secret,id=token cat /run/secrets/token\n"),
        Good("FROM alpine\nRUN --mount=type=secret,id=token cat /run/secrets/token | docker login --password-stdin\n"),
    ),
)
