"""Whether a path may be that of a credential file: a quick test that needs none of the kinds of them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.terms import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The last parts of the names of ``file_kinds`` (a test holds them equal).
LAST_NAMES = terms(
    ".aws .azure .boto .bunfig.toml .condarc .credentials .credentials.json .curlrc .docker .dockercfg "
    ".dockerconfigjson .env .erlang.cookie .git .git-credentials .git_credentials .gitconfig .github-token .gnupg "
    ".htpasswd .htpasswds .kube .my.cnf .mylogin.cnf .netrc .npmrc .npmrc-ci .passwd-s3fs .pgpass .pypirc .s3cfg "
    ".s3cfg.ini .secret .secrets .ssh .terraformrc .token .vault-pass .vault-token .vault_pass .vault_pass.txt "
    ".vault_password .vault_token .wgetrc .yarnrc .yarnrc.yml _curlrc _netrc accesstokens.json admin.conf "
    "age-key.txt age.key application_default_credentials.json auth auth.conf auth.conf.d auth.json auth.toml "
    "aws-credentials aws_credentials awscredentials azureprofile.json boto.cfg bunfig.toml ceph.client.admin.keyring "
    "chap-secrets client_secret.json client_secrets.json condarc config config.json config.yaml config.yml "
    "credentials credentials.csv credentials.db credentials.ini credentials.json credentials.tfrc.json "
    "credentials.toml credentials.txt credentials.xml credentials.yaml credentials.yml curlrc docker-config.json "
    "dockercfg dockerconfig.json dockerconfigjson firebase-adminsdk.json gcloud gcloud-key.json "
    "gcloud-service-key.json gcloud.json gcp-credentials.json gcp-key.json gcp.json gcs.json gh_token "
    "git-credentials gitconfig github-token github_token google-credentials.json google-key.json "
    "google-service-key.json google_credentials.json gradle.properties heroku hex.config hosts.yaml hosts.yml "
    "htpasswd htpasswd.users hub hudson.util.secret id_dsa id_ecdsa id_ecdsa_sk id_ed25519 id_ed25519_sk id_rsa "
    "identity ipsec.secrets ivysettings.xml kaggle.json key.json key.pem keyfile.json keys.txt kube.config "
    "kube_config kubeconfig kubeconfig.conf kubeconfig.yaml kubeconfig.yml legacy_credentials master.key "
    "msal_token_cache.json munge.key netrc nginx.htpasswd nginx.key npm_token npmrc nuget.config pap-secrets "
    "passwd-s3fs password.txt passwords.txt pgpass pgpass.conf pgpass.txt pip.conf pip.ini private-keys-v1.d "
    "private.asc private.gpg private.key private.pem privkey.pem pypirc rclone.conf s3cfg sa-key.json sa.json secret "
    "secret.asc secret.env secret.json secret.txt secret.yaml secret.yml secret_key secret_token secrets.env "
    "secrets.json secrets.txt secrets.yaml secrets.yml secring.gpg server.key service-account-key.json "
    "service-account.json service_account.json serviceaccount.json serviceaccountkey.json settings-security.xml "
    "settings.xml shadow ssh_host_dsa_key ssh_host_ecdsa_key ssh_host_ed25519_key ssh_host_key ssh_host_rsa_key "
    "terraform.rc terraform.tfstate terraform.tfstate.backup terraform.tfvars terraform.tfvars.json tls.key token "
    "token.txt uv.toml vault-pass.txt vault-password vault-token vault_pass.txt vault_password wgetrc "
    "wpa_supplicant.conf "
)
_ENDS = terms("key pem p12 pfx jks keystore jceks bks ppk kdbx kdb ovpn tfvars tfstate env json asc gpg")
_WORDS = (
    "env", "npmrc", "nuget", "id_", "rsa", "key", "cred", "secret", "account", "passw", "shadow", "ssh", "git", "token",
    "auth", "vault", "kube",
)  # fmt: skip
# Where package managers put what others have published.
_PACKAGES = frozenset({"node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages"})
_TESTS = terms("test tests testing testdata test-data test_data __tests__ spec specs fixture fixtures example examples")
_FOLDERS = (".ssh/", ".gnupg", "private")


def is_suspect(path: str) -> bool:
    """False only for paths of which :func:`~dockerlint.trace.catalogue.paths.classify_path` knows nothing."""
    path = path.rstrip("/\"'").lower()
    base = path.rpartition("/")[2]
    if base in LAST_NAMES or base.rpartition(".")[2] in _ENDS:
        return True
    return True in [word in base for word in _WORDS] or True in [word in path for word in _FOLDERS]


def suspects(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Those of a long listing that :func:`is_suspect` is true of, found faster than one by one."""
    lower = [path.rstrip("/\"'").lower() for path in paths]
    bases = [path[path.rfind("/") + 1 :] for path in lower]
    found = {at for at, base in enumerate(bases) if base in LAST_NAMES or base[base.rfind(".") + 1 :] in _ENDS}
    for lines, words in ((bases, _WORDS), (lower, _FOLDERS)):
        whole = "\n".join(lines)
        if whole.count("\n") >= len(lines) > 0:  # a name with a line end in it
            return tuple(path for path in paths if is_suspect(path))
        if True in [word in whole for word in words]:
            found.update(_lines_with(words, whole, lines))
    return tuple([paths[at] for at in sorted(found)])


# By the documentation of npm, Composer, Bundler, Pipenv, Poetry and Cargo; pip's have no fixed names.
_MANIFESTS = frozenset({"package.json", "composer.json", "gemfile", "pipfile", "pyproject.toml", "cargo.toml"})
_MOST_MANIFESTS = 64


def is_manifest(path: str) -> bool:
    """Whether the file is by its name a list of packages that people write, as opposed to a lock file."""
    path = path.lower()
    if path.endswith((".txt", ".in")):
        return "requirements" in path or "constraints" in path
    return path.rpartition("/")[2] in _MANIFESTS


def manifests(paths: tuple[str, ...]) -> list[str]:
    """The lists of packages in a long listing, those near its root first, and of very many only these."""
    found = [path for path in paths if is_manifest(path) and not is_published(path)]
    return sorted(found, key=lambda path: path.count("/"))[:_MOST_MANIFESTS]


def is_published(path: str) -> bool:
    """Whether the file belongs to a package that somebody else has published: its keys are those of its tests."""
    folders = path.lower().split("/")[:-1]
    if not _PACKAGES.isdisjoint(folders):
        return True
    return "vendor" in folders and len(folders) - folders.index("vendor") > 2  # host/owner, owner/name, bundle/ruby


def is_for_tests(path: str) -> bool:
    """Whether the file lies among tests and examples, whose credentials mostly open nothing."""
    return not _TESTS.isdisjoint(path.lower().split("/")[:-1])


def _lines_with(words: tuple[str, ...], whole: str, lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that hold one of ``words``."""
    ends = list(accumulate([len(line) + 1 for line in lines]))
    for word in words:
        at = whole.find(word)
        while at >= 0:
            line = bisect_right(ends, at)
            yield line
            at = whole.find(word, ends[line])
