"""A credential in LABEL, CMD, ENTRYPOINT or HEALTHCHECK is part of the image's configuration.

### What it does
Finds token formats, URLs with a password and credentials given as options in these instructions, and labels whose value
comes from a variable that carries a credential.

### Why is this bad?
Registries show labels and commands to everyone who may pull the image, without pulling it.

### What to do instead
Let the program read the credential from its environment or from a file that is mounted when the container starts.

### Fix safety
Needs a secret: in CMD and ENTRYPOINT of shell form the text is replaced by a variable, which the
container is given with `-e`. No fix in JSON form, which no shell expands, nor in LABEL and HEALTHCHECK.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.literal import read_at_run_time
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_EXPOSURES = (Exposure.CONFIG, Exposure.HISTORY)


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for literal in found.literals:
        if literal.place == "metadata" and literal.step is not None:
            yield RULE.finding(
                file,
                literal.span,
                f"{literal.step.keyword} holds a {literal.what}, which the image's configuration shows",
                literal.confidence,
                secret=Secret(literal.what, _EXPOSURES),
                masked=(literal.span,),
                remedy=read_at_run_time(found, literal),
                help="rotate it, and read it from the environment or a mounted file at run time",
            )
    for use in found.in_labels:
        yield RULE.finding(
            file,
            use.span,
            f"this label shows the {use.origin.noun} of {use.origin.name}",
            Confidence.LIKELY,
            secret=Secret(use.origin.name, _EXPOSURES),
            remedy=Refusal("a mount does not reach LABEL"),
        )


RULE = Rule(
    code="SEC103",
    name="secret-in-metadata",
    summary="a credential in LABEL, CMD, ENTRYPOINT or HEALTHCHECK",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad("FROM alpine\nARG BUILD_TOKEN\nLABEL build.token=$BUILD_TOKEN\n"),
        Bad("FROM redis\nHEALTHCHECK CMD redis-cli -a k7Gq2LxP9v ping\n"),
        Bad(
            "FROM python:3.12\nCMD python app.py --db-password k7Gq2LxP9vTn4RbY\n",
            'FROM python:3.12\nCMD python app.py --db-password "${DB_PASSWORD}"\n',
        ),
        Good('FROM redis\nHEALTHCHECK CMD redis-cli -a "$REDIS_PASSWORD" ping\n'),
        Good('FROM alpine\nCMD ["app", "--token-file", "/run/secrets/token"]\n'),
    ),
)
