"""Logins to clouds with keys that last, in workflows and GitLab jobs, and the same with the job's own identity.

Actions as in their action.yml: aws-actions/configure-aws-credentials v6, google-github-actions/auth v3, azure/login v3.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.permissions import permit
from dockerlint.callers.github.steps import jobs_of
from dockerlint.callers.logins import setup
from dockerlint.callers.logins.github import ID_TOKEN, NO_PERMISSIONS, Lasting, refused_job
from dockerlint.callers.logins.inputs import Inputs
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.edits import add_entry, remove_entry
from dockerlint.callers.yaml.items import items_above
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.yaml import Node
    from dockerlint.callers.yaml.nodes import Entry
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Edit, Source

_AWS = "aws-actions/configure-aws-credentials"
_GOOGLE = "google-github-actions/auth"
_AZURE = "azure/login"
_KEY = "AWS_SECRET_ACCESS_KEY"
_PAIR = ("AWS_ACCESS_KEY_ID", _KEY, "AWS_SESSION_TOKEN")
_STORED = re.compile(r"\$\{\{\s*secrets\s*[.\[]")


def cloud_logins(source: Source, document: Node) -> Iterator[Lasting]:
    """The logins of a workflow to AWS, Google Cloud and Azure with a key that lasts."""
    if not isinstance(document, Mapping):
        return
    yield from _in_environment(document.mapping("env"))
    for job in jobs_of(document):
        yield from _in_environment(job.node.mapping("env"))
        for step in job.steps:
            yield from _in_environment(step.node.mapping("env"))
            yield from _of_step(source, job, step)


def _in_environment(env: Mapping | None) -> Iterator[Lasting]:
    entry = env.entry(_KEY) if env is not None and not env.is_alias else None
    if entry is not None and isinstance(entry.value, Scalar) and _STORED.search(entry.value.value):
        refusal = Refusal("which of the steps that see the variable log in with it is not known")
        yield Lasting(entry.value.span, "an access key of AWS", "aws", refusal, setup.AWS)


def _of_step(source: Source, job: Job, step: GithubStep) -> Iterator[Lasting]:
    for action, name, what, told, change in _ACTIONS:
        if step.action != action or step.inputs is None:
            continue
        entry = step.inputs.entry(name)
        if entry is None or not isinstance(entry.value, Scalar) or not entry.value.value.strip():
            continue
        if action == _AWS and step.input("aws-session-token") is not None:
            continue  # from another login: it ends by itself
        yield Lasting(entry.value.span, what, action.partition("/")[0], _remedy(source, job, step, change), told)


def _remedy(source: Source, job: Job, step: GithubStep, change: tuple[tuple[str, ...], str]) -> Outcome:
    refused = refused_job(job, step)
    if refused:
        return Refusal(refused)
    permissions = permit(source, job, ID_TOKEN)
    if permissions is None:
        return Refusal(NO_PERMISSIONS)
    inputs = step.inputs
    assert inputs is not None
    gone, text = change
    lines = [line for line in text.split("\n") if inputs.entry(line.partition(":")[0]) is None]
    if text and not lines:
        return Refusal("the step names both, a key and an identity: which of them is meant is not known")
    held = [entry for entry in inputs.entries if entry.key.value in gone]
    edits: list[Edit | None] = list(_replaced(source, inputs, held, "\n".join(lines)))
    return Inputs(source, step).made([*edits, *permissions])


def _replaced(source: Source, inputs: Mapping, held: list[Entry], text: str) -> Iterator[Edit | None]:
    """The first of the entries becomes ``text``, the others go."""
    from dockerlint.text import Edit, Span

    first, *others = held
    if text:
        newline = source.newline_at(first.key.span.start)
        lines = text.replace("\n", newline + " " * inputs.column)
        yield Edit(source.path, Span(first.key.span.start, first.end), lines)
    else:
        yield remove_entry(source, inputs, first)
    for entry in others:
        yield remove_entry(source, inputs, entry)


_ACTIONS = (
    (
        _AWS, "aws-secret-access-key", "an access key of AWS", setup.AWS,
        (("aws-access-key-id", "aws-secret-access-key"), "role-to-assume: ${{ vars.AWS_ROLE_ARN }}"),
    ),
    (
        _GOOGLE, "credentials_json", "a key of a Google service account", setup.GOOGLE,
        (
            ("credentials_json",),
            setup.GOOGLE_INPUTS,
        ),
    ),
    (
        _AZURE, "creds", "a client secret of Azure", setup.AZURE,
        (
            ("creds",),
            setup.AZURE_INPUTS,
        ),
    ),
)  # fmt: skip


def gitlab_logins(source: Source, document: Node) -> Iterator[Lasting]:
    """The jobs of a GitLab pipeline that set an access key of AWS for themselves."""
    if not isinstance(document, Mapping):
        return
    for entry in document.entries:
        job = entry.value
        if not isinstance(job, Mapping) or job.is_alias:
            continue
        variables = job if entry.key.value == "variables" else job.mapping("variables")
        key = variables.entry(_KEY) if variables is not None and not variables.is_alias else None
        if variables is None or key is None or not isinstance(key.value, Scalar) or "$" not in key.value.value:
            continue
        if entry.key.value == "variables":
            remedy: Outcome = Refusal("which of the jobs log in with it is not known")
        else:
            remedy = _by_id_token(source, job, variables)
        yield Lasting(key.value.span, "an access key of AWS", "aws", remedy, setup.GITLAB_AWS)


def _by_id_token(source: Source, job: Mapping, variables: Mapping) -> Outcome:
    """The job's token in a file, where AWS's tools and libraries look for it."""
    script = job.get("before_script") or job.get("script")
    if not isinstance(script, Sequence) or script.is_flow or script.is_alias or not script.items:
        return Refusal("the job has no list of commands of its own")
    if job.entry("id_tokens") is not None or variables.is_flow:
        return Refusal("the job has tokens already, or its variables stand in one line")
    held = [entry for entry in variables.entries if entry.key.value in _PAIR]
    text = "AWS_WEB_IDENTITY_TOKEN_FILE: /tmp/aws-identity-token"
    edits = list(_replaced(source, variables, held, text))
    edits.append(
        add_entry(source, job, "id_tokens:\n  AWS_IDENTITY_TOKEN:\n    aud: sts.amazonaws.com", job.entry("variables"))
    )
    written = 'printf %s "$AWS_IDENTITY_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"'
    edits.append(items_above(source, script, 0, [written]))
    made = tuple(edit for edit in edits if edit is not None)
    return made if len(made) == len(edits) else Refusal("the file's style at this place has no room for the change")
