"""The final of several stages uses a credential of the build.

### What it does
Looks at the final stage, with those that it starts from, for secret and ssh mounts.

### Why is this bad?
A mount keeps the credential itself out of the layer, but not what the tools that use it write: a configuration with
the token in it, a lock file with the address of a private registry, a cache of private packages. In a stage of which
only the result is copied all that stays behind.

### Fix safety
Unsafe: the image no longer contains what the build left behind. The stage that uses the credential stays as it is; a
new final one copies what the program needs. It is offered only where every command of the build is understood.
"""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    from dockerlint.staging.diagnosis import diagnose

    if len(file.stages) < 2:
        return
    found = trace(file)
    diagnosis = diagnose(found)
    if diagnosis is None or not diagnosis.evidence.credentials:
        return
    yield RULE.stage_finding(
        file,
        diagnosis,
        settings,
        "the final stage",
        "use the credential in a stage before, and copy the result into the final one",
    )


RULE = Rule(
    code="STG403",
    name="credentialed-stage-shipped",
    summary="The final of several stages uses a credential of the build",
    severity=Severity.INFO,
    check=check,
    examples=(
        Bad(
            "FROM node:20-slim AS assets\n"
            "WORKDIR /assets\n"
            "COPY assets .\n"
            "\n"
            "FROM node:20-slim\n"
            "WORKDIR /app\n"
            "COPY package.json server.js ./\n"
            "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev\n"
            "COPY --from=assets /assets ./assets\n"
            'CMD ["node", "server.js"]\n',
            "FROM node:20-slim AS assets\n"
            "WORKDIR /assets\n"
            "COPY assets .\n"
            "\n"
            "FROM node:20-slim AS build\n"
            "WORKDIR /app\n"
            "COPY package.json server.js ./\n"
            "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev\n"
            "COPY --from=assets /assets ./assets\n"
            "\n"
            "FROM node:20-slim\n"
            "COPY --from=build /app /app\n"
            "WORKDIR /app\n"
            'CMD ["node", "server.js"]\n',
            files={
                "package.json": '{"name": "server", "dependencies": {"@example/private": "1.0.0"}}\n',
                "server.js": "require('@example/private').listen(8080)\n",
            },
        ),
        Good(
            "FROM node:20 AS build\n"
            "WORKDIR /app\n"
            "COPY package.json server.js ./\n"
            "RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci --omit=dev\n"
            "FROM node:20-slim\n"
            "COPY --from=build /app /app\n"
            'CMD ["node", "/app/server.js"]\n',
        ),
    ),
)
