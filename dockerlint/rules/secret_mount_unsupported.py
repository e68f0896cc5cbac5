"""A secret mount that the builder in use does not understand.

### What it does
Finds secret and ssh mounts in stages for Windows, which has no RUN mounts, and `env=` under a `# syntax=` line of a
frontend older than 1.10, or any mount under one older than 1.2.

### Why is this bad?
The build fails: "unexpected key 'env'", or "the --mount option requires BuildKit".
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.form import frontend_version
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_RAISE = Refusal("no syntax line is added or raised unasked")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    version = frontend_version(file)
    for origin in trace(file).mounts:
        mount = origin.mount
        if mount is None:
            continue
        if mount.step.stage.is_windows:
            message = "RUN mounts do not exist in Windows builds"
        elif version is not None and mount.env and version < (1, 10):
            message = f"env= needs Dockerfile frontend 1.10, the syntax line asks for {version[0]}.{version[1]}"
        elif version is not None and version < (1, 2) and "experimental" not in file.parsed.directives["syntax"][0]:
            message = f"RUN --mount needs Dockerfile frontend 1.2, the syntax line asks for {version[0]}.{version[1]}"
        else:
            continue
        yield RULE.finding(file, mount.span, message, Confidence.CERTAIN, secret=Secret(mount.id), remedy=_RAISE)


RULE = Rule(
    code="MNT305",
    name="secret-mount-unsupported",
    summary="a secret mount that the builder does not understand",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad("# syntax=docker/dockerfile:1.4\nFROM alpine\nRUN --mount=type=secret,id=token,env=TOKEN ./build\n"),
        Good("# syntax=docker/dockerfile:1\nFROM alpine\nRUN --mount=type=secret,id=token,env=TOKEN ./build\n"),
    ),
)
