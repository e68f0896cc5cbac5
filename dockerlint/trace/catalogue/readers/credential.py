"""A credential in a file, and whether a value is one: by the place where it stands, or by its name."""

from __future__ import annotations

from dockerlint.finding import Confidence, Severity
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.urls import find_urls_with_credentials
from dockerlint.trace.catalogue.values import classify_value
from dockerlint.trace.catalogue.weak_values import PASSWORD_NOUNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.trace.catalogue.readers.syntax import Entry


class Credential(NamedTuple):
    """A credential at ``data[start:end]``.  It holds the value: it must not be kept, logged or shown.

    ``kind`` and ``notes`` are for people.  ``encoding`` says how the value is written there where that is not plain.
    """

    kind: str
    value: str
    start: int
    end: int
    confidence: Confidence = Confidence.LIKELY
    severity: Severity = Severity.ERROR
    notes: tuple[str, ...] = ()
    encoding: str = ""


_NONE = terms("empty reference placeholder flag")
_HARMLESS = terms("empty reference placeholder flag path url public-key fingerprint version")
_DEFAULT = "a well-known default"
# Calls, and what template engines fill in.
_REFERENCE = lazy(
    r"(?:process\.env|os\.environ|ENV|env|getenv|import\.meta|System\.getenv|secrets|vars|var|local|data|module|each)"
    r"(?:[.\[(].*)|[\w.]+\(.*\)|%\w+%|%[sdr]|\{\w*\}|.*(?:\{\{|\$\{|<%).*|file://.*|(?:vault|ssm|secretsmanager|op|gcpsm|awssm|kms):.*"
    r"|!(?:vault|reference|secret|Ref|Sub)\b.*"
)
# Encrypted by the key of another place: SOPS, Ansible Vault, eyaml, Jasypt, Spring Cloud, sealed secrets, Rails.
_ENCRYPTED = lazy(r"ENC\[.*\]|ENC\(.*\)|\{cipher\}.*|\$ANSIBLE_VAULT;.*|AgB[A-Za-z0-9+/=]{200,}|vault:v\d+:.*", 16)


def in_its_place(
    kind: str, value: str, start: int, end: int, *, encoding: str = "", notes: tuple[str, ...] = ()
) -> Credential | None:
    """A value in the very place where a tool reads a credential; whatever can work is one."""
    plain = value.strip()
    what = classify_value(plain, "PASSWORD").kind
    if (what in _NONE and not plain.isdigit()) or _stands_for_another(plain):
        return None
    if not any(character.isalnum() for character in plain):
        return None
    if what == "default":
        return Credential(kind, value, start, end, Confidence.LIKELY, Severity.WARNING, (*notes, _DEFAULT), encoding)
    return Credential(kind, value, start, end, Confidence.LIKELY, Severity.ERROR, notes, encoding)


def by_name(name: str, value: str, start: int, end: int) -> Credential | None:
    """A value that is given to ``name``: a credential when the name says so and the value can be one."""
    named = classify_name(name)
    if named.kind not in ("secret", "ambiguous"):
        return None
    plain = value.strip()
    what = classify_value(plain, name)
    kind = named.noun or "credential"
    if what.kind in ("token", "private-key", "jwt"):
        return Credential(what.what or kind, value, start, end)
    if what.kind in _HARMLESS or what.kind == "url-credential" or _stands_for_another(plain):
        return None
    if named.noun not in PASSWORD_NOUNS and (" " in plain or kind == "access key id" or _is_a_name(plain)):
        return None
    if named.kind == "ambiguous":
        return Credential(kind, value, start, end) if what.kind == "entropy" else None
    if what.kind == "default":
        return Credential(kind, value, start, end, Confidence.POSSIBLE, Severity.WARNING, (_DEFAULT,))
    return Credential(kind, value, start, end)


def _is_a_name(value: str) -> bool:
    """``client_secret`` as a value: the name of a setting."""
    return value.isascii() and "_" in value and value.isidentifier() and classify_name(value).kind == "secret"


def _stands_for_another(value: str) -> bool:
    return _REFERENCE.fullmatch(value) is not None or _ENCRYPTED.fullmatch(value) is not None


_CONNECTION = lazy(
    r"(?:^|[;\s])(?:password|pwd|passwd|accountkey|sharedaccesskey)\s*=\s*(?P<password>[^;\s\"']+)"
    r"|^[\w.-]+:(?P<go>[^@\s:]+)@(?:tcp|unix)\(",
    2,
)


def in_text(entry: Entry) -> Iterator[Credential]:
    """Passwords within a value: in its URLs, and in a connection string."""
    value = entry.value
    if "://" in value:
        for url in find_urls_with_credentials(value):
            if url.kind == "literal":
                found = in_its_place(
                    "password in a URL" if url.place == "password" else "token in a URL",
                    value[url.password_start : url.password_end],
                    *_within(entry, url.password_start, url.password_end),
                )
                if found is not None:
                    yield found
    elif "=" in value or "@" in value:
        match = _CONNECTION.search(value)
        if match is not None and (match.lastgroup == "go" or value.count("=") > 1):
            group = match.lastgroup or "password"
            found = in_its_place("password in a connection string", match[group], *_within(entry, *match.span(group)))
            if found is not None:
                yield found


def _within(entry: Entry, start: int, end: int) -> tuple[int, int]:
    """Where a part of an entry's value stands; all of it where escapes moved it."""
    if len(entry.value) != entry.end - entry.start:
        return entry.start, entry.end
    return entry.start + start, entry.start + end
