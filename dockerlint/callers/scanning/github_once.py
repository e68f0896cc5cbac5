"""A job that builds twice, to test and to push, made to build once.

The first build becomes the second one without its push and writes an archive.  skopeo loads that into the engine under
the names that the tests use; where the second build stood, the archive is scanned and pushed.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.expressions import both
from dockerlint.callers.github.steps import as_used, step_above, step_below
from dockerlint.callers.scanning.github_parts import (
    BUILDX,
    condition_of,
    moved,
    options_for,
    provenance,
    push_condition,
    refused,
    with_permissions,
    written,
)  # fmt: skip
from dockerlint.callers.scanning.github_steps import loop_over_tags, push_step, scan_step, takes_reports, upload_step
from dockerlint.callers.yaml import Scalar
from dockerlint.callers.yaml.edits import add_entry
from dockerlint.callers.yaml.items import items_instead
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.scanning.github_steps import Fresh, Names
    from dockerlint.callers.yaml import Mapping
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Source

_PUSHED = frozenset(("push", "tags", "load"))
_STEPS = re.compile(r"\bsteps\.([\w-]+)")


def build_once(source: Source, job: Job, first: GithubStep, second: GithubStep, names: Names) -> Outcome:
    """``first`` is built to be tested, ``second`` to be pushed."""
    reason = _refused(source, job, first, second)
    if reason is not None:
        return reason
    own, inputs = first.inputs, second.inputs
    assert own is not None
    assert inputs is not None
    pushes = push_condition(second)
    tested, pushed = _tags(source, own, loaded=True), _tags(source, inputs, loaded=False)
    if isinstance(pushes, Refusal) or tested is None or pushed is None:
        return pushes if isinstance(pushes, Refusal) else Refusal("its tags are written in a way that cannot be moved")
    fresh = names.fresh()
    edits: list[Edit | None] = [_become(source, own, inputs, fresh, provenance(source, job, second))]
    own_id = second.node.text("id")
    if own_id is not None:
        edits.append(add_entry(source, first.node, f"id: {own_id}", first.node.entry("uses")))
    edits.append(step_below(source, job, first, [_load_step(job, fresh, tested)]))
    if not any(other.action == BUILDX for other in job.steps[: first.place]):
        edits.append(step_above(source, job, first, f"uses: {as_used(source, BUILDX, 'v4')}"))
    steps = [scan_step(job, fresh, f'"oci-archive:$RUNNER_TEMP/{fresh.archive}"', None, options_for(second))]
    if takes_reports(job):
        steps.append(upload_step(source, fresh))
    condition = written(both(condition_of(second), pushes))
    steps.append(push_step(fresh, pushed, condition, is_composite=job.is_composite))
    edits.append(items_instead(source, job.list, second.place, steps))
    return with_permissions(source, job, edits)


def _refused(source: Source, job: Job, first: GithubStep, second: GithubStep) -> Refusal | None:
    for step in (first, second):
        reason = refused(job, step, may_load=step is first)
        if reason is not None:
            return reason
    assert first.inputs is not None
    assert second.inputs is not None
    if first.node.text("if") is not None:
        return Refusal("the build for the tests has a condition")
    if first.inputs.entry("outputs") is not None or second.inputs.entry("outputs") is not None:
        return Refusal("one of the builds has outputs of its own")
    if first.inputs.column != second.inputs.column:
        return Refusal("the two builds are indented differently")
    text = source.text[job.node.span.start : job.node.span.end]
    first_id = first.node.text("id")
    if first_id is not None and (second.node.text("id") is not None or f"steps.{first_id}." in text):
        return Refusal("other steps ask for what the build for the tests puts out")
    if {entry.key.value for entry in second.node.entries} - {"name", "id", "uses", "with", "if"}:
        return Refusal("the step that pushes has settings besides its inputs")
    known = {step.node.text("id") for step in job.steps[: first.place]}
    for entry in second.inputs.entries:
        asked = set(_STEPS.findall(source.text[entry.key.span.start : entry.end]))
        if entry.key.value not in _PUSHED and not asked <= known:
            return Refusal("the build that is pushed takes something from steps behind the first build")
    return None


def _become(source: Source, own: Mapping, inputs: Mapping, fresh: Fresh, attested: str | None) -> Edit:
    """The inputs of the build for the tests become those of the pushed one, without tags and to an archive."""
    newline = source.newline_at(own.span.start) + " " * own.column
    kept = [source.text[entry.key.span.start : entry.end] for entry in inputs.entries if entry.key.value not in _PUSHED]
    output = f"outputs: type=oci,dest=${{{{ runner.temp }}}}/{fresh.archive}"
    return Edit(
        source.path,
        Span(own.entries[0].key.span.start, own.entries[-1].end),
        newline.join([*kept, output, *([attested] if attested else [])]),
    )


def _tags(source: Source, inputs: Mapping, *, loaded: bool) -> str | None:
    """The YAML of the tags, to stand elsewhere; ``loaded`` ones need a tag, which skopeo does not add for an engine."""
    entry = inputs.entry("tags")
    if entry is None or not isinstance(entry.value, Scalar) or entry.value.is_alias:
        return None
    if loaded:
        shown = re.sub(r"\$\{\{.*?\}\}", ":", entry.value.value, flags=re.DOTALL)
        if any(":" not in tag.rpartition("/")[2] for tag in re.split(r"[,\s]+", shown.strip())):
            return None
    return moved(source, entry.value)


def _load_step(job: Job, fresh: Fresh, tags: str) -> str:
    return "\n".join(
        [
            "name: Load the image for the tests",
            *(["shell: bash"] if job.is_composite else []),
            "env:",
            *(f"  {line}" for line in f"TAGS: {tags}".split("\n")),
            *loop_over_tags(f'skopeo copy "oci-archive:$RUNNER_TEMP/{fresh.archive}" "docker-daemon:$tag"'),
        ]
    )
