"""What has to be set up once so that a job's own identity is enough: what a fix cannot do, told with it.

GitHub's subject is ``repo:OWNER/REPO:…``, for repositories made since 2026-07-15 ``repo:OWNER@ID/REPO@ID:…``; a trust
policy names both.  Sources: docs.github.com "Configuring OpenID Connect in …" for Amazon Web Services, Google Cloud
Platform and Azure; docs.docker.com "OIDC connections"; docs.gitlab.com "OpenID Connect in AWS" and "… in Azure".
"""

from __future__ import annotations

_ISSUER = "token.actions.githubusercontent.com"
_SUBJECTS = '["repo:OWNER/REPO:ref:refs/heads/main", "repo:OWNER@*/REPO@*:ref:refs/heads/main"]'

AWS = f"""\
one-time set-up, with your account, owner, repository and branch in place of the capitals:
aws iam create-open-id-connect-provider --url https://{_ISSUER} --client-id-list sts.amazonaws.com
a role that may push to the registry, its ARN as the repository's variable AWS_ROLE_ARN, with the trust policy
{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
 "Principal": {{"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/{_ISSUER}"}},
 "Condition": {{"StringEquals": {{"{_ISSUER}:aud": "sts.amazonaws.com"}},
  "StringLike": {{"{_ISSUER}:sub": {_SUBJECTS}}}}}}}]}}
then delete the access key"""

GOOGLE = f"""\
one-time set-up, with your project, owner and repository in place of the capitals:
gcloud iam workload-identity-pools create github --location=global
gcloud iam workload-identity-pools providers create-oidc github --location=global --workload-identity-pool=github \
--issuer-uri=https://{_ISSUER} --attribute-mapping=google.subject=assertion.sub,\
attribute.repository=assertion.repository --attribute-condition="assertion.repository == 'OWNER/REPO'"
gcloud iam service-accounts add-iam-policy-binding ACCOUNT --role=roles/iam.workloadIdentityUser \
--member=principalSet://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/github/\
attribute.repository/OWNER/REPO
the repository's variables GCP_WIF_PROVIDER (projects/NUMBER/locations/global/workloadIdentityPools/github/providers/\
github) and GCP_SERVICE_ACCOUNT; then delete the key"""

AZURE = f"""\
one-time set-up, with your application, owner, repository and branch in place of the capitals:
az ad app federated-credential create --id APPLICATION --parameters '{{"name": "github", \
"issuer": "https://{_ISSUER}", "subject": "repo:OWNER/REPO:ref:refs/heads/main", \
"audiences": ["api://AzureADTokenExchange"]}}'
(for a repository made since July 2026 the subject is repo:OWNER@ID/REPO@ID:ref:refs/heads/main)
the repository's variables AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_SUBSCRIPTION_ID; then delete the client secret"""

# Of google-github-actions/auth.
GOOGLE_INPUTS = """\
workload_identity_provider: ${{ vars.GCP_WIF_PROVIDER }}
service_account: ${{ vars.GCP_SERVICE_ACCOUNT }}"""

# Of azure/login.
AZURE_INPUTS = """\
client-id: ${{ vars.AZURE_CLIENT_ID }}
tenant-id: ${{ vars.AZURE_TENANT_ID }}
subscription-id: ${{ vars.AZURE_SUBSCRIPTION_ID }}"""

DOCKER_HUB = """\
one-time set-up: in Docker Hub, an OIDC connection of the organisation for this repository (Team or Business)
the repository's variables DOCKERHUB_ORGANIZATION and DOCKERHUB_OIDC_CONNECTIONID; then delete the access token"""

GHCR = """\
one-time set-up: in the package's settings, "Manage Actions access", this repository with the role Write
(only packages of the repository's own owner); then delete the personal access token"""

GITLAB_AWS = """\
one-time set-up, with your account, group, project and branch in place of the capitals:
aws iam create-open-id-connect-provider --url https://gitlab.com --client-id-list sts.amazonaws.com
a role that may push to the registry, its ARN as the project's variable AWS_ROLE_ARN, with the trust policy
{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
 "Principal": {"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/gitlab.com"},
 "Condition": {"StringEquals": {"gitlab.com:aud": "sts.amazonaws.com",
  "gitlab.com:sub": "project_path:GROUP/PROJECT:ref_type:branch:ref:main"}}}]}
then delete the access key"""

GITLAB_AZURE = """\
one-time set-up, with your application, group, project and branch in place of the capitals:
az ad app federated-credential create --id APPLICATION --parameters '{"name": "gitlab", \
"issuer": "https://gitlab.com", "subject": "project_path:GROUP/PROJECT:ref_type:branch:ref:main", \
"audiences": ["https://gitlab.com"]}'
then delete the client secret"""
