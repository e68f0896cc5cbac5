"""A workflow logs in to a registry with a password that works until someone revokes it.

### What it does
Finds logins of workflows (`docker/login-action` and its kin) whose password comes from the secret store: access keys of
AWS, keys of Google service accounts, client secrets of Azure, access tokens of Docker Hub, personal access tokens for
GitHub's registry. The job's own `GITHUB_TOKEN` is no such password.

### Why is this bad?
Whoever gets hold of it, from a log, a step of the same job or a fork that was trusted too much, can push images as long
as it is not revoked, and nobody notices.

### What to do instead
The job's own identity: AWS, Google, Azure and Docker Hub give a token of an hour for it (OpenID Connect), GitHub's
registry takes `GITHUB_TOKEN`.

### Fix safety
Unsafe: the other side has to know the job first, and the finding says how to set that up. The job's permissions gain
`id-token: write` or `packages: write` and lose nothing; where it is not known what they are, or others have to permit
it, there is no fix. For Google no credentials file is written, as it would lie in the build context.
"""

from __future__ import annotations

from dockerlint.callers.documents import documents_of
from dockerlint.callers.logins.github import registry_logins
from dockerlint.callers.logins.registries import DOCKER_HUB, OTHER, UNKNOWN
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Fix, Safety, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

# Whose alternative is not for everybody: organisations only, or none that is known.
_MAYBE = frozenset((DOCKER_HUB, OTHER, UNKNOWN))


def check(read: Read, _view: View) -> Iterator[Finding]:
    if read.kind.name != "github" or "password" not in read.source.text:
        return
    for document in documents_of(read.source):
        for login in registry_logins(read.source, document):
            remedy = login.remedy
            title = "log in with the job's own identity"
            yield RULE.finding(
                read,
                login.span,
                f"the login to the registry uses {login.what} that lasts until it is revoked",
                Confidence.POSSIBLE if login.registry in _MAYBE else Confidence.LIKELY,
                secret=Secret("password"),
                remedy=remedy if isinstance(remedy, Refusal) else Fix(title, remedy, Safety.UNSAFE),
                help=login.setup or None,
                severity=Severity.INFO if login.registry in _MAYBE else None,
            )


_WORKFLOW = """\
on: push
jobs:
  push:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: acme-bot
          password: ${{ secrets.CR_PAT }}
      - run: docker push ghcr.io/acme/shop
"""
_HUB = _WORKFLOW.replace("          registry: ghcr.io\n", "").replace("CR_PAT", "DOCKERHUB_TOKEN")

RULE = CallerRule(
    code="BLD510",
    name="registry-login-with-long-lived-password",
    summary="a workflow logs in to a registry with a password that lasts until it is revoked",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking(
            {".github/workflows/push.yml": _WORKFLOW},
            {
                ".github/workflows/push.yml": _WORKFLOW.replace("secrets.CR_PAT", "secrets.GITHUB_TOKEN")
                .replace("acme-bot", "${{ github.actor }}")
                .replace("contents: read\n", "contents: read\n      packages: write\n")
            },
            title="GitHub's registry",
        ),
        Leaking(
            {".github/workflows/push.yml": _HUB},
            {
                ".github/workflows/push.yml": _HUB.replace(
                    "        with:\n",
                    "        env:\n"
                    "          DOCKERHUB_OIDC_CONNECTIONID: ${{ vars.DOCKERHUB_OIDC_CONNECTIONID }}\n"
                    "          DOCKERHUB_OIDC_EXPIREIN: 3600\n        with:\n",
                )
                .replace("acme-bot", "${{ vars.DOCKERHUB_ORGANIZATION }}")
                .replace("          password: ${{ secrets.DOCKERHUB_TOKEN }}\n", "")
                .replace("contents: read\n", "contents: read\n      id-token: write\n")
            },
            title="Docker Hub, for an organisation",
        ),
        Clean({".github/workflows/push.yml": _WORKFLOW.replace("secrets.CR_PAT", "secrets.GITHUB_TOKEN")}),
    ),
)
