"""Clouds and what runs on them: AWS, Google, Azure, Kubernetes, Terraform, Vault, hosting companies.

Source of each format: the documentation of its tool.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.randomness import looks_random
from dockerlint.trace.catalogue.readers.credential import Credential, in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, reader, single
from dockerlint.trace.catalogue.readers.syntax import assignments, ini, json, named, xml, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_AWS = "AWS secret access key"
_GOOGLE = "Google Cloud credentials"
_AZURE = "Azure credentials"
_KUBE = "Kubernetes credentials"


def _state(text: str) -> Iterator[Credential]:
    """Terraform's state: what providers gave out, outputs marked sensitive, passwords made by ``random_password``."""
    kind = ""
    sensitive: dict[int, bool] = {}
    for entry in named(json.entries(text)):
        if entry.name == "type" and len(entry.names) < 3:
            kind = entry.value
        elif entry.name == "result" and kind.startswith("random_") and looks_random(entry.value):
            found = in_its_place("generated password", entry.value, entry.start, entry.end)
            if found is not None:
                yield found
        elif entry.name == "sensitive":
            sensitive[entry.table] = entry.value == "true"


def _outputs(text: str) -> Iterator[Credential]:
    """Values beside ``"sensitive": true``, in either order."""
    for match in _SENSITIVE.finditer(text):
        group = "after" if match["after"] is not None else "before"
        found = in_its_place("sensitive Terraform output", match[group], *match.span(group))
        if found is not None:
            yield found


_SENSITIVE = lazy(
    r"\"value\"\s{0,99}:\s{0,99}\"(?P<before>(?:[^\"\\\n]|\\.){1,9999})\"\s{0,99},\s{0,99}"
    r"(?:\"type\"\s{0,99}:\s{0,99}\"\w{1,20}\"\s{0,99},\s{0,99})?\"sensitive\"\s{0,99}:\s{0,99}true"
    r"|\"sensitive\"\s{0,99}:\s{0,99}true\s{0,99},\s{0,99}(?:\"type\"\s{0,99}:\s{0,99}\"\w{1,20}\"\s{0,99},\s{0,99})?"
    r"\"value\"\s{0,99}:\s{0,99}\"(?P<after>(?:[^\"\\\n]|\\.){1,9999})\""
)

_IN_JSON = lines(
    _GOOGLE,
    r"\"(?:refresh_token|client_secret|access_token|id_token)\"\s{0,9}:\s{0,9}\"([^\"\s]{8,4096})\"",
)
_NO_SECRET = Slot("", "access_key accesskey access_key_id aws_access_key_id")
_TOKENS = Slot(
    "access token", "token access_token accesstoken refresh_token refreshtoken authtoken auth_token id_token"
)

FORMATS = (
    Format(
        ".aws/credentials .aws/config aws_credentials aws-credentials awscredentials .passwd-s3fs-ini",
        reader(ini.entries, Slot(_AWS, "aws_secret_access_key aws_session_token aws_security_token")),
    ),
    Format(
        ".boto boto.cfg .boto.cfg",
        reader(
            ini.entries,
            Slot(_AWS, "aws_secret_access_key"),
            Slot("storage secret key", "gs_secret_access_key gs_oauth2_refresh_token gs_host_token proxy_pass"),
        ),
    ),
    Format(
        ".s3cfg s3cfg .s3cfg.ini *.s3cfg",
        reader(ini.entries, Slot("S3 secret key", "secret_key access_token gpg_passphrase"), _NO_SECRET),
    ),
    Format(
        "rclone.conf .rclone.conf",
        reader(
            ini.entries,
            Slot(
                "storage credentials",
                "pass password password2 token client_secret secret_access_key key sas_url"
                " service_account_credentials bearer_token api_password",
            ),
        ),
    ),
    Format(".passwd-s3fs passwd-s3fs", lines("S3 secret key", r"^(?:[^:\s#]+:)?[^:\s#]+:(\S{8,})\s*$")),
    Format(
        "application_default_credentials.json adc.json service-account.json service_account.json serviceaccount.json"
        " serviceaccountkey.json service-account-key.json gcp-key.json gcloud.json gcloud-key.json gcp.json gcs.json"
        " gcp-credentials.json google-credentials.json google_credentials.json gcloud-service-key.json keyfile.json"
        " key.json sa.json sa-key.json firebase-adminsdk.json google-key.json google-service-key.json"
        " client_secret.json client_secrets.json",
        reader(json.entries, Slot(_GOOGLE, "client_secret refresh_token access_token id_token")),
    ),
    Format("gcloud/credentials.db gcloud/access_tokens.db credentials.db access_tokens.db", _IN_JSON),
    Format(
        "accesstokens.json azureprofile.json .azure/accesstokens.json",
        reader(json.entries, Slot(_AZURE, "accesstoken refreshtoken client_secret secret")),
    ),
    Format(
        "msal_token_cache.json msal_http_cache.bin service_principal_entries.json msal_token_cache.bin",
        reader(json.entries, Slot(_AZURE, "secret client_secret")),
    ),
    Format("*.publishsettings", reader(xml.entries, Slot(_AZURE, "publishprofile/userpwd"))),
    Format("azureauth.properties", reader(ini.entries, Slot(_AZURE, "key client_secret"))),
    Format(
        ".kube/config kubeconfig kubeconfig.yaml kubeconfig.yml kube.config kube_config kubeconfig.conf admin.conf"
        " kubelet.conf scheduler.conf controller-manager.conf super-admin.conf k3s.yaml *.kubeconfig",
        reader(
            yaml.entries,
            Slot(
                _KUBE,
                "user/token user/password token config/access-token config/id-token"
                " config/refresh-token config/client-secret",
            ),
        ),
    ),
    Format("serviceaccount/token", single("Kubernetes service account token")),
    Format("doctl/config.yaml", reader(yaml.entries, Slot("DigitalOcean token", "access-token auth-contexts/*"))),
    Format("heroku.json", reader(json.entries)),
    Format(".tugboat", reader(yaml.entries)),
    Format(
        ".mc/config.json mc/config.json mcli/config.json",
        reader(json.entries, Slot("S3 secret key", "secretkey"), _NO_SECRET),
    ),
    Format("credentials.tfrc.json", reader(json.entries, Slot("Terraform token", "token"))),
    Format(".terraformrc terraform.rc", reader(assignments.entries, Slot("Terraform token", "token"))),
    Format(
        "terraform.tfstate terraform.tfstate.backup *.tfstate errored.tfstate",
        both(_state, _outputs, reader(json.entries, Slot("AWS secret access key", "attributes/secret"))),
    ),
    Format("terraform.tfvars *.tfvars terragrunt.hcl", reader(assignments.entries)),
    Format(".vault-token vault-token .vault_token vault.token", single("Vault token")),
    Format(
        "pulumi/credentials.json .pulumi/credentials.json",
        reader(json.entries, Slot("Pulumi token", "accesstokens/* accesstoken")),
    ),
    Format(".databrickscfg", reader(ini.entries, Slot("Databricks token", "token password client_secret"))),
    Format(
        "clouds.yaml clouds.yml secure.yaml",
        reader(yaml.entries, Slot("OpenStack password", "password application_credential_secret")),
    ),
    Format("scw/config.yaml", reader(yaml.entries, Slot("Scaleway key", "secret_key"))),
    Format("hcloud/cli.toml", reader(ini.entries, Slot("Hetzner Cloud token", "token"))),
    Format(".oci/config", reader(ini.entries, Slot("key passphrase", "pass_phrase"))),
    Format(
        ".cf/config.json .bluemix/config.json",
        reader(json.entries, _TOKENS, Slot("Cloud Foundry token", "uaaoauthclientsecret iamtoken")),
    ),
    Format(
        ".fly/config.yml .circleci/cli.yml .travis/config.yml .doppler/.doppler.yaml ngrok.yml .ngrok2/ngrok.yml"
        " linode-cli .config/linode-cli netlify/config.json vercel/auth.json com.vercel.cli/auth.json"
        " railway/config.json argocd/config .snyk configstore/snyk.json .netlify/config.json",
        reader(yaml.entries, _TOKENS, Slot("API key", "authtoken api api_key token")),
    ),
    Format(".sentryclirc", reader(ini.entries, _TOKENS)),
    Format(
        "stripe/config.toml snowflake/config.toml snowflake/connections.toml .snowsql/config",
        reader(ini.entries, Slot("Snowflake password", "password")),
    ),
    Format("acme.json", reader(json.entries, Slot("private key in base64", "key certificates/key privatekey"))),
)
