"""Judge a value: a credential, something that stands for one, or something else altogether?"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import NamedTuple
from dockerlint.trace.catalogue import placeholders
from dockerlint.trace.catalogue.names import classify_name, split_name
from dockerlint.trace.catalogue.questions import find_tokens, find_urls_with_credentials
from dockerlint.trace.catalogue.randomness import looks_random
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.weak_values import PASSWORD_NOUNS, is_weak


class ValueClass(NamedTuple):
    """``kind`` is one of

    ``empty``, ``reference`` (wholly ``$X``, ``${X}``, ``$(…)``), ``placeholder`` (cannot work: ``<token>``, ``xxxx``),
    ``default`` (a weak literal that works: ``changeme``, ``admin``), ``flag`` (a truth value, a number, a mode),
    ``path``, ``url``, ``url-credential`` (a URL with a password or token in it), ``fingerprint`` (of a key, a commit, a
    file; an address), ``public-key`` (also certificates), ``version``,
    ``token`` (a known format), ``private-key``, ``jwt``, ``entropy`` (looks random), ``plain`` (anything else).

    ``what`` names the thing where there is more to say ("GitHub token"); ``checksum`` as in :class:`TokenMatch`.
    """

    kind: str
    what: str = ""
    checksum: bool | None = None


def classify_value(value: str, name: str = "") -> ValueClass:
    """What a value is, as written (quotes around it are dropped), in the light of the name that carries it."""
    text = unquote(unquote(value)).strip()
    if not text.strip("\"'\\ "):
        return ValueClass("empty")
    if "$" in text and _CRYPT.search(text.replace("\\$", "$")):
        return ValueClass("token", "password hash")
    reference = _reference(text)
    if reference is not None:
        inner = reference.strip("\"'")
        return classify_value(inner, name) if inner else ValueClass("reference")
    return _credential(text, name) or _harmless(text, name) or _judge_text(text, name)


def unquote(value: str) -> str:
    """The value without the pair of quotes around it, escaped or not; quotes escaped inside it are freed."""
    value = value.strip()
    if len(value) > 3 and value[:2] in ('\\"', "\\'") and value.endswith(value[:2]):
        return value[2:-2]
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1]
        return inner.replace('\\"', '"') if value[0] == '"' else inner
    return value


_VARIABLE = lazy(r"\$(?:[A-Za-z_][A-Za-z0-9_]*|\{[A-Za-z_][A-Za-z0-9_]*(?P<rest>[^}]*)\})")


def _reference(text: str) -> str | None:
    """None when the text is no reference; else the default that the reference carries, "" without one."""
    if (text.startswith("$(") and text.endswith(")")) or (len(text) > 1 and text[0] == text[-1] == "`"):
        return ""
    match = _VARIABLE.fullmatch(text)
    if match:
        rest = match.group("rest") or ""
        return rest[2:] if rest[:2] == ":-" else rest[1:] if rest[:1] == "-" else ""
    if "$" in text and "://" not in text and "/" not in text:
        left = _VARIABLE.sub("", text)
        if left != text and len(re.sub(r"[^A-Za-z0-9]", "", left)) <= 3:
            return ""
    return None


def _credential(text: str, name: str) -> ValueClass | None:
    prefix = f"{name}=" if name else ""
    matches = [match for match in find_tokens(prefix + text) if match.start >= len(prefix)]
    if matches:
        best = min(matches, key=lambda match: match.placeholder)
        if best.placeholder:
            return ValueClass("placeholder", best.what, best.checksum)
        kind = "private-key" if "private key" in best.what else "jwt" if best.what == "JSON Web Token" else "token"
        return ValueClass(kind, best.what, best.checksum)
    if "://" not in text:
        return _connection_string(text)
    found = find_urls_with_credentials(text)
    if not found:
        return None
    literal = [url for url in found if url.kind == "literal"]
    if literal:
        weak = all(_is_weak_password(text[url.password_start : url.password_end], url.user) for url in literal)
        return ValueClass("url-credential", "default" if weak else "literal")
    return ValueClass("placeholder" if found[0].kind == "placeholder" else "reference", "URL with credentials")


# ADO.NET and libpq strings ("…;Password=x;…"), and the Go MySQL driver's "user:password@tcp(host)/db".
_CONNECTION = lazy(
    r"(?:^|[;\s])(?:password|pwd|passwd)\s*=\s*(?P<password>[^;\s\"']+)"
    r"|^(?P<user>[\w.-]+):(?P<go>[^@\s:]+)@(?:tcp|unix)\(",
    re.IGNORECASE,
)


def _connection_string(text: str) -> ValueClass | None:
    match = _CONNECTION.search(text) if "=" in text or "@" in text else None
    if match is None or (match.group("password") and text.count("=") < 2):
        return None
    password = match.group("password") or match.group("go")
    if "$" in password:
        return ValueClass("reference", "connection string")
    if placeholders.is_placeholder(password):
        return ValueClass("placeholder", "connection string")
    weak = _is_weak_password(password, match.group("user") or "")
    return ValueClass("url-credential", "default" if weak else "literal")


def _is_weak_password(password: str, user: str) -> bool:
    return (
        password.lower() == user.lower()
        or is_weak(password, "PASSWORD")
        or (password.isalpha() and "pass" in password.lower())
    )


# A public key or certificate, in OpenSSH's one-line form, PEM or PGP.
_PUBLIC_KEY = lazy(
    r"(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com) AAAA"
    r"|-----BEGIN (?:[A-Z0-9]+ )*(?:PUBLIC KEY|CERTIFICATE)"
)
_URL = lazy(r"[A-Za-z][A-Za-z0-9+.-]*://\S*|[A-Za-z0-9+.]+:[A-Za-z0-9+.]+://\S*")
_FLAG = lazy(
    r"(?:true|false|yes|no|on|off|y|n|t|f|enabled?|disabled?|always|never|required?|optional|allow|deny|dontwarn|basic|"
    r"digest|bearer|oauth2?|ldap|saml|oidc|jwt|token|md5|sha-?\d+|scram-sha-256|trust|none|file|files|env|aws|gcp|vault|"
    r"strict|all|any|internal|"
    r"local|database|db|native|simple|plain|default|development|production|test|debug|info)",
    re.IGNORECASE,
)
_VERSION = lazy(
    r"(?:\d+:)?[~^=<>v]*\d+(?:[.u]\d+)+(?:[-+~_.:]?[A-Za-z0-9]+)*|\d{4}-\d{2}-\d{2}|(?:latest|stable|master|main|lts)",
    re.IGNORECASE,
)
_HOST = lazy(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/[\w./-]*)?|localhost(?::\d+)?|\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?")
_NUMBER = lazy(r"[-+]?\d+(?:\.\d+)?[smhdkKMGT]?[bB]?")


def _harmless(text: str, name: str) -> ValueClass | None:
    if placeholders.is_template(text):
        return ValueClass("placeholder", "template")
    if _PUBLIC_KEY.search(text):
        return ValueClass("public-key")
    if _URL.fullmatch(text):
        return ValueClass("url")
    if _is_fingerprint(text, name):
        return ValueClass("fingerprint")
    if _is_path(text):
        return ValueClass("path")
    named = classify_name(name)
    if named.kind == "secret" and named.noun in PASSWORD_NOUNS:
        return ValueClass("flag") if text.lower() in ("true", "false", "yes", "no", "0", "1", "on", "off") else None
    if _NUMBER.fullmatch(text) and len(text) < 12 and not (named.kind == "secret" and is_weak(text, name)):
        return ValueClass("flag", "number")
    if _FLAG.fullmatch(text) and not (named.kind == "secret" and is_weak(text, name)):
        return ValueClass("flag")
    if _VERSION.fullmatch(text):
        return ValueClass("version")
    if _HOST.fullmatch(text):
        return ValueClass("plain", "host")
    return None


_GROUPS = lazy(r"(?:0[xX])?[0-9A-Fa-f]{8}(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{24}|[0-9A-Fa-f]{32})?")
_SPACED = lazy(r"(?:[0-9A-Fa-f]{4}[ :]*){8,16}|(?:[0-9A-Fa-f]{2}:){9,}[0-9A-Fa-f]{2}")
_HEX = lazy(r"[0-9a-fA-F]{7,128}")
_LONG_HEX = lazy(r"[0-9a-f]{16,128}|[0-9A-F]{16,128}")
_DIGEST_WORDS = terms(
    "SHA SHASUM MD CHECKSUM CHECKSUMS CSUM HASH DIGEST SUM COMMIT CHECKOUT REV REVISION REF VERSION BRANCH TAG SRI"
    " INTEGRITY CHANGESET TREE GIT BUILD HASHES COMMITID SNAPSHOT PIN PINNED BLAKE2 B2 FINGERPRINT FPR"
)
_KEY_ID_WORDS = terms("GPG PGP OPGP KEYS KEY APT RPM YUM KEYRING SIGN SIGNING GPGKEY FINGERPRINT SIGNER KEYID REPO ASC")
_SECRET_KEY_WORDS = terms("API ACCESS SECRET PRIVATE MASTER ENCRYPTION LICENSE AUTH TOKEN PASSWORD APP")


def _is_fingerprint(text: str, name: str) -> bool:
    """Fingerprints and ids of OpenPGP keys, digests and commits under a name that says so, and blockchain addresses."""
    if re.fullmatch(r"0x[0-9a-fA-F]{40}|(?:sha(?:1|256|384|512)|md5)[:-][A-Za-z0-9+/=]{16,}", text, re.IGNORECASE):
        return True
    if re.fullmatch(r"[^\s@]+@sha256:[0-9a-f]{64}", text):
        return True
    words = set(split_name(name))
    if name and _LONG_HEX.fullmatch(text) and classify_name(name).kind in ("none", "public"):
        return True
    named_digest = words & _DIGEST_WORDS and not words & {"PASSWORD", "TOKEN", "SECRET", "PASS"}
    if named_digest and all(_HEX.fullmatch(part) for part in text.split()):
        return True
    if _SPACED.fullmatch(text) and (" " in text or ":" in text):
        return True
    parts = re.split(r"[\s,;]+", text)
    if not all(_GROUPS.fullmatch(part) for part in parts):
        return False
    if len(parts) > 1 or parts[0][:2] in ("0x", "0X") or not name:
        return True
    return bool(words & _KEY_ID_WORDS) and not words & _SECRET_KEY_WORDS


_EXTENSION = lazy(
    r"[\w./\\${}:~ @+-]*\.(?:json|ya?ml|xml|toml|ini|conf|cfg|config|properties|txt|env|pem|crt|cer|key|pub|p12|pfx|"
    r"jks|keystore|truststore|asc|gpg|lic|dat|db|sqlite|sh|py|js|rb|php|ps1|log|csv|sock|pid|htpasswd|tar|gz|tgz|zip|jar|war|"
    r"exe|md|html|tmpl|j2|so)",
    re.IGNORECASE,
)
_SEGMENT = lazy(r"[\w.${}@:~+%*-]*")


def _is_path(text: str) -> bool:
    if "\n" in text or " " in text.strip():
        return False
    if re.match(r"(?:[A-Za-z]:[\\/]|\\\\|~/|\.{1,2}/|/|\$\{?\w+\}?/)", text):
        body = re.sub(r"^\$\{?\w+\}?", "", text)
        return all(_SEGMENT.fullmatch(part) for part in re.split(r"[/\\]", body)) and not _random_segments(body)
    return bool(_EXTENSION.fullmatch(text)) and not looks_random(text)


def _random_segments(path: str) -> bool:
    """A base64 text may well begin with a slash."""
    parts = [part for part in re.split(r"[/\\]", path) if part]
    return len(parts) < 4 and any(len(part) > 16 and part.isalnum() and looks_random(part) for part in parts)


_CRYPT = lazy(r"\$(?:1|2[aby]|5|6|y|apr1)\$[./A-Za-z0-9$]{10,}")


def _judge_text(text: str, name: str) -> ValueClass:
    named = classify_name(name)
    if (text == name and named.noun) or (named.noun not in PASSWORD_NOUNS and _says_its_name(text, name)):
        return ValueClass("placeholder")
    if is_weak(text, name) and named.kind in ("secret", "ambiguous"):
        return ValueClass("default")
    if placeholders.is_placeholder(text) or placeholders.is_sequence(text) or _describes(text, named.noun):
        return ValueClass("placeholder")
    if looks_random(text):
        return ValueClass("entropy")
    return ValueClass("plain")


def _says_its_name(text: str, name: str) -> bool:
    """``GITHUB_CLIENT_SECRET='client secret'``: the value repeats the name or its last words."""
    said, words = split_name(text), split_name(name)
    return len(said) > 1 and (words[-len(said) :] == said or "".join(said) == "".join(words))


_WORDS = lazy(r"[A-Za-z]+(?:[ _:-][A-Za-z]+)+")


def _describes(text: str, noun: str) -> bool:
    """``RAVEN_ADMIN_TOKEN=admin_token``: what a service issues is not made of such words; a password may be."""
    if not noun or noun in PASSWORD_NOUNS or noun.startswith("secret"):
        return False
    said = classify_name(text)
    return said.kind in ("secret", "ambiguous") and _WORDS.fullmatch(text) is not None
