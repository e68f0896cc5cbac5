"""Find URLs that carry a password or token, in shell text, ENV values and configuration files."""

from __future__ import annotations

import re

from dockerlint.pattern import lazy
from dockerlint.record import NamedTuple
from dockerlint.trace.catalogue import placeholders
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.randomness import looks_random
from dockerlint.trace.catalogue.terms import terms


class UrlCredential(NamedTuple):
    """A URL at ``text[start:end]`` with a secret at ``text[password_start:password_end]``.

    ``user`` is the user name, or the parameter for a secret in the query.  ``kind`` is ``variable`` when the secret is
    expanded from ``$VAR``, ``${VAR}`` or ``$(…)``, ``placeholder``, or ``literal``.  ``place`` is ``password``,
    ``user`` (a token in the place of the user name) or ``query``.
    """

    start: int
    end: int
    scheme: str
    user: str
    password_start: int
    password_end: int
    host: str
    kind: str
    place: str = "password"


_SCHEME = lazy(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
# Users that stand for no account of anybody: the password, if any, decides.
_ANONYMOUS = terms("git hg svn anonymous oauth2 x-access-token x-token-auth gitlab-ci-token token user")
_STOP = frozenset(" \t\r\n\"'<>|;,`\\^#?")
_SENTRY = lazy(r"[0-9a-f]{32}(?::[0-9a-f]{32})?")


_BLANK = lazy(r"<[\w -]+>(?=[:@])")  # <password>, for a person to fill in


def find_urls_with_credentials(text: str) -> tuple[UrlCredential, ...]:
    """All secrets in the user part or the query of URLs, in order.

    A user name alone (``git@``), an e-mail address, a package with a scope and a Sentry DSN carry none.
    """
    found: list[UrlCredential] = []
    at = text.find("://")
    while at >= 0:
        found += _read(text, at)
        at = text.find("://", at + 3)
    return tuple(found)


def _read(text: str, at: int) -> list[UrlCredential]:
    scheme = _SCHEME.search(text, max(at - 20, 0), at)
    if scheme is None:
        return []
    start, authority = scheme.start(), at + 3
    sign, colon, stop = _scan(text, authority)
    end = _url_end(text, stop)
    found = []
    host_start = authority
    if sign >= 0:
        host_start = sign + 1
        secret = _userinfo(text, authority, colon, sign, text[host_start:end])
        if secret is not None:
            place, first, last = secret
            user = text[authority:colon] if place == "password" else ""
            kind = _kind(text[first:last])
            host = text[host_start:stop]
            found.append(UrlCredential(start, end, scheme.group().lower(), user, first, last, host, kind, place))
    if "?" in text[stop:end]:
        found += _query(text, start, stop, end, scheme.group().lower(), text[host_start:stop])
    return found


def _scan(text: str, at: int) -> tuple[int, int, int]:
    """Of the authority at ``at``: the last ``@``, the first ``:`` before it and the end; -1 where there is none."""
    sign = colon = -1
    size = len(text)
    while at < size:
        char = text[at]
        if char == "$" and text[at + 1 : at + 2] in ("(", "{"):
            at = _closing(text, at + 1)
            continue
        if char == "`":
            close = text.find("`", at + 1)
            if close < 0 or text.find("@", close, close + 2) < 0:
                break
            at = close + 1
            continue
        if char == "<" and (blank := _BLANK.match(text, at)):
            at = blank.end()
            continue
        if char == "/" or char in _STOP:
            break
        if char == "@":
            sign = at
        elif char == ":" and colon < 0:
            colon = at
        at += 1
    return sign, colon if colon < sign else -1, at


def _closing(text: str, at: int) -> int:
    """Behind the bracket that closes the one at ``at``."""
    close = {"(": ")", "{": "}"}[text[at]]
    depth, size = 0, len(text)
    opening = text[at]
    while at < size and text[at] != "\n":
        if text[at] == opening:
            depth += 1
        elif text[at] == close:
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return at


_REST = lazy(r"(?:\$\{[^}\n]*\}|\$\([^)\n]*\)|[^\s\"'<>|;`\\^])*")


def _url_end(text: str, at: int) -> int:
    match = _REST.match(text, at)
    return match.end() if match else at


def _userinfo(text: str, start: int, colon: int, sign: int, rest: str) -> tuple[str, int, int] | None:
    user = text[start : colon if colon >= 0 else sign]
    password = text[colon + 1 : sign] if colon >= 0 else ""
    if _SENTRY.fullmatch(text[start:sign]) and re.search(r"sentry|/\d+$", rest):
        return None
    if password in ("x-oauth-basic", "x", "@", "") and user and _is_token(user):
        return "user", start, start + len(user)
    if not password or password == "x-oauth-basic":
        return None
    if not user and password.isdigit():
        return None
    return "password", colon + 1, sign


def _is_token(user: str) -> bool:
    """Whether what stands in the place of the user is a token: a variable with a secret's name, or a random text."""
    if "$" in user:
        names = re.findall(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)", user)
        return user.startswith("$(") or any(classify_name(name).kind == "secret" for name in names)
    return user not in _ANONYMOUS and len(user) >= 16 and any(c.isdigit() for c in user) and looks_random(user)


def _kind(secret: str) -> str:
    if "$" in secret or "`" in secret or (secret.startswith("%(") and secret.endswith(")s")):
        return "variable"
    if placeholders.is_placeholder(secret) or secret.strip("*") == "":
        return "placeholder"
    return "literal"


# Parameters that carry a secret in every interface; "key", "sig" and a few only with a value that looks like one.
_PARAMETERS = terms(
    "token access_token accesstoken auth_token authtoken api_token api-token apitoken private_token job_token api_key"
    " apikey api-key license_key licensekey secret client_secret password passwd pwd pass auth authkey auth_key"
    " x-api-key subscription-key key sig"
)
_PAIR = lazy(r"[?&;]([A-Za-z0-9_.-]+)=((?:\$\{[^}\n]*\}|\$\([^)\n]*\)|[^&;\s\"'#])+)")


def _query(text: str, start: int, stop: int, end: int, scheme: str, host: str) -> list[UrlCredential]:
    found = []
    for match in _PAIR.finditer(text, stop, end):
        name, value = match.group(1), match.group(2)
        if name.lower() not in _PARAMETERS:
            continue
        kind = _kind(value)
        if name.lower() in ("key", "sig", "auth", "pass") and not _confirms(value, kind):
            continue
        if value.lower() in ("true", "false", "0", "1"):
            continue
        found.append(UrlCredential(start, end, scheme, name, *match.span(2), host, kind, "query"))
    return found


def _confirms(value: str, kind: str) -> bool:
    if kind == "variable":
        names = re.findall(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)", value)
        return any(classify_name(name).kind == "secret" for name in names)
    return kind == "literal" and len(value) >= 20 and looks_random(value)
