"""The caller's secret and the Dockerfile's mount differ in nothing but the spelling of the id.

### What it does
Finds secrets handed over under an id that a mount has in other case or with other punctuation.

### Why is this bad?
Ids are compared letter by letter: the mount gets nothing, and unless it is `required` the build does not say so.

### What to do instead
One spelling in both files.

### Fix safety
Safe: the caller's id becomes that of the mount.
"""

from __future__ import annotations

import re

from dockerlint.callers.demands import alike, all_mounts
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Fix, Related, Safety, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Provider
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, view: View) -> Iterator[Finding]:
    for build in read.caller.builds:
        file = view.taken_by(build)
        if file is None:
            continue
        mounts = {mount.id: mount for mount in all_mounts(file) if mount.type == "secret"}
        given = {provider.id for provider in build.providers}
        for provider in build.providers:
            if provider.type != "secret" or provider.id in mounts:
                continue
            meant = [mount for mount in mounts.values() if alike(mount.id, provider.id) and mount.id not in given]
            if len(meant) == 1:
                yield RULE.finding(
                    read,
                    provider.span,
                    f"the secret is handed over as {provider.id}, and {file.source.path} mounts {meant[0].id}",
                    Confidence.CERTAIN,
                    related=(Related(meant[0].span, "mounted here", file.source.path),),
                    remedy=_renamed(read, provider, meant[0].id),
                )


def _renamed(read: Read, provider: Provider, identity: str) -> Fix | Refusal:
    if read.kind.name == "compose":
        return Refusal("the secret of that name may be used elsewhere in the file")
    text = read.source.text[provider.span.start : provider.span.end]
    found = re.search(rf"(?:\bid=|^[\"']?){re.escape(provider.id)}(?![\w-])", text)
    if found is None:
        return Refusal("its id cannot be told from the text around it")
    end = provider.span.start + found.end()
    # An id alone stands for the variable of that name too.
    is_alone = found[0].startswith("id=") and not re.search(r"\b(?:env|src|source)=", text)
    written = f"{identity},env={provider.id}" if is_alone else identity
    edit = Edit(read.source.path, Span(end - len(provider.id), end), written)
    return Fix(f"call it {identity}", (edit,), Safety.SAFE)


_MOUNT = "FROM alpine\nRUN --mount=type=secret,id=npm_token,required=true wget -q https://example.com/\n"

RULE = CallerRule(
    code="BLD504",
    name="provider-id-mismatch",
    summary="a secret's id is spelled differently in caller and Dockerfile",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking(
            {"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=NPM_TOKEN,env=NPM_TOKEN .\n"},
            {"build.sh": "docker build --secret id=npm_token,env=NPM_TOKEN .\n"},
        ),
        Leaking(
            {"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=NPM_TOKEN .\n"},
            {"build.sh": "docker build --secret id=npm_token,env=NPM_TOKEN .\n"},
        ),
        Clean({"Dockerfile": _MOUNT, "build.sh": "docker build --secret id=npm_token,env=NPM_TOKEN .\n"}),
    ),
)
