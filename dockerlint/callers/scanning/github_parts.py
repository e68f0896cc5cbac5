"""What changes of ``docker/build-push-action`` steps share: conditions, tags that move, reasons against them."""

from __future__ import annotations

import re

from dockerlint.callers.github.expressions import condition as true_input
from dockerlint.callers.github.expressions import has_status_function, inner
from dockerlint.callers.github.permissions import permit
from dockerlint.callers.github.steps import is_at_least
from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.github_steps import takes_reports
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.yaml import Scalar
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Edit, Source

FALSE = frozenset(("false", "False", "FALSE", ""))
TRUE = frozenset(("true", "True", "TRUE"))
BUILDX = "docker/setup-buildx-action"
IN_CONTAINER = "its job runs in a container, where pipx and skopeo may not be"
_ARCHIVING = frozenset((None, "docker-container", "kubernetes", "remote", "cloud"))  # drivers; "docker" cannot


def refused(job: Job, step: GithubStep, *, may_load: bool = False) -> Refusal | None:
    """Why the build of a step cannot be changed; None where it can."""
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
    if not may_load and (step.input("load") or "") not in FALSE:
        return Refusal("the build also loads its image into the engine")
    if job.node.entry("container") is not None:
        return Refusal(IN_CONTAINER)
    drivers = [other.input("driver") for other in job.steps if other.action == BUILDX]
    if any(driver not in _ARCHIVING for driver in drivers):
        return Refusal("whether its builder can write an OCI archive is not known")
    return None


def condition_of(step: GithubStep) -> str | None:
    """The expression of a step's ``if``."""
    text = step.node.text("if")
    return None if text is None else inner(text) or text.strip()


def written(expression: str | None) -> str | None:
    """An expression as the value of ``if``: in ``${{ }}`` where YAML would take its beginning for something else."""
    if expression is None:
        return None
    is_plain = re.match(r"[A-Za-z(]", expression) and ": " not in expression and " #" not in expression
    return expression if is_plain else f"${{{{ {expression} }}}}"


def push_condition(step: GithubStep) -> str | Refusal | None:
    """The expression that decides whether the step pushes, None where it always does."""
    push = (step.input("push") or "").strip()
    if push in TRUE:
        return None
    found = true_input(push)
    return found if found is not None else Refusal("whether it pushes is put together of several expressions")


def options_for(step: GithubStep) -> str:
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


def provenance(source: Source, job: Job, step: GithubStep) -> str | None:
    """The input that keeps the default provenance of a build that writes an archive; None where there is none to keep.

    For private repositories the action asks for ``mode=min,inline-only=true``, which archives go without, for others
    for ``mode=max`` (docker/build-push-action, src/context.ts).  Docker's own builder, without a step that makes
    another one, has none.
    """
    if step.input("provenance") is not None or "provenance" in (step.input("attests") or ""):
        return None
    if not any(other.action == BUILDX for other in job.steps[: step.place]):
        return None
    if not builder_of(source.text).attests or is_at_least(source, step, 3, 3) is False:
        return None
    return "provenance: ${{ github.event.repository.private && 'mode=min' || 'mode=max' }}"


def moved(source: Source, value: Scalar) -> str | None:
    """The YAML of the value, to stand behind another key, its further lines as deep as a block there."""
    if value.style not in ("|", ">"):
        text = source.text[value.span.start : value.span.end]
        return text if "\n" not in text else None
    lines = [line.strip() for line in value.value.strip("\n").split("\n")]
    if any(line.startswith("#") for line in lines):
        return None  # the action takes such a line for a comment
    return "\n".join([value.style, *(f"  {line}" for line in lines if line)])


def with_permissions(source: Source, job: Job, edits: list[Edit | None]) -> Outcome:
    """The edits, with the permission to show reports; a refusal where one of them has no room."""
    made = tuple(edit for edit in edits if edit is not None)
    if len(made) < len(edits):
        return Refusal("the file's style at this place has no room for the change")
    permissions = permit(source, job, {"security-events": "write"}) if takes_reports(job) else ()
    return (*made, *(permissions or ()))
