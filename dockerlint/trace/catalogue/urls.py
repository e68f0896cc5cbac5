"""Find URLs that carry a password or token, in shell text, ENV values and configuration files."""

from __future__ import annotations

from bisect import bisect_right

from dockerlint import pattern as re
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
_BEGIN = lazy(r"://|:\\/\\/")  # JSON may write a slash as "\/"
_GROUP = r"\$\{[^}\n]{0,200}\}|\$\([^)\n]{0,200}\)"
_REST = lazy(rf"(?:{_GROUP}|\\/|\\u0026|&amp;|[^\s\"'<>|;`\\^])*")
_GROUPS = lazy(_GROUP)
_NAMED_PORT = lazy(r":[A-Za-z]+(?:,|$)")  # smtp://user:password@host:port/ is a form to fill in
_DEEPEST = 200  # characters of a bracket in an authority
_DSN = 300  # characters of a URL at most that may be a Sentry DSN


def find_urls_with_credentials(text: str) -> tuple[UrlCredential, ...]:
    """All secrets in the user part or the query of URLs, in order; also where slashes are escaped as in JSON.

    A user name alone (``git@``), an e-mail address, a package with a scope and a Sentry DSN carry none.
    """
    if "://" not in text and ":\\/\\/" not in text:
        return ()
    reader = _Reader(text)
    return tuple(found for begin in _BEGIN.finditer(text) for found in reader.read(begin.start(), begin.end()))


class _Reader:
    """Reads URLs from front to back, in time that is proportional to the text however many stand in one word."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._run = (0, 0)  # the last stretch without an end of a URL
        self._groups: list[tuple[int, int]] = []  # in it: what is expanded, where other signs may stand
        self._queried = 0  # up to where queries were read

    def read(self, at: int, authority: int) -> list[UrlCredential]:
        """The secrets of the URL whose scheme ends at ``at``."""
        text = self._text
        scheme = _SCHEME.search(text, max(at - 20, 0), at)
        if scheme is None:
            return []
        start = scheme.start()
        sign, colon, stop = _scan(text, authority)
        end = self._end(stop)
        found = []
        host_start = authority
        if sign >= 0:
            host_start = sign + 1
            secret = _userinfo(text, authority, colon, sign, text[host_start : min(end, sign + _DSN)])
            if secret is not None:
                place, first, last = secret
                user = text[authority:colon] if place == "password" else ""
                host = text[host_start:stop]
                kind = "placeholder" if _NAMED_PORT.search(host) else _kind(text[first:last])
                found.append(UrlCredential(start, end, scheme.group().lower(), user, first, last, host, kind, place))
        first = max(stop, self._queried)
        if first < end:
            self._queried = end
            if text.find("?", first, end) >= 0:
                found += _query(text, start, first, end, scheme.group().lower(), text[host_start:stop])
        return found

    def _end(self, at: int) -> int:
        """Where the URL that goes on at ``at`` ends: with the stretch that it is in, unless that is another's group."""
        first, last = self._run
        group = bisect_right(self._groups, (at, last)) - 1
        if first <= at < last and (group < 0 or self._groups[group][1] <= at):
            return last
        match = _REST.match(self._text, at)
        end = match.end() if match else at
        self._run = (at, end)
        self._groups = [group.span() for group in _GROUPS.finditer(self._text, at, end)]
        return end


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
            close = text.find("`", at + 1, at + _DEEPEST)
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
    depth, size = 0, min(len(text), at + _DEEPEST)
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


def _is_filled_in(secret: str) -> bool:
    """Whether it is a place of a format: ``%s`` of printf, ``%(name)s``, ``{}`` or ``{0}`` of Python's."""
    if secret.startswith("%"):
        inner = secret[1:-1]
        return secret[1:] in ("s", "q", "b") or (secret.endswith("s") and inner[:1] == "(" and inner[-1:] == ")")
    return secret == "{}" or (secret.startswith("{") and secret.endswith("}") and secret[1:-1].isidentifier())


def _kind(secret: str) -> str:
    if "$" in secret or "`" in secret or _is_filled_in(secret):
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
# A URL in a value ends it: its own query follows.
_PAIR = lazy(rf"(?:[?&;]|\\u0026)([A-Za-z0-9_.-]{{1,64}})=((?:{_GROUP}|(?!\\u0026|:/|:\\/)[^&;\s\"'#]){{1,4096}})")


def _query(text: str, start: int, first: int, end: int, scheme: str, host: str) -> list[UrlCredential]:
    """The secrets in queries between ``first`` and ``end``, those of a URL in a value among them."""
    found = []
    for match in _PAIR.finditer(text, first, end):
        name, value = match.group(1), match.group(2)
        if name.lower() not in _PARAMETERS or text.startswith((":/", ":\\/"), match.end()):
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
