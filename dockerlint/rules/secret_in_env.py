"""A credential in ENV stays in the image's configuration, readable by everyone who can pull the image.

### What it does
Finds ENV keys that carry a credential: by the value (a token format, a private key, a URL with a password, a random
text under a secret's name), or because the value comes from such a variable.

### Why is this bad?
`docker inspect` and `docker history` print every ENV of an image, every container's processes inherit it, and a later
`ENV KEY=` hides the value without removing it from the history.

### What to do instead
Give the value to the RUNs that need it by a secret mount, and to the running program when its container starts.

### Fix safety
Needs a secret: the build must be given the value with `--secret`, the container with `-e` or
`--env-file`. A value that was written into the file has been seen by whoever could read it: rotate it. No fix where the
variable is also used by an instruction that no mount reaches, such as COPY or LABEL.
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
    return RULE.variable_findings(file, settings, "env", "ENV {} keeps {} in {}")


RULE = Rule(
    code="SEC101",
    name="secret-in-env",
    summary="a credential in ENV stays in the image's configuration",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM node:20\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nCOPY package.json .npmrc ./\nRUN npm ci\n",
            "FROM node:20\nCOPY package.json .npmrc ./\n"
            "RUN --mount=type=secret,id=npm_token,required=true \\\n"
            '    NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\\n'
            "    export NPM_TOKEN && \\\n    npm ci\n",
            files={".npmrc": "//registry.example.com/:_authToken=${NPM_TOKEN}\n"},
        ),
        Bad(
            "FROM python:3.12\nENV APP_ENV=production SIGNING_SECRET=c2VyaW91c2x5OnNlY3JldA\n"
            'CMD ["python", "app.py"]\n',
            'FROM python:3.12\nENV APP_ENV=production\nCMD ["python", "app.py"]\n',
            title="What only the running program reads is given to it when it starts",
        ),
        Good(
            "FROM python:3.12\n"
            "ENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D SECRET_FILE=/run/secrets/app TOKEN_TTL=3600\n"
        ),
        Good("FROM python:3.12\nENV API_TOKEN=\n"),
    ),
)
