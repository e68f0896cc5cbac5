"""A pipeline logs in to a cloud with a key that works until someone revokes it.

### What it does
Finds access keys of AWS, keys of Google service accounts and client secrets of Azure in the logins of workflows
(`aws-actions/configure-aws-credentials`, `google-github-actions/auth`, `azure/login`), access keys of AWS in the
environment of workflows and GitLab jobs, and `az login --service-principal -p $SECRET` in GitLab jobs.

### Why is this bad?
A key from a log, a layer or another step of the job opens the account until someone revokes it, from anywhere.

### What to do instead
The job's own identity (OpenID Connect): the cloud trusts this repository's jobs and gives them a token of an hour.

### Fix safety
Unsafe: the role, provider or federated credential has to exist, and the finding says how to make it. The job's
permissions gain `id-token: write` and lose nothing; where it is not known what they are, there is no fix.
"""

from __future__ import annotations

from dockerlint.callers.documents import documents_of
from dockerlint.callers.logins.azure_in_gitlab import LOGIN, azure_logins
from dockerlint.callers.logins.clouds import cloud_logins, gitlab_logins
from dockerlint.callers.rule import CallerRule, Clean, Leaking
from dockerlint.finding import Confidence, Fix, Safety, Secret, Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View
    from dockerlint.finding import Finding

_READERS = {"github": (cloud_logins,), "gitlab": (gitlab_logins, azure_logins)}
_WORDS = ("secret-access-key", "SECRET_ACCESS_KEY", "credentials_json", "creds", LOGIN)


def check(read: Read, _view: View) -> Iterator[Finding]:
    if not any(word in read.source.text for word in _WORDS):
        return
    documents = documents_of(read.source)
    for reader in _READERS.get(read.kind.name, ()):
        for login in (each for document in documents for each in reader(read.source, document)):
            remedy = login.remedy
            title = "log in with the job's own identity"
            yield RULE.finding(
                read,
                login.span,
                f"the pipeline logs in to the cloud with {login.what} that lasts until it is revoked",
                Confidence.LIKELY,
                secret=Secret("credential"),
                remedy=remedy if isinstance(remedy, Refusal) else Fix(title, remedy, Safety.UNSAFE),
                help=login.setup,
            )


_WORKFLOW = """\
# Pushes with docker.
on: push
jobs:
  push:
    runs-on: ubuntu-24.04
    permissions: {contents: read}
    steps:
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}
          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}
          aws-region: eu-central-1
      - uses: aws-actions/amazon-ecr-login@v2
"""

RULE = CallerRule(
    code="BLD513",
    name="static-cloud-credential",
    summary="a pipeline logs in to a cloud with a key that lasts until it is revoked",
    severity=Severity.WARNING,
    check=check,
    examples=(
        Leaking(
            {".github/workflows/push.yml": _WORKFLOW},
            {
                ".github/workflows/push.yml": _WORKFLOW.replace("{contents: read}", "{contents: read, id-token: write}")
                .replace(
                    "aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}", "role-to-assume: ${{ vars.AWS_ROLE_ARN }}"
                )
                .replace("          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n", "")
            },
        ),
        Clean(
            {
                ".github/workflows/push.yml": _WORKFLOW.replace(
                    "aws-access-key-id: ${{ secrets.AWS_ACCESS_KEY_ID }}\n"
                    "          aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}",
                    "role-to-assume: ${{ vars.AWS_ROLE_ARN }}",
                )
            }
        ),
    ),
)
