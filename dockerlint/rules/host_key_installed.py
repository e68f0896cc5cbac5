"""Installing or starting an ssh server makes host keys that are then the same in every container.

### What it does
Finds Debian's `openssh-server` (whose installation makes host keys), the start of an ssh server in a
RUN, and `ssl-cert` (a self-signed pair). This rule is off unless it is selected: many images make new keys when they
start.

### Why is this bad?
Whoever can pull the image has the keys, and so can pose as every container made of it.

### What to do instead
Remove the keys in the RUN that installs the package, and let the entry point run `ssh-keygen -A`.
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

_AT_START = Refusal("the keys have to be made when the container starts, in its entry point")


def check(file: Dockerfile, settings: Settings) -> Iterator[Finding]:
    for key in trace(file).keys:
        if key.by_package:
            yield RULE.finding(
                file,
                key.span,
                f"this makes {with_article(key.what)}, the same in every container",
                key.confidence,
                secret=Secret(key.path or key.what, (Exposure.LAYER,)),
                remedy=_AT_START,
                help="remove the keys in this RUN and make new ones when the container starts",
            )


RULE = Rule(
    code="SEC210",
    name="host-key-installed",
    summary="an installed or started server makes a private key, the same in every container",
    severity=Severity.INFO,
    check=check,
    is_default=False,
    examples=(
        Bad("FROM debian\nRUN apt-get update && apt-get install -y openssh-server\n"),
        Good("FROM debian\nRUN apt-get update && apt-get install -y openssh-server && rm /etc/ssh/ssh_host_*\n"),
        Good("FROM debian\nRUN apt-get update && apt-get install -y openssh-client\n"),
    ),
)
