"""A build argument that carries a credential is kept in the image's history and in its provenance.

### What it does
Finds ARG keys that carry a credential: by their name, their default, or because a tool that reads credentials is given
them.

### Why is this bad?
BuildKit writes the value of every build argument in scope into the history of each RUN behind it, `docker history
--no-trunc` prints it, and provenance attestations (on by default for public repositories) record all build arguments.

### What to do instead
`RUN --mount=type=secret` gives the value to the commands that need it, and keeps it out of history, layers and cache.

### Fix safety
Needs a secret: the build is given `--secret` in place of `--build-arg`; the finding says exactly how.
Only RUNs that read the variable get the mount. Where nothing reads it, the ARG goes and nothing else changes. No fix
where the variable is also used by an instruction that no mount reaches, such as FROM or COPY.
"""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rule import Bad, Good, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    return RULE.variable_findings(file, settings, "arg", "build argument {} leaves {} in {}")


RULE = Rule(
    code="SEC102",
    name="secret-in-arg",
    summary="a credential in ARG stays in the image's history and provenance",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM python:3.12\nARG PIP_TOKEN\n"
            "RUN pip install --index-url https://ci:${PIP_TOKEN}@pypi.example.com/simple/ app\n",
            "FROM python:3.12\nRUN --mount=type=secret,id=pip_token,required=true \\\n"
            '    PIP_TOKEN="$(cat /run/secrets/pip_token)" && \\\n'
            "    pip install --index-url https://ci:${PIP_TOKEN}@pypi.example.com/simple/ app\n",
        ),
        Bad(
            "# syntax=docker/dockerfile:1\nFROM alpine\nARG API_TOKEN\n"
            'RUN curl -fsS -H "Authorization: Bearer $API_TOKEN" -o /data https://example.com/data\n',
            "# syntax=docker/dockerfile:1\nFROM alpine\n"
            "RUN --mount=type=secret,id=api_token,env=API_TOKEN,required=true \\\n"
            '    curl -fsS -H "Authorization: Bearer $API_TOKEN" -o /data https://example.com/data\n',
            title="With a syntax line of frontend 1.10 or newer",
        ),
        Bad(
            "FROM alpine\nARG RELEASE_TOKEN\nLABEL token=$RELEASE_TOKEN\n",
            title="No mount reaches LABEL",
        ),
        Good("FROM python:3.12\nARG KEY_ID\nARG TOKEN_URL\nARG PUBLIC_KEY\nARG PASSWORD_FILE\n"),
        Good("ARG NPM_TOKEN\nFROM node:20\nRUN npm ci\n", title="A global ARG that no stage declares again"),
    ),
)
