"""Keeping credential files out of ``COPY . .``: lines for the ignore file, mounts for what the build reads."""

from __future__ import annotations

import posixpath

from dockerlint.finding import Safety, Supply
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers
from dockerlint.remedy.effort import bounded, look_at
from dockerlint.remedy.file import MANIFEST_STAYS, mount_holding
from dockerlint.remedy.identity import identity_of
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.appending import append_lines
from dockerlint.rewrite.outcome import Refusal
from dockerlint.trace.copies import paths_of

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.settings import Settings
    from dockerlint.trace.secrets import Copied
    from dockerlint.trace.trace import Trace


@bounded
def ignore_in_context(trace: Trace, copied: Copied, settings: Settings) -> Fix | Refusal:
    """The fix for a credential file that comes with a folder."""
    if copied.kind == "manifest":
        return Refusal(MANIFEST_STAYS)
    context = trace.dockerfile.context
    if context is None or not context.known:
        return Refusal("the build context is not known")
    if not context.exists(copied.source):
        return Refusal(f"{copied.source} is not in this build context, and a command of the build handles it")
    named = trace.answers.once("copied by name", lambda: _copied_by_name(trace)).get(copied.source)
    if named is not None:
        line = named.step.instruction.start_line
        return Refusal(f"line {line} copies it by name, which would fail once it is ignored")
    holding = next(iter(trace.index.files_at(copied.step, copied.destination)), None)
    plan = Plan(trace)
    path, text = context.ignore_file
    plan.edits += append_lines(path, text, [_pattern(trace, copied)])
    if holding is not None and consumers.file_readers(trace, holding, set()):
        mount_holding(plan, holding, identity_of(trace, copied), settings, copied.source)
    if copied.kind == "environment":
        plan.supply[Supply("run", f"--env-file {copied.source}")] = None
    safety = Safety.NEEDS_SECRET if plan.supply else Safety.SAFE
    return plan.fix(f"keep {posixpath.basename(copied.source)} out of the build context", safety)


def _copied_by_name(trace: Trace) -> dict[str, Copied]:
    """By its path: the first COPY that names a file."""
    found: dict[str, Copied] = {}
    for each in trace.copied:
        if not each.whole:
            found.setdefault(posixpath.normpath(each.source), each)
    return found


def _pattern(trace: Trace, copied: Copied) -> str:
    """The file's name at any depth, or its own path where a file of the same name is copied by name."""
    name = posixpath.basename(copied.source)
    for step in trace.dockerfile.steps("COPY", "ADD"):
        look_at(trace, step)
        if any(posixpath.basename(step.resolve(raw)) == name for raw, _ in paths_of(step.instruction)[:-1]):
            return copied.source
    return f"**/{name}"
