"""The text of a caller holds a credential itself.

### What it does
Finds tokens of known formats, private keys and URLs with passwords in workflows, Compose and Bake files, Makefiles and
scripts that run builds, and credentials that are handed to a build as a literal.

### Why is this bad?
Whoever can read the repository, its forks or an old clone of it has the credential, and so has the log of every run.

### What to do instead
Rotate it, and keep the new one where the service keeps its secrets.
"""

from __future__ import annotations

from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.telling import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for token in find_tokens(read.source.text):
        if token.placeholder:
            continue
        span = Span(token.start, token.end)
        yield RULE.finding(
            read,
            span,
            f"{with_article(token.what)} stands in the file",
            Confidence.CERTAIN if token.checksum else Confidence.LIKELY,
            secret=Secret(token.what, (Exposure.TEXT,)),
            help="rotate it: whoever can read the repository has it",
            masked=(span,),
        )


_TOKEN = "_".join(("ghp", "16C7e42F292c6912E7710c838347Ae178B4a"))

_BUILD = "export GITHUB_TOKEN={}\ndocker build .\n"

RULE = CallerRule(
    code="BLD515",
    name="secret-in-workflow-text",
    summary="the text of a caller holds a credential",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking({"build.sh": _BUILD.format(_TOKEN)}),
        Clean({"build.sh": _BUILD.format("$(cat token)")}),
    ),
)
