"""A fixed password set by the build is the same, and known, for every container of the image.

### What it does
Finds passwords given to `chpasswd`, `useradd -p`, `passwd --stdin`, `htpasswd -b` and database
commands, and ENV and ARG passwords with a well-known default such as `changeme`.

### Why is this bad?
Defaults are seldom changed. Scanners try them first.

### What to do instead
Leave the password unset, and let the entry point demand one when the container starts.

### Fix safety
Unsafe: an ENV or ARG default goes, so that a container started as before no longer has the password; it is given with
`-e`. Passwords set by commands have no fix.
"""

from __future__ import annotations

from dockerlint.finding import Confidence, Exposure, Safety, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy.variable import move_variable
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import masked_spans, places, secret_of, steps_of, with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding, Fix
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_AT_START = Refusal("the account's password has to be set when the container starts")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    found = trace(file)
    for origin in found.defaults:
        secret = secret_of(found, origin)
        yield RULE.finding(
            file,
            origin.span,
            f"{origin.name} has a well-known default, kept in {places(secret.exposures)}",
            Confidence.LIKELY,
            secret=secret,
            related=steps_of(found, origin),
            remedy=_without_default(move_variable(found, origin, settings)),
            masked=masked_spans(origin),
        )
    for default in found.default_passwords:
        yield RULE.finding(
            file,
            default.span,
            f"this sets {with_article(default.what)}, the same in every container",
            default.confidence,
            secret=Secret(default.what, (Exposure.HISTORY, Exposure.LAYER)),
            remedy=_AT_START,
            masked=(default.masked,) if default.masked is not None else (),
        )
    for literal in found.literals:
        if literal.is_default and literal.place != "metadata":
            yield RULE.finding(
                file,
                literal.span,
                f"a well-known default is used as {with_article(literal.what)}",
                literal.confidence,
                secret=Secret(literal.what, (Exposure.HISTORY,)),
                masked=(literal.span,),
                remedy=_AT_START,
            )


def _without_default(remedy: Fix | Refusal) -> Fix | Refusal:
    """A container that is started as before no longer has the password."""
    return remedy if isinstance(remedy, Refusal) else remedy._replace(safety=Safety.UNSAFE)


RULE = Rule(
    code="SEC209",
    name="default-credential",
    summary="a well-known password is set by the build",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad("FROM debian\nRUN echo 'root:screencast' | chpasswd\n"),
        Bad(
            "FROM postgres\nENV POSTGRES_USER=app POSTGRES_PASSWORD=changeme\n",
            "FROM postgres\nENV POSTGRES_USER=app\n",
        ),
        Good("FROM postgres\nENV POSTGRES_PASSWORD_FILE=/run/secrets/db\n"),
        Good("FROM debian\nRUN adduser --disabled-password --gecos '' app\n"),
    ),
)
