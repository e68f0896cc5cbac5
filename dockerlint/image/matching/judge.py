"""What a match of the catalogue comes to: how sure, how grave, and the evidence for it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from dockerlint.finding import Confidence, Severity
from dockerlint.image.credential_files.private_key import read_key
from dockerlint.image.credential_files.telling import of_key
from dockerlint.image.values import Sighting
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.randomness import looks_random
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.token_checksums import decoded
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.catalogue.values import classify_value
from dockerlint.trace.catalogue.weak_values import is_weak

if TYPE_CHECKING:
    from dockerlint.trace.catalogue.tokens import TokenMatch
    from dockerlint.trace.catalogue.urls import UrlCredential

CHECKSUM_IS_RIGHT = "its checksum is right"
_LIKELY = frozenset({"JSON Web Token", "netrc password", "Datadog key", "Vault token", "Azure DevOps token"})
# Examples in documentation and tests have such passwords; whoever protects something with one has no secret.
_NO_PASSWORD = terms("empty reference placeholder default flag")
_SHORTEST = 4  # characters of a password in a URL: ``u:p@`` is in every test of a URL parser
_STRONG = re.compile(r"(?=.*\d)(?=.*[A-Za-z]).{8,}")
_BADGE = re.compile(r"\bbadges?\b|\.svg\b|codecov")  # tokens of badges are for READMEs
_SIGNED_EXPIRY = re.compile(r"(?:[?&;]|\\u0026)se=(\d{4}-\d\d-\d\d)(?!\d)")
_AROUND = 600  # characters around a signature in which its URL's other parameters are
_LOCAL = re.compile(
    r"(?:localhost|127(?:\.\d+){3}|\[?::1\]?|0\.0\.0\.0|(?:[\w.-]+\.)?example(?:\.(?:com|org|net))?|[\w.-]*\.(?:test|invalid))"
    r"(?::\d+)?",
    re.IGNORECASE,
)


def sighting_of(match: TokenMatch, text: str) -> Sighting | None:
    """The sighting of ``match`` in ``text``, at its offsets; None for an example, and for what is no key after all."""
    if match.placeholder:
        return None
    value = text[match.start : match.end]
    if "private key" in match.what:
        return _key(match, value)
    if match.what == "HTTP basic credentials":
        return _basic(match, value)
    confidence, severity = Confidence.CERTAIN, Severity.ERROR
    notes: tuple[str, ...] = ()
    if match.checksum:
        notes = (CHECKSUM_IS_RIGHT,)
    elif match.checksum is False:
        confidence, severity, notes = Confidence.POSSIBLE, Severity.WARNING, ("its checksum is wrong",)
    elif match.what in _LIKELY:
        confidence = Confidence.LIKELY
    if match.what == "password hash":
        confidence, severity = Confidence.LIKELY, Severity.WARNING
    if match.what == "JSON Web Token":
        severity, notes = _token_of_claims(value)
    if match.what == "Azure shared access signature":
        severity, notes = _signature_of_dates(text[max(match.start - _AROUND, 0) : match.end + _AROUND])
    return Sighting(match.what, value, match.start, match.end, confidence, severity, notes)


def _basic(match: TokenMatch, text: str) -> Sighting | None:
    """What stands behind ``user:`` in base64: a token of a format, or a password that is judged as that of a URL."""
    password = (decoded(text) or b"").decode("ascii", "replace").partition(":")[2]
    tokens = find_tokens(password)
    if len(tokens) == 1 and tokens[0].end - tokens[0].start == len(password):
        found = sighting_of(tokens[0], password)
    else:
        found = _password("password in an Authorization header", password, 0, len(password))
    return found and found._replace(start=match.start, end=match.end, encoding="base64")


def _password(what: str, value: str, start: int, end: int) -> Sighting:
    if not looks_random(value) and not _STRONG.fullmatch(value):
        notes = ("no more than a word, as in examples",)
        return Sighting(what, value, start, end, Confidence.POSSIBLE, Severity.INFO, notes)
    return Sighting(what, value, start, end, Confidence.LIKELY)


def _token_of_claims(value: str) -> tuple[Severity, tuple[str, ...]]:
    """What a JSON Web Token (RFC 7519) says of itself: who issued it, and whether it is over."""
    try:
        claims = json.loads(decoded(value.split(".")[1]) or b"")
    except (ValueError, RecursionError):
        return Severity.ERROR, ()
    if not isinstance(claims, dict):
        return Severity.ERROR, ()
    notes = []
    severity = Severity.ERROR
    issuer, expiry = claims.get("iss"), claims.get("exp")
    if isinstance(issuer, str) and re.fullmatch(r"[\w.:/-]{1,80}", issuer):
        notes.append(f"issued by {issuer}")
    if isinstance(expiry, int | float) and 0 < expiry < 32_503_680_000:  # the year 3000
        day = datetime.fromtimestamp(expiry, UTC)
        if day < datetime.now(UTC):
            severity = Severity.WARNING
            notes.append(f"expired {day:%Y-%m-%d}")
        else:
            notes.append(f"expires {day:%Y-%m-%d}")
    return severity, tuple(notes)


def _signature_of_dates(url: str) -> tuple[Severity, tuple[str, ...]]:
    """What a shared access signature says of itself: ``se`` is when it is over (Azure, "Create an account SAS")."""
    end = _SIGNED_EXPIRY.search(url)
    if end is None:
        return Severity.ERROR, ()
    is_over = end[1] < f"{datetime.now(UTC):%Y-%m-%d}"
    return (Severity.WARNING, (f"expired {end[1]}",)) if is_over else (Severity.ERROR, (f"expires {end[1]}",))


def _key(match: TokenMatch, text: str) -> Sighting | None:
    """A private key with its body alone as value, so that it is the same key however its lines are broken."""
    key = read_key(text.encode("latin-1", "replace"))
    return of_key(key, match.start, match.end) if key is not None else None


def url_sighting(url: UrlCredential, text: str) -> Sighting | None:
    """The secret of ``url``, which was read in ``text``; None for placeholders, variables and local services."""
    if url.kind != "literal" or _LOCAL.fullmatch(url.host):
        return None
    value = text[url.password_start : url.password_end]
    if len(value) < _SHORTEST or (url.place == "query" and _BADGE.search(text, url.start, url.end)):
        return None
    if classify_value(value, "PASSWORD").kind in _NO_PASSWORD or is_weak(value, "PASSWORD"):
        return None
    what = {"password": "password in a URL", "user": "token in a URL"}.get(url.place, "token in a URL's query")
    return _password(what, value, url.password_start, url.password_end)
