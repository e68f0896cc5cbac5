"""A password or token in a URL is kept in the history, and by many tools in a file as well.

### What it does
Finds URLs with a literal password (`https://user:password@host`) in RUN, ADD and COPY, and credentials
in the query of a URL, literal or by a variable.

### Why is this bad?
The history holds the command with its URL; `git clone` keeps the URL in `.git/config`; proxies and servers log it.

### Fix safety
Needs a secret: Git is given a credential helper that reads a secret mount, other commands read the mount
in place of the text, and ADD becomes a RUN with curl where the image is known to have it. Rotate the credential:
whoever could read the file has it.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Related, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.added import download_with_secret
from dockerlint.remedy.literal import mount_literal
from dockerlint.remedy.variable import move_variable
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import ROTATE, exposures_of_command, secret_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding, Fix
    from dockerlint.model import Dockerfile
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.settings import Settings
    from dockerlint.trace import Trace
    from dockerlint.trace.secrets import Literal


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for literal in found.literals:
        if literal.place != "url" or literal.step is None or literal.is_default:
            continue
        yield RULE.finding(
            file,
            literal.span,
            f"the URL holds a {literal.what}, kept with the command in the history",
            literal.confidence,
            secret=Secret(literal.what, exposures_of_command(found, literal.step)),
            remedy=_remedy(found, literal, settings),
            masked=(literal.span,),
            help=ROTATE,
        )
    for use in found.in_queries:
        secret = secret_of(found, use.origin)
        yield RULE.finding(
            file,
            use.span,
            f"{use.origin.name} is put into the query of a URL, which servers on the way log",
            Confidence.LIKELY,
            secret=secret,
            related=(Related(use.origin.span, f"{use.origin.name} enters here"),),
            remedy=move_variable(found, use.origin, settings),
        )


def _remedy(found: Trace, literal: Literal, settings: Settings) -> Fix | Refusal:
    if literal.step is not None and literal.step.keyword == "ADD":
        return download_with_secret(found, literal, settings)
    return mount_literal(found, literal, settings)


RULE = Rule(
    code="SEC105",
    name="secret-in-url",
    summary="a password or token in a URL",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Bad(
            "FROM alpine\nRUN git clone https://ci:k7Gq2LxP9vTn@git.example.com/app.git /app\n",
            "FROM alpine\nRUN --mount=type=secret,id=example_password,required=true \\\n"
            "    git -c credential.https://git.example.com.helper='!f() { echo username=ci; "
            'echo "password=$(cat /run/secrets/example_password)"; }; f\' clone https://git.example.com/app.git /app\n',
        ),
        Bad(
            "FROM alpine\nADD https://ci:k7Gq2LxP9vTn@example.com/app.tar.gz /app/\n",
            title="No curl is known to be there",
        ),
        Bad(
            "FROM buildpack-deps\nADD https://ci:k7Gq2LxP9vTn@example.com/app.tar.gz /app/\n",
            "FROM buildpack-deps\nRUN --mount=type=secret,id=example_password,required=true \\\n"
            '    curl -fsSL --create-dirs -u "ci:$(cat /run/secrets/example_password)" -o /app/app.tar.gz '
            "https://example.com/app.tar.gz && chmod 600 /app/app.tar.gz\n",
        ),
        Bad(
            "FROM alpine\nARG MAXMIND_KEY\n"
            'RUN wget -O /geo.tgz "https://download.example.com/geo?license_key=$MAXMIND_KEY"\n',
            "FROM alpine\nRUN --mount=type=secret,id=maxmind_key,required=true \\\n"
            '    MAXMIND_KEY="$(cat /run/secrets/maxmind_key)" && \\\n'
            '    wget -O /geo.tgz "https://download.example.com/geo?license_key=$MAXMIND_KEY"\n',
            title="In the query of a URL it is logged by every server on the way",
        ),
        Good("FROM alpine\nRUN git clone https://git@example.com/app.git\n"),
    ),
)
