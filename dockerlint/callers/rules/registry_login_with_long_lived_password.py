"""A workflow logs in to a registry with a password that works until someone revokes it.

### What it does
Finds logins of workflows (`docker/login-action` and its kin) whose password comes from the secret store: access keys of
AWS, keys of Google service accounts, client secrets of Azure, personal access tokens for GitHub's registry. The job's
own `GITHUB_TOKEN` is no such password; Docker Hub and other registries are told by `registry-login-without-identity`.

### Why is this bad?
Whoever gets hold of it, from a log, a step of the same job or a fork that was trusted too much, can push images as long
as it is not revoked, and nobody notices.

### What to do instead
The job's own identity: AWS, Google and Azure give a token of an hour for it (OpenID Connect), GitHub's registry takes
`GITHUB_TOKEN`.

### Fix safety
Unsafe: the other side has to know the job first, and the finding says how to set that up. The job's permissions gain
`id-token: write` or `packages: write` and lose nothing; where it is not known what they are, or others have to permit
it, there is no fix. For Google no credentials file is written, as it would lie in the build context.
"""

from __future__ import annotations

from dockerlint.callers.logins.findings import login_findings
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding


def check(read: Read, _view: View) -> Iterator[Finding]:
    return login_findings(RULE, read, for_everybody=True)


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
        Clean({".github/workflows/push.yml": _WORKFLOW.replace("secrets.CR_PAT", "secrets.GITHUB_TOKEN")}),
    ),
)
