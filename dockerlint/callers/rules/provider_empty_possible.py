"""A secret comes from a variable that may be empty, and nobody would notice.

### What it does
Finds `--secret id=…,env=NAME` of scripts and Makefiles before which nothing makes sure that NAME is set. Only when it
is selected: where CI always sets the variable, there is nothing to say.

### Why is this bad?
A variable that is not set makes an empty secret: `required=true` in the Dockerfile is content with that, and the build
goes on without the credential.

### What to do instead
`: "${NAME:?}"` before the build, or `--secret id=NAME` without `env`, which fails in the client where NAME is not set.

### Fix safety
Needs a secret: a build without it ends before it starts.
"""

from __future__ import annotations

import re

from dockerlint.callers.build import VARIABLE
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.callers.shell.handle import Handle
from dockerlint.finding import Confidence, Fix, Safety, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        handle = build.handle
        if not isinstance(handle, Handle):
            continue
        for provider in build.providers:
            if provider.kind != VARIABLE or provider.type != "secret" or provider.text == provider.id:
                continue
            if not _is_guarded(handle, provider.text):
                yield RULE.finding(
                    read,
                    provider.span,
                    f"where {provider.text} is not set, the secret {provider.id} is empty and the build goes on",
                    Confidence.POSSIBLE,
                    severity=Severity.INFO,
                    remedy=_guarded(handle, provider.text),
                )


def _is_guarded(handle: Handle, name: str) -> bool:
    """Whether the script ends where the variable is not set, or sets it itself."""
    text = handle.shell.text.text
    if name in handle.shell.assigned or re.search(rf"\$\{{{name}:?\?", text):
        return True
    if re.search(rf"(?<![\w=]){name}=(?=\S)", text):
        return True
    return re.search(r"^\s*set\s+-\w*u|^\s*set\s+-o\s+nounset", text, re.MULTILINE) is not None and f"${name}" in text


def _guarded(handle: Handle, name: str) -> Fix | Refusal:
    at = handle.command.start
    edit = handle.shell.text.replace(at, at, f': "${{{name}:?}}" && ')
    if edit is None or handle.command.negated or handle.command.joiner == "|":
        return Refusal("the command is not in a place where another could stand before it")
    return Fix(f"end where {name} is not set", (edit,), Safety.NEEDS_SECRET)


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=token,required=true wget -q https://example.com/\n"

RULE = CallerRule(
    code="BLD506",
    name="provider-empty-possible",
    summary="a secret comes from a variable that may be empty",
    severity=Severity.INFO,
    check=check,
    is_default=False,
    examples=(
        Leaking(
            {"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=token,env=TOKEN .\n"},
            {"build.sh": ': "${TOKEN:?}" && docker build --secret id=token,env=TOKEN .\n'},
        ),
        Clean({"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=TOKEN .\n"}),
    ),
)
