"""A secret of a bake file in object form with `type`, which Bake does not read.

### What it does
Finds `{ type = "env", id = "…", src = "NAME" }` in `secret` of a target.

### Why is this bad?
The object form has `id`, `src` and `env` and no `type`: the variable's name is then taken for a file's path, and the
build has no secret.

### What to do instead
The string form, `"id=…,env=NAME"`.

### Fix safety
Safe: what was meant.
"""

from __future__ import annotations

from dockerlint.callers.hcl import Hcl
from dockerlint.callers.kinds.bake import BakeHandle
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Fix, Safety, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.hcl import Expression
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    if not isinstance(read.caller.document, Hcl) or not any(
        isinstance(build.handle, BakeHandle) for build in read.caller.builds
    ):
        return
    for block in read.caller.document.blocks:
        secret = block.get("secret") if block.type == "target" else None
        for item in secret.value.items if secret is not None else ():
            if item.kind == "object" and any(pair.key == "type" for pair in item.pairs):
                yield RULE.finding(
                    read,
                    item.span,
                    "the object form of a secret has no type: what it names is taken for a file",
                    Confidence.CERTAIN,
                    remedy=_as_string(read, item),
                )


def _as_string(read: Read, item: Expression) -> Fix | Refusal:
    fields = {pair.key: pair.value for pair in item.pairs}
    known = {key: value.text for key, value in fields.items() if value.kind == "string"}
    name = known.get("env") or known.get("src")
    if known.get("type") not in ("env", "file") or not known.get("id") or not name or len(known) != len(fields):
        return Refusal("its fields are put together from variables")
    key = "env" if known["type"] == "env" else "src"
    return Fix(
        "write it as a string", (Edit(read.source.path, item.span, f'"id={known["id"]},{key}={name}"'),), Safety.SAFE
    )


_TARGET = 'target "app" {{\n  secret = [{}]\n}}\n'

RULE = CallerRule(
    code="BLD519",
    name="bake-secret-object-loses-type",
    summary="a secret of a bake file has a type that Bake does not read",
    severity=Severity.ERROR,
    check=check,
    examples=(
        Leaking(
            {"docker-bake.hcl": _TARGET.format('{ type = "env", id = "token", src = "TOKEN" }')},
            {"docker-bake.hcl": _TARGET.format('"id=token,env=TOKEN"')},
        ),
        Clean({"docker-bake.hcl": _TARGET.format('{ id = "token", env = "TOKEN" }')}),
    ),
)
