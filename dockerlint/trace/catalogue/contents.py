"""Read a credential file: which kinds of credential does it really hold?  Values are never returned."""

from __future__ import annotations

import re
from collections.abc import Callable

from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.paths import classify_path
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.catalogue.urls import find_urls_with_credentials
from dockerlint.trace.catalogue.values import classify_value

LARGEST = 1 << 20  # bytes; larger files are not read

_STORES = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x03\xd9\xa2\x9a")


def credentials_in(path: str, data: bytes) -> tuple[str, ...] | None:
    """The kinds of credential in a file's content, by name ("npm token"), without repetition.

    () when it was read and holds none (empty, placeholders, ``${NPM_TOKEN}``); None when that cannot be told (binary, larger than
    1 MiB).  ``path`` tells which format to expect.
    """
    if len(data) > LARGEST:
        return None
    if data[:4] in _STORES:
        return ("key store",)
    if b"\0" in data[:8192]:
        return None
    text = data.decode("utf-8", "replace")
    found: dict[str, None] = {}
    for name in (*_known_formats(text), *_reader(path)(text)):
        found[name] = None
    return tuple(found)


def _known_formats(text: str) -> list[str]:
    found = [match.what for match in find_tokens(text) if not match.placeholder and not _is_encrypted(text, match.start)]
    found += ["URL with a password" for url in find_urls_with_credentials(text) if url.kind == "literal"]
    return found


def _is_encrypted(text: str, at: int) -> bool:
    """A PEM key under a passphrase is of no use by itself."""
    head = text[at : at + 200]
    return "ENCRYPTED" in head


def _works(value: str, name: str = "PASSWORD") -> bool:
    """Whether a value can be a credential: not empty, no reference, no placeholder, no path."""
    kind = classify_value(value, name).kind
    return kind not in ("empty", "reference", "placeholder", "flag", "path", "url", "public-key", "fingerprint", "version")


_Reader = Callable[[str], list[str]]


def _lines(pattern: str, what: str) -> _Reader:
    """A reader for files in which each credential is the last group of a pattern of one line."""

    def read(text: str) -> list[str]:
        found = re.finditer(pattern, text, re.MULTILINE | re.IGNORECASE)
        return [what for match in found if _works(match.group(match.lastindex or 0))]

    return read


def _assignments(text: str) -> list[str]:
    """``NAME=value`` and ``name: value`` lines, of dotenv, properties, TOML, YAML and tfvars files."""
    found = []
    for match in re.finditer(r"^[ \t]*(?:export[ \t]+)?[\"']?([A-Za-z_][\w.-]*)[\"']?[ \t]*[=:][ \t]*(.*?)[ \t]*\r?$", text, re.MULTILINE):
        name, value = match.groups()
        value = re.sub(r"[ \t]+#.*", "", value).rstrip(",")
        named = classify_name(name)
        kind = classify_value(value, name).kind
        if kind in ("token", "private-key", "jwt", "url-credential") or (named.kind == "secret" and _works(value, name)):
            found.append(named.noun or kind)
        elif named.kind == "ambiguous" and kind == "entropy":
            found.append(named.noun)
    return found


def _nothing(_: str) -> list[str]:
    return []


def _json_keys(*names: str) -> _Reader:
    return _lines(rf"\"(?:{'|'.join(names)})\"\s*:\s*\"((?:[^\"\\]|\\.)+)\"", "credentials")


_VALUE = r"\s*[=:]\s*(\"[^\"]*\"|'[^']*'|[^\s#;]+)"
_READERS: dict[str, _Reader] = {
    "npmrc": _lines(rf"(?:_authToken|_auth|_password){_VALUE}", "npm token"),
    "yarnrc": _lines(rf"(?:npmAuthToken|npmAuthIdent|_authToken){_VALUE}", "npm token"),
    "bunfig": _lines(rf"^\s*(?:token|password){_VALUE}", "npm token"),
    "netrc": _lines(r"\bpassword\s+(\S+)", "netrc password"),
    "heroku_netrc": _lines(r"\bpassword\s+(\S+)", "netrc password"),
    "pypirc": _lines(rf"^\s*password{_VALUE}", "package index password"),
    "git_credentials": _nothing,
    "gitconfig": _lines(rf"(?:extraheader\s*=\s*authorization:\s*\w+|token\s*=|password\s*=)\s*(\S+)", "Git credentials"),
    "aws": _lines(rf"(?:aws_secret_access_key|aws_session_token){_VALUE}", "AWS secret access key"),
    "boto": _lines(rf"(?:aws_secret_access_key|gs_secret_access_key|gs_oauth2_refresh_token){_VALUE}", "storage secret key"),
    "s3cfg": _lines(rf"^\s*(?:secret_key|gpg_passphrase){_VALUE}", "S3 secret key"),
    "rclone": _lines(rf"^\s*(?:secret_access_key|pass|token|client_secret|key){_VALUE}", "storage credentials"),
    "kubeconfig": _lines(r"^\s*-?\s*(?:token|password|client-key-data)\s*:\s*(\S+)", "Kubernetes credentials"),
    "docker_config": _json_keys("auth", "identitytoken", "registrytoken", "password"),
    "maven_settings": _lines(r"<(?:password|passphrase|privateKey)>\s*([^<]*?)\s*</", "Maven server password"),
    "maven_settings_security": _lines(r"<master>\s*([^<]*?)\s*</", "Maven master password"),
    "ivy_settings": _lines(r"passwd\s*=\s*(\"[^\"]*\")", "repository password"),
    "nuget_config": _lines(
        r"(?:<add\s+key\s*=\s*\"(?:ClearText)?Password\"\s+value\s*=\s*|<apikeys>.*?value\s*=\s*)(\"[^\"]*\")", "NuGet password"),
    "composer_auth": _json_keys("password", "token", "github.com", "gitlab.com", r"[\w.-]+\.[a-z]{2,}"),
    "bundle_config": _lines(r"^BUNDLE_[A-Z0-9_]+__[A-Z0-9_]+:\s*(\"[^\"]*\"|'[^']*'|\S+)", "gem server credentials"),
    "gem_credentials": _lines(r"^\s*:?\w*key\w*:\s*(\S+)", "RubyGems API key"),
    "cargo_credentials": _lines(rf"^\s*token{_VALUE}", "Cargo registry token"),
    "kaggle": _json_keys("key"),
    "gcp_key": _json_keys("private_key", "client_secret", "refresh_token"),
    "gcloud_adc": _json_keys("private_key", "client_secret", "refresh_token"),
    "pgpass": _lines(r"^[^#\s:]+:[^:\n]*:[^:\n]*:[^:\n]*:(.+)$", "PostgreSQL password"),
    "my_cnf": _lines(rf"^\s*password{_VALUE}", "MySQL password"),
    "htpasswd": _lines(r"^[^\s:#]+:(\S{4,})", "password hashes"),
    "gh_hosts": _lines(r"oauth_token:\s*(\S+)", "GitHub token"),
    "hub": _lines(r"oauth_token:\s*(\S+)", "GitHub token"),
    "tfstate": lambda text: _json_assignments(text),
    "poetry_auth": _lines(rf"^\s*password{_VALUE}", "package index password"),
    "sbt_credentials": _lines(r"^\s*password\s*=\s*(.+)$", "repository password"),
    "vault_token": _lines(r"^\s*(\S{10,})\s*$", "Vault token"),
    "rails_master_key": _lines(r"^\s*([0-9a-f]{32})\s*$", "Rails master key"),
}


def _json_assignments(text: str) -> list[str]:
    pairs = re.finditer(r"\"([A-Za-z_][\w.-]*)\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")", text)
    return [classify_name(m.group(1)).noun for m in pairs if classify_name(m.group(1)).kind == "secret" and _works(m.group(2), m.group(1))]


def _reader(path: str) -> _Reader:
    known = classify_path(path)
    if known is None:
        return _assignments if re.search(r"env|secret|credential|propert|tfvars|\.ya?ml$|\.conf$|\.ini$|\.toml$", path.lower()) else _nothing
    if known.kind in ("private-key", "keystore"):
        return _nothing
    reader = _READERS.get(known.secret_id)
    if reader is not None:
        return reader
    return _json_assignments if path.lower().endswith((".json", ".tfstate")) else _assignments
