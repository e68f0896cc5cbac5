"""A live-looking token in a comment is in the repository for everyone who can read it.

### What it does
Finds tokens of known formats and private keys in comments. Examples and placeholders do not count.

### Why is this bad?
The Dockerfile is copied to forks, caches and, with provenance, beside the image.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import ROTATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_PROSE = Refusal("what the comment says without it is for its author to decide")
_TOKEN = "gl" + "pat-" + "k7Gq2LxP9vTn4RbY8wZc"


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    for literal in trace(file).literals:
        if literal.place == "comment":
            yield RULE.finding(
                file,
                literal.span,
                f"this comment holds a {literal.what}",
                literal.confidence,
                secret=Secret(literal.what, (Exposure.TEXT,)),
                masked=(literal.span,),
                remedy=_PROSE,
                help=ROTATE,
            )


RULE = Rule(
    code="SEC106",
    name="secret-in-comment",
    summary="a token in a comment",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad(f"FROM alpine\n# docker build --build-arg TOKEN={_TOKEN} .\nRUN true\n"),
        Good("FROM alpine\n# docker build --secret id=token,env=TOKEN .\nRUN true\n"),
    ),
)
