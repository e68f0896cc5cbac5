"""GitHub workflows and composite actions: which steps push an image that nobody scanned, and the steps that do it.

``run`` steps are shell text.  Of actions, ``docker/build-push-action`` builds to an OCI archive instead of pushing;
what other actions push is told and left to people.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.expressions import has_status_function
from dockerlint.callers.github.steps import is_posix, jobs_of, shell_of
from dockerlint.callers.scanning.builders import Builder, builder_of
from dockerlint.callers.scanning.commands import BY_PIPX, Idiom
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.github_build import build_lack, is_pushing
from dockerlint.callers.scanning.github_parts import BUILDX, IN_CONTAINER
from dockerlint.callers.scanning.github_steps import Names, takes_reports, upload
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.callers.yaml import Scalar
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Source, Span

_MOST_STEPS = 1000  # GitHub runs no more in a job
_BAKES = frozenset(("docker/bake-action",))
_PUSHERS = {"redhat-actions/push-to-registry": "the names of what Podman pushes are put together by the action"}


def github_lacks(source: Source, document: Node) -> Iterator[Lack]:
    """Every push of the file that lacks a scan."""
    for job in jobs_of(document):
        if len(job.steps) > _MOST_STEPS:
            continue
        images, names = Images(), Names(source.text[job.node.span.start : job.node.span.end])
        for step in job.steps:
            yield from _step_lacks(source, job, step, _seen_by(step, images), names)


def _seen_by(step: GithubStep, images: Images) -> Images:
    """The images with the scans that count for a step, and that the step's scans are counted in."""
    if has_status_function(step.node.text("if") or ""):
        return images.apart(keep_scans=False)
    return images.apart(keep_scans=True) if _continues(step) else images


def _continues(step: GithubStep) -> bool:
    """Whether the job goes on when the step fails."""
    held = step.node.get("continue-on-error")
    return held is not None and not (isinstance(held, Scalar) and held.value == "false")


def _step_lacks(source: Source, job: Job, step: GithubStep, images: Images, names: Names) -> Iterator[Lack]:
    run = step.node.get("run")
    if isinstance(run, Scalar):
        yield from _run_lacks(source, job, step, run, images, names)
    elif step.action == "docker/build-push-action":
        if is_pushing(step):
            lack = build_lack(source, job, step, names)
            if lack is not None:
                yield lack
        else:
            images.build(_listed(step.input("tags") or ""))
    elif step.action == "aquasecurity/trivy-action":
        if _is_gate(step):
            images.scan((step.input("image-ref") or step.input("input") or "").removesuffix(":latest"))
    elif step.action in _BAKES and (step.input("push") or "false").lower() != "false":
        yield Lack(_named(step), Refusal("which images Bake pushes under which names is written in its own file"))
    elif step.action in _PUSHERS:
        yield Lack(_named(step), Refusal(_PUSHERS[step.action]))


def _builder(source: Source, job: Job, step: GithubStep) -> Builder:
    """What the step builds on: a builder that an earlier step made counts as named."""
    made = any(other.action == BUILDX and other.input("driver") != "docker" for other in job.steps[: step.place])
    named = builder_of(source.text[job.node.span.start : job.node.span.end]).is_named
    return Builder(made or named, builder_of(source.text).attests)


def _named(step: GithubStep) -> Span:
    uses = step.node.entry("uses")
    assert uses is not None
    return uses.value.span


def _listed(tags: str) -> list[str]:
    """The tags of an input, which stand on lines or behind commas."""
    return [tag.strip().removesuffix(":latest") for tag in re.split(r"[,\n]", tags) if tag.strip()]


def _is_gate(step: GithubStep) -> bool:
    scanners = step.input("scanners") or "vuln,secret"
    return (
        "secret" in scanners and (step.input("exit-code") or "0") != "0" and step.node.get("continue-on-error") is None
    )


def _run_lacks(source: Source, job: Job, step: GithubStep, run: Scalar, images: Images, names: Names) -> Iterator[Lack]:
    shell = shell_of(job, step)
    if not is_posix(shell):
        return
    if "push" not in run.value and "scan" not in run.value and "build" not in run.value and "tag" not in run.value:
        return
    text = embedded(source, run)
    if text is None:
        return
    stops = shell is None or shell.strip() in ("bash", "sh") or " -e" in shell
    fresh = names.next()
    idiom = Idiom(
        BY_PIPX,
        stops=stops,
        has_lines=run.style == "|",
        archive=f'"$RUNNER_TEMP/{fresh.archive}"',
        report=f'"$RUNNER_TEMP/{fresh.report}"' if takes_reports(job) else "",
        builder=_builder(source, job, step),
    )
    for lack in lacks_of_text(text, images, idiom):
        names.take(fresh)
        if job.node.entry("container") is not None:
            lack = lack._replace(remedy=Refusal(IN_CONTAINER))
        if lack.reports and not isinstance(lack.remedy, Refusal):
            lack = lack._replace(remedy=(*lack.remedy, *upload(source, job, step, fresh)), reports=False)
        yield lack
