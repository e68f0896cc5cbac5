"""COPY --from takes a credential file of another stage along.

### What it does
Follows credential files of a build stage into the stages that copy them, or a folder above them (`COPY
--from=build /root /root`).

### Why is this bad?
A build stage keeps credentials out of the image only as long as nothing that holds them is copied out of it.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Related, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_CAUSE = Refusal("the file has to be kept out of the stage that it comes from")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for copied in found.copied:
        if copied.holding is None:
            continue
        shipped = file.is_shipped(copied.step.stage)
        yield RULE.finding(
            file,
            copied.span,
            f"this takes {copied.source} ({copied.what}) along into {copied.destination}",
            copied.confidence,
            secret=Secret(copied.source, (Exposure.LAYER if shipped else Exposure.CACHE,)),
            remedy=_CAUSE,
            related=(Related(copied.holding.span, f"{copied.what} enters the build here"),),
        )


RULE = Rule(
    code="SEC206",
    name="credential-crosses-stages",
    summary="COPY --from takes a credential file along",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad("FROM alpine AS build\nCOPY .npmrc /root/.npmrc\nFROM alpine\nCOPY --from=build /root /root\n"),
        Good(
            "FROM alpine AS build\nCOPY .npmrc /root/.npmrc\nRUN make\nFROM alpine\nCOPY --from=build /app/out /app\n"
        ),
    ),
)
