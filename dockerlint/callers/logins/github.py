"""Logins of GitHub workflows with lasting credentials, and the same logins with the job's own identity.

Actions as in their action.yml: docker/login-action v4.6.0, aws-actions/configure-aws-credentials v6,
google-github-actions/auth v3, azure/login v3, azure/docker-login v2.
"""

from __future__ import annotations

import re

from dockerlint.callers.github.permissions import logs_in_to_ghcr, permit
from dockerlint.callers.github.steps import as_used, is_at_least, jobs_of, step_above
from dockerlint.callers.logins import setup
from dockerlint.callers.logins.inputs import Inputs
from dockerlint.callers.logins.registries import (
    AZURE,
    DOCKER_HUB,
    ECR,
    ECR_PUBLIC,
    GHCR,
    GOOGLE,
    OTHER,
    UNKNOWN,
    region_of,
    registry_of,
)  # fmt: skip
from dockerlint.callers.yaml import Scalar
from dockerlint.callers.yaml.edits import add_entry, replace_scalar
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.callers.yaml import Node
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Edit, Source, Span

_STORED = re.compile(r"\bsecrets\s*(?:\.\s*(\w+)|\[)")
_LOGIN_ACTIONS = frozenset(("docker/login-action", "azure/docker-login", "redhat-actions/podman-login"))
ID_TOKEN = {"id-token": "write"}


class Lasting(NamedTuple):
    """A login with a credential that lasts until it is revoked: ``what`` names it, ``setup`` tells what to do once."""

    span: Span
    what: str
    registry: str
    remedy: Outcome
    setup: str = ""


def registry_logins(source: Source, document: Node) -> Iterator[Lasting]:
    """The logins to registries with such a credential."""
    for job in jobs_of(document):
        for step in job.steps:
            if step.action in _LOGIN_ACTIONS:
                yield from _registry_login(source, job, step)


def _registry_login(source: Source, job: Job, step: GithubStep) -> Iterator[Lasting]:
    inputs = step.inputs
    password = inputs.entry("password") if inputs is not None else None
    if inputs is None or password is None or not isinstance(password.value, Scalar) or logs_in_to_ghcr(step):
        return
    stored = {found[1] for found in _STORED.finditer(password.value.value)}
    is_key = (step.input("username") or "").strip() in ("_json_key", "_json_key_base64")
    if not is_key and (not stored or stored == {"GITHUB_TOKEN"}):
        return
    address = step.input("registry") or step.input("login-server")
    registry = registry_of(address)
    if registry in (UNKNOWN, OTHER):
        registry = _by_names(step) or registry
    if is_key:
        registry = GOOGLE
    remedy = _remedy(source, job, step, registry)
    yield Lasting(password.value.span, _WHAT[registry], registry, remedy, _SETUP.get(registry, ""))


def _by_names(step: GithubStep) -> str | None:
    """The registry that the names of the credential's secrets tell, where the address does not."""
    text = f"{step.input('username') or ''} {step.input('password') or ''}".upper()
    if "AWS_SECRET_ACCESS_KEY" in text:
        return ECR
    return AZURE if re.search(r"AZURE_CLIENT_(?:SECRET|ID)", text) else None


_WHAT = {
    ECR: "an access key of AWS", ECR_PUBLIC: "an access key of AWS", GOOGLE: "a key of a Google service account",
    AZURE: "a client secret of Azure", GHCR: "a personal access token", DOCKER_HUB: "an access token of Docker Hub",
    OTHER: "a password", UNKNOWN: "a password",
}  # fmt: skip
_SETUP = {
    ECR: setup.AWS, ECR_PUBLIC: setup.AWS, GOOGLE: setup.GOOGLE, AZURE: setup.AZURE, GHCR: setup.GHCR,
    DOCKER_HUB: setup.DOCKER_HUB,
}  # fmt: skip


def _remedy(source: Source, job: Job, step: GithubStep, registry: str) -> Outcome:
    if registry == UNKNOWN:
        return Refusal("whose registry it is is not written here")
    if registry == OTHER:
        return Refusal("no way of logging in to this registry by OpenID Connect is known")
    if step.action != "docker/login-action" and registry != AZURE:
        return Refusal(f"{step.action} knows passwords only")
    refused = refused_job(job, step)
    if refused:
        return Refusal(refused)
    inputs = Inputs(source, step)
    wanted = {"packages": "write"} if registry == GHCR else ID_TOKEN
    permissions = permit(source, job, wanted)
    if permissions is None:
        return Refusal(NO_PERMISSIONS)
    edits = _REMEDIES[registry](source, job, step, inputs)
    return edits if isinstance(edits, Refusal) else inputs.made([*edits, *permissions])


NO_PERMISSIONS = "what its job may do now is not written, and naming one permission takes the others away"


def refused_job(job: Job, step: GithubStep) -> str:
    """Why the job's identity cannot be asked for here, "" where it can."""
    if job.is_composite:
        return "a composite action has the permissions of the job that uses it"
    if job.is_reusable:
        return "whoever calls this workflow would have to permit id-token: write"
    if step.inputs is None or step.inputs.is_flow or step.inputs.is_alias or step.node.is_alias or job.list.is_flow:
        return "the step is written in one line, or used in several places"
    return ""


def _with_condition(step: GithubStep, text: str) -> str:
    condition = step.node.entry("if")
    if condition is None or not isinstance(condition.value, Scalar) or "\n" in condition.value.value:
        return text
    first, _, rest = text.partition("\n")
    shown = condition.value.value if "${{" in condition.value.value else f"${{{{ {condition.value.value} }}}}"
    return f"{first}\nif: {shown}\n{rest}"


def _ecr(source: Source, job: Job, step: GithubStep, inputs: Inputs) -> Outcome:
    """The job's role, before a login that takes its credentials from the environment."""
    region = region_of(step.input("registry") or "") or "${{ vars.AWS_REGION }}"
    role = (
        f"uses: {as_used(source, 'aws-actions/configure-aws-credentials', 'v6')}\nwith:\n"
        f"  role-to-assume: ${{{{ vars.AWS_ROLE_ARN }}}}\n  aws-region: {region}"
    )
    above = step_above(source, job, step, _with_condition(step, role))
    return inputs.made([above, *inputs.without("username", "password")])


def _google(source: Source, job: Job, step: GithubStep, inputs: Inputs) -> Outcome:
    """A short-lived access token; without the file that would lie in the build context."""
    if "id: google-auth\n" in source.text:
        return Refusal("the job has a step google-auth already")
    auth = (
        f"id: google-auth\nuses: {as_used(source, 'google-github-actions/auth', 'v3')}\nwith:\n"
        "  token_format: access_token\n"
        "  workload_identity_provider: ${{ vars.GCP_WIF_PROVIDER }}\n"
        "  service_account: ${{ vars.GCP_SERVICE_ACCOUNT }}\n  create_credentials_file: false"
    )
    above = step_above(source, job, step, _with_condition(step, auth))
    set_user = inputs.set("username", "oauth2accesstoken")
    return inputs.made([above, *set_user, *inputs.set("password", "${{ steps.google-auth.outputs.access_token }}")])


def _azure(source: Source, job: Job, step: GithubStep, inputs: Inputs) -> Outcome:
    """The job's application, and a login of its own in place of the action's."""
    address = (step.input("registry") or step.input("login-server") or "").strip()
    name = address.partition(".azurecr.")[0]
    if not name or ("${{" not in name and not re.fullmatch(r"[A-Za-z0-9-]+", name)):
        return Refusal("the name of the registry is not written here")
    login = (
        f"uses: {as_used(source, 'azure/login', 'v3')}\nwith:\n"
        "  client-id: ${{ vars.AZURE_CLIENT_ID }}\n"
        "  tenant-id: ${{ vars.AZURE_TENANT_ID }}\n  subscription-id: ${{ vars.AZURE_SUBSCRIPTION_ID }}"
    )
    above = step_above(source, job, step, _with_condition(step, login))
    if "${{" in name:
        run = 'run: az acr login --name "${REGISTRY%%.*}"\n' + f"env:\n  REGISTRY: {address}"
        if step.node.entry("env") is not None:
            return Refusal("the step has an environment of its own")
    else:
        run = f"run: az acr login --name {name}"
    return inputs.made([above, *inputs.become(run)])


def _ghcr(_source: Source, _job: Job, _step: GithubStep, inputs: Inputs) -> Outcome:
    """The job's own token."""
    set_user = inputs.set("username", "${{ github.actor }}")
    return inputs.made([*set_user, *inputs.set("password", "${{ secrets.GITHUB_TOKEN }}")])


def _docker_hub(source: Source, _job: Job, step: GithubStep, inputs: Inputs) -> Outcome:
    """The job's identity for a token of an hour: the default of five minutes ends before most builds do."""
    edits: list[Edit | None] = []
    if is_at_least(source, step, 4, 5) is not True:
        uses = step.node.entry("uses")
        if uses is None or not isinstance(uses.value, Scalar) or not re.fullmatch(r"v?\d{1,3}(?:\.\d+)*", step.version):
            return Refusal("the action is pinned to a commit that may not know OpenID Connect: it came with v4.5.0")
        edits.append(replace_scalar(source, uses.value, "docker/login-action@v4"))
    env = "DOCKERHUB_OIDC_CONNECTIONID: ${{ vars.DOCKERHUB_OIDC_CONNECTIONID }}\nDOCKERHUB_OIDC_EXPIREIN: 3600"
    own = step.node.mapping("env")
    if own is not None:
        edits.append(add_entry(source, own, env))
    else:
        text = "env:\n" + "\n".join(f"  {line}" for line in env.split("\n"))
        edits.append(add_entry(source, step.node, text, step.node.entry("uses")))
    edits += inputs.set("username", "${{ vars.DOCKERHUB_ORGANIZATION }}")
    return inputs.made([*edits, *inputs.without("password")])


_REMEDIES = {
    ECR: _ecr, ECR_PUBLIC: _ecr, GOOGLE: _google, AZURE: _azure, GHCR: _ghcr, DOCKER_HUB: _docker_hub,
}  # fmt: skip
