"""A mounted secret that a RUN writes to the layer is no secret any more.

### What it does
Follows the files and variables of secret mounts, as it does build arguments, into files that stay:
`cp`, `>`, `tee`, `git config --global`, `git clone` with the secret in its URL.

### Why is this bad?
The mount is gone after the RUN, the copy stays in the image.

### Fix safety
Safe where nothing later reads the file: it is removed at the end of the same RUN, as the build meant it. Git gets a
credential helper that reads the mount. No fix otherwise.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Related, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.mount import remove_after_use
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import exposures_of_file, places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for holding in found.holdings:
        if holding.write is None or not holding.is_kept:
            continue
        mounted = [origin for origin in holding.origins if origin.is_mounted]
        if mounted:
            exposures = exposures_of_file(found, holding)
            yield RULE.finding(
                file,
                holding.span,
                f"the mounted secret {mounted[0].name} is written to {holding.path}, "
                f"which stays in {places(exposures)}",
                Confidence.LIKELY,
                secret=Secret(mounted[0].name, exposures),
                related=(Related(mounted[0].span, "it is mounted here"),),
                remedy=remove_after_use(found, holding),
            )


RULE = Rule(
    code="MNT301",
    name="secret-mount-persisted",
    summary="a mounted secret is written to the layer",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM node:20\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc .npmrc && npm ci\n",
            "FROM node:20\nRUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc .npmrc && npm ci && rm -f .npmrc\n",
        ),
        Good("FROM node:20\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n"),
        Good("FROM node:20\nRUN --mount=type=secret,id=key cp /run/secrets/key /dev/shm/key && ./sign /dev/shm/key\n"),
    ),
)
