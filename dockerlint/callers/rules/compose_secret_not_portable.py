"""A build secret of a Compose file means one thing to `docker compose build` and another to `docker buildx bake`.

### What it does
Finds build secrets with a `target` other than their name, with an absolute `target`, and external ones.

### Why is this bad?
Compose takes `target` for the secret's id, Bake the name; an absolute `target` is no id that a Dockerfile could mount;
an external secret is silently left out by `docker compose build`.

### What to do instead
Name the top-level secret like the id that the Dockerfile mounts, give it `environment` or `file`, and no `target`.
"""

from __future__ import annotations

from dockerlint.callers.kinds.compose import EXTERNAL, ComposeHandle
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.yaml import Mapping
from dockerlint.finding import Confidence, Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        handle = build.handle
        if not isinstance(handle, ComposeHandle) or handle.build is None:
            continue
        for provider in build.providers:
            if provider.kind == EXTERNAL:
                yield RULE.finding(
                    read,
                    provider.span,
                    f"{provider.id} is an external secret, which docker compose build leaves out",
                    Confidence.CERTAIN,
                )
        secrets = handle.build.sequence("secrets")
        for item in secrets.items if secrets is not None else ():
            target = item.text("target") if isinstance(item, Mapping) else None
            if target is not None and isinstance(item, Mapping) and target != item.text("source"):
                reason = "is no id" if target.startswith("/") else "is the id for Compose only, the name is for Bake"
                yield RULE.finding(read, item.span, f"target: {target} {reason}", Confidence.LIKELY)


_FILE = """\
services:
  app:
    build:
      context: .
      secrets:
        - {}
secrets:
  token:
    environment: TOKEN
"""

RULE = CallerRule(
    code="BLD518",
    name="compose-secret-not-portable",
    summary="a build secret of Compose is not the same for Bake",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking({"compose.yaml": _FILE.format("{source: token, target: npm_token}")}),
        Clean({"compose.yaml": _FILE.format("token")}),
    ),
)
