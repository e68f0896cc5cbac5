"""More permissions for a job's token, without taking any away.

What a job has: its own ``permissions``, else the workflow's, else the repository's default, which nobody can read from
here.  As soon as a job names one permission it has no other, so in the last case those that its steps need are named,
and where that is not known nothing is changed.  Source: docs.github.com, "Workflow syntax", ``permissions``.
"""

from __future__ import annotations

import re

from dockerlint.callers.yaml import Mapping, Scalar
from dockerlint.callers.yaml.edits import add_entry, replace_scalar
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.text import Edit, Source

_RANKS = {"none": 0, "read": 1, "write": 2}
_READABLE = ("actions", "artifact-metadata", "attestations", "checks", "contents", "deployments", "discussions",
             "issues", "models", "packages", "pages", "pull-requests", "security-events", "statuses")  # fmt: skip
_TOKEN = re.compile(r"secrets\.GITHUB_TOKEN|github\.token|secrets\[|toJSON\(\s*secrets|\bGITHUB_TOKEN\b|\bGH_TOKEN\b")
_GIT_WRITES = re.compile(r"\bgit\s+(?:\S+\s+)*?push\b|\bgh\s")

# Actions that ask nothing of the token but to read the repository.
_READERS = re.compile(
    r"actions/(?:checkout|cache|cache/restore|cache/save|upload-artifact|download-artifact|setup-[a-z]+)"
    r"|docker/(?:login|metadata|build-push|bake|setup-buildx|setup-qemu)-action"
    r"|aws-actions/(?:configure-aws-credentials|amazon-ecr-login)|google-github-actions/(?:auth|setup-gcloud)"
    r"|azure/(?:login|docker-login)|redhat-actions/(?:buildah-build|push-to-registry|podman-login)"
    r"|aquasecurity/trivy-action|hadolint/hadolint-action|sigstore/cosign-installer"
)


def permit(source: Source, job: Job, wanted: dict[str, str]) -> tuple[Edit, ...] | None:
    """Edits that give the job's token ``wanted`` as well, none where it has that.

    None where nobody can tell what it has now and has to keep.
    """
    if job.is_composite:
        return ()
    own, inherited = job.node.get("permissions"), job.workflow.get("permissions")
    if own is None and inherited is None:
        needed = _needed(source, job)
        return _named(source, job, {**needed, **wanted}) if needed is not None else None
    if own is not None:
        return _extended(source, own, wanted)
    if isinstance(inherited, Mapping):
        had = _had(inherited)
        return _named(source, job, _raised(had, wanted)) if _missing(had, wanted) else ()
    if isinstance(inherited, Scalar) and inherited.value == "read-all":
        return _named(source, job, _raised(dict.fromkeys(_READABLE, "read"), wanted))
    return ()


def _extended(source: Source, own: Mapping | Scalar | object, wanted: dict[str, str]) -> tuple[Edit, ...] | None:
    if isinstance(own, Scalar):
        if own.value == "write-all":
            return ()
        if own.value != "read-all" or own.is_alias:
            return None
        every = _raised(dict.fromkeys(_READABLE, "read"), wanted)
        written = "{" + ", ".join(f"{name}: {level}" for name, level in every.items()) + "}"
        edit = replace_scalar(source, own, written)
        return (edit,) if edit is not None else None
    if not isinstance(own, Mapping) or own.is_alias:
        return None
    edits: list[Edit | None] = []
    lacking: list[str] = []
    for name, level in _missing(_had(own), wanted).items():
        entry = own.entry(name)
        if entry is None:
            lacking.append(f"{name}: {level}")
        elif isinstance(entry.value, Scalar):
            edits.append(replace_scalar(source, entry.value, level))
    if lacking:
        edits.append(add_entry(source, own, (", " if own.is_flow else "\n").join(lacking)))
    return tuple(edit for edit in edits if edit is not None) if None not in edits else None


def _had(mapping: Mapping) -> dict[str, str]:
    return {entry.key.value: entry.value.value for entry in mapping.entries if isinstance(entry.value, Scalar)}


def _missing(had: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    return {name: level for name, level in wanted.items() if _RANKS.get(had.get(name, "none"), 0) < _RANKS[level]}


def _raised(had: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    return {**had, **_missing(had, wanted)}


def _named(source: Source, job: Job, every: dict[str, str]) -> tuple[Edit, ...] | None:
    """``permissions`` for a job that has none of its own, below ``runs-on``."""
    text = "\n".join(["permissions:", *(f"  {name}: {level}" for name, level in every.items())])
    edit = add_entry(source, job.node, text, job.node.entry("runs-on"))
    return (edit,) if edit is not None else None


def _needed(source: Source, job: Job) -> dict[str, str] | None:
    """What the steps of the job ask of the token; None where that cannot be told."""
    needed = {"contents": "read"}
    for step in job.steps:
        text = source.text[step.node.span.start : step.node.span.end]
        if logs_in_to_ghcr(step):
            needed["packages"] = "write"
            continue
        if step.action == "github/codeql-action/upload-sarif":
            needed["security-events"] = "write"
            continue
        is_known = _READERS.fullmatch(step.action) is not None if step.action else _GIT_WRITES.search(text) is None
        if not is_known or _TOKEN.search(text):
            return None
    own = job.node.mapping("env"), job.workflow.mapping("env")
    if any(each is not None and _TOKEN.search(source.text[each.span.start : each.span.end]) for each in own):
        return None
    return needed


def logs_in_to_ghcr(step: GithubStep) -> bool:
    """Whether the step logs in to GitHub's registry with the job's own token."""
    password = step.input("password") or ""
    is_own = re.fullmatch(r"\s*\$\{\{\s*(?:secrets\.GITHUB_TOKEN|github\.token)\s*\}\}\s*", password) is not None
    return step.action == "docker/login-action" and step.input("registry") == "ghcr.io" and is_own
