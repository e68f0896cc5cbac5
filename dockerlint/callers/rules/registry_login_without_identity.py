"""A workflow logs in with a lasting password where a job's own identity is taken from some only, or from nobody.

### What it does
Finds logins to Docker Hub, and to registries other than those of AWS, Google, Azure and GitHub, whose password comes
from the secret store. Only when it is selected: Docker Hub takes a job's identity from organisations with a paid plan,
and for others there may be no other way.

### Why is this bad?
Whoever gets hold of the password can push images until it is revoked.

### What to do instead
For an organisation on Docker Hub: a connection for OpenID Connect, and docker/login-action 4.5.0 or newer. Elsewhere a
robot account with the right to push to one repository, and a date on which it ends.

### Fix safety
Unsafe: Docker Hub has to know the job first, and the finding says how to set that up.
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
    return login_findings(RULE, read, for_everybody=False)


_HUB = """\
on: push
jobs:
  push:
    runs-on: ubuntu-24.04
    permissions:
      contents: read
    steps:
      - uses: docker/login-action@v4
        with:
          username: acme-bot
          password: ${{ secrets.DOCKERHUB_TOKEN }}
      - run: docker push acme/shop
"""

RULE = CallerRule(
    code="BLD520",
    name="registry-login-without-identity",
    summary="a workflow logs in with a lasting password where not everybody has another way",
    severity=Severity.INFO,
    check=check,
    is_default=False,
    examples=(
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
        Clean({".github/workflows/push.yml": _HUB.replace("DOCKERHUB_TOKEN", "GITHUB_TOKEN")}),
    ),
)
