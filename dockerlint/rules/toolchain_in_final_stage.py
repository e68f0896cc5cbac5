"""The final of several stages builds, or takes a whole toolchain along.

### What it does
Looks at Dockerfiles with several stages for a final one that compiles or bundles itself (or starts from the stage that
does), and for `COPY --from` of `/`, of root's home folder, of a toolchain or its caches.

### Why is this bad?
The stages are there to keep what a build needs out of the image. When the last one builds too, or copies everything,
the compiler, the package manager's caches and whatever credentials the build used are shipped all the same.

### Fix safety
Unsafe: the image no longer contains what the build left behind, and it starts from a smaller base image. The stage that
builds stays as it is; a new final one copies what the program needs. Which parts of a copied folder are needed is for a
person to say, so such a `COPY` is not changed.
"""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_WHICH = Refusal("which files of what is copied the image needs is not known")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    from dockerlint.staging.diagnosis import diagnose
    from dockerlint.staging.taken import toolchains_taken

    if len(file.stages) < 2:
        return
    found = trace(file)
    for taken in toolchains_taken(found):
        yield RULE.finding(
            file, taken.span, f"this takes {taken.what} along into the final image", taken.confidence, remedy=_WHICH,
            help="copy the files that the program needs, each by its path",
        )  # fmt: skip
    diagnosis = diagnose(found)
    if diagnosis is None or not diagnosis.builds or diagnosis.evidence.credentials:
        return
    yield RULE.stage_finding(
        file, diagnosis, settings, "the final stage", "build in a stage before, and copy the result into the final one"
    )


RULE = Rule(
    code="STG402",
    name="toolchain-in-final-stage",
    summary="The final of several stages builds, or copies a toolchain",
    severity=Severity.INFO,
    check=check,
    examples=(
        Bad(
            "FROM node:20 AS assets\n"
            "WORKDIR /web\n"
            "COPY web .\n"
            "RUN npm ci && npm run build\n"
            "\n"
            "FROM golang:1.23-bookworm\n"
            "WORKDIR /app\n"
            "COPY go.mod main.go ./\n"
            "COPY --from=assets /web/dist ./static\n"
            "RUN CGO_ENABLED=0 go build -o server .\n"
            'ENTRYPOINT ["/app/server"]\n',
            "FROM node:20 AS assets\n"
            "WORKDIR /web\n"
            "COPY web .\n"
            "RUN npm ci && npm run build\n"
            "\n"
            "FROM golang:1.23-bookworm AS build\n"
            "WORKDIR /app\n"
            "COPY go.mod main.go ./\n"
            "COPY --from=assets /web/dist ./static\n"
            "RUN CGO_ENABLED=0 go build -o server .\n"
            "\n"
            "FROM debian:bookworm-slim\n"
            "RUN apt-get update \\\n"
            "    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates"
            " tzdata \\\n"
            "    && rm -rf /var/lib/apt/lists/*\n"
            "COPY --from=build /app/server /app/server\n"
            "COPY --from=build /app/static /app/static\n"
            "WORKDIR /app\n"
            'ENTRYPOINT ["/app/server"]\n',
            files={
                "go.mod": "module example.org/server\n\ngo 1.23\n",
                "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n'
                '\thttp.Handle("/", http.FileServer(http.Dir("static")))\n\thttp.ListenAndServe(":8080", nil)\n}\n',
            },
        ),
        Bad(
            "FROM golang:1.23 AS build\nRUN go install example.org/tool@v1.2.0\n"
            "FROM debian:bookworm-slim\nCOPY --from=build /go /go\n"
            'CMD ["/go/bin/tool"]\n',
            title="A folder with the caches in it",
        ),
        Good(
            "FROM golang:1.23 AS build\nRUN go install example.org/tool@v1.2.0\n"
            "FROM debian:bookworm-slim\nCOPY --from=build /go/bin/tool /usr/local/bin/tool\n"
            'CMD ["tool"]\n',
        ),
        Good(
            "FROM python:3.12 AS build\nRUN python -m venv /venv && /venv/bin/pip install uwsgi\n"
            "FROM python:3.12-slim\nCOPY --from=build /venv /venv\n"
            'CMD ["/venv/bin/uwsgi"]\n',
        ),
    ),
)
