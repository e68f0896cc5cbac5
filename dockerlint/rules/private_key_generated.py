"""A private key made by the build is the same in every container of the image.

### What it does
Finds `openssl genrsa` and `req -newkey`, `ssh-keygen`, `keytool -genkey`, `mkcert` and the like, unless the
same RUN removes the key. Servers whose installation or start makes keys are told by `host-key-installed`.

### Why is this bad?
Whoever can pull the image has the key, and so can pose as every container made of it. Host keys that are the same
everywhere make `known_hosts` worthless.

### What to do instead
Make the key when the container first starts, in its entry point, or mount it then.
"""

from __future__ import annotations

from dockerlint.finding import Exposure, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rule import Bad, Good, Rule
from dockerlint.trace import trace
from dockerlint.trace.telling import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Finding
    from dockerlint.model import Dockerfile
    from dockerlint.settings import Settings

_AT_START = Refusal("the key has to be made when the container starts, in its entry point")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    for key in trace(file).keys:
        if key.by_package:
            continue
        shipped = file.is_shipped(key.step.stage)
        where = f" in {key.path}" if key.path else ""
        yield RULE.finding(
            file,
            key.span,
            f"this makes {with_article(key.what)}{where}, the same in every container",
            key.confidence,
            secret=Secret(key.path or key.what, (Exposure.LAYER if shipped else Exposure.CACHE,)),
            remedy=_AT_START,
            help="make it when the container starts, or mount it then",
        )


RULE = Rule(
    code="SEC208",
    name="private-key-generated",
    summary="a private key made by the build is the same in every container",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Bad("FROM debian\nRUN ssh-keygen -A\n"),
        Bad(
            "FROM nginx\n"
            "RUN openssl req -x509 -nodes -newkey rsa:2048 -keyout /etc/ssl/private/tls.key -out /etc/ssl/tls.crt\n"
        ),
        Good("FROM debian\nRUN ssh-keyscan example.com >> /etc/ssh/ssh_known_hosts\n"),
        Good("FROM debian\nRUN openssl genrsa -out /tmp/k.pem 2048 && ./sign /tmp/k.pem && rm /tmp/k.pem\n"),
    ),
)
