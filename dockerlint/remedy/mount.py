"""Mending mounts that are there already: mode, owner, ``required``, and what is written of them to the layer."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Fix, Safety, Supply
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, git
from dockerlint.remedy.effort import bounded, when_asked
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.splicing import insert_logical
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.model import Dockerfile
    from dockerlint.trace.secrets import Holding, Mount
    from dockerlint.trace.trace import Trace

_MODE = lazy(r"(?<=mode=)[0-7]+", re.IGNORECASE)


@when_asked
def narrow_mode(file: Dockerfile, mount: Mount) -> Fix | Refusal:
    """Rights for others go; the user of the RUN becomes the owner where it is not root."""
    text = file.source.text[mount.span.start : mount.span.end]
    match = _MODE.search(text)
    if match is None:
        return Refusal("the mode comes from a variable")
    at = mount.span.start
    edits = [Edit(file.source.path, Span(at + match.start(), at + match.end()), "0400")]
    uid = mount.step.user.uid
    if uid and "uid=" not in text:
        edits.append(_appended(file, mount, f",uid={uid}"))
    return Fix("let nobody else read the mount", tuple(edits), Safety.SAFE)


@when_asked
def set_owner(file: Dockerfile, mount: Mount) -> Fix | Refusal:
    """The user of the RUN becomes the mount's owner."""
    uid = mount.step.user.uid
    if uid is None:
        return Refusal(f"the uid of {mount.step.user.name} is not known")
    if "uid=" in file.source.text[mount.span.start : mount.span.end]:
        return Refusal("it names another owner")
    return Fix("let the user of this RUN own the mount", (_appended(file, mount, f",uid={uid}"),), Safety.SAFE)


@when_asked
def require(file: Dockerfile, mount: Mount) -> Fix | Refusal:
    if "required" in file.source.text[mount.span.start : mount.span.end]:
        return Refusal("it says that it is not required")
    option = "--ssh default" if mount.type == "ssh" else f"--secret id={mount.id}"
    supply = (Supply("build", option),)
    return Fix(
        "fail when the secret is not given", (_appended(file, mount, ",required=true"),), Safety.NEEDS_SECRET, supply
    )


def _appended(file: Dockerfile, mount: Mount, option: str) -> Edit:
    """``option`` at the end of the flag's value, within its quotes when it has some."""
    end = mount.span.end
    if file.source.text[end - 1] in "\"'":
        end -= 1
    return Edit(file.source.path, Span(end, end), option)


@bounded
def remove_after_use(trace: Trace, holding: Holding) -> Fix | Refusal:
    """The fix for a mounted secret in a layer: Git without it, else the file removed at the end of its RUN."""
    write, step = holding.write, holding.step
    if write is None:
        return Refusal("the command that writes it is not known")
    plan = Plan(trace)
    if git.is_clone(write.command):
        readings = {f"$(cat {o.mount.target})" for o in holding.origins if o.mount is not None and o.mount.target}
        if git.clean_clone(plan, step, lambda _, secret: _helper_reading(secret, readings)):
            return plan.fix("give Git the secret by a credential helper", Safety.SAFE)
        return Refusal("the URL's secret is not one that a credential helper could read")
    if write.how == "tool":
        return Refusal(f"{write.command.name} keeps it in {holding.path}")
    if consumers.file_readers(trace, holding, {id(step)}):
        return Refusal("a later RUN reads the file")
    text = trace.text(step)
    if text.exec_form or step.instruction.heredocs or not text.is_shell:
        return Refusal("the end of its commands is not a place to add one")
    last = text.script.commands[-1] if text.script.commands else None
    if last is None or last.joiner in ("||", "&", "|") or last.conditional or last.depth:
        return Refusal("the end of its commands is not a place to add one")
    if not any(command.start > write.command.start for command in text.script.commands):
        return Refusal("nothing in this RUN reads the file; if the running program does, mount it then")
    path = holding.path if holding.path in text.text else _as_written(holding, step.workdir)
    logical = step.instruction.logical
    end = len(logical.text.rstrip())
    edits = insert_logical(
        trace.dockerfile.source, trace.dockerfile.parsed.escape, step.outer, end, f" && rm -f {path}"
    )
    return edits if isinstance(edits, Refusal) else Fix("remove the file in the same RUN", edits, Safety.SAFE)


def _helper_reading(secret: str, readings: set[str]) -> str | None:
    if re.fullmatch(r"\$\(\s*(?:cat\s|<)\s*/[\w./-]+\s*\)", secret):
        return secret
    return next(iter(readings), None) if re.fullmatch(r"\$\{?\w+\}?", secret) and len(readings) == 1 else None


def _as_written(holding: Holding, workdir: str) -> str:
    from posixpath import relpath

    relative = relpath(holding.path, workdir)
    return holding.path if relative.startswith("..") else relative
