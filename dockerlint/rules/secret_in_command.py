"""A credential written out in a RUN is kept in the image's history with the whole command.

### What it does
Finds token formats, private keys and credentials given as options (`curl -u user:password`, `docker login -p`, an
`Authorization` header, `export API_TOKEN=…`) in the commands and here-documents of RUN, COPY and ADD.

### Why is this bad?
`docker history --no-trunc` prints the commands of every RUN, whatever becomes of the files that they write.

### Fix safety
Needs a secret: the text is replaced by reading a secret mount, so the build must be given `--secret`.
The credential has been in the file for all to read: rotate it. No fix within single-quoted here-documents and JSON
forms, where no shell expands anything.
"""

from __future__ import annotations

from dockerlint.finding import Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.literal import mount_literal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import ROTATE, exposures_of_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for literal in found.literals:
        if literal.place != "command" or literal.step is None or literal.is_default:
            continue
        yield RULE.finding(
            file,
            literal.span,
            f"{literal.step.keyword} holds a {literal.what}, kept with the command in the history",
            literal.confidence,
            secret=Secret(literal.what, exposures_of_command(found, literal.step)),
            remedy=mount_literal(found, literal, settings),
            masked=(literal.span,),
            help=ROTATE,
        )


RULE = Rule(
    code="SEC104",
    name="secret-in-command",
    summary="a credential written out in RUN, COPY or ADD",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM alpine\nRUN curl -u ci:k7Gq2LxP9vTn -o /tool https://example.com/tool\n",
            "FROM alpine\nRUN --mount=type=secret,id=curl_password,required=true \\\n"
            '    curl -u ci:"$(cat /run/secrets/curl_password)" -o /tool https://example.com/tool\n',
        ),
        Good(
            'FROM alpine\nRUN --mount=type=secret,id=t curl -H "Authorization: Bearer $(cat /run/secrets/t)" https://example.com\n'
        ),
        Good("FROM alpine\nRUN curl --user-agent robot:1.0 -O https://example.com/tool && mkdir -p password\n"),
    ),
)
