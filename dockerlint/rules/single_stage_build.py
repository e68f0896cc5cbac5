"""The only stage builds, and ships what it builds with.

### What it does
Looks at Dockerfiles with one stage for what compiles or bundles (`go build`, `make`, `npm run build`), for compilers
and `-dev` packages that stay installed, and for secret and ssh mounts. Nothing is said where the same `RUN` takes its
packages away again, of images that are there to build, test or develop with, and of those that only install.

### Why is this bad?
What a build needs is in every container: a compiler and a package manager are tools for an intruder, caches and sources
are more than should leave the house, and a credential that the build used may have left copies (a tool's configuration,
a cache, a lock file) in a layer. A build stage keeps all that out, whatever the commands in it do.

### Fix safety
Unsafe: the image no longer contains what the build left behind, and it starts from a smaller base image. The fix keeps
the build as it is in a stage of its own and starts a new one that copies what the program needs and is configured as
before. It is offered only where every command of the build is understood and what the container runs is known.
A base image's digest is not carried to another image.
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

    found = trace(file)
    diagnosis = diagnose(found) if len(file.stages) == 1 else None
    if diagnosis is None:
        return
    yield RULE.stage_finding(
        file,
        diagnosis,
        settings,
        "the only stage",
        "build in a stage of its own and copy the result from it, so that all the rest stays out of the image",
    )


RULE = Rule(
    code="STG401",
    name="single-stage-build",
    summary="The only stage builds and ships what it builds with",
    severity=Severity.INFO,
    check=check,
    examples=(
        Bad(
            "FROM golang:1.23-bookworm\n"
            "WORKDIR /src\n"
            "COPY . .\n"
            "RUN go build -o /usr/local/bin/server ./cmd/server\n"
            "EXPOSE 8080\n"
            'CMD ["server"]\n',
            "FROM golang:1.23-bookworm AS build\n"
            "WORKDIR /src\n"
            "COPY . .\n"
            "RUN go build -o /usr/local/bin/server ./cmd/server\n"
            "\n"
            "FROM debian:bookworm-slim\n"
            "RUN apt-get update \\\n"
            "    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates"
            " tzdata \\\n"
            "    && rm -rf /var/lib/apt/lists/*\n"
            "WORKDIR /src\n"
            "COPY --from=build /usr/local/bin/server /usr/local/bin/server\n"
            "EXPOSE 8080\n"
            'CMD ["server"]\n',
            files={
                "go.mod": "module example.org/server\n\ngo 1.23\n",
                "cmd/server/main.go": 'package main\n\nfunc main() { println("ready") }\n',
            },
        ),
        Good(
            'FROM python:3.12-slim\nRUN pip install flask\nCOPY app.py .\nCMD ["flask", "run"]\n',
            title="An image that only installs",
        ),
        Good(
            "FROM debian:bookworm-slim\n"
            "RUN apt-get update && apt-get install -y gcc libc6-dev make && make -C /src install && apt-get purge -y"
            " gcc libc6-dev make\n"
            'CMD ["server"]\n',
            title="Tools that go again in the same layer",
        ),
    ),
)
