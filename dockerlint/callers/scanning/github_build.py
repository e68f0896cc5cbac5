"""``docker/build-push-action`` steps that push: build to an archive, scan it, push its bytes.

Inputs are those of the action's action.yml at v7.3.0.  A build that pushes by digest only (``push-by-digest=true``) has
put its image where no tag leads to it: there the scan follows, and what gives it a name comes later.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.expressions import both
from dockerlint.callers.github.steps import as_used, step_above, step_below
from dockerlint.callers.scanning.github_once import build_once
from dockerlint.callers.scanning.github_parts import (
    BUILDX,
    FALSE,
    TRUE,
    condition_of,
    moved,
    options_for,
    provenance,
    push_condition,
    refused,
    with_permissions,
    written,
)  # fmt: skip
from dockerlint.callers.scanning.github_steps import push_step, scan_step, takes_reports, upload_step
from dockerlint.callers.scanning.lack import Lack
from dockerlint.callers.yaml import Scalar
from dockerlint.callers.yaml.edits import add_entry, line_end, remove_entry
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.scanning.github_steps import Fresh, Names
    from dockerlint.callers.yaml import Mapping
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Source

_SAME = ("context", "file", "target", "build-args")


def is_pushing(step: GithubStep) -> bool:
    """Whether the step pushes, or may where an expression decides."""
    if step.input("repository") is not None:  # version 1
        return (step.input("push") or "true") not in FALSE
    return (step.input("push") or "") not in FALSE or _pushing_output(step) is not None


def _pushing_output(step: GithubStep) -> str | None:
    """The line of ``outputs`` that pushes."""
    for line in (step.input("outputs") or "").split("\n"):
        fields = [field.strip() for field in line.split(",")]
        if "type=registry" in fields or ("type=image" in fields and "push=true" in fields):
            return line.strip()
    return None


def build_lack(source: Source, job: Job, step: GithubStep, names: Names) -> Lack | None:
    """What the step lacks; None where its image is scanned before it gets a name."""
    uses = step.node.entry("uses")
    inputs = step.inputs
    assert uses is not None
    assert inputs is not None
    output = _pushing_output(step)
    if output is not None and "push-by-digest=true" in output:
        if _digest_is_scanned(source, job, step):
            return None
        return Lack(uses.value.span, refused(job, step) or _scan_digest(source, job, step, output, names))
    own_id = step.node.text("id")
    if own_id is not None and f"steps.{own_id}.outputs.metadata" in source.text:
        return Lack(uses.value.span, Refusal("other steps read the image's names from what the build puts out"))
    tested = _tested_before(job, step)
    first = tested.node.entry("uses") if tested is not None else None
    if tested is not None and first is not None:
        once = build_once(source, job, tested, step, names)
        if not isinstance(once, Refusal):
            return Lack(uses.value.span, once, first.value.span, title="build once: test, scan and push one image")
    remedy = refused(job, step) or _to_archive(source, job, step, inputs, names)
    return Lack(uses.value.span, remedy, first.value.span if first is not None else None)


def _tested_before(job: Job, step: GithubStep) -> GithubStep | None:
    """The build before it of the same files, whose image stays on the runner to be looked at."""
    for other in job.steps[: step.place]:
        if other.action != step.action or is_pushing(other) or other.inputs is None:
            continue
        is_kept = (other.input("load") or "") in TRUE or "type=docker" in (other.input("outputs") or "")
        if is_kept and all((other.input(name) or "") == (step.input(name) or "") for name in _SAME):
            return other
    return None


def _to_archive(
    source: Source, job: Job, step: GithubStep, inputs: Mapping, names: Names
) -> tuple[Edit, ...] | Refusal:
    tags, push, outputs = inputs.entry("tags"), inputs.entry("push"), inputs.entry("outputs")
    if tags is None or not isinstance(tags.value, Scalar) or tags.value.is_alias:
        return Refusal("the names that the image is pushed under are not written as its tags")
    env = step.node.mapping("env")
    if env is not None and any(f"env.{entry.key.value}" in tags.value.value for entry in env.entries):
        return Refusal("its tags are made of the step's own environment")
    if outputs is not None and push is not None:
        return Refusal("the build has outputs besides its push")
    pushing = outputs if outputs is not None else push
    assert pushing is not None
    if outputs is not None and "\n" in (step.input("outputs") or "").strip():
        return Refusal("the build has several outputs")
    fresh = names.fresh()
    pushes = push_condition(step) if push is not None else None
    if isinstance(pushes, Refusal):
        return pushes
    names_of_image = moved(source, tags.value)
    if names_of_image is None:
        return Refusal("its tags are written in a way that cannot be moved")
    own = condition_of(step)
    kept = provenance(source, job, step)
    new = f"outputs: type=oci,dest=${{{{ runner.temp }}}}/{fresh.archive}"
    if kept is not None:
        new = f"{kept}{source.newline_at(pushing.key.span.start)}{' ' * inputs.column}{new}"
    edits: list[Edit | None] = [
        Edit(source.path, Span(pushing.key.span.start, pushing.end), new),
        remove_entry(source, inputs, tags),
        step_below(source, job, step, _steps(source, job, step, fresh, names_of_image, own, pushes)),
    ]
    if not any(other.action == BUILDX for other in job.steps[: step.place]):
        edits.append(
            step_above(
                source, job, step, f"uses: {as_used(source, BUILDX, 'v4')}" + (f"\nif: {written(own)}" if own else "")
            )
        )
    return with_permissions(source, job, edits)


def _steps(
    source: Source, job: Job, step: GithubStep, fresh: Fresh, tags: str, own: str | None, pushes: str | None
) -> list[str]:
    reference = f'"oci-archive:$RUNNER_TEMP/{fresh.archive}"'
    steps = [scan_step(job, fresh, reference, written(own), options_for(step))]
    if takes_reports(job):
        steps.append(upload_step(source, fresh))
    return [*steps, push_step(fresh, tags, written(both(own, pushes)), is_composite=job.is_composite)]


def _scan_digest(source: Source, job: Job, step: GithubStep, output: str, names: Names) -> Outcome:
    named = re.search(r'(?:^|,)"?name=([^,"]+)', output)
    name = named[1].strip() if named is not None else (step.input("tags") or "").strip()
    if not name or "\n" in name or "," in name:
        return Refusal("the repository that it pushes to is not one name")
    fresh = names.fresh()
    own_id = step.node.text("id")
    edits: list[Edit | None] = []
    if own_id is None:
        own_id = fresh.id.replace("scan", "build")
        edits.append(_with_id(source, step, own_id))
    env = f"IMAGE: {name}\nDIGEST: ${{{{ steps.{own_id}.outputs.digest }}}}"
    condition = written(condition_of(step))
    steps = [scan_step(job, fresh, '"docker://$IMAGE@$DIGEST"', condition, options_for(step), env)]
    if takes_reports(job):
        steps.append(upload_step(source, fresh))
    edits.append(step_below(source, job, step, steps))
    return with_permissions(source, job, edits)


def _with_id(source: Source, step: GithubStep, name: str) -> Edit | None:
    uses = step.node.entry("uses")
    assert uses is not None
    at = line_end(source, uses.end)
    if source.text[at - 1 : at] != "\n":
        return add_entry(source, step.node, f"id: {name}", uses)
    return Edit(source.path, Span(at, at), f"{' ' * step.node.column}id: {name}{source.newline_at(at - 1)}")


def _digest_is_scanned(source: Source, job: Job, step: GithubStep) -> bool:
    """Whether a later step of the job scans what the digest of this one names."""
    own_id = step.node.text("id")
    for other in job.steps[step.place + 1 :]:
        text = source.text[other.node.span.start : other.node.span.end]
        if f"steps.{own_id}.outputs.digest" in text and re.search(
            r"dockerlint image scan (?!--exit-zero)|\btrivy\b", text
        ):
            return True
    return False
