"""Find credentials of known formats in any text."""

from __future__ import annotations

from bisect import bisect_left

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple, once
from dockerlint.trace.catalogue import placeholders, token_checksums
from dockerlint.trace.catalogue.token_formats import FORMATS, TokenFormat
from dockerlint.trace.catalogue.token_signs import SHORTEST, has_plain, signs_in
from dockerlint.trace.pieces import answers, is_long

if TYPE_CHECKING:
    from collections.abc import Iterable


class TokenMatch(NamedTuple):
    """A credential at ``text[start:end]``; ``what`` names its kind ("GitHub token").

    ``checksum`` is True or False where the issuer built a check in, None where there is none to compute.
    ``placeholder`` is true for documentation examples and masked values of the right shape.
    """

    start: int
    end: int
    what: str
    checksum: bool | None
    placeholder: bool


_compiled: dict[str, re.Pattern[str]] = {}
_TELLING = 3  # characters of a keyword that is seldom there by chance


class _Keywords(NamedTuple):
    """The formats' keywords, each with the places of its formats in ``FORMATS``.

    One that begins its token can only stand in a long word; ``anywhere`` are the others.
    """

    in_words: dict[str, list[int]]
    anywhere: dict[str, list[int]]


@once
def _keywords() -> _Keywords:
    places: dict[str, list[int]] = {}
    loose: set[str] = set()
    for place, each in enumerate(FORMATS):
        for keyword in each.keywords:
            places.setdefault(keyword, []).append(place)
            if any(sign in each.pattern for sign in ("(?P<secret>", "\\s", '"', "@")):
                loose.add(keyword)
    in_words = {keyword: found for keyword, found in places.items() if keyword not in loose}
    return _Keywords(in_words, {keyword: places[keyword] for keyword in loose})


def find_tokens(text: str, *, glued: bool = False, words_of: str | None = None) -> tuple[TokenMatch, ...]:
    """All credentials of known formats in ``text``, in order and without overlap (the first format listed wins).

    ``glued`` takes those too that stand in the midst of a longer word, where their first characters tell enough.
    ``words_of`` is a text that has all words of ``text``, and about which more may be known.
    """
    seen = _seen_in(text if words_of is None else words_of, glued=glued)
    if not seen.longest and not seen.private:
        return ()
    found: list[TokenMatch] = []
    for place in sorted(seen.places):
        if FORMATS[place].length <= seen.longest and (seen.plain or not FORMATS[place].length):
            _collect(FORMATS[place], text, found)
            if glued and min(map(len, FORMATS[place].keywords)) > _TELLING:
                _collect(_unbound(FORMATS[place]), text, found)
    if seen.private:
        found += _private_keys(text)
    return tuple(sorted(found))


class _Seen(NamedTuple):
    """What a glance at a text tells: the length of its longest word that may be a token, and the formats to look for.

    ``plain`` tells whether those count whose keywords are ordinary letters.
    """

    longest: int
    private: bool
    plain: bool
    places: frozenset[int]


def _seen_in(text: str, *, glued: bool) -> _Seen:
    if not is_long(text):
        return _seen(text, plain=glued or has_plain(text))
    plain = glued or True in answers(text, has_plain, _PLAIN_KNOWN)
    seen = answers(text, _seen_with_plain if plain else _seen_without_plain, _SEEN[plain])
    longest, private = max(each.longest for each in seen), any(each.private for each in seen)
    return _Seen(longest, private, plain, frozenset().union(*[each.places for each in seen]))


# Of pieces of long texts.
_PLAIN_KNOWN: dict[str, bool] = {}
_SEEN: tuple[dict[str, _Seen], dict[str, _Seen]] = ({}, {})


def _seen_with_plain(text: str) -> _Seen:
    return _seen(text, plain=True)


def _seen_without_plain(text: str) -> _Seen:
    return _seen(text, plain=False)


def _seen(text: str, *, plain: bool) -> _Seen:
    lower = text.lower()
    words = [word for word in lower.split() if len(word) >= SHORTEST]
    private = "private" in lower or "ls0tls1crudjti" in lower or "putty-user-key" in lower
    keywords = _keywords()
    places: set[int] = set()
    if words or private:
        long = "\n".join(words) if plain else ""
        told = [keyword for keyword in keywords.in_words if keyword in long] if plain else signs_in(words)
        places.update(*[keywords.in_words[keyword] for keyword in told])
        places.update(*[keywords.anywhere[keyword] for keyword in keywords.anywhere if keyword in lower])
    return _Seen(max(map(len, words), default=0), private, plain, frozenset(places))


def find_tokens_of(places: Iterable[int], text: str) -> tuple[TokenMatch, ...]:
    """Likewise, but only those of the formats at ``places`` in FORMATS, and private keys for ``len(FORMATS)``.

    For whoever knows already which formats ``text`` may hold.
    """
    found: list[TokenMatch] = []
    lower = text.lower()
    for place in sorted(set(places)):
        if place < len(FORMATS):
            if any(keyword in lower for keyword in FORMATS[place].keywords):
                _collect(FORMATS[place], text, found)
        else:
            found += _private_keys(text)
    return tuple(sorted(found))


def _long_words(text: str, shortest: int) -> list[tuple[int, int]]:
    places, at = [], 0
    for word in text.split():
        if len(word) >= shortest:
            at = text.index(word, at)
            places.append((at, at + len(word)))
            at += len(word)
    return places


def _pattern(source: str) -> re.Pattern[str]:
    pattern = _compiled.get(source)
    if pattern is None:
        pattern = _compiled[source] = re.compile(source)
    return pattern


def _collect(format_: TokenFormat, text: str, found: list[TokenMatch]) -> None:
    pattern = _pattern(format_.pattern)
    group = "secret" if "secret" in pattern.groupindex else 0
    places = [(0, len(text))]
    if len(format_.keywords[0]) < _TELLING:  # a pattern that would be tried at every character
        places = _long_words(text, max(format_.length, SHORTEST))
    for match in [match for start, end in places for match in pattern.finditer(text, start, end)]:
        start, end = match.span(group)
        at = bisect_left(found, (start,))
        if start < 0 or any(start < other.end and other.start < end for other in found[max(at - 1, 0) : at + 1]):
            continue
        secret = match.group(group)
        checksum = token_checksums.CHECKS[format_.check](secret) if format_.check else None
        if checksum is False and format_.check in token_checksums.DECIDING:
            continue
        if format_.what == "JSON Web Token" and _is_public_jwt(secret):
            continue
        example = checksum is not True and placeholders.is_example_token(secret, _prefix_length(secret))
        found.insert(at, TokenMatch(start, end, format_.what, checksum, example or _is_known_example(secret)))


# What keeps a pattern from matching in the midst of a word.
_BOUNDARY = lazy(r"\\b|\(\?<?!(?:\[(?:\\.|[^\]\\])*\]|[^()\[\\])*\)")


def _unbound(format_: TokenFormat) -> TokenFormat:
    return format_._replace(pattern=_BOUNDARY.sub("", format_.pattern))


def _prefix_length(secret: str) -> int:
    """How many characters of a token are the issuer's prefix (``ghp_``, ``glpat-``, ``AKIA``)."""
    match = re.match(r"[A-Za-z0-9]{1,9}[_.-](?:(?:pat|live|test|prod|proj|v1)[_-])?|AKIA|ASIA|AIza", secret)
    return match.end() if match else 0


# The token that jwt.io shows, by its claims: sub 1234567890; and the key of Azure's storage emulator.
_EXAMPLE_PARTS = ("eyJzdWIiOiIxMjM0NTY3ODkwI", "EXAMPLE", "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1")


def _is_known_example(secret: str) -> bool:
    return any(part in secret for part in _EXAMPLE_PARTS)


def _is_public_jwt(secret: str) -> bool:
    """Supabase's ``anon`` key is a JWT that every browser gets."""
    claims = token_checksums.decoded(secret.split(".")[1])
    return claims is not None and b'"role":"anon"' in claims.replace(b" ", b"")


# RFC 7468 labels; the body may be escaped ("\n") or stand in a shell string that goes on over lines.
_PEM = (
    r"-----BEGIN (?P<label>(?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?)-----"
    r"(?:\\[nr]|[\s\\\"'+|]|Proc-Type:[^\n\\]*|DEK-Info:[^\n\\]*|Version:[^\n\\]*|Comment:[^\n\\]*)*"
    r"(?P<body>[A-Za-z0-9+/=]{16,}[A-Za-z0-9+/=\s\\\"'+]*)(?:-----END [A-Z0-9 ]*-----)?"
)
_PEM_BASE64 = r"(?<![A-Za-z0-9+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,}={0,2}"
_PUTTY = r"PuTTY-User-Key-File-[23]:[^\n]*\nEncryption:[^\n]*(?:\n[^\n]*){3,}"


def _private_keys(text: str) -> list[TokenMatch]:
    found = []
    if "-----BEGIN" in text:
        for match in _pattern(_PEM).finditer(text):
            label = match.group("label")
            issuer = "OpenSSH " if label.startswith("OPENSSH") else "PGP " if "BLOCK" in label else ""
            example = placeholders.is_example_token(match.group("body")[:64])
            found.append(TokenMatch(match.start(), match.end(), f"{issuer}private key", None, example))
    if "LS0tLS1CRUdJTi" in text:
        for match in _pattern(_PEM_BASE64).finditer(text):
            plain = token_checksums.decoded(match.group()[:60]) or b""
            if b"PRIVATE KEY" in plain:
                found.append(TokenMatch(match.start(), match.end(), "private key in base64", None, False))
    if "PuTTY-User-Key-File" in text:
        for match in _pattern(_PUTTY).finditer(text):
            found.append(TokenMatch(match.start(), match.end(), "PuTTY private key", None, False))
    return found
