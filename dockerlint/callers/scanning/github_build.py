"""``docker/build-push-action`` steps that push: build to an archive, scan it, push its bytes.

Inputs are those of the action's action.yml at v7.3.0.  A build that pushes by digest only (``push-by-digest=true``) has
put its image where no tag leads to it: there the scan follows, and what gives it a name comes later.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.expressions import both, has_status_function, inner
from dockerlint.callers.github.expressions import condition as true_input
from dockerlint.callers.github.permissions import permit
from dockerlint.callers.github.steps import step_above, step_below
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

_FALSE = frozenset(("false", "False", "FALSE", ""))
_TRUE = frozenset(("true", "True", "TRUE"))
_BUILDX = "docker/setup-buildx-action"
_SAME = ("context", "file", "target", "build-args")


def is_pushing(step: GithubStep) -> bool:
    """Whether the step pushes, or may where an expression decides."""
    if step.input("repository") is not None:  # version 1
        return (step.input("push") or "true") not in _FALSE
    return (step.input("push") or "") not in _FALSE or _pushing_output(step) is not None


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
        return Lack(uses.value.span, _refused(job, step) or _scan_digest(source, job, step, output, names))
    tested = _tested_before(job, step)
    remedy = _refused(job, step) or _to_archive(source, job, step, inputs, names)
    return Lack(uses.value.span, remedy, tested)


def _tested_before(job: Job, step: GithubStep) -> Span | None:
    """The build before it of the same files, whose image stays on the runner to be looked at."""
    for other in job.steps[: step.place]:
        if other.action != step.action or is_pushing(other) or other.inputs is None:
            continue
        is_kept = (other.input("load") or "") in _TRUE or "type=docker" in (other.input("outputs") or "")
        if is_kept and all((other.input(name) or "") == (step.input(name) or "") for name in _SAME):
            uses = other.node.entry("uses")
            return uses.value.span if uses is not None else None
    return None


def _refused(job: Job, step: GithubStep) -> Refusal | None:
    if job.list.is_flow or job.list.is_alias or step.node.is_alias or step.node.is_flow:
        return Refusal("its steps are written in one line, or used in several places")
    if step.inputs is None or step.inputs.is_flow or step.inputs.is_alias:
        return Refusal("its inputs are written in one line, or used in several places")
    if any(system in job.runner for system in ("windows", "macos")):
        return Refusal(f"{job.runner} has no skopeo")
    if step.input("repository") is not None:
        return Refusal("version 1 of the action has other inputs")
    if "continue-on-error" in {entry.key.value for entry in step.node.entries}:
        return Refusal("the job goes on when this build fails")
    if has_status_function(step.node.text("if") or ""):
        return Refusal("its condition asks for the status of earlier steps")
    if (step.input("load") or "") not in _FALSE:
        return Refusal("the build also loads its image into the engine")
    if any(
        other.action == _BUILDX and (other.input("driver") or "docker-container") != "docker-container"
        for other in job.steps
    ):
        return Refusal("whether its builder can write an OCI archive is not known")
    return None


def _condition(step: GithubStep) -> str | None:
    text = step.node.text("if")
    return None if text is None else inner(text) or text.strip()


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
    written = outputs if outputs is not None else push
    assert written is not None
    if outputs is not None and "\n" in (step.input("outputs") or "").strip():
        return Refusal("the build has several outputs")
    fresh = names.fresh()
    pushes = _push_condition(step) if push is not None else None
    if isinstance(pushes, Refusal):
        return pushes
    moved = _moved(source, tags.value)
    if moved is None:
        return Refusal("its tags are written in a way that cannot be moved")
    own = _condition(step)
    new = f"outputs: type=oci,dest=${{{{ runner.temp }}}}/{fresh.archive}"
    edits: list[Edit | None] = [
        Edit(source.path, Span(written.key.span.start, written.end), new),
        remove_entry(source, inputs, tags),
        step_below(source, job, step, _steps(job, step, fresh, moved, own, pushes)),
    ]
    if not any(other.action == _BUILDX for other in job.steps[: step.place]):
        edits.append(step_above(source, job, step, f"uses: {_BUILDX}@v4" + (f"\nif: {own}" if own else "")))
    return _with_permissions(source, job, edits)


def _steps(job: Job, step: GithubStep, fresh: Fresh, moved: str, own: str | None, pushes: str | None) -> list[str]:
    reference = f'"oci-archive:$RUNNER_TEMP/{fresh.archive}"'
    steps = [scan_step(job, fresh, reference, _written(own), _dockerfile(step))]
    if takes_reports(job):
        steps.append(upload_step(fresh))
    return [*steps, push_step(fresh, moved, _written(both(own, pushes)), is_composite=job.is_composite)]


def _written(expression: str | None) -> str | None:
    """An expression as the value of ``if``: in ``${{ }}`` where YAML would take its beginning for something else."""
    if expression is None:
        return None
    is_plain = re.match(r"[A-Za-z(]", expression) and ": " not in expression and " #" not in expression
    return expression if is_plain else f"${{{{ {expression} }}}}"


def _push_condition(step: GithubStep) -> str | Refusal | None:
    push = (step.input("push") or "").strip()
    if push in _TRUE:
        return None
    found = true_input(push)
    return found if found is not None else Refusal("whether it pushes is put together of several expressions")


def _dockerfile(step: GithubStep) -> str:
    """``--dockerfile``, so that the report names its lines: where the build takes it from the working copy."""
    context, file = step.input("context"), step.input("file")
    path = file if file is not None else context
    if (
        context is None
        or path is None
        or not re.fullmatch(r"[A-Za-z0-9_./-]+", path)
        or not re.fullmatch(r"[^$:]*", context)
    ):
        return ""
    return f"--dockerfile {path} "


def _moved(source: Source, value: Scalar) -> str | None:
    """The YAML of the value, to stand behind another key, its further lines as deep as a block there."""
    if value.style not in ("|", ">"):
        text = source.text[value.span.start : value.span.end]
        return text if "\n" not in text else None
    lines = [line.strip() for line in value.value.strip("\n").split("\n")]
    if any(line.startswith("#") for line in lines):
        return None  # the action takes such a line for a comment
    return "\n".join([value.style, *(f"  {line}" for line in lines if line)])


def _with_permissions(source: Source, job: Job, edits: list[Edit | None]) -> Outcome:
    made = tuple(edit for edit in edits if edit is not None)
    if len(made) < len(edits):
        return Refusal("the file's style at this place has no room for the change")
    permissions = permit(source, job, {"security-events": "write"}) if takes_reports(job) else ()
    return (*made, *(permissions or ()))


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
    condition = _written(_condition(step))
    steps = [scan_step(job, fresh, '"docker://$IMAGE@$DIGEST"', condition, _dockerfile(step), env)]
    if takes_reports(job):
        steps.append(upload_step(fresh))
    edits.append(step_below(source, job, step, steps))
    return _with_permissions(source, job, edits)


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
