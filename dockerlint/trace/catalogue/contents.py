"""Read a credential file: which kinds of credential does it really hold?  Values are never returned."""

from __future__ import annotations

import re
from collections.abc import Callable

from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.paths import classify_path
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.catalogue.urls import find_urls_with_credentials
from dockerlint.trace.catalogue.values import classify_value

LARGEST = 1 << 20  # bytes; larger files are not read


def credentials_in(path: str, data: bytes) -> tuple[str, ...] | None:
    """The kinds of credential in a file's content, by name ("npm token"), without repetition.

    () when it was read and holds none (empty, placeholders, ``${NPM_TOKEN}``); None when that cannot be told (binary,
    larger than 1 MiB).  ``path`` tells which format to expect.
    """
    if len(data) > LARGEST:
        return None
    if _is_key_store(data):
        return ("key store",)
    if b"\0" in data[:8192]:
        return None
    text = data.decode("utf-8", "replace")
    return tuple(dict.fromkeys((*_known_formats(text), *_reader(path)(text))))


def _is_key_store(data: bytes) -> bool:
    """JKS and JCEKS whose first entry is a private key, KeePass databases, and PKCS#12 (a DER sequence, version 3)."""
    if data[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):
        return data[12:16] == b"\0\0\0\1"
    pkcs12 = re.match(rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", data, re.DOTALL)
    return data[:4] == b"\x03\xd9\xa2\x9a" or pkcs12 is not None


def _known_formats(text: str) -> list[str]:
    found = []
    for match in find_tokens(text):
        if match.placeholder:
            continue
        encrypted = "private key" in match.what and _is_encrypted(text[match.start : match.end])
        found.append("encrypted private key" if encrypted else match.what)
    found += ["URL with a password" for url in find_urls_with_credentials(text) if url.kind == "literal"]
    return found


# base64 of "openssh-key-v1" and the cipher name "none" (OpenSSH, PROTOCOL.key)
_OPENSSH_PLAIN = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"


def _is_encrypted(key: str) -> bool:
    if "OPENSSH" in key[:40]:
        return _OPENSSH_PLAIN not in key
    return "ENCRYPTED" in key[:200]


_HARMLESS = terms("empty reference placeholder flag path url public-key fingerprint version")


def _works(value: str, name: str = "PASSWORD") -> bool:
    """Whether a value can be a credential: not empty, no reference, no placeholder, no path."""
    return classify_value(value, name).kind not in _HARMLESS


_Reader = Callable[[str], list[str]]


def _lines(what: str, pattern: str) -> _Reader:
    """A reader of files in which each credential is the last group of a pattern."""

    def read(text: str) -> list[str]:
        found = re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE)
        return [what for match in found if _works(match.group(match.lastindex or 0))]

    return read


def _keys(what: str, *names: str) -> _Reader:
    """A reader of ``name = value`` and ``name: value`` lines of some names."""
    return _lines(what, rf"(?:{'|'.join(names)})\s*[=:]\s*(\"[^\"\n]*\"|'[^'\n]*'|[^\s#;]+)")


def _json(what: str, *names: str) -> _Reader:
    return _lines(what, rf"\"(?:{'|'.join(names)})\"\s*:\s*\"((?:[^\"\\]|\\.)+)\"")


def _nothing(_: str) -> list[str]:
    return []


_ASSIGNMENT = (
    r"^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?"
    r"[\"']?(?P<name>[A-Za-z_][\w.-]*)[\"']?[ \t]*[=:][ \t]*(?P<value>.*?)[ \t]*\r?$"
)


def _assignments(text: str) -> list[str]:
    """``NAME=value`` and ``name: value`` lines of dotenv, properties, TOML, YAML and tfvars files."""
    found = []
    for match in re.finditer(_ASSIGNMENT, text, re.MULTILINE):
        value = re.sub(r"[ \t]+#.*", "", match.group("value")).rstrip(",")
        found += _judge(match.group("name"), value)
    return found


def _json_assignments(text: str) -> list[str]:
    pairs = re.finditer(r"\"([A-Za-z_][\w.-]*)\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")", text)
    return [noun for match in pairs for noun in _judge(match.group(1), match.group(2))]


def _judge(name: str, value: str) -> list[str]:
    named, kind = classify_name(name), classify_value(value, name).kind
    if kind in ("token", "private-key", "jwt") or (kind == "url-credential" and "://" in value):
        return []  # found by its format already
    if kind == "url-credential" or (named.kind == "secret" and kind not in _HARMLESS):
        return [named.noun or "connection string"]
    return [named.noun] if named.kind == "ambiguous" and kind == "entropy" else []


def _single(what: str) -> _Reader:
    """A reader of files that hold one credential and nothing else."""

    def read(text: str) -> list[str]:
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        return [what] if len(lines) == 1 and _works(lines[0]) else []

    return read


# By ``CredentialFile.secret_id``; files without a reader are read as assignments.
_READERS: dict[str, _Reader] = {
    "npmrc": _keys("npm token", "_authToken", "_auth", "_password"),
    "yarnrc": _keys("npm token", "npmAuthToken", "npmAuthIdent", "_authToken"),
    "bunfig": _keys("npm token", "token", "password"),
    "netrc": _lines("netrc password", r"\bpassword\s+(\S+)"),
    "pypirc": _keys("package index password", r"^\s*password"),
    "poetry_auth": _keys("package index password", r"^\s*password"),
    "git_credentials": _nothing,
    "gitconfig": _lines(
        "Git credentials", r"(?:extraheader\s*=\s*authorization:\s*\w+|token\s*=|password\s*=)\s*(\S+)"
    ),
    "aws": _keys("AWS secret access key", "aws_secret_access_key", "aws_session_token"),
    "boto": _keys("storage secret key", "aws_secret_access_key", "gs_secret_access_key", "gs_oauth2_refresh_token"),
    "s3cfg": _keys("S3 secret key", r"^\s*secret_key", r"^\s*gpg_passphrase"),
    "rclone": _keys("storage credentials", r"^\s*(?:secret_access_key|pass|token|client_secret|key)"),
    "mc_config": _json("S3 secret key", "secretKey"),
    "kubeconfig": _lines("Kubernetes credentials", r"^\s*-?\s*(?:token|password|client-key-data)\s*:\s*(\S+)"),
    "docker_config": _json("registry credentials", "auth", "identitytoken", "registrytoken", "password"),
    "maven_settings": _lines("Maven server password", r"<(?:password|passphrase)>\s*([^<]*?)\s*</"),
    "maven_settings_security": _lines("Maven master password", r"<master>\s*([^<]*?)\s*</"),
    "ivy_settings": _lines("repository password", r"passwd\s*=\s*(\"[^\"]*\")"),
    "nuget_config": _lines(
        "NuGet password",
        r"(?:key\s*=\s*\"(?:ClearText)?Password\"\s+value\s*=\s*|<apikeys>.*?value\s*=\s*)(\"[^\"]*\")",
    ),
    "composer_auth": _json("Composer credentials", "password", "token", r"[\w.-]+\.[a-z]{2,}"),
    "bundle_config": _lines("gem server credentials", r"^BUNDLE_[A-Z0-9_]+__[A-Z0-9_]+:\s*(\"[^\"]*\"|'[^']*'|\S+)"),
    "gem_credentials": _lines("RubyGems API key", r"^\s*:?\w*key\w*:\s*(\S+)"),
    "cargo_credentials": _keys("Cargo registry token", r"^\s*token"),
    "kaggle": _json("Kaggle API key", "key"),
    "gcp_key": _json("Google Cloud credentials", "client_secret", "refresh_token"),
    "gcloud_adc": _json("Google Cloud credentials", "client_secret", "refresh_token"),
    "pgpass": _lines("PostgreSQL password", r"^[^#\s:]+:[^:\n]*:[^:\n]*:[^:\n]*:(.+)$"),
    "my_cnf": _keys("MySQL password", r"^\s*password"),
    "htpasswd": _lines("password hashes", r"^[^\s:#]+:(\S{4,})"),
    "gh_hosts": _keys("GitHub token", "oauth_token"),
    "hub": _keys("GitHub token", "oauth_token"),
    "glab_config": _keys("GitLab token", r"^\s*token"),
    "hf_token": _single("Hugging Face token"),
    "vault_token": _single("Vault token"),
    "vault_pass": _single("Ansible Vault password"),
    "rails_master_key": _single("Rails master key"),
    "erlang_cookie": _single("Erlang cookie"),
    "passwd_s3fs": _single("S3 secret key"),
    "token": _single("token"),
}  # fmt: skip

_SETTINGS = re.compile(r"env|secret|credential|propert|tfvars|\.ya?ml$|\.conf$|\.ini$|\.toml$|\.json$", re.IGNORECASE)


def _reader(path: str) -> _Reader:
    known = classify_path(path)
    if known is None:
        known_id = ""
        if not _SETTINGS.search(path):
            return _nothing
    elif known.kind in ("private-key", "keystore", "vcs"):
        return _nothing
    else:
        known_id = known.secret_id
    reader = _READERS.get(known_id)
    if reader is not None:
        return reader
    return _json_assignments if path.lower().endswith((".json", ".tfstate")) else _assignments
