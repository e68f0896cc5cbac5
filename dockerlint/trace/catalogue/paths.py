"""Judge a file by where it comes from and where it goes: does it hold a credential?"""

from __future__ import annotations

import re
from functools import cache

from dockerlint.trace.catalogue.file_kinds import (
    DOTENV,
    GPG_KEY,
    KEYSTORE,
    KNOWN,
    PASSWORDS,
    SERVICE_ACCOUNT,
    SSH_FOLDER,
    SSH_KEY,
    TLS_KEY,
    VPN,
    CredentialFile,
)

__all__ = ["CredentialFile", "classify_path"]


def classify_path(path: str, destination: str = "") -> CredentialFile | None:
    """What credential the file or folder at ``path`` holds by its name, or by the name it gets at ``destination``.

    ``path`` may be a URL or hold wildcards and variables.  None for everything else, public look-alikes included
    (``*.pub``, ``known_hosts``, ``ca.pem``, ``.env.example``).
    """
    source = _clean(path)
    base = source.rpartition("/")[2]
    remote = "://" in path
    target = _target(base, destination)
    if _is_public(source, base):
        return None
    known = None if remote else _by_name(source, base)
    if known is None and target:
        known = _by_name(target, target.rpartition("/")[2]) or _by_folder(base, target, destination)
    if remote:
        return known if known is not None and known.kind == "private-key" and known.tool == "ssh" else None
    shape = _by_shape(source, base, target or "")
    if known is None or (shape is not None and known.confidence == "possible" and shape.confidence != "possible"):
        return shape or known
    return known


def _clean(path: str) -> str:
    plain = path.strip().strip("\"'").replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return re.sub(r"/+", "/", plain).rstrip("/").lower()


def _target(base: str, destination: str) -> str:
    """The path that a copied file gets: ``destination`` itself, or the file in it when it is a folder."""
    if not destination:
        return ""
    target = _clean(destination)
    folder = destination.rstrip("\"'").endswith(("/", "\\")) or target in ("", ".", "..") or target.endswith(("/.", ".ssh"))
    return f"{target}/{base}".lstrip("/") if folder and base else target


_PUBLIC_NAMES = frozenset(
    "authorized_keys authorized_keys2 known_hosts known_hosts.old ssh_known_hosts ssh_config sshd_config sshconfig ssh-config moduli"
    " cacert.pem ca.pem ca.crt ca-bundle.pem ca-bundle.crt ca-certificates.crt cert.pem certs.pem fullchain.pem chain.pem dhparam.pem"
    " dhparams.pem dh.pem dh2048.pem cacerts truststore.jks trust.jks nginx.conf tini_pub.gpg .gitignore .gitattributes .gitmodules"
    " .gitkeep .dockerignore .env.js".split()
)
_EXAMPLE_END = re.compile(
    r"[._-](?:example|examples|sample|template|tmpl|tpl|dist|test|testing|default|defaults|skel|stub|dummy|fake|mock|schema|j2|jinja2?|erb|"
    r"ci\.example|in|md|enc|encrypted|gpg|age|vault|sops|sh|py|js|ts|go|rb|groovy|ps1|php|java|html?|patch|service|d\.ts|pub)$"
)
_PUBLIC_END = (".pub", ".crt", ".cer", ".csr", ".sig", ".crl", ".gpg.key", ".pub.asc", ".pub.pem", ".rsa.pub", ".cert", ".ca", ".p7b", ".p7c")


def _is_public(path: str, base: str) -> bool:
    if base in _PUBLIC_NAMES or base.endswith(_PUBLIC_END):
        return True
    return _EXAMPLE_END.search(base) is not None and base not in (".env.default", "secring.gpg", "private.gpg", ".vault_pass.sh")


@cache
def _names() -> dict[str, CredentialFile]:
    return {name: known for known in KNOWN for name in known.names}


def _by_name(path: str, base: str) -> CredentialFile | None:
    names = _names()
    known = names.get(base)
    if known is None and "/" in path:
        parts = path.rsplit("/", 2)
        known = names.get("/".join(parts[-2:]))
    if known is not None and known.tool == "mvn" and not _is_maven(path):
        return None if known.confidence == "possible" and _is_other_settings(path) else known
    if known is None and re.fullmatch(r"\.env(?:[._-][\w.-]+)?|[\w-]*\.env|dotenv", base) and not base.endswith((".env.js",)):
        return DOTENV if base.startswith(".env") or base == "dotenv" else DOTENV._replace(confidence="possible")
    return known


def _is_maven(path: str) -> bool:
    return any(word in path for word in ("m2", "maven", "mvn"))


def _is_other_settings(path: str) -> bool:
    return any(word in path for word in ("tomcat", "seeddms", "kodi", "idea", "www/", "solr"))


_SSH_PUBLIC = re.compile(r"(?:.*\.(?:pub|sh|conf|cfg|md|txt)|config|.*[_-]?config|authorized_keys.*|.*authorized.?keys?.*|.*known_?hosts.*|environment|rc|\*|\.)")


def _by_folder(base: str, target: str, destination: str) -> CredentialFile | None:
    """A file of any name that is put into ``.ssh``, ``.gnupg``, ``.aws``…"""
    folder = target.rpartition("/")[0]
    inside = folder.rpartition("/")[2]
    last = target.rpartition("/")[2]
    if inside == ".ssh" and base and not _SSH_PUBLIC.fullmatch(last) and not _SSH_PUBLIC.fullmatch(base):
        return SSH_FOLDER if base in ("ssh", ".ssh") else SSH_KEY._replace(confidence="likely")
    if last == ".ssh" or (inside == ".ssh" and base in ("ssh", ".ssh", "ssh_keys", "sshkeys")):
        return SSH_FOLDER
    if last == ".gnupg" or inside == ".gnupg":
        return GPG_KEY._replace(confidence="possible") if not base.endswith((".conf", ".asc")) else None
    return None


_KEY_WORD = re.compile(r"(?:^|[._-])(?:priv|private|privkey|privatekey|secret|server[_-]?key|client[_-]?key|rsa|dsa|ecdsa|ed25519)(?:[._-]|$)|privkey|privatekey|private[_-]?key")
_CERT_WORD = re.compile(
    r"(?:^|[._-])(?:ca|cas|cacert|certs?|certificates?|chain|fullchain|bundle|root|rootca|dhparams?|dh\d*|pub|public|crt|trust|anchor|intermediate|"
    r"roots?x?\d*|pubkey|issuer|signing|csr)(?:[._-]|$)|cacert|rootx\d|bundle|fullchain|dhparam|public|rootca|pubkey"
)
_PACKAGE_KEY = re.compile(
    r"gpg|apt|rpm|repo|archive|release|nodesource|winehq|signing|keyring|pgp|zabbix|jenkins|docker\.key|mongodb|elastic|nginx_signing|"
    r"microsoft|epel|lein|mosquitto|percona|mariadb|postgres|llvm|debian|ubuntu|cran|yarn|sury|kubernetes|google|puppet|salt|official|public|pub[._-]|hashicorp"
)
_PUBLIC_FOLDER = re.compile(r"apt/|rpm-gpg|keyrings|trusted\.gpg|ca-certificates|anchors|ca-trust|/tmp|^tmp|trust|apk/keys|gpg|jre/lib|cacerts")
_KEY_FOLDER = re.compile(r"ssl|tls|private|nginx|apache|httpd|pki|cert|letsencrypt|haproxy|lighttpd|secrets?/|keys?/|openvpn|ssh")


def _by_shape(path: str, base: str, target: str) -> CredentialFile | None:
    """By extension, or by words in the name."""
    stem, _, extension = base.rpartition(".")
    if extension in ("key", "pem") and stem:
        return _key_file(path, base, extension, target)
    if extension in ("p12", "pfx", "jks", "keystore", "jceks", "bks", "ppk"):
        if "trust" in base or "cacert" in base:
            return None
        return SSH_KEY if extension == "ppk" else KEYSTORE
    if extension in ("kdbx", "kdb"):
        return PASSWORDS
    if extension == "ovpn":
        return VPN
    if extension == "json" and re.search(r"service[_-]?accounts?|serviceaccount|gcp|gcloud|firebase-adminsdk|(?:^|[_-])sa[_-]key|google[_-]?cred|-[0-9a-f]{12}\.json", base):
        return SERVICE_ACCOUNT
    if extension in ("tfvars", "tfstate"):
        return _names()[f"terraform.{extension}"]
    if re.fullmatch(r"[\w.-]*(?:id_(?:rsa|dsa|ecdsa|ed25519)|[_-]rsa|deploy[_-]?key|private[_-]?key|ssh[_-]?key)[\w-]*", base):
        return SSH_KEY if "id_" in base else SSH_KEY._replace(confidence="likely")
    if re.fullmatch(r"[\w-]*\.?(?:npmrc|netrc|htpasswd|pgpass|s3cfg|pypirc|kubeconfig)(?:[._-][\w-]+)?", base):
        name = re.search(r"npmrc|netrc|htpasswd|pgpass|s3cfg|pypirc|kubeconfig", base)
        return _names()[name.group()] if name else None
    return None


def _key_file(path: str, base: str, extension: str, target: str) -> CredentialFile | None:
    named_private = _KEY_WORD.search(base) is not None
    where = f"{target} {path}"
    if extension == "key":
        if _PACKAGE_KEY.search(base) and not named_private and not _KEY_FOLDER.search(target):
            return None
        if _PUBLIC_FOLDER.search(target) and not named_private:
            return None
        sure = named_private or _KEY_FOLDER.search(where)
        return TLS_KEY._replace(confidence="certain" if sure else "likely")
    if named_private or re.search(r"(?:^|[._-])key(?:\d*)(?:[._-]|$)|key\.pem$", base):
        return TLS_KEY._replace(confidence="certain" if named_private or base.endswith("key.pem") else "likely")
    if _CERT_WORD.search(base) or _PUBLIC_FOLDER.search(target):
        return None
    return TLS_KEY._replace(confidence="possible")
