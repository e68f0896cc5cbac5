"""Files that hold credentials: how they are called, which tool reads them, where it looks.

Sources: the documentation of each tool; dockle's and whispers' lists; COPY and ADD lines of 17,000 public Dockerfiles.
"""

from __future__ import annotations

from dockerlint.record import NamedTuple


class CredentialFile(NamedTuple):
    """A file that holds, or may hold, a credential.

    ``kind``: ``private-key``, ``credential`` (made to hold one), ``config`` (may hold one), ``environment``, ``vcs``,
    ``keystore``, ``manifest`` (which the build needs, with a password that somebody wrote into it).
    ``secret_id`` suits ``--mount=type=secret,id=…``.  ``confidence`` (``certain``, ``likely``,
    ``possible``) is by the path alone.  ``home``: where the tool looks by default, relative to ``$HOME`` unless
    absolute; "" when it is told.  ``names``: file names or path ends by which it is known, in lower case.
    """

    kind: str
    what: str
    tool: str
    secret_id: str
    confidence: str
    home: str
    names: tuple[str, ...]


def _file(
    kind: str, what: str, tool: str, secret_id: str, confidence: str, home: str, names: str = ""
) -> CredentialFile:
    return CredentialFile(kind, what, tool, secret_id, confidence, home, tuple((names or home.lower()).split()))


# fmt: off
SSH_KEY = _file(
    "private-key", "SSH private key", "ssh", "ssh_key", "certain", ".ssh/id_rsa",
    "id_rsa id_dsa id_ecdsa id_ed25519 id_ecdsa_sk id_ed25519_sk identity ssh_host_rsa_key ssh_host_dsa_key"
    " ssh_host_ecdsa_key ssh_host_ed25519_key ssh_host_key",
)
TLS_KEY = _file(
    "private-key", "private key", "", "tls_key", "likely", "",
    "privkey.pem key.pem server.key tls.key nginx.key private.key private.pem",
)
GPG_KEY = _file(
    "private-key", "GnuPG private key", "gpg", "gpg_key", "likely", ".gnupg",
    ".gnupg secring.gpg private-keys-v1.d secret.asc private.asc private.gpg",
)
KEYSTORE = _file("keystore", "key store", "", "keystore", "likely", "", "")
PASSWORDS = _file("keystore", "password database", "keepass", "passwords", "certain", "", "")
VPN = _file("credential", "VPN profile", "openvpn", "ovpn", "likely", "", "")
DOTENV = _file("environment", "environment file", "", "dotenv", "likely", ".env", ".env")
GIT_FOLDER = _file("vcs", "Git repository folder", "git", "git", "possible", ".git", ".git")
SSH_FOLDER = _file("private-key", "SSH folder", "ssh", "ssh_key", "likely", ".ssh", ".ssh")
SERVICE_ACCOUNT = _file(
    "credential", "Google Cloud service account key", "gcloud", "gcp_key", "likely", "",
    "service-account.json service_account.json serviceaccount.json serviceaccountkey.json service-account-key.json"
    " gcp-key.json gcloud.json gcloud-key.json gcp.json gcs.json gcp-credentials.json google-credentials.json"
    " google_credentials.json gcloud-service-key.json keyfile.json key.json sa.json sa-key.json firebase-adminsdk.json"
    " google-key.json google-service-key.json",
)

MANIFEST = _file("manifest", "list of packages with a password in it", "", "", "possible", "", "")

SECRETS = _file(
    "credential", "application secrets", "", "app_secrets", "likely", "",
    "secrets.yml secrets.yaml secrets.json secrets.env secret.env secret.json secret.yml secret.yaml .secrets"
    " credentials.json credentials.yml credentials.yaml credentials.csv credentials.txt credentials.ini credentials"
    " secret secret.txt secrets.txt token.txt password.txt passwords.txt client_secret.json client_secrets.json"
    " .secret secret_key secret_token .credentials.json",
)

KNOWN = (
    SSH_KEY, TLS_KEY, GPG_KEY, DOTENV, GIT_FOLDER, SSH_FOLDER, SERVICE_ACCOUNT,
    _file("config", "npm configuration", "npm", "npmrc", "likely", ".npmrc", ".npmrc npmrc .npmrc-ci"),
    _file("config", "Yarn configuration", "yarn", "yarnrc", "possible", ".yarnrc.yml", ".yarnrc.yml .yarnrc"),
    _file("config", "Bun configuration", "bun", "bunfig", "possible", ".bunfig.toml", "bunfig.toml .bunfig.toml"),
    _file("credential", "netrc file", "curl", "netrc", "certain", ".netrc", ".netrc netrc _netrc"),
    _file("config", "curl configuration", "curl", "curlrc", "possible", ".curlrc", ".curlrc curlrc _curlrc"),
    _file("config", "wget configuration", "wget", "wgetrc", "possible", ".wgetrc", ".wgetrc wgetrc"),
    _file("credential", "PyPI configuration", "twine", "pypirc", "likely", ".pypirc", ".pypirc pypirc"),
    _file("config", "pip configuration", "pip", "pip_conf", "possible", ".config/pip/pip.conf", "pip.conf pip.ini"),
    _file("config", "uv configuration", "uv", "uv_toml", "possible", ".config/uv/uv.toml", "uv/uv.toml"),
    _file(
        "credential", "Poetry credentials", "poetry", "poetry_auth", "certain", ".config/pypoetry/auth.toml",
        "pypoetry/auth.toml",
    ),
    _file("config", "conda configuration", "conda", "condarc", "possible", ".condarc", ".condarc condarc"),
    _file(
        "credential", "Git credentials", "git", "git_credentials", "certain", ".git-credentials",
        ".git-credentials git-credentials .git_credentials",
    ),
    _file("config", "Git configuration", "git", "gitconfig", "possible", ".gitconfig", ".gitconfig gitconfig"),
    _file(
        "credential", "GitHub CLI login", "gh", "gh_hosts", "certain", ".config/gh/hosts.yml",
        "gh/hosts.yml gh/hosts.yaml",
    ),
    _file("credential", "hub login", "hub", "hub", "certain", ".config/hub", ".config/hub"),
    _file(
        "credential", "GitLab CLI login", "glab", "glab_config", "certain", ".config/glab-cli/config.yml",
        "glab-cli/config.yml",
    ),
    _file(
        "credential", "AWS credentials", "aws", "aws", "certain", ".aws/credentials",
        ".aws/credentials aws_credentials aws-credentials awscredentials",
    ),
    _file("credential", "AWS folder", "aws", "aws", "likely", ".aws", ".aws"),
    _file(
        "credential", "Google Cloud login", "gcloud", "gcloud_adc", "certain",
        ".config/gcloud/application_default_credentials.json",
        "application_default_credentials.json legacy_credentials .config/gcloud credentials.db",
    ),
    _file("credential", "Boto credentials", "boto", "boto", "likely", ".boto", ".boto boto.cfg"),
    _file(
        "credential", "Azure login", "az", "azure", "certain", ".azure",
        ".azure accesstokens.json azureprofile.json msal_token_cache.json",
    ),
    _file("credential", "S3 credentials", "s3cmd", "s3cfg", "likely", ".s3cfg", ".s3cfg s3cfg .s3cfg.ini"),
    _file("credential", "s3fs password", "s3fs", "passwd_s3fs", "certain", ".passwd-s3fs", ".passwd-s3fs passwd-s3fs"),
    _file(
        "credential", "MinIO client login", "mc", "mc_config", "certain", ".mc/config.json",
        ".mc/config.json mc/config.json",
    ),
    _file(
        "credential", "rclone configuration", "rclone", "rclone", "likely", ".config/rclone/rclone.conf",
        "rclone.conf",
    ),
    _file(
        "credential", "DigitalOcean login", "doctl", "doctl", "certain", ".config/doctl/config.yaml",
        "doctl/config.yaml",
    ),
    _file(
        "credential", "Kubernetes configuration", "kubectl", "kubeconfig", "likely", ".kube/config",
        ".kube/config kubeconfig kubeconfig.yaml kubeconfig.yml kube.config kube_config kubeconfig.conf admin.conf",
    ),
    _file("credential", "Kubernetes folder", "kubectl", "kubeconfig", "likely", ".kube", ".kube"),
    _file(
        "credential", "Docker registry login", "docker", "docker_config", "likely", ".docker/config.json",
        ".docker/config.json .dockercfg dockercfg .dockerconfigjson dockerconfig.json dockerconfigjson"
        " docker-config.json",
    ),
    _file("credential", "Docker folder", "docker", "docker_config", "possible", ".docker", ".docker"),
    _file("config", "Maven settings", "mvn", "maven_settings", "possible", ".m2/settings.xml", "settings.xml"),
    _file(
        "credential", "Maven master password", "mvn", "maven_settings_security", "certain",
        ".m2/settings-security.xml",
        "settings-security.xml",
    ),
    _file(
        "config", "Gradle properties", "gradle", "gradle_properties", "possible", ".gradle/gradle.properties",
        "gradle.properties",
    ),
    _file("config", "Ivy settings", "ivy", "ivy_settings", "possible", ".ivy2/ivysettings.xml", "ivysettings.xml"),
    _file(
        "credential", "sbt credentials", "sbt", "sbt_credentials", "certain", ".sbt/.credentials",
        ".sbt/.credentials .ivy2/.credentials .credentials",
    ),
    _file(
        "config", "NuGet configuration", "dotnet", "nuget_config", "possible", ".nuget/NuGet/NuGet.Config",
        "nuget.config",
    ),
    _file(
        "credential", "Composer credentials", "composer", "composer_auth", "likely", ".composer/auth.json",
        "auth.json",
    ),
    _file(
        "config", "Bundler configuration", "bundle", "bundle_config", "possible", ".bundle/config",
        ".bundle/config bundle/config",
    ),
    _file(
        "credential", "RubyGems credentials", "gem", "gem_credentials", "certain", ".gem/credentials",
        ".gem/credentials",
    ),
    _file(
        "credential", "Cargo credentials", "cargo", "cargo_credentials", "certain", ".cargo/credentials.toml",
        ".cargo/credentials.toml .cargo/credentials cargo/credentials.toml cargo/credentials",
    ),
    _file("credential", "Hex login", "mix", "hex_config", "likely", ".hex/hex.config", "hex.config"),
    _file("credential", "Kaggle API key", "kaggle", "kaggle", "certain", ".kaggle/kaggle.json", "kaggle.json"),
    _file(
        "credential", "Hugging Face token", "hf", "hf_token", "certain", ".cache/huggingface/token",
        "huggingface/token",
    ),
    _file(
        "credential", "PostgreSQL passwords", "psql", "pgpass", "certain", ".pgpass",
        ".pgpass pgpass pgpass.conf pgpass.txt",
    ),
    _file("credential", "MySQL client configuration", "mysql", "my_cnf", "likely", ".my.cnf", ".my.cnf .mylogin.cnf"),
    _file(
        "credential", "password hashes", "htpasswd", "htpasswd", "likely", "",
        ".htpasswd htpasswd htpasswd.users .htpasswds nginx.htpasswd",
    ),
    _file(
        "credential", "Vault token", "vault", "vault_token", "certain", ".vault-token",
        ".vault-token vault-token .vault_token",
    ),
    _file(
        "credential", "Ansible Vault password", "ansible", "vault_pass", "certain", "",
        ".vault_pass .vault_pass.txt vault_pass.txt .vault_password vault_password .vault-pass vault-password"
        " vault-pass.txt",
    ),
    _file(
        "credential", "Terraform login", "terraform", "terraformrc", "likely", ".terraformrc",
        ".terraformrc terraform.rc credentials.tfrc.json",
    ),
    _file(
        "config", "Terraform variables", "terraform", "tfvars", "likely", "",
        "terraform.tfvars terraform.tfvars.json",
    ),
    _file(
        "credential", "Terraform state", "terraform", "tfstate", "likely", "",
        "terraform.tfstate terraform.tfstate.backup",
    ),
    _file("credential", "Rails master key", "rails", "rails_master_key", "certain", "", "master.key"),
    _file("credential", "Heroku login", "heroku", "heroku_netrc", "certain", ".config/heroku", ".config/heroku"),
    _file("credential", "Subversion login", "svn", "svn_auth", "likely", ".subversion/auth", ".subversion/auth"),
    _file(
        "credential", "age key", "age", "age_key", "certain", ".config/sops/age/keys.txt",
        "age/keys.txt age.key age-key.txt",
    ),
    _file("credential", "shadow passwords", "", "shadow", "likely", "/etc/shadow", "etc/shadow"),
    _file("credential", "munge key", "munge", "munge_key", "certain", "/etc/munge/munge.key", "munge.key"),
    _file("credential", "Ceph key", "ceph", "ceph_keyring", "likely", "", "ceph.client.admin.keyring"),
    _file("credential", "Erlang cookie", "erl", "erlang_cookie", "certain", ".erlang.cookie", ".erlang.cookie"),
    _file("credential", "IPsec secrets", "ipsec", "ipsec_secrets", "certain", "/etc/ipsec.secrets", "ipsec.secrets"),
    _file(
        "credential", "Wi-Fi or PPP secrets", "", "ppp_secrets", "likely", "",
        "chap-secrets pap-secrets wpa_supplicant.conf",
    ),
    _file(
        "credential", "apt credentials", "apt", "apt_auth", "certain", "/etc/apt/auth.conf",
        "apt/auth.conf etc/apt/auth.conf.d",
    ),
    _file(
        "credential", "Jenkins credentials", "jenkins", "jenkins_credentials", "likely", "",
        "credentials.xml hudson.util.secret",
    ),
    SECRETS,
    _file(
        "credential", "GitHub token file", "", "token", "possible", "",
        "github_token github-token .github-token gh_token .token npm_token",
    ),
)
# fmt: on
